"""A text → the words of its search key, and where each of them stands in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ezri_archive.text.fold import fold

_CHUNK = re.compile(r"\S+")
# Letters whose key is one letter, so that a run of them is a word whatever stands around it.
_PLAIN = re.compile(r"[(«“]?([A-Za-z0-9א-ת]+|[ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی]+)[.,;:!?)»”،؛؟…]*")
# Marks and joiners belong to the letter before them.
_RUN = re.compile(
    r"(?:\w[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u00ad\u2060\ufeff]*"
    r"|(?<=[א-ת\u0591-\u05c7])(?:''|[\"'״׳’”“])(?=[א-ת])|׳)+"
)


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A word of a search key, and the characters of the text it was made from: `text[start:end]`."""

    key: str
    start: int
    end: int


def key_words(text: str) -> tuple[KeyWord, ...]:
    """List the words of `fold(text)` in order, each with its place in `text`.

    Points, vowel signs and joiners of a word are inside its place, the punctuation around it is not. Words that come
    out of one character, or that no boundary in the text divides, share a place.
    """
    words: list[KeyWord] = []
    for chunk in _CHUNK.finditer(text):
        plain = _PLAIN.fullmatch(chunk.group())
        if plain:
            start, end = plain.span(1)
            words.append(KeyWord(fold(plain[1]), chunk.start() + start, chunk.start() + end))
        else:
            words += _in_chunk(chunk.group(), chunk.start())
    return tuple(words)


def _in_chunk(chunk: str, place: int) -> Iterator[KeyWord]:
    keys = fold(chunk).split()
    runs = [(fold(run.group()), run) for run in _RUN.finditer(chunk)]
    meant = [(key, run) for key, run in runs if key]
    if [key for key, _ in meant] == keys:
        yield from (KeyWord(key, place + run.start(), place + run.end()) for key, run in meant)
    else:
        yield from (KeyWord(key, place, place + len(chunk)) for key in keys)
