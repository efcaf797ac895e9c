"""A passage → how much running text it is, and whether it is a set phrase of web pages."""

import re

from ezri_archive.phrases import CHROME, says, version_phrase
from ezri_archive.readers.html.records import Passage

SHORT = 14
"""The words a label, title or note has at most."""

_SENTENCE_END = re.compile(r"[.!?؟…۔:][\"'”’»)\]\u200e\u200f]*$")
_RIGHTS = re.compile(r"^(?:copyright\b|©|\(c\)\s)|©\s*(?:[0-9۰-۹]{4}|copyright)|[0-9۰-۹]{4}\s*©", re.IGNORECASE)
_MAILINGS = (
    "view this * in your browser", "view in browser", "unsubscribe *", "* unsubscribe", "you receive this *",
    "you received this *", "you are receiving this *", "update your preferences", "forward to a friend",
    "להסרה מרשימת התפוצה *", "הסרה מרשימת התפוצה", "לצפייה בדפדפן *", "לא רואים את המייל *",
    "لغو اشتراک", "لغو عضویت", "مشاهده در مرورگر", "نمایش در مرورگر",
)  # fmt: skip
"""Lines around the text of a mailing; as in `phrases.CHROME`."""
_PHRASES = (*CHROME, *_MAILINGS)
_HEADING_PHRASE = 3
_LONG, _SENTENCE = 12, 5
_HALF = 0.5
_LABEL_WEIGHT = 0.2


def is_prose(passage: Passage) -> bool:
    """Say whether a passage is running text: long, or with the end of a sentence, and not mostly links."""
    if passage.kind in {"heading", "table_row", "caption"} or passage.link_share > _HALF:
        return False
    words = passage.words
    return words >= _LONG or (words >= _SENTENCE and bool(_SENTENCE_END.search(passage.text)))


def weight(passage: Passage) -> float:
    """Say how much a passage speaks for the element it is in: its characters outside links; a label's count a fifth.

    Verse and talk have short lines: where there is no prose, they must do.
    """
    own = len(passage.text) - passage.linked
    return float(own) if is_prose(passage) else own * _LABEL_WEIGHT


def is_version_note(passage: Passage, alternates: frozenset[str]) -> bool:
    """Say whether a passage leads to another version of the page: by its address, its hreflang, or its words."""
    if not passage.is_short(SHORT) or not passage.links:
        return False
    said = "version" in passage.hints and passage.link_share > _HALF
    return said or bool(alternates & set(passage.links)) or version_phrase(passage.text) is not None


def is_page_phrase(passage: Passage) -> bool:
    """Say whether a passage is one of the set phrases of pages and mailings, or a line about rights in them."""
    if passage.kind == "caption" or not passage.is_short(SHORT * 2):
        return False
    if _RIGHTS.search(passage.text):
        return True
    longest = _HEADING_PHRASE if passage.kind == "heading" else SHORT
    return passage.words <= longest and says(passage.text, _PHRASES)
