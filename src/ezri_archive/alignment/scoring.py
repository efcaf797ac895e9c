"""Evidence and model → the score of every bead of a block.

score = log prior of the bead's kind + lengths + a part of the mean of the two lexical log-likelihood ratios,
because tokens are not independent of one another; words that share a partner count once.
"""

from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats
from ezri_archive.alignment.collection import Collection
from ezri_archive.alignment.competition import overused
from ezri_archive.alignment.lengths import LengthModel, Stretch, length_scores
from ezri_archive.alignment.lexical import Explanation, Singles, explained
from ezri_archive.alignment.programme import MATCHES

_LENGTH_WEIGHT = 0.9
_LEXICAL_WEIGHT = 0.6


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
    """All that a score depends on; explanations are one for each fold of the collection."""

    lengths: LengthModel
    priors: Floats
    transitions: Floats
    explain_source: tuple[Explanation, ...]
    explain_target: tuple[Explanation, ...]


def block_scores(collection: Collection, block: Block, model: Model) -> list[Singles]:
    """Score all beads of a block, for each of `MATCHES`."""
    words = _words(collection, block, model)
    stretches = _stretches(collection, block, model.lengths)
    return [
        _LEXICAL_WEIGHT * 0.5 * lexical
        + (_LENGTH_WEIGHT * _lengths(stretches, size, block, model.lengths) + prior).astype(np.float32)
        for size, lexical, prior in zip(MATCHES, words, model.priors, strict=True)
    ]


def _words(collection: Collection, block: Block, model: Model) -> list[Singles]:
    """Sum, for each of `MATCHES`, what the words of either side say, those that share a partner counted once."""
    source, target = (collection.source, block.source), (collection.target, block.target)
    by_target, by_source = model.explain_source[block.fold], model.explain_target[block.fold]
    source_words, target_words = explained(*source, *target, by_target), explained(*target, *source, by_source)
    source_shared = overused(source, target, by_target, MATCHES)
    target_shared = overused(target, source, by_source, [(width, height) for height, width in MATCHES])
    scores = []
    for height, width in MATCHES:
        total = _lexical(target_words, source_words, (height, width))
        if (height, width) in source_shared:
            total -= source_shared[height, width]
        if (width, height) in target_shared:
            total -= target_shared[width, height].T
        scores.append(total)
    return scores


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
