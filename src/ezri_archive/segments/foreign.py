"""A sentence → the marks of its words in another script."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ezri_archive.languages import identify
from ezri_archive.languages import language as language_named
from ezri_archive.records import Mark
from ezri_archive.segments.protected import protected_spans

_LETTERS = {
    "Latn": "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "Hebr": "א-תװ-ײ\u0591-\u05bd\u05bf-\u05c7\ufb1d-\ufb4f",
    "Arab": "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06df-\u06e8\u06ea-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
}
_INSIDE_WORD = {"Latn": "'’.&-", "Hebr": "\"'׳״’־-", "Arab": "\u200c\u200d-"}
_BETWEEN_WORDS = r"[ \d&/+.,:'’–—-]*"
_PUNCTUATION = " &/+.,:'’–—-"
_MAIN_LANGUAGE = {"Latn": "en", "Hebr": "he", "Arab": "fa"}
_TELLING_WORDS = 4
"""A run of so many words is long enough to be in another language than the usual one of its script."""
_LEAST_LETTERS = 2


def _run_pattern(script: str) -> re.Pattern[str]:
    letter, inside = _LETTERS[script], _INSIDE_WORD[script]
    word = f"[{letter}](?:[{letter}\\d{inside}]*[{letter}\\d])?"
    return re.compile(f"{word}(?:{_BETWEEN_WORDS}{word})*")


_RUNS = {script: _run_pattern(script) for script in _LETTERS}


def foreign_marks(text: str, language: str, marks: Sequence[Mark] = ()) -> tuple[Mark, ...]:
    """Mark the words of a sentence that are in another script than its language.

    URLs and single letters are left out, and so is what `marks`, those the sentence has, say is foreign already. No
    foreign mark crosses one of them: where it would, it is cut in two. `target` is the language of the words.
    """
    own_script = language_named(language).script
    if own_script not in _RUNS:
        return ()
    readable = _masked(text, protected_spans(text) + _settled(text, marks))
    return tuple(
        Mark(start, end, "foreign", _language_of(text[start:end], script))
        for script, pattern in _RUNS.items()
        if script != own_script
        for run in pattern.finditer(readable)
        for start, end in _uncrossed(readable, run.span(), marks)
    )


def _settled(text: str, marks: Sequence[Mark]) -> tuple[tuple[int, int], ...]:
    """Find what is foreign already, and the links whose words are a part of their address."""
    return tuple(
        (mark.start, mark.end)
        for mark in marks
        if mark.kind == "foreign" or (mark.kind == "link" and text[mark.start : mark.end] in mark.target)
    )


def _masked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Hide stretches of a text behind line feeds, so that every place stays where it is."""
    for start, end in spans:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text


def _uncrossed(text: str, span: tuple[int, int], marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Cut a stretch where a mark begins or ends that lies only partly in it; drop what is no word."""
    start, end = span
    cuts = {place for mark in marks for place in _crossings(start, end, mark)}
    borders = [start, *sorted(cuts), end]
    pieces = [_trimmed(text, first, last) for first, last in pairwise(borders)]
    return [(first, last) for first, last in pieces if _letter_count(text[first:last]) >= _LEAST_LETTERS]


def _crossings(start: int, end: int, mark: Mark) -> tuple[int, ...]:
    if mark.start < start < mark.end < end:
        return (mark.end,)
    if start < mark.start < end < mark.end:
        return (mark.start,)
    return ()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return end - len(piece.lstrip(_PUNCTUATION)), start + len(piece.rstrip(_PUNCTUATION))


def _letter_count(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _language_of(words: str, script: str) -> str:
    usual = _MAIN_LANGUAGE[script]
    return identify(words, context=usual).code if len(words.split()) >= _TELLING_WORDS else usual
