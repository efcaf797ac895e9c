"""The glyphs of a page → its lines in the order of reading: down each column, words parted by spaces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ezri_archive.readers.pdf.bidi import is_right_to_left
from ezri_archive.readers.pdf.glyphs import Glyph, Page
from ezri_archive.readers.pdf.rows import base_of, rows_of, size_of

_SPACE = 0.22
_SPACE_BESIDE_SPACES = 0.3
_SEGMENT_GAP = 1.5
_GUTTER = 0.8
_COLUMN_LINES = 4
_COLUMN_EMS = 10
_MOST_SEGMENTS = 1_000
_LONGEST_RUN = 400
_FLUSH = 0.4
_FLUSH_SHARE = 0.8


@dataclass(slots=True)
class Line:
    """A line: its glyphs from left to right with the spaces between words, and the edges of its column in points.

    `flush` says whether the lines of its column begin below one another, as they do unless they are centred.
    """

    glyphs: list[Glyph]
    base: float
    size: float
    page: int
    edge_left: float = 0.0
    edge_right: float = 0.0
    flush: bool = True
    turned: bool = False

    @property
    def left(self) -> float:
        """Where the ink begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where the ink ends."""
        return self.glyphs[-1].right

    @property
    def text(self) -> str:
        """The glyphs' texts from left to right: not the order of reading."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def right_to_left(self) -> bool:
        """Whether its letters are mostly, or nearly half, written from right to left."""
        letters = [is_right_to_left(glyph.text) for glyph in self.glyphs if any(map(str.isalpha, glyph.text))]
        return sum(letters) * 3 > len(letters)

    @property
    def bold(self) -> bool:
        """Whether all its letters are bold."""
        return all(glyph.bold for glyph in self.glyphs if any(map(str.isalnum, glyph.text)))

    @property
    def start_gap(self) -> float:
        """How far the line begins from the edge of its column."""
        return self.edge_right - self.right if self.right_to_left else self.left - self.edge_left

    @property
    def end_gap(self) -> float:
        """How much room the line leaves in its column: at its end, or on both sides when its start says nothing."""
        room = self.edge_right - self.edge_left - (self.right - self.left)
        return room - self.start_gap if self.flush else room

    @property
    def first_word(self) -> float:
        """How wide the first word is that could have stood alone on the line before: up to a space or hyphen."""
        glyphs = self.glyphs[::-1] if self.right_to_left else self.glyphs
        end = next((place for place, glyph in enumerate(glyphs) if glyph.text in " -‐–־" and place), len(glyphs))
        word = glyphs[:end]
        return max(glyph.right for glyph in word) - min(glyph.left for glyph in word)


def lines_of(page: Page) -> list[Line]:
    """Find the lines of a page; turned text comes after the rest."""
    found: list[Line] = []
    for turn in range(4):
        rows = rows_of([glyph for glyph in page.glyphs if glyph.turn == turn])
        lines = [line for column in _columns(_segments(rows)) for line in _column_lines(column, page.number)]
        for line in lines:
            line.turned = turn > 0
        found += lines
    return found


# --- rows → columns → lines ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of a row without a wide gap."""

    row: int
    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)


def _segments(rows: Sequence[list[Glyph]]) -> list[_Segment]:
    found = (_Segment(number, part) for number, row in enumerate(rows) for part in map(_trimmed, _parted(row)))
    return [segment for segment in found if segment.glyphs]


def _parted(row: Sequence[Glyph]) -> Iterator[Sequence[Glyph]]:
    """Part a row where a gap is wider than any between words."""
    start, reached = 0, None
    for place, glyph in enumerate(row):
        if glyph.text.isspace():
            continue
        if reached is not None and glyph.left - reached > _SEGMENT_GAP * glyph.size:
            yield row[start:place]
            start, reached = place, None
        reached = max(reached or glyph.right, glyph.right)
    yield row[start:]


