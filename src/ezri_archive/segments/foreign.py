"""A sentence → the marks of its words in another script."""

import re
from collections.abc import Sequence

from ezri_archive.languages import language as language_named
from ezri_archive.records import Mark
from ezri_archive.segments.protected import protected_spans

_WORD = "[{letters}](?:[{letters}\\d{joiners}]*[{letters}\\d])?"
_LETTERS = {
    "Latn": "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "Hebr": "א-תװ-ײ\u0591-\u05bd\u05bf-\u05c7\ufb1d-\ufb4f",
    "Arab": "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
}
_JOINERS = {"Latn": "'’.&-", "Hebr": "\"'׳״’־-", "Arab": "\u200c\u200d-"}
_BETWEEN = r"""[ \d&/+.,:;'"’“”()–—-]*"""
_RUN = {
    script: re.compile(f"{word}(?:{_BETWEEN}{word})*")
    for script, letters in _LETTERS.items()
    for word in (_WORD.format(letters=letters, joiners=_JOINERS[script]),)
}
_DEFAULT = {"Latn": "en", "Hebr": "he", "Arab": "fa"}


def foreign_marks(text: str, language: str, marks: Sequence[Mark] = ()) -> tuple[Mark, ...]:
    """Mark the words of a sentence that are in another script than its language, URLs and single letters left out.

    `marks` are those the sentence has; no foreign mark crosses one of them, and none is put inside one that is foreign.
    """
    script = language_named(language).script
    if script not in _RUN:
        return ()
    taken = protected_spans(text) + tuple((mark.start, mark.end) for mark in marks if mark.kind == "foreign")
    borders = sorted({border for mark in marks for border in (mark.start, mark.end)})
    found = [
        Mark(start, end, "foreign", _DEFAULT[other])
        for other, pattern in _RUN.items()
        if other != script
        for run in pattern.finditer(text)
        for start, end in _free(run.start(), run.end(), taken)
    ]
    return tuple(found)


def _free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    if end - start < 2 or any(first < end and start < last for first, last in taken):
        return []
    return [(start, end)]
