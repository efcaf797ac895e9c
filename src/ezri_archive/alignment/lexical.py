"""Links → how well the tokens of each line are explained by each span of lines of the other side.

Every token is explained either by the tokens opposite (mean of their ratios) or by chance, in the manner of
Moore (2002, "Fast and accurate sentence alignment of bilingual corpora").
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats, Ints, ranges, starts_of
from ezri_archive.alignment.collection import Side
from ezri_archive.alignment.links import Rows

Singles = npt.NDArray[np.float32]
LONGEST_SPAN = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the tokens of one side are explained: by type the links, the chance of having no partner, and the weight."""

    rows: Rows
    uncovered: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class _Lines:
    """The tokens of consecutive lines: their types, and the line of each, counted from 0."""

    tokens: Ints
    line: Ints
    sizes: Ints


def explained(
    side: Side, span: tuple[int, int], other: Side, other_span: tuple[int, int], explanation: Explanation
) -> Singles:
    """Score lines `span` of `side` against all spans of lines of the other side within `other_span`.

    Gives an array (`LONGEST_SPAN`, lines of the side, lines of the other): the log-likelihood ratio of a line
    beside 1, 2, 3 lines that begin with that line. Places where a span would run over the end hold what fits.
    """
    lines, others = _lines(side, *span), _lines(other, *other_span)
    scores = np.zeros((LONGEST_SPAN, len(lines.sizes), len(others.sizes)), dtype=np.float32)
    found, mass = _masses(lines, others, explanation.rows, len(other.types))
    scores += _unexplained(lines, explanation)[None, :, None]
    if len(found):
        _add_explained(scores, (lines, others), found, mass, explanation)
    return scores


def _lines(side: Side, first: int, last: int) -> _Lines:
    starts = side.line_starts[first : last + 1]
    sizes = np.diff(starts)
    return _Lines(side.tokens[starts[0] : starts[-1]], np.repeat(np.arange(last - first), sizes), sizes)


def _unexplained(lines: _Lines, explanation: Explanation) -> Singles:
    """Sum the log chance of every token to stand without a partner."""
    chance = explanation.weight[lines.tokens] * np.log(explanation.uncovered[lines.tokens])
    return np.bincount(lines.line, chance, len(lines.sizes)).astype(np.float32)


def _masses(lines: _Lines, others: _Lines, rows: Rows, other_types: int) -> tuple[Ints, Singles]:
    """Find the types that have partners opposite, and the sum of their ratios in each line there."""
    types = _present(lines.tokens, len(rows.starts) - 1)
    opposite = _present(others.tokens, other_types)
    local = np.full(other_types, -1, dtype=np.int64)
    local[opposite] = np.arange(len(opposite))
    place = local[others.tokens]
    counts = rows.starts[types + 1] - rows.starts[types]
    link = ranges(rows.starts[types], counts)
    partner = local[rows.partner[link]]
    present = partner >= 0
    row, partner, ratio = (
        np.repeat(np.arange(len(types)), counts)[present],
        partner[present],
        rows.ratio[link[present]],
    )
    active = np.bincount(row, minlength=len(types)) > 0
    row = (np.cumsum(active) - 1)[row]
    return types[active], _spread(row, partner, ratio, others, place)


def _present(tokens: Ints, types: int) -> Ints:
    """List the types that occur: marking them in a table is quicker than sorting the tokens."""
    marked = np.zeros(types, dtype=np.bool_)
    marked[tokens] = True
    return np.flatnonzero(marked)


def _spread(row: Ints, partner: Ints, ratio: Floats, others: _Lines, place: Ints) -> Singles:
    """Lay the ratio of every link on the lines where its partner stands."""
    width = len(others.sizes)
    occurrences = others.line[np.argsort(place, kind="stable")]
    begins = starts_of(np.bincount(place, minlength=int(place.max(initial=-1)) + 1))
    counts = begins[partner + 1] - begins[partner]
    cells = np.repeat(row, counts) * width + occurrences[ranges(begins[partner], counts)]
    height = int(row.max(initial=-1)) + 1
    mass = np.bincount(cells, np.repeat(ratio, counts), height * width)
    return mass.reshape(height, width).astype(np.float32)


def _add_explained(
    scores: Singles, sides: tuple[_Lines, _Lines], found: Ints, mass: Singles, explanation: Explanation
) -> None:
    lines, others = sides
    place = np.searchsorted(found, lines.tokens)
    active = np.flatnonzero(found[np.minimum(place, len(found) - 1)] == lines.tokens)
    row, line = place[active], lines.line[active]
    begins = np.flatnonzero(np.diff(line, prepend=-1))
    chance = explanation.uncovered[found].astype(np.float32)[:, None]
    weight = explanation.weight[found].astype(np.float32)[:, None]
    sizes = others.sizes.astype(np.float32)
    total, words = np.zeros_like(mass), np.zeros_like(sizes)
    for span in range(LONGEST_SPAN):
        width = mass.shape[1] - span
        if width <= 0:
            break
        total[:, :width] += mass[:, span:]
        words[:width] += sizes[span:]
        gain = weight * np.log1p(total / (np.maximum(words, 1.0) * chance))
        scores[span, line[begins]] += np.add.reduceat(gain[row], begins, axis=0)
