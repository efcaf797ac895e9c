"""The lines of a text → stretches: headings, paragraphs, list items, quotations, table rows, with their place.

Blank lines part paragraphs. Inside a paragraph a line break may be a soft wrap (Markdown; text wrapped at a column) or
the end of a block (text copied from a web page, a hard break, a change of script); the rules are in `_breaks`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ezri_archive.text import script_of

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_BULLET = re.compile(r"[ \t]*(?:[-+*•‣▪◦·–]|[0-9۰-۹٠-٩]{1,3}[.)]|[א-ת][.)])[ \t]+(?=\S)")
_NUMBER = re.compile(r"[ \t]*(?:[0-9۰-۹٠-٩]{1,3}[.)]|[א-ת][.)])[ \t]+")
_QUOTATION = re.compile(r" {0,3}>[ \t]?")
_TABLE_ROW = re.compile(r" {0,3}\|.*\|[ \t]*$")
_TABLE_RULE = re.compile(r" {0,3}\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
_BROKEN_LINK = re.compile(r"<https?://[^<>\s]*\n[^<>\s]*>|\]\([^()\s]*\n[^()\s]*\)|\[[^\[\]\n]{0,300}\n[^\[\]\n]{0,300}\]\(")

_NARROWEST, _WIDEST = 40, 100
_FEWEST_WRAPS = 3
_WRAPPED_SHARE = 0.8


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
    """A line without its line break."""

    number: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def stretches(text: str, begins: int, *, markdown: bool) -> Iterator[Stretch]:
    """Find the blocks of `text[begins:]`, in order."""
    paragraphs = list(_paragraphs(_lines(text, begins)))
    glued = {match.start() + match.group().index("\n") for match in _BROKEN_LINK.finditer(text, begins)}
    width = 0 if markdown else _wrap_width(paragraphs)
    for paragraph in paragraphs:
        yield from _split(paragraph, glued, width=width, markdown=markdown)


def _lines(text: str, begins: int) -> list[_Line]:
    lines, start, number = [], begins, text.count("\n", 0, begins) + 1
    for piece in text[begins:].split("\n"):
        lines.append(_Line(number, start, piece.removesuffix("\r")))
        start += len(piece) + 1
        number += 1
    return lines


def _paragraphs(lines: list[_Line]) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in lines:
        if line.text.strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _wrap_width(paragraphs: list[list[_Line]]) -> int:
    """Find the column a text is wrapped at; 0 when its lines end where their authors ended them.

    A line was wrapped when the first word of the next would not have fitted; most lines of a wrapped text were.
    """
    inner = [line for paragraph in paragraphs for line in paragraph[:-1]]
    width = max((len(line.text.rstrip()) for line in inner), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    pairs = [(first, second) for lines in paragraphs for first, second in zip(lines, lines[1:], strict=False)]
    wrapped = sum(_was_wrapped(first, second, width) for first, second in pairs)
    return width if wrapped >= max(_FEWEST_WRAPS, _WRAPPED_SHARE * len(pairs) * 0.75) else 0


def _was_wrapped(line: _Line, following: _Line, width: int) -> bool:
    first_word = following.text.split(maxsplit=1)[0]
    return len(line.text.rstrip()) + 1 + len(first_word) > width


def _split(paragraph: list[_Line], glued: set[int], *, width: int, markdown: bool) -> Iterator[Stretch]:
    """Cut a paragraph into blocks: first by markers at the head of lines, then by what its line breaks mean."""
    open_stretch: Stretch | None = None
    previous: _Line | None = None
    for line in paragraph:
        stretch = _marked(line)
        if previous and open_stretch and previous.end in glued:
            open_stretch = replace(open_stretch, end=line.end)
        elif _underlines(line, open_stretch, previous):
            open_stretch = replace(open_stretch, kind="heading", level=1 if "=" in line.text else 2) if open_stretch else None
        elif stretch is None:
            continue
        elif open_stretch and previous and _continues(open_stretch, stretch, previous, line, width=width, markdown=markdown):
            open_stretch = replace(open_stretch, end=line.end)
        else:
            if open_stretch:
                yield open_stretch
            open_stretch = stretch
        previous = line
    if open_stretch:
        yield _lone_number_is_no_list(open_stretch, paragraph)


def _underlines(line: _Line, open_stretch: Stretch | None, previous: _Line | None) -> bool:
    single = open_stretch is not None and previous is not None and open_stretch.line == previous.number
    return single and open_stretch is not None and open_stretch.kind == "paragraph" and bool(_UNDERLINE.match(line.text))


def _marked(line: _Line) -> Stretch | None:
    """Read the marker at the head of a line; None for a line that is nothing but a marker."""
    text = line.text
    if _RULE.match(text) or _TABLE_RULE.match(text) or _FENCE.match(text):
        return None
    if heading := _HEADING.match(text):
        closing = _CLOSING_HASHES.search(text)
        end = line.start + closing.start() if closing else line.end
        return Stretch("heading", line.start + heading.end(), max(end, line.start + heading.end()), line.number, len(heading[1]))
    for kind, marker in (("quotation", _QUOTATION), ("list_item", _BULLET)):
        if found := marker.match(text):
            numbered = kind == "list_item" and _NUMBER.match(text)
            return Stretch(kind, line.start + (0 if numbered else found.end()), line.end, line.number)
    kind = "table_row" if _TABLE_ROW.match(text) else "paragraph"
    return Stretch(kind, line.start, line.end, line.number)


def _continues(  # noqa: PLR0913 - each says one thing about the line break
    open_stretch: Stretch, stretch: Stretch, previous: _Line, line: _Line, *, width: int, markdown: bool
) -> bool:
    """Say whether a line goes on with the block before it; a quoted line never does: its marker would become text."""
    if stretch.kind != "paragraph" or open_stretch.kind in {"heading", "quotation", "table_row"}:
        return False
    if _HARD_BREAK.search(previous.text) or script_of(previous.text) != script_of(line.text):
        return False
    return markdown or bool(width and _was_wrapped(previous, line, width))


def _lone_number_is_no_list(stretch: Stretch, paragraph: list[_Line]) -> Stretch:
    """Call "1. Past Experience" between paragraphs a paragraph: a list of one is a numbered heading more often."""
    if stretch.kind == "list_item" and len(paragraph) == 1 and _NUMBER.match(paragraph[0].text):
        return replace(stretch, kind="paragraph")
    return stretch
