"""Words said again beside a partner said once → what the score of a bead loses: one word accounts for one word.

The lexical score lets a word opposite explain any number of words. So a line that was left out looks at home in
the bead beside it when it speaks of the same things. Here the words of a bead compete for their partners: a type
that stands in it more often than all its partners together is explained only as often as they are. (A plain
form of the competitive linking of Melamed 2000, "Models of translational equivalence among words".)
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints, order_of, ranges, starts_of, sums
from ezri_archive.alignment.lexical import LONGEST_SPAN, Opposed

Size = tuple[int, int]


def overused(opposed: Opposed, sizes: Iterable[Size]) -> dict[Size, list[Floats]]:
    """Say how much of the lexical score of one side of each block rests on partners that are shared.

    Gives for each size of a bead (lines of the side, lines of the other) a table for each block: rows by first line
    of the side, columns by first line of the other. A size of which no bead repeats a word is missing.
    """
    repeats = _repeats(opposed)
    cells = opposed.spans.sizes * opposed.others.sizes
    starts = starts_of(cells)
    excess = {size: _excess(opposed, repeats[size[0]], size[1], starts) for size in sizes if len(repeats[size[0]].row)}
    shapes = list(zip(opposed.spans.sizes.tolist(), opposed.others.sizes.tolist(), strict=True))
    return {
        size: [
            table.reshape(shape)[: max(shape[0] - size[0] + 1, 0), : max(shape[1] - size[1] + 1, 0)]
            for shape, table in zip(shapes, np.split(values, starts[1:-1]), strict=True)
        ]
        for size, values in excess.items()
    }


@dataclass(frozen=True, slots=True)
class _Repeats:
    """Types that stand more than once in spans of so many lines: row of the type, first line, and how often."""

    row: Ints
    first: Ints
    count: Ints


def _repeats(opposed: Opposed) -> dict[int, _Repeats]:
    """Find the types that a span of one to three lines holds more than once; spans by how many lines they have."""
    lines = int(opposed.spans.sizes.sum()) + 1
    keys = opposed.row * lines + opposed.line
    keys = keys[order_of(opposed.row, len(opposed.begins))]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    entries = _Repeats(keys[begins] // lines, keys[begins] % lines, np.diff(begins, append=len(keys)))
    within = [_within(entries, reach) for reach in range(LONGEST_SPAN)]
    before = np.where(np.diff(entries.row, prepend=-1) == 0, np.diff(entries.first, prepend=0), lines)
    return {size: _repeated(opposed, entries, within[:size], before) for size in range(1, LONGEST_SPAN + 1)}


def _within(entries: _Repeats, reach: int) -> Ints:
    """Count, from each line that holds a type, how often it stands there and in so many lines that follow."""
    total = entries.count.copy()
    for step in range(1, min(reach + 1, len(total))):
        near = (entries.row[step:] == entries.row[:-step]) & (entries.first[step:] - entries.first[:-step] <= reach)
        total[:-step] += np.where(near, entries.count[step:], 0)
    return total


def _repeated(opposed: Opposed, entries: _Repeats, within: list[Ints], before: Ints) -> _Repeats:
    """Count types in all spans of so many lines; the first line that holds the type may be any line of the span."""
    size = len(within)
    starts = opposed.spans.starts()
    block = np.searchsorted(opposed.rows, entries.row, side="right") - 1
    rows, firsts, counts = [], [], []
    for back in range(size):
        count, first = within[size - 1 - back], entries.first - back
        many = (count > 1) & (before > back) & (first >= starts[block]) & (first + size <= starts[block + 1])
        rows.append(entries.row[many])
        firsts.append(first[many])
        counts.append(count[many])
    return _Repeats(np.concatenate(rows), np.concatenate(firsts), np.concatenate(counts))


def _excess(opposed: Opposed, repeats: _Repeats, width: int, starts: Ints) -> Floats:
    """Sum, over the types of each bead, the gain of those tokens that find no partner of their own."""
    gains = opposed.gains[width - 1]
    begins = gains.starts[repeats.row]
    counts = gains.starts[repeats.row + 1] - begins
    block = np.searchsorted(opposed.rows, repeats.row, side="right") - 1
    line = repeats.first - opposed.spans.starts()[block]
    first = starts[block] + line * opposed.others.sizes[block] - opposed.begins[repeats.row]
    place = ranges(begins, counts)
    lost = np.repeat(repeats.count, counts) - gains.supply[place]
    short = np.flatnonzero(lost > 0)
    place, cell = place[short], np.repeat(first, counts)[short]
    cell += gains.places[place]
    return sums(cell, (lost[short] * gains.gain[place]).astype(np.float64), int(starts[-1]))
