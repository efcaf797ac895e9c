"""A mark that ends a quotation or bracket → whether the sentence around it goes on.

Where there are no capitals, the place where the quotation opened decides: after a bare word it is a part of the
sentence (`his book "Who is there?" came out`), after a colon or comma, or at the beginning, it is speech.
"""

import re

from ezri_archive.segments.habits import Habits

_PARTNERS = {
    "”": "“„”",
    "’": "‘‚",
    "“": "„",
    "»": "«",
    "›": "‹",
    ")": "(",
    "]": "[",
    "}": "{",
    **{straight: straight for straight in "\"'״"},
}
_STRAIGHT_OPENING = re.compile(
    r"""(?:(?<=[\s(\[–—-])|^|(?<=\b[משהוכלב])|(?<=\b[משהוכלב]{2}))["״'](?=\S)(?![א-ת](?![א-ת]))"""
)
_LONGEST = 2000
"""A quotation that opened more characters before is not looked for."""
_SPEECH_BEFORE = frozenset(":,،.!?؟…;؛-–—")
_DASH = re.compile(r"\s*[-–—]")
_WORD = re.compile(r"\s*([^\W\d_]+)")


def closes_inside(text: str, start: int, mark: int, end: int, habits: Habits) -> bool:
    """Say whether the sentence from `start` goes on after the closing marks that end at `end`.

    `mark` is where the full stop, question mark or exclamation mark stands.
    """
    start = max(start, mark - _LONGEST)
    closing = text[mark:end].lstrip(".!?؟…۔׃ ")
    opened = _opening(text, start, mark, closing[0]) if closing else None
    if opened is None:
        return False
    if _DASH.match(text, end):
        return True
    if habits.cased:
        return False
    before = text[start:opened].rstrip()
    if not before or before[-1] in _SPEECH_BEFORE:
        return _reports(text, end, habits)
    return text[mark] not in ".۔"


def _opening(text: str, start: int, mark: int, closing: str) -> int | None:
    partners = _PARTNERS[closing]
    if partners in "\"'״":
        found = [opening.start() for opening in _STRAIGHT_OPENING.finditer(text[start:mark])]
        return start + found[-1] if found else None
    return max((place for partner in partners if (place := text.rfind(partner, start, mark)) >= 0), default=None)


def _reports(text: str, end: int, habits: Habits) -> bool:
    found = _WORD.match(text, end)
    return found is not None and found.group(1) in habits.reporting
