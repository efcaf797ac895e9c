"""A collection and its evidence → beads: align, learn and estimate from the beads, align again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.collection import Collection, Floats, Ints
from ezri_archive.alignment.estimation import (
    FIRST_PRIORS,
    FIRST_TRANSITIONS,
    estimate_lengths,
    estimate_priors,
    estimate_transitions,
    explanations,
)
from ezri_archive.alignment.learning import Together, learn, stand_together
from ezri_archive.alignment.lengths import LengthModel, first_length_model
from ezri_archive.alignment.links import Coverage, Evidence, Links, add_coverage, add_links, empty_links
from ezri_archive.alignment.programme import Path, best_paths
from ezri_archive.alignment.scoring import Block, Model, block_scores

_PASSES = 3
_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Solution:
    """The beads of a collection as columns (text, source start, end, target start, end, fold), and their probabilities.

    Lines are counted over all texts. `links` are all that the last pass knew.
    """

    beads: Ints
    probability: Floats
    links: Links


def solve(collection: Collection, evidence: Sequence[Evidence], *, learn_lexicon: bool) -> Solution:
    """Align all texts of a collection."""
    static = add_links([empty_links(), *(one.links for one in evidence)])
    coverage = add_coverage([_no_coverage(collection), *(one.coverage for one in evidence)])
    folds = _FOLDS if collection.texts >= _FOLDS else 1
    tables = [static] * folds
    lengths, priors, transitions = first_length_model(collection), FIRST_PRIORS, FIRST_TRANSITIONS
    together: Together | None = None
    blocks = _whole_texts(collection, folds)
    for number in range(_PASSES):
        model = Model(lengths, priors, transitions, *explanations(collection, tables, coverage, together))
        last = number == _PASSES - 1
        beads, probability = _align(collection, blocks, model, weigh=last)
        if last:
            break
        lengths = estimate_lengths(collection, beads, lengths)
        priors, transitions = estimate_priors(beads), estimate_transitions(beads)
        together = stand_together(collection, _to_learn_from(beads), _to_learn_from(beads)[:, 5])
        if learn_lexicon:
            tables = [
                add_links([static, learn(collection, together, fold if folds > 1 else None)])
                for fold in range(folds)
            ]
    return Solution(beads, probability, tables[0])


def _to_learn_from(beads: Ints) -> Ints:
    """Keep the beads with both sides and at most three lines."""
    source, target = beads[:, 2] - beads[:, 1], beads[:, 4] - beads[:, 3]
    return beads[(source > 0) & (target > 0) & (source + target <= 3)]


def _no_coverage(collection: Collection) -> Coverage:
    return Coverage(np.zeros(len(collection.source.types)), np.zeros(len(collection.target.types)))


def _whole_texts(collection: Collection, folds: int) -> list[Block]:
    return [
        Block(
            text,
            text % folds,
            (int(collection.source.text_starts[text]), int(collection.source.text_starts[text + 1])),
            (int(collection.target.text_starts[text]), int(collection.target.text_starts[text + 1])),
        )
        for text in range(collection.texts)
    ]


def _align(
    collection: Collection, blocks: Sequence[Block], model: Model, *, weigh: bool
) -> tuple[Ints, Floats]:
    """Align all blocks, in order; blocks with an empty side are nothing but gaps."""
    full = [number for number, block in enumerate(blocks) if min(block.size)]
    paths: list[Path] = [_gaps(block) for block in blocks]
    scores = [block_scores(collection, blocks[number], model) for number in full]
    sizes = np.array([blocks[number].size for number in full], dtype=np.int64).reshape(-1, 2)
    for number, path in zip(full, best_paths(scores, sizes, model.transitions, weigh=weigh), strict=True):
        paths[number] = path
    beads = [_placed(block, path) for block, path in zip(blocks, paths, strict=True)]
    return np.concatenate(beads), np.concatenate([path.probability for path in paths])


def _placed(block: Block, path: Path) -> Ints:
    placed = np.empty((len(path.beads), 6), dtype=np.int64)
    placed[:, 0], placed[:, 5] = block.text, block.fold
    placed[:, 1:5] = path.beads + np.array(
        [block.source[0], block.source[0], block.target[0], block.target[0]]
    )
    return placed


def _gaps(block: Block) -> Path:
    """Leave every line alone: the only path through a block with an empty side."""
    source, target = block.size
    if source and target:
        return Path(np.zeros((0, 4), dtype=np.int64), np.zeros(0))
    places = np.arange(source + target)
    still = np.zeros_like(places)
    columns = [places, places + 1, still, still] if source else [still, still, places, places + 1]
    return Path(np.stack(columns, axis=1), np.ones(len(places)))
