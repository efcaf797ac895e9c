"""The words of one element, with marks and line breaks → passages' texts: one for each line that is one.

A single `<br>` may be a wrapped line or the end of a block. It is a wrap where the line before is long and its sentence
goes on; two are always an end.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from ezri_archive.readers.encodings.visual_order import logical_line
from ezri_archive.records import Mark

BREAK = "\n"

_SPACES = re.compile("[ \t\n\r\f\v\u00a0]+")
_ENDED = re.compile(r"[.!?؟…۔:;؛][\"'”’»)\]\u200e\u200f]*$")
_BEGINS_ITEM = re.compile(r"(?:[-–—•*·]|[0-9۰-۹]{1,3}[.)]|[א-ת][.)])\s")
_WRAPPED = 40
_INVISIBLE = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A text in Unicode form NFC, trimmed, with single spaces, and its marks."""

    text: str
    marks: tuple[Mark, ...]


def collapse(text: str, *, after_space: bool) -> str:
    """Give white space as a browser shows it: one space; none after another."""
    collapsed = _SPACES.sub(" ", text)
    return collapsed[1:] if after_space and collapsed.startswith(" ") else collapsed


def read_lines(text: str, marks: list[Mark], *, visual: bool) -> list[Line]:
    """Part an element's words at the line breaks that end a block; `visual` turns every line of Hebrew first."""
    lines = _slices(text, marks)
    if visual:
        lines = [_turned(line) for line in lines]
    return [_normalised(line) for line in _joined(lines) if not _INVISIBLE.fullmatch(line.text)]


def _slices(text: str, marks: list[Mark]) -> list[Line]:
    """Cut a text at its line breaks; every line gets its part of the marks."""
    waiting = sorted(marks, key=lambda mark: mark.start, reverse=True)
    lines, start = [], 0
    open_marks: list[Mark] = []
    for piece in text.split(BREAK):
        end = start + len(piece)
        while waiting and waiting[-1].start < end:
            open_marks.append(waiting.pop())
        lines.append(_slice(piece, open_marks, start))
        open_marks = [mark for mark in open_marks if mark.end > end]
        start = end + 1
    return lines


def _slice(piece: str, marks: list[Mark], start: int) -> Line:
    words = piece.strip(" ")
    start += len(piece) - len(piece.lstrip(" "))
    inside = (replace(m, start=max(m.start, start) - start, end=min(m.end, start + len(words)) - start) for m in marks)
    return Line(words, tuple(mark for mark in inside if mark.start < mark.end))


def _joined(lines: list[Line]) -> list[Line]:
    """Join the lines that were wrapped."""
    groups: list[list[Line]] = []
    before = ""
    for line in lines:
        if before and line.text and _goes_on(before, line.text):
            groups[-1].append(line)
        elif line.text:
            groups.append([line])
        before = line.text
    return [group[0] if len(group) == 1 else _together(group) for group in groups]


def _goes_on(before: str, after: str) -> bool:
    return len(before) >= _WRAPPED and not _ENDED.search(before) and not _BEGINS_ITEM.match(after)


def _together(lines: list[Line]) -> Line:
    """Join lines with spaces; what is marked to the end of one and from the start of the next is marked throughout."""
    marks: list[Mark] = []
    begins = 0
    for line in lines:
        for mark in line.marks:
            moved = replace(mark, start=mark.start + begins, end=mark.end + begins)
            _append(marks, moved)
        begins += len(line.text) + 1
    return Line(" ".join(line.text for line in lines), tuple(marks))


def _append(marks: list[Mark], mark: Mark) -> None:
    last = marks[-1] if marks else None
    if last and (last.kind, last.target, last.end + 1) == (mark.kind, mark.target, mark.start):
        marks[-1] = replace(last, end=mark.end)
    else:
        marks.append(mark)


def _turned(line: Line) -> Line:
    """Turn a line of visual Hebrew; a mark goes with its words, and is left out where they are not found."""
    text = logical_line(line.text)
    if text == line.text:
        return line
    turned = ((mark, logical_line(line.text[mark.start : mark.end])) for mark in line.marks)
    found = ((mark, len(words), _place(text, words, len(text) - mark.end)) for mark, words in turned if words)
    return Line(text, tuple(replace(m, start=at, end=at + length) for m, length, at in found if at >= 0))


def _place(text: str, words: str, near: int) -> int:
    """Find where turned words stand, nearest to where they are expected; -1 where they do not."""
    after, before = text.find(words, max(near, 0)), text.rfind(words, 0, max(near, 0) + len(words))
    return min((at for at in (before, after) if at >= 0), key=lambda at: abs(at - near), default=-1)


def _normalised(line: Line) -> Line:
    if not unicodedata.is_normalized("NFC", line.text):
        moved = [
            len(unicodedata.normalize("NFC", line.text[:index]))
            for mark in line.marks
            for index in (mark.start, mark.end)
        ]
        ends = zip(line.marks, moved[::2], moved[1::2], strict=True)
        marks = tuple(replace(mark, start=start, end=end) for mark, start, end in ends)
        line = Line(unicodedata.normalize("NFC", line.text), marks)
    kept = {mark: None for mark in line.marks if mark.start < mark.end}
    return replace(line, marks=tuple(sorted(kept, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.target))))
