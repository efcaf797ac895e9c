"""Evidence and model → the score of every bead of a block.

score = log prior of the bead's kind + lengths + a part of the mean of the two lexical log-likelihood ratios,
because tokens are not independent of one another; words that share a partner count once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.competition import overused
from ezri_archive.alignment.lengths import LengthModel, Stretch, length_scores
from ezri_archive.alignment.lexical import Explanation, Singles, Spans, explained, oppose
from ezri_archive.alignment.programme import MATCHES

_LENGTH_WEIGHT = 0.9
_LEXICAL_WEIGHT = 0.6
_MOST_CELLS_TOGETHER, _MOST_WORDS_TOGETHER = 40_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive lines of both sides of a text, to be aligned together: [start, end) counted over all texts."""

    text: int
    fold: int
    source: tuple[int, int]
    target: tuple[int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Count the lines of both sides."""
        return self.source[1] - self.source[0], self.target[1] - self.target[0]


@dataclass(frozen=True, slots=True)
class Model:
    """All that a score depends on."""

    lengths: LengthModel
    priors: Floats
    transitions: Floats
    explain_source: Explanation
    explain_target: Explanation


def block_scores(collection: Collection, blocks: Sequence[Block], model: Model) -> list[list[Singles]]:
    """Score all beads of each block, for each of `MATCHES`."""
    return [scores for some in _handfuls(collection, blocks) for scores in _scores(collection, some, model)]


def _handfuls(collection: Collection, blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Take some blocks together: as many as a processor can hold near, and a table of all their words."""
    types = max(len(collection.source.types), len(collection.target.types))
    first = cells = 0
    for last, block in enumerate(blocks):
        cells += block.size[0] * block.size[1]
        if last > first and (cells > _MOST_CELLS_TOGETHER or (last - first) * types > _MOST_WORDS_TOGETHER):
            yield blocks[first:last]
            first, cells = last, block.size[0] * block.size[1]
    yield blocks[first:]


def _scores(collection: Collection, blocks: Sequence[Block], model: Model) -> Iterator[list[Singles]]:
    for block, words in zip(blocks, _words(collection, blocks, model), strict=True):
        stretches = _stretches(collection, block, model.lengths)
        yield [
            _LEXICAL_WEIGHT * 0.5 * lexical
            + (_LENGTH_WEIGHT * _lengths(stretches, size, block, model.lengths) + prior).astype(np.float32)
            for size, lexical, prior in zip(MATCHES, words, model.priors, strict=True)
        ]


def _words(collection: Collection, blocks: Sequence[Block], model: Model) -> Iterator[list[Singles]]:
    """Sum, for each of `MATCHES`, what the words of either side say, those that share a partner counted once."""
    source = _spans(collection.source, blocks, [block.source for block in blocks])
    target = _spans(collection.target, blocks, [block.target for block in blocks])
    by_target, by_source = oppose(source, target, model.explain_source), oppose(target, source, model.explain_target)
    source_shared = overused(by_target, MATCHES)
    target_shared = overused(by_source, [(width, height) for height, width in MATCHES])
    for number, sides in enumerate(zip(explained(by_source), explained(by_target), strict=True)):
        yield [
            _lexical(*sides, (height, width))
            - (source_shared[height, width][number] if (height, width) in source_shared else np.float32(0))
            - (target_shared[width, height][number].T if (width, height) in target_shared else np.float32(0))
            for height, width in MATCHES
        ]


def _spans(side: Side, blocks: Sequence[Block], spans: Sequence[tuple[int, int]]) -> Spans:
    table = np.array(spans, dtype=np.int64)
    return Spans(side, table[:, 0], table[:, 1] - table[:, 0], np.array([block.fold for block in blocks], np.int64))


def _stretches(collection: Collection, block: Block, lengths: LengthModel) -> tuple[Stretch, Stretch]:
    return (
        Stretch(collection.source.lengths[slice(*block.source)], lengths.source_background[slice(*block.source)]),
        Stretch(collection.target.lengths[slice(*block.target)], lengths.target_background[slice(*block.target)]),
    )


def _lengths(stretches: tuple[Stretch, Stretch], size: tuple[int, int], block: Block, model: LengthModel) -> Floats:
    return length_scores(*stretches, size, float(model.ratio[block.text]), model.variance)


def _lexical(target_words: Singles, source_words: Singles, size: tuple[int, int]) -> Singles:
    """Sum the lexical scores of the lines of each bead: rows by first source, columns by first target line."""
    rows = max(source_words.shape[1] - size[0] + 1, 0)
    columns = max(source_words.shape[2] - size[1] + 1, 0)
    total = np.zeros((rows, columns), dtype=np.float32)
    for line in range(size[1]):
        total += target_words[size[0] - 1, line : line + columns, :rows].T
    for line in range(size[0]):
        total += source_words[size[1] - 1, line : line + rows, :columns]
    return total
