"""Rules on plain strings: scripts, Unicode form, the search fold, offsets, URLs.

`scripts` counts letters and finds what may not be shown or stored as it is, `fold` makes search keys, `words` leads
from them back into the text, `offsets` from there into the source, `urls` finds, compares and displays addresses.
Import from here.
"""

from ezri_archive.text.fold import fold
from ezri_archive.text.offsets import OffsetMap
from ezri_archive.text.scripts import letters, script_of, show_bidi_controls, xml_illegal
from ezri_archive.text.urls import canonical_url, display_url, find_urls, host
from ezri_archive.text.words import KeyWord, key_words

__all__ = [
    "KeyWord",
    "OffsetMap",
    "canonical_url",
    "display_url",
    "find_urls",
    "fold",
    "host",
    "key_words",
    "letters",
    "script_of",
    "show_bidi_controls",
    "xml_illegal",
]
