"""Rules on plain strings: scripts, Unicode form, the search fold, offsets, URLs.

`scripts` counts letters and finds what may not be shown or stored as it is, `fold` makes search keys,
`offsets` leads back into the source, `urls` finds, compares and displays addresses. Import from here.
"""

from ezri_archive.text.fold import fold
from ezri_archive.text.offsets import OffsetMap
from ezri_archive.text.scripts import letters, script_of, show_bidi_controls, xml_illegal
from ezri_archive.text.urls import canonical_url, display_url, find_urls, host

__all__ = [
    "OffsetMap",
    "canonical_url",
    "display_url",
    "find_urls",
    "fold",
    "host",
    "letters",
    "script_of",
    "show_bidi_controls",
    "xml_illegal",
]
