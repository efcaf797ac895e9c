"""A collection and its evidence → beads: align, learn and estimate from the beads, align again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints
from ezri_archive.alignment.blocks import Found, cut, divide, whole_texts
from ezri_archive.alignment.collection import Collection
from ezri_archive.alignment.estimation import (
    FIRST_PRIORS,
    FIRST_TRANSITIONS,
    estimate_lengths,
    estimate_priors,
    estimate_transitions,
    explanations,
)
from ezri_archive.alignment.learning import Together, learn, stand_together
from ezri_archive.alignment.lengths import first_length_model
from ezri_archive.alignment.links import Coverage, Evidence, Links, add_coverage, add_links, empty_links, make_coverage
from ezri_archive.alignment.programme import Path, Scores, best_paths
from ezri_archive.alignment.scoring import Block, Model, block_scores

_PASSES = 3
_FOLDS = 4
_LEAST_LINES_TO_FOLD = 60
_LONGEST_TO_LEARN_FROM = 3
_MOST_TO_LEARN_FROM = 16_000


@dataclass(frozen=True, slots=True)
class Solution:
    """The beads of a collection as columns (text, source start, end, target start, end, fold), and their probabilities.

    Lines are counted over all texts. `links` are all that the last pass knew, `model` what it scored by.
    """

    beads: Ints
    probability: Floats
    links: Links
    model: Model


def solve(collection: Collection, evidence: Sequence[Evidence], *, learn_lexicon: bool) -> Solution:
    """Align all texts of a collection."""
    static = add_links([empty_links(), *(one.links for one in evidence)])
    coverage = add_coverage([_no_coverage(collection), *(one.coverage for one in evidence)])

    lines = min(len(collection.source.lengths), len(collection.target.lengths))
    folds = _FOLDS if collection.texts >= _FOLDS or lines >= _LEAST_LINES_TO_FOLD else 1
    tables = [static] * folds
    lengths, priors, transitions = first_length_model(collection), FIRST_PRIORS, FIRST_TRANSITIONS
    together: Together | None = None
    blocks = whole_texts(collection, folds)
    for number in range(_PASSES):
        model = Model(lengths, priors, transitions, *explanations(collection, tables, coverage, together))
        last = number == _PASSES - 1
        small = [part for block in blocks for part in divide(collection, block, model)]
        found = align_blocks(collection, small, model, weigh=last)
        beads = found.beads
        if last:
            break
        blocks, beads = cut(collection, found, folds)
        lengths = estimate_lengths(collection, beads, lengths)
        priors, transitions = estimate_priors(beads), estimate_transitions(beads)
        together = None
        together = stand_together(collection, _to_learn_from(collection, beads), static, learnable=learn_lexicon)
        if learn_lexicon:
            tables = [
                add_links([static, learn(collection, together, fold if folds > 1 else None)]) for fold in range(folds)
            ]
    return Solution(found.beads, found.probability, tables[0], model)


def align_blocks(
    collection: Collection,
    blocks: Sequence[Block],
    model: Model,
    *,
    weigh: bool,
    score: Callable[[Collection, Sequence[Block], Model], Sequence[Scores]] = block_scores,
) -> Found:
    """Align all blocks, in order, by what `score` says of their beads; blocks with an empty side are nothing but gaps.

    With `weigh` the beads get their posterior probability.
    """
    full = [number for number, block in enumerate(blocks) if min(block.size)]
    paths: list[Path] = [_gaps(block) for block in blocks]
    sizes = np.array([blocks[number].size for number in full], dtype=np.int64).reshape(-1, 2)
    solved = best_paths(
        sizes,
        lambda numbers: score(collection, [blocks[full[number]] for number in numbers], model),
        model.transitions,
        weigh=weigh,
    )
    for number, path in zip(full, solved, strict=True):
        paths[number] = path
    return Found(
        np.concatenate([_placed(block, path) for block, path in zip(blocks, paths, strict=True)]),
        np.concatenate([path.gain for path in paths]),
        np.concatenate([path.probability for path in paths]),
    )


def _to_learn_from(collection: Collection, beads: Ints) -> Ints:
    """Keep the beads with both sides and at most three lines, equal ones once; of a huge collection some thousands.

    What is repeated, boilerplate above all, would prove its own mistakes: a chance pair seen in twenty copies
    looks sure.
    """
    source, target = beads[:, 2] - beads[:, 1], beads[:, 4] - beads[:, 3]
    kept = beads[(source > 0) & (target > 0) & (source + target <= _LONGEST_TO_LEARN_FROM)]
    texts = (collection.source.line_texts, collection.target.line_texts)
    words = [texts[0][kept[:, 1]], texts[0][kept[:, 2] - 1], texts[1][kept[:, 3]], texts[1][kept[:, 4] - 1]]
    _, first, counts = np.unique(np.stack(words, axis=1), axis=0, return_index=True, return_counts=True)
    usual = np.ones(len(first), dtype=np.bool_)
    for lines in words:
        most = np.zeros(int(lines.max(initial=-1)) + 1, dtype=np.int64)
        np.maximum.at(most, lines[first], counts)
        usual &= counts == most[lines[first]]
    distinct = kept[np.sort(first[usual])]
    return distinct[:: 1 + len(distinct) // _MOST_TO_LEARN_FROM]


def _no_coverage(collection: Collection) -> Coverage:
    source, target = (np.zeros(len(side.types)) for side in (collection.source, collection.target))
    return make_coverage(source, target, "learned")


def _placed(block: Block, path: Path) -> Ints:
    placed = np.empty((len(path.beads), 6), dtype=np.int64)
    placed[:, 0], placed[:, 5] = block.text, block.fold
    placed[:, 1:5] = path.beads + np.array([block.source[0], block.source[0], block.target[0], block.target[0]])
    return placed


def _gaps(block: Block) -> Path:
    """Leave every line alone: the only path through a block with an empty side."""
    source, target = block.size
    if source and target:
        return Path(np.zeros((0, 4), dtype=np.int64), np.zeros(0), np.zeros(0))
    places = np.arange(source + target)
    still = np.zeros_like(places)
    columns = [places, places + 1, still, still] if source else [still, still, places, places + 1]
    return Path(np.stack(columns, axis=1), np.zeros(len(places)), np.ones(len(places)))
