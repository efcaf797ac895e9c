"""Words said again beside a partner said once → what the score of a bead loses: one word accounts for one word.

The lexical score lets a word opposite explain any number of words. So a line that was left out looks at home in
the bead beside it when it speaks of the same things. Here the words of a bead compete for their partners: a type
that stands in it more often than all its partners together is explained only as often as they are. (A plain
form of the competitive linking of Melamed 2000, "Models of translational equivalence among words".)
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Ints, ranges
from ezri_archive.alignment.collection import Side
from ezri_archive.alignment.lexical import LONGEST_SPAN, Explanation, Singles

Size = tuple[int, int]


def overused(
    side: tuple[Side, Size], other: tuple[Side, Size], explanation: Explanation, sizes: Iterable[Size]
) -> dict[Size, Singles]:
    """Say how much of the lexical score of `side` beside `other` rests on partners that are shared.

    A side is given with its span of lines. Gives for each size (lines of the side, lines of the other) an array: rows
    by first line of the side, columns by first line of the other. A size of which no bead repeats a word is missing.
    """
    repeated = _repeated(*side, explanation)
    if not len(repeated.types):
        return {}
    opposite = _opposite(repeated.types, *other, explanation)
    lines = side[1][1] - side[1][0]
    return {
        size: _excess(repeated, size, opposite, lines - size[0] + 1)
        for size in sizes
        if len(repeated.spans[size[0]].row) and opposite.columns(size[1]) > 0
    }


@dataclass(frozen=True, slots=True)
class _Repeats:
    """Types that stand more than once in spans of so many lines: first line, row of the type, and how often."""

    first: Ints
    row: Ints
    count: Ints


@dataclass(frozen=True, slots=True)
class _Repeated:
    types: Ints
    spans: dict[int, _Repeats]


def _repeated(side: Side, span: Size, explanation: Explanation) -> _Repeated:
    """Find the types with partners that a span of one to three lines holds more than once."""
    starts = side.line_starts[span[0] : span[1] + 1]
    tokens = side.tokens[starts[0] : starts[-1]]
    line = np.repeat(np.arange(span[1] - span[0]), np.diff(starts))
    linked = np.diff(explanation.rows.starts)[tokens] > 0
    width = len(side.types)
    keys, counts = np.unique(line[linked] * width + tokens[linked], return_counts=True)
    spans = {lines: _repeats(keys, counts, lines, width, span[1] - span[0]) for lines in range(1, LONGEST_SPAN + 1)}
    types = np.unique(np.concatenate([one.row for one in spans.values()]))
    rows = {lines: _Repeats(one.first, np.searchsorted(types, one.row), one.count) for lines, one in spans.items()}
    return _Repeated(types, rows)


def _repeats(keys: Ints, counts: Ints, lines: int, width: int, total: int) -> _Repeats:
    """Count types in all spans of so many lines; `keys` are line · width + type."""
    spread = np.concatenate([keys - before * width for before in range(lines)])
    inside = (spread >= 0) & (spread < (total - lines + 1) * width)
    places, inverse = np.unique(spread[inside], return_inverse=True)
    held = np.bincount(inverse, np.tile(counts, lines)[inside], len(places)).astype(np.int64)
    many = held > 1
    return _Repeats(places[many] // width, places[many] % width, held[many])


@dataclass(frozen=True, slots=True)
class _Opposite:
    """For each type: the sum of the ratios of its partners in each line opposite, and how many they are there."""

    mass: Singles
    supply: Singles
    words: Singles
    chance: Singles
    weight: Singles

    def columns(self, lines: int) -> int:
        return len(self.words[0]) - lines + 1

    def gain(self, lines: int) -> Singles:
        """Give what a type gains where spans of so many lines explain it."""
        words = np.maximum(_joined(self.words, lines), 1)
        gain: Singles = self.weight * np.log1p(_joined(self.mass, lines) / (words * self.chance))
        return gain


def _opposite(types: Ints, other: Side, span: Size, explanation: Explanation) -> _Opposite:
    starts = other.line_starts[span[0] : span[1] + 1]
    sizes = np.diff(starts)
    tokens = other.tokens[starts[0] : starts[-1]]
    line = np.repeat(np.arange(len(sizes)), sizes)
    order = np.argsort(tokens, kind="stable")
    rows = explanation.rows
    counts = rows.starts[types + 1] - rows.starts[types]
    link = ranges(rows.starts[types], counts)
    begins, ends = (np.searchsorted(tokens[order], rows.partner[link], edge) for edge in ("left", "right"))
    places = line[order[ranges(begins, ends - begins)]]
    cells = np.repeat(np.repeat(np.arange(len(types)), counts), ends - begins) * len(sizes) + places
    ratio = np.repeat(rows.ratio[link], ends - begins)
    shape = (len(types), len(sizes))
    return _Opposite(
        np.bincount(cells, ratio, shape[0] * shape[1]).reshape(shape).astype(np.float32),
        np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float32),
        sizes.astype(np.float32)[None],
        explanation.uncovered[types].astype(np.float32)[:, None],
        explanation.weight[types].astype(np.float32)[:, None],
    )


def _excess(repeated: _Repeated, size: Size, opposite: _Opposite, rows: int) -> Singles:
    """Sum, over the types of each bead, the gain of those tokens that find no partner of their own."""
    spans = repeated.spans[size[0]]
    gain, supply = opposite.gain(size[1]), _joined(opposite.supply, size[1])
    lost = np.maximum(spans.count.astype(np.float32)[:, None] - supply[spans.row], 0)
    lost *= gain[spans.row]
    excess = np.zeros((rows, lost.shape[1]), dtype=np.float32)
    begins = np.flatnonzero(np.diff(spans.first, prepend=-1))
    excess[spans.first[begins]] = np.add.reduceat(lost, begins, axis=0)
    return excess


def _joined(values: Singles, lines: int) -> Singles:
    """Add up every so many consecutive columns."""
    columns = values.shape[1] - lines + 1
    return np.asarray(sum(values[:, first : first + columns] for first in range(lines)), dtype=np.float32)
