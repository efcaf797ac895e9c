"""Languages: the table of those the archive can name, and telling which one a text is in.

The table answers by code; `identify` and `language_spans` answer by text, from script and spelling first, words next
and letter statistics last. This package knows nothing of the rest of the archive.
"""

from ezri_archive.languages.identification import Identification, identify
from ezri_archive.languages.letter_statistics import IDENTIFIERS, check_identifier, identifying_with
from ezri_archive.languages.spans import language_spans
from ezri_archive.languages.table import (
    ARCHIVE_LANGUAGES,
    LANGUAGES,
    UNDETERMINED,
    Language,
    direction,
    language,
    pair,
    pair_order,
)

__all__ = [
    "ARCHIVE_LANGUAGES",
    "IDENTIFIERS",
    "LANGUAGES",
    "UNDETERMINED",
    "Identification",
    "Language",
    "check_identifier",
    "direction",
    "identify",
    "identifying_with",
    "language",
    "language_spans",
    "pair",
    "pair_order",
]