def _trimmed(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    first = next((place for place, glyph in enumerate(glyphs) if not glyph.text.isspace()), len(glyphs))
    last = next((place for place in range(len(glyphs), first, -1) if not glyphs[place - 1].text.isspace()), first)
    return tuple(glyphs[first:last])


def _columns(segments: Sequence[_Segment]) -> Iterator[list[_Segment]]:
    """Split the segments of a page into columns, each from top to bottom, in the order of reading."""
    place = 0
    pending: list[_Segment] = []
    while place < len(segments):
        end, gutter = _column_run(segments, place) if _may_begin_columns(segments, place) else (0, 0.0)
        if not end:
            pending.append(segments[place])
            place += 1
            continue
        if pending:
            yield pending
            pending = []
        run = segments[place:end]
        sides = [
            [segment for segment in run if segment.right <= gutter],
            [segment for segment in run if segment.left >= gutter],
        ]
        for side in sides[::-1] if _is_right_to_left(run) else sides:
            yield from _columns(side)
        place = end
    if pending:
        yield pending


def _may_begin_columns(segments: Sequence[_Segment], begins: int) -> bool:
    """Say whether a segment has another beside it, in its row or in one of the next."""
    first = segments[begins]
    following = segments[begins + 1 : begins + _COLUMN_LINES]
    beside = any(other.left > first.right or other.right < first.left for other in following)
    return beside and len(segments) <= _MOST_SEGMENTS


def _column_run(segments: Sequence[_Segment], begins: int) -> tuple[int, float]:
    """Find the longest run of segments from `begins` that a gutter parts into columns: its end and the gutter."""
    size = size_of(segments[begins].glyphs)
    longest, gutters = 0, [0.0]
    covered: list[tuple[float, float]] = []
    for end in range(begins + 1, min(len(segments), begins + _LONGEST_RUN) + 1):
        covered = _covering(covered, (segments[end - 1].left, segments[end - 1].right))
        gaps = [(first[1], second[0]) for first, second in pairwise(covered)]
        wide = [(left + right) / 2 for left, right in gaps if right - left >= _GUTTER * size]
        if wide:
            longest, gutters = end, wide
        elif end - begins > _COLUMN_LINES:
            break
    run = segments[begins:longest]
    return next(((longest, gutter) for gutter in gutters if _are_columns(run, gutter, size)), (0, 0.0))


def _covering(covered: list[tuple[float, float]], added: tuple[float, float]) -> list[tuple[float, float]]:
    left, right = added
    apart = [span for span in covered if span[1] < left or span[0] > right]
    touching = [span for span in covered if span not in apart]
    merged = (min([left, *(span[0] for span in touching)]), max([right, *(span[1] for span in touching)]))
    return sorted([*apart, merged])


def _are_columns(segments: Sequence[_Segment], gutter: float, size: float) -> bool:
    for side in ([s for s in segments if s.right <= gutter], [s for s in segments if s.left >= gutter]):
        rows = {segment.row for segment in side}
        width = sum(segment.right - segment.left for segment in side)
        if len(rows) < _COLUMN_LINES or width < _COLUMN_EMS * size * len(side):
            return False
    return True


def _is_right_to_left(segments: Sequence[_Segment]) -> bool:
    letters = [
        is_right_to_left(glyph.text)
        for segment in segments
        for glyph in segment.glyphs
        if any(map(str.isalpha, glyph.text))
    ]
    return sum(letters) * 2 > len(letters)


def _column_lines(segments: Sequence[_Segment], page: int) -> list[Line]:
    rows: dict[int, list[Glyph]] = {}
    for segment in segments:
        rows.setdefault(segment.row, []).extend(segment.glyphs)
    lines = [Line(_spaced(glyphs), base_of(glyphs), size_of(glyphs), page) for glyphs in rows.values()]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    for line in lines:
        line.edge_left, line.edge_right = left, right
    starts = sum(line.start_gap < _FLUSH * line.size for line in lines)
    ends = sum(line.end_gap < _FLUSH * line.size for line in lines)
    for line in lines:
        line.flush = starts * 3 >= len(lines) and starts >= _FLUSH_SHARE * ends
    return lines


def _spaced(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Put a space where a gap parts two words and the file has none."""
    threshold = _SPACE_BESIDE_SPACES if any(glyph.text.isspace() for glyph in glyphs) else _SPACE
    spaced: list[Glyph] = []
    reached = glyphs[0].left
    for glyph in glyphs:
        gap = glyph.left - reached
        if gap > threshold * glyph.size and not glyph.text.isspace() and spaced and not spaced[-1].text.isspace():
            spaced.append(Glyph(" ", reached, glyph.left, glyph.base, glyph.size, glyph.bold, glyph.italic))
        spaced.append(glyph)
        reached = max(reached, glyph.right)
    return spaced
