"""Paragraphs of glyphs → their words: in logical order, brackets righted, with the marks their look and links give."""

from collections.abc import Iterable, Sequence

from ezri_archive.readers.drafts import Run
from ezri_archive.readers.pdf.bidi import MIRRORED, is_right_to_left, reading_order
from ezri_archive.readers.pdf.glyphs import Glyph
from ezri_archive.readers.pdf.joining import Piece, joined, vocabulary_of
from ezri_archive.readers.pdf.lines import Line
from ezri_archive.readers.pdf.paragraphs import Paragraph, marker_of

_OPENING = {")": "(", "]": "[", "}": "{", "»": "«"}
_BRACKETS = frozenset(map(chr, MIRRORED))

_Lines = list[list[Piece]]


def word_all(paragraphs: Sequence[Paragraph]) -> list[list[Run]]:
    """Give the words of every paragraph, as runs with their marks."""
    ordered = [_ordered(paragraph.lines) for paragraph in paragraphs]
    if not _brackets_are_written(ordered):
        ordered = [[[_mirrored(piece) for piece in line] for line in lines] for lines in ordered]
    known = vocabulary_of(ordered)
    return [_runs(joined(lines, known), paragraph.kind) for paragraph, lines in zip(paragraphs, ordered, strict=True)]


# --- direction ----------------------------------------------------------------------------------------------


def _ordered(lines: Sequence[Line]) -> _Lines:
    right_to_left = _runs_right_to_left(lines)
    return [_ordered_line(line, right_to_left=right_to_left) for line in lines]


def _ordered_line(line: Line, *, right_to_left: bool) -> list[Piece]:
    order, levels = reading_order([glyph.text for glyph in line.glyphs], right_to_left=right_to_left)
    return [Piece(line.glyphs[place], levels[place] % 2 == 1, line.glyphs[place].text) for place in order]


def _runs_right_to_left(lines: Sequence[Line]) -> bool:
    """Say how a paragraph runs: by the letters at the ends of its first line, or else by which there are more of."""
    letters = [list(_directions(line)) for line in lines]
    count, backwards = sum(map(len, letters)), sum(map(sum, letters))
    if backwards in {0, count}:
        return bool(backwards)
    first = letters[0]
    if first and first[0] == first[-1] and (first[0] or backwards * 2 < count):
        return first[0]
    return backwards * 3 > count


def _directions(line: Line) -> Iterable[bool]:
    """Say of each letter of a line, from the left, whether it is written from right to left."""
    return (is_right_to_left(glyph.text) for glyph in line.glyphs if any(map(str.isalpha, glyph.text)))


# --- brackets -----------------------------------------------------------------------------------------------


def _brackets_are_written(paragraphs: Iterable[_Lines]) -> bool:
    """Say whether the file names brackets by their meaning, and not as they are drawn in text from right to left.

    Producers differ; the reading under which more brackets of the whole document close is the right one.
    """
    drawn = written = 0
    for lines in paragraphs:
        pieces = [piece for line in lines for piece in line]
        if any(piece.backwards and piece.text in _BRACKETS for piece in pieces):
            drawn += _unclosed(_mirrored(piece).text for piece in pieces)
            written += _unclosed(piece.text for piece in pieces)
    return written < drawn


def _mirrored(piece: Piece) -> Piece:
    if piece.backwards and piece.text in _BRACKETS:
        return Piece(piece.glyph, piece.backwards, piece.text.translate(MIRRORED))
    return piece


def _unclosed(texts: Iterable[str]) -> int:
    """Count the brackets of a text that nothing opens or closes."""
    waiting: list[str] = []
    wrong = 0
    for text in texts:
        if text in _OPENING.values():
            waiting.append(text)
        elif text in _OPENING and waiting and waiting[-1] == _OPENING[text]:
            waiting.pop()
        elif text in _OPENING:
            wrong += 1
    return wrong + len(waiting)


# --- marks --------------------------------------------------------------------------------------------------

_Marks = tuple[tuple[str, str], ...]


def _runs(pieces: Sequence[Piece], kind: str) -> list[Run]:
    bullet = marker_of("".join(piece.text for piece in pieces)) if kind == "list_item" else None
    skipped = bullet.end() if bullet else 0
    plain = kind == "heading" or all(piece.glyph.bold for piece in pieces if piece.text.isalnum())
    marks = _bridged(pieces, [_marks(piece.glyph, bold=not plain) for piece in pieces])
    runs: list[Run] = []
    for piece, found in zip(pieces, marks, strict=True):
        kept = piece.text[skipped:]
        skipped = max(0, skipped - len(piece.text))
        if kept and kept != "\u00ad":
            runs.append(Run(kept, found))
    return runs


def _bridged(pieces: Sequence[Piece], marks: list[_Marks]) -> list[_Marks]:
    """Give spaces, whose font says nothing, the marks that both their neighbours have."""
    for place in range(1, len(pieces) - 1):
        if pieces[place].text.isspace():
            marks[place] = tuple(mark for mark in marks[place - 1] if mark in marks[place + 1])
    return marks


def _marks(glyph: Glyph, *, bold: bool) -> _Marks:
    found = (
        (glyph.bold and bold, ("strong", "")),
        (glyph.italic, ("emphasis", "")),
        (glyph.raised, ("superscript", "")),
        (bool(glyph.link), ("link", glyph.link)),
    )
    return tuple(mark for holds, mark in found if holds)
