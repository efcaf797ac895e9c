"""Pieces of source text, one after another → one text in NFC with single spaces, and where each character stood."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ezri_archive.text import OffsetMap

_WHITE = r"\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
CONTROL = re.compile(f"[{_CONTROLS}]")
"""A character that is no part of a text: a C0 or C1 control, white space aside, or a noncharacter."""

_UNUSUAL = re.compile(f"  |(?! )[{_WHITE}]|[{_CONTROLS}]")
_STRETCH = re.compile(f"(?P<white>[{_WHITE}]+)|[{_CONTROLS}]+|(?P<words>[^{_WHITE}{_CONTROLS}]+)")


@dataclass(slots=True)
class Wording:
    """Collects pieces of text, each with the source offset of its first character."""

    pieces: list[str] = field(default_factory=list)
    runs: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    after_space: bool = True

    def add(self, text: str, place: int) -> None:
        """Append a piece: white space as single spaces, none at the beginning, controls left out."""
        if not (_UNUSUAL.search(text) or (self.after_space and text.startswith(" "))):
            self.put(text, place)
            return
        for found in _STRETCH.finditer(text):
            if found["white"] and not self.after_space:
                self.put(" ", place + found.start())
            elif found["words"]:
                self.put(found["words"], place + found.start())

    def put(self, text: str, place: int) -> None:
        """Append a piece as it is."""
        if not text:
            return
        if not self.runs or place - self.length != self.runs[-1][1] - self.runs[-1][0]:
            self.runs.append((self.length, place))
        self.pieces.append(text)
        self.length += len(text)
        self.after_space = text.endswith(" ")


@dataclass(frozen=True, slots=True)
class Worded:
    """A finished text: NFC, trimmed, single spaces.

    `moved` leads from an index in the pieces to one in the text, which may be one past its end.
    """

    text: str
    offsets: OffsetMap
    moved: Sequence[int]


def finish(wording: Wording) -> Worded:
    """Join the pieces of a text."""
    raw = "".join(wording.pieces).removesuffix(" ")
    offsets = OffsetMap(tuple(wording.runs) or ((0, 0),))
    if unicodedata.is_normalized("NFC", raw):
        return Worded(raw, offsets, range(wording.length + 1))
    return _composed(raw, offsets)


def _composed(raw: str, offsets: OffsetMap) -> Worded:
    """Bring a text to NFC cluster by cluster, so that every character keeps its place in the source."""
    text = Wording()
    moved: list[int] = []
    for start, end in _clusters(raw):
        cluster = unicodedata.normalize("NFC", raw[start:end])
        if cluster == raw[start:end]:
            moved += range(text.length, text.length + end - start)
            for index in range(start, end):
                text.put(raw[index], offsets.source(index))
        else:
            moved += [text.length] * (end - start)
            text.put(cluster, offsets.source(start))
    return Worded("".join(text.pieces), OffsetMap(tuple(text.runs)), [*moved, text.length, text.length])


def _clusters(raw: str) -> Iterator[tuple[int, int]]:
    """Find the stretches whose characters may compose with one another, and with none outside (UAX #15)."""
    start = 0
    for index in range(1, len(raw)):
        if not (unicodedata.combining(raw[index]) or _composes(raw, start, index)):
            yield start, index
            start = index
    yield start, len(raw)


def _composes(raw: str, start: int, index: int) -> bool:
    """Say whether a letter grows together with the cluster before it, as vowels of Hangul do."""
    if raw[index].isascii():
        return False
    apart = unicodedata.normalize("NFC", raw[start:index]) + unicodedata.normalize("NFC", raw[index])
    return unicodedata.normalize("NFC", raw[start : index + 1]) != apart
