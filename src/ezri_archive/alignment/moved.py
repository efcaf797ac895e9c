"""A solution → passages that stand elsewhere in the other text: lines left alone on both sides that say the same.

The aligner keeps the order of both texts, so a passage that was moved is left without a counterpart twice. Here every
line left alone on one side is scored against every one left alone on the other, as a bead of one and one would be. A
pair is kept when each is by far the best for the other: set against all others and against having none (the mutual
best match of Melamed 2000, "Models of translational equivalence among words", on lines).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints, ranges, starts_of
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.lengths import LengthModel
from ezri_archive.alignment.passes import Solution
from ezri_archive.alignment.programme import MATCHES
from ezri_archive.alignment.scoring import Block, Model, block_scores

_SIZES = [MATCHES.index(size) for size in ((1, 1), (1, 2), (2, 1))]
_MOST_CELLS = 1_000_000
"""Of texts that leave more pairs of lines than this, and so have next to nothing in common, none is looked at."""
_LEAST_SCORE = 4.0
"""Log-likelihood ratio that a pair must have, whatever its rivals."""
_ODDS_OF_NONE = 5.0
"""How much likelier it is, before a word is read, that a line left alone was left out than that it was moved."""
_LEAST_PROBABILITY = 0.9
_NEIGHBOUR = 0.5
"""What the next pair of lines, when it fits as well, adds of its own score: passages move whole."""
_LEAST_GAIN = 2.0
"""How much better a line must fit its partner with the line next to that."""
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Moves:
    """Pairs of lines as columns (text, source start, end, target start, end, fold), with their probabilities."""

    beads: Ints
    probability: Floats


def find_moves(collection: Collection, solution: Solution) -> Moves:
    """Find the lines left alone on both sides that say the same; counted, as in a solution, over all texts.

    A line whose partner was cut in two is in two pairs.
    """
    found = [row for text in range(collection.texts) for row in _moves_of(collection, solution, text)]
    table = np.array([row for row, _ in found], dtype=np.int64).reshape(-1, 6)
    return Moves(table, np.array([chance for _, chance in found], dtype=np.float64))


def _moves_of(collection: Collection, solution: Solution, text: int) -> Iterator[tuple[list[int], float]]:
    source, target = _left_alone(collection, solution.beads[solution.beads[:, 0] == text])
    if not len(source) or not len(target) or len(source) * len(target) > _MOST_CELLS:
        return
    single, one_to_two, two_to_one = _scores(collection, solution.model, text, source, target)
    chance = _probabilities(_with_neighbours(single, source, target))
    chance[single < _LEAST_SCORE] = 0.0
    found = [(row, column) for row, column in np.argwhere(chance >= _LEAST_PROBABILITY).tolist()]
    turned = _joining([pair[::-1] for pair in found], single.T, two_to_one.T, source)
    joined = [*_joining(found, single, one_to_two, target), *((row, column, own[::-1]) for column, row, own in turned)]
    for row, column, own in [*((*pair, pair) for pair in found), *joined]:
        first, second = int(source[row]), int(target[column])
        yield [text, first, first + 1, second, second + 1, 0], float(chance[own])


def _joining(
    found: Iterable[tuple[int, int]], single: Floats, joint: Floats, lines: Ints
) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Find the lines next to the partner of a line that are its partner too: (row, column, the pair that they join)."""
    pairs = list(found)
    taken = {column for _, column in pairs}
    for row, column in pairs:
        for other in (column - 1, column + 1):
            follows = 0 <= other < len(lines) and abs(int(lines[other] - lines[column])) == 1
            if follows and other not in taken and joint[row, min(column, other)] - single[row, column] >= _LEAST_GAIN:
                taken.add(other)
                yield row, other, (row, column)


def _left_alone(collection: Collection, beads: Ints) -> tuple[Ints, Ints]:
    """List the lines of either side that stand in a bead without the other; not those of a word or two."""
    source_size, target_size = beads[:, 2] - beads[:, 1], beads[:, 4] - beads[:, 3]
    source, target = beads[target_size == 0], beads[source_size == 0]
    return (
        _with_words(collection.source, ranges(source[:, 1], source[:, 2] - source[:, 1])),
        _with_words(collection.target, ranges(target[:, 3], target[:, 4] - target[:, 3])),
    )


def _with_words(side: Side, lines: Ints) -> Ints:
    return lines[side.line_starts[lines + 1] - side.line_starts[lines] >= _LEAST_WORDS]


def _scores(collection: Collection, model: Model, text: int, source: Ints, target: Ints) -> list[Floats]:
    """Score every line, and every two that follow, against every line, as if those left alone were the whole text."""
    alone = Collection(_only(collection.source, source), _only(collection.target, target))
    block = Block(text, 0, (0, len(source)), (0, len(target)))
    own = replace(model, lengths=_lengths(model.lengths, source, target))
    (scores,) = block_scores(alone, [block], own)
    return [scores[size].astype(np.float64) for size in _SIZES]


def _only(side: Side, lines: Ints) -> Side:
    """Give a side of nothing but these lines."""
    sizes = side.line_starts[lines + 1] - side.line_starts[lines]
    tokens = side.tokens[ranges(side.line_starts[lines], sizes)]
    return replace(side, tokens=tokens, line_starts=starts_of(sizes), lengths=side.lengths[lines])


def _lengths(lengths: LengthModel, source: Ints, target: Ints) -> LengthModel:
    return replace(
        lengths,
        source_background=lengths.source_background[source],
        target_background=lengths.target_background[target],
    )


def _with_neighbours(scores: Floats, source: Ints, target: Ints) -> Floats:
    """Add to each pair what speaks for the pair before or after it, where these lines follow one another."""
    follow = (np.diff(source) == 1)[:, None] & (np.diff(target) == 1)[None, :]
    own = np.clip(scores, 0.0, None)
    added = np.zeros_like(scores)
    added[:-1, :-1] = np.where(follow, own[1:, 1:], 0.0)
    added[1:, 1:] = np.maximum(added[1:, 1:], np.where(follow, own[:-1, :-1], 0.0))
    total: Floats = scores + _NEIGHBOUR * added
    return total


def _probabilities(scores: Floats) -> Floats:
    """Give the probability that a pair belongs together: the lesser of what either line says of all it could be."""
    top = float(scores.max(initial=0.0))
    weights = np.exp(scores - top)
    none = np.exp(-top) * _ODDS_OF_NONE
    lesser: Floats = np.minimum(
        weights / (weights.sum(axis=1, keepdims=True) + none * scores.shape[1]),
        weights / (weights.sum(axis=0, keepdims=True) + none * scores.shape[0]),
    )
    return lesser
