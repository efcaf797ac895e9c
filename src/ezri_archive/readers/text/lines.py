"""The lines of a text → stretches: headings, paragraphs, list items, quotations, table rows, with their place.

Blank lines part paragraphs. Inside a paragraph a line break may be a soft wrap (Markdown; text wrapped at a column)
or the end of a block (text copied from a web page, a hard break, a change of script); `_Rules.joins` decides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ezri_archive.text import script_of

_LINE = re.compile(r"([^\r\n]*+)(\r\n|[\r\n]|\Z)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{3,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*+){3,}|(?:-[ \t]*+){3,}|(?:_[ \t]*+){3,}|={3,}[ \t]*+)$")
_TABLE_RULE = re.compile(r" {0,3}\|?(?:[ \t]*+:?-{2,}:?[ \t]*+\|)+(?:[ \t]*+:?-{2,}:?[ \t]*+)?$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_NUMBER = re.compile(r"[ \t]*+(?P<number>[0-9۰-۹٠-٩]{1,3}|[א-ת])[.)][ \t]++(?=\S)")
_BULLET = re.compile(r"[ \t]*+[-+*•‣▪◦·–][ \t]++(?=\S)")
_QUOTATION = re.compile(r" {0,3}(?:>[ \t]?)+")
_TABLE_ROW = re.compile(r" {0,3}\|(?P<cells>.*)\|[ \t]*+$")
_BROKEN_LINK = re.compile(
    r"<(?:https?://|mailto:)[^<>\s]*+[ \t]*+(\r?\n)[ \t]*+[^<>\s]++>"
    r"|\]\([^()\s]*+[ \t]*+(\r?\n)[ \t]*+[^()\s]*+\)"
    r"|\[[^\[\]\r\n]{0,300}(\r?\n)[^\[\]\r\n]{0,300}\]\("
)
_FIRST = frozenset("1۱١א")

_COLUMN = re.compile(r"[^\t\s][^\t]*")
_FEWEST_COLUMNS = 2
_NARROWEST, _WIDEST = 40, 100
_FEWEST_WRAPS = 3
_WRAPPED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where one block stands: `source[start:end]` without its marker, on line `line` (from 1)."""

    kind: str
    start: int
    end: int
    line: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its line break, and the stretch that it would be alone.

    `kind` is as in `Stretch`, or `rule` for a line that is no text; `number` counts a list's item.
    """

    text: str
    break_at: int
    stretch: Stretch
    number: str = ""

    @property
    def kind(self) -> str:
        return self.stretch.kind


def stretches(text: str, begins: int, *, markdown: bool) -> Iterator[Stretch]:
    """Find the blocks of `text[begins:]`, in order."""
    paragraphs = list(_paragraphs(_lines(text, begins)))
    glued = frozenset(match.start(match.lastindex or 0) for match in _BROKEN_LINK.finditer(text, begins))
    rules = _Rules(markdown, 0 if markdown else _wrap_width(paragraphs), glued)
    for paragraph in paragraphs:
        for lines in _groups(paragraph, rules):
            yield from _stretch(lines, paragraph)


# --- lines ------------------------------------------------------------------------------------------------------


def _lines(text: str, begins: int) -> Iterator[_Line]:
    """Read every line; the last, after the last line break or without one, is empty."""
    number = sum(1 for _ in _LINE.finditer(text, 0, begins))
    for found in _LINE.finditer(text, begins):
        yield _line(found[1], found.start(), number)
        number += 1


def _line(text: str, start: int, number: int) -> _Line:
    """Read the marker at the head of a line. The number of a list's item is text, its bullet is not."""
    end = start + len(text)
    if _RULE.match(text) or _TABLE_RULE.match(text) or _FENCE.match(text):
        return _Line(text, end, Stretch("rule", start, start, number))
    if heading := _HEADING.match(text):
        last = max(start + _before_hashes(text), start + heading.end())
        return _Line(text, end, Stretch("heading", start + heading.end(), last, number, len(heading[1])))
    if row := _TABLE_ROW.match(text):
        return _Line(text, end, Stretch("table_row", start + row.start("cells"), start + row.end("cells"), number))
    if item := _NUMBER.match(text):
        return _Line(text, end, Stretch("list_item", start, end, number), item["number"])
    for kind, marker in (("quotation", _QUOTATION), ("list_item", _BULLET)):
        if found := marker.match(text):
            return _Line(text, end, Stretch(kind, start + found.end(), end, number))
    return _Line(text, end, Stretch("paragraph", start, end, number))


def _before_hashes(text: str) -> int:
    """Find the end of a heading before the `#` that may close it."""
    whole = text.rstrip(" \t")
    bare = whole.rstrip("#")
    return len(bare.rstrip(" \t") if bare.endswith((" ", "\t")) else whole)


def _paragraphs(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in lines:
        if line.text.strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []


def _wrap_width(paragraphs: list[list[_Line]]) -> int:
    """Find the column a text is wrapped at; 0 when its lines end where their authors ended them.

    A line was wrapped when the first word of the next would not have fitted; most lines of a wrapped text were.
    """
    pairs = [pair for paragraph in paragraphs for pair in pairwise(paragraph)]
    width = max((len(first.text.rstrip()) for first, _ in pairs), default=0)
    wrapped = sum(_was_wrapped(first, second, width) for first, second in pairs)
    fits = _NARROWEST <= width <= _WIDEST
    return width if fits and wrapped >= max(_FEWEST_WRAPS, _WRAPPED_SHARE * len(pairs)) else 0


def _was_wrapped(line: _Line, following: _Line, width: int) -> bool:
    first_word = following.text.split(maxsplit=1)[0]
    return len(line.text.rstrip()) + 1 + len(first_word) > width


# --- what line breaks mean --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rules:
    """Whether a line goes on with the block before it: `width` is the column of wrapping, `glued` breaks in links."""

    markdown: bool
    width: int
    glued: frozenset[int]

    def joins(self, block: Sequence[_Line], line: _Line) -> bool:
        """Say whether a line belongs to the block."""
        last = block[-1]
        if last.break_at in self.glued:
            return True
        if _UNDERLINE.match(line.text):
            return len(block) == 1 and last.kind == "paragraph"
        if len(block) > 1 and _UNDERLINE.match(last.text):
            return False
        return self._may_go_on(block[0], line) and self._is_soft(last, line)

    def _may_go_on(self, head: _Line, line: _Line) -> bool:
        if head.kind == "quotation":
            return line.kind == "quotation" and _has_words(head) and _has_words(line)
        counts_on = head.kind == "paragraph" and line.number not in {"", *_FIRST}
        return head.kind in {"paragraph", "list_item"} and (line.kind == "paragraph" or counts_on)

    def _is_soft(self, last: _Line, line: _Line) -> bool:
        wraps = self.markdown or bool(self.width and _was_wrapped(last, line, self.width))
        return wraps and not _breaks_hard(last.text) and not _changes_script(last.text, line.text)


def _has_words(line: _Line) -> bool:
    return line.stretch.start < line.stretch.end


def _breaks_hard(text: str) -> bool:
    return text.endswith(("  ", "\\"))


def _changes_script(first: str, second: str) -> bool:
    return len({script_of(first), script_of(second)} - {"Zyyy"}) > 1


def _groups(paragraph: Sequence[_Line], rules: _Rules) -> Iterator[list[_Line]]:
    """Cut a paragraph into the lines of its blocks."""
    block = [paragraph[0]]
    for line in paragraph[1:]:
        if rules.joins(block, line):
            block.append(line)
        else:
            yield block
            block = [line]
    yield block


def _stretch(block: Sequence[_Line], paragraph: Sequence[_Line]) -> Iterator[Stretch]:
    """Make the stretch of a block's lines; none of a line that is no text."""
    head, last = block[0].stretch, block[-1]
    if head.kind == "rule":
        return
    if len(block) > 1 and _UNDERLINE.match(last.text):
        yield replace(head, kind="heading", end=block[-2].break_at, level=1 if "=" in last.text else 2)
        return
    hard = last.text.endswith("\\") and last is not paragraph[-1]
    end = last.stretch.end if len(block) == 1 else last.break_at
    kind = "paragraph" if len(paragraph) == 1 and block[0].number else head.kind
    whole = replace(head, kind=kind, end=end - hard)
    yield from _cells(whole, last) if len(block) == 1 else [whole]


def _cells(stretch: Stretch, line: _Line) -> list[Stretch]:
    """Part the columns of a line with tabs between words, as tables leave them when they are copied."""
    first = line.break_at - len(line.text)
    columns = list(_COLUMN.finditer(line.text, stretch.start - first, stretch.end - first))
    if len(columns) < _FEWEST_COLUMNS:
        return [stretch]
    places = ((first + column.start(), first + column.end()) for column in columns)
    return [replace(stretch, kind="table_row", start=start, end=end) for start, end in places]
