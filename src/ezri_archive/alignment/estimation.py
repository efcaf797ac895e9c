"""Beads of one pass → the model of the next: priors, transitions, length ratio, how many words find a partner."""

from collections.abc import Sequence

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints, held, starts_of
from ezri_archive.alignment.collection import Collection
from ezri_archive.alignment.learning import Together
from ezri_archive.alignment.lengths import LengthModel
from ezri_archive.alignment.lexical import Explanation
from ezri_archive.alignment.links import KINDS, Coverage, Links, Rows, explain_source, explain_target, join_rows
from ezri_archive.alignment.programme import MATCH, MATCHES, SOURCE_GAP, TARGET_GAP

FIRST_PRIORS: Floats = np.log(np.array([0.89, 0.045, 0.045, 0.01, 0.005, 0.005]))
"""Those of Gale and Church (1993, table 5: 1-1 .89, 1-2 and 2-1 .089, 2-2 .011), who know no 1-3."""
FIRST_TRANSITIONS: Floats = np.log(np.array([[0.92, 0.04, 0.04], [0.60, 0.35, 0.05], [0.60, 0.05, 0.35]]))
_PRIOR_COUNT = 20.0
_TRANSITION_COUNTS = np.array([20.0, 5.0, 5.0])
_COVERAGE_COUNT = 4.0
_LEAST_UNCOVERED, _LEAST_UNCOVERED_ALONE, _MOST_UNCOVERED = 0.1, 0.45, 0.99
_FIRST_COVERAGE = 0.3
_LEAST_EXAMPLES = 20
_ADDRESS_WEIGHT = 4.0
"""The same web address on both sides is hardly ever chance, whatever stands round it."""


def estimate_priors(beads: Ints) -> Floats:
    """Estimate the log prior of each of `MATCHES`, smoothed towards the first ones."""
    size = np.stack([beads[:, 2] - beads[:, 1], beads[:, 4] - beads[:, 3]], axis=1)
    counts = np.array([int((size == match).all(axis=1).sum()) for match in MATCHES], dtype=np.float64)
    priors: Floats = np.log((counts + _PRIOR_COUNT * np.exp(FIRST_PRIORS)) / (counts.sum() + _PRIOR_COUNT))
    return priors


def estimate_transitions(beads: Ints) -> Floats:
    """Estimate log probabilities of match, source gap and target gap after one another.

    Where gaps of both sides meet, as many as face each other count as matches: that is rather a place not yet
    understood than an omission beside an addition, and to learn from it that gaps are common makes it worse.
    """
    text, state = _without_facing_gaps(beads)
    first = np.diff(text, prepend=-1) != 0
    previous = np.where(first, MATCH, np.concatenate([np.zeros(1, dtype=np.int64), state[:-1]]))
    counts = np.bincount(previous * 3 + state, minlength=9).reshape(3, 3)
    smooth = _TRANSITION_COUNTS[:, None]
    transitions: Floats = np.log(
        (counts + np.exp(FIRST_TRANSITIONS) * smooth) / (counts.sum(axis=1, keepdims=True) + smooth)
    )
    return transitions


def _without_facing_gaps(beads: Ints) -> tuple[Ints, Ints]:
    """Give the text and state of every bead; n source and m target gaps in one run become min(n, m) matches."""
    state = np.where(beads[:, 4] == beads[:, 3], SOURCE_GAP, np.where(beads[:, 2] == beads[:, 1], TARGET_GAP, MATCH))
    run = np.cumsum((state == MATCH) | (np.diff(beads[:, 0], prepend=-1) != 0))
    rank = np.zeros(len(beads), dtype=np.int64)
    gaps = [np.bincount(run[state == gap], minlength=len(beads) + 1) for gap in (SOURCE_GAP, TARGET_GAP)]
    for gap, counts in zip((SOURCE_GAP, TARGET_GAP), gaps, strict=True):
        rank[state == gap] = np.arange(counts.sum()) - np.repeat(starts_of(counts)[:-1], counts)
    facing = (state != MATCH) & (rank < np.minimum(*gaps)[run])
    kept = ~facing | (state == SOURCE_GAP)
    return beads[kept, 0], np.where(facing, MATCH, state)[kept]


def estimate_lengths(collection: Collection, beads: Ints, model: LengthModel) -> LengthModel:
    """Estimate the length ratio of each text and the variance from one-to-one beads."""
    single = beads[(beads[:, 2] - beads[:, 1] == 1) & (beads[:, 4] - beads[:, 3] == 1)]
    if len(single) <= _LEAST_EXAMPLES:
        return model
    source, target = collection.source.lengths[single[:, 1]], collection.target.lengths[single[:, 3]]
    weight = 5 * source.mean()
    sums = [np.bincount(single[:, 0], lengths, collection.texts) for lengths in (source, target)]
    ratio = (sums[1] + weight * model.ratio) / (sums[0] + weight)
    here = ratio[single[:, 0]]
    spread = (target - here * source) ** 2 / (0.5 * (here * source + target))
    variance = np.minimum(spread, np.quantile(spread, 0.98)).mean()
    return LengthModel(ratio, float(np.clip(variance, 0.5, 40.0)), model.source_background, model.target_background)


def explanations(
    collection: Collection, tables: Sequence[Links], coverage: Coverage, together: Together | None
) -> tuple[Explanation, Explanation]:
    """Make the explanations of source and of target tokens, from one table of links for each fold.

    Before anything is aligned the coverage is what the evidence promises; after, what it keeps in beads of
    texts it was not learned from.
    """
    least = _LEAST_UNCOVERED if len(tables) > 1 else _LEAST_UNCOVERED_ALONE
    if all(links is tables[0] for links in tables):
        tables = tables[:1]
    source = [explain_source(links, len(collection.source.types)) for links in tables]
    target = [explain_target(links, len(collection.target.types)) for links in tables]
    promised = (coverage.source, coverage.target)
    kinds = (coverage.source_kind, coverage.target_kind)
    if together is None:
        uncovered = [1 - cover for cover in promised]
    else:
        measured = _coverage(collection, tables, coverage, together)
        uncovered = [
            np.clip(1 - _share(hits, total, kind), least, _MOST_UNCOVERED)
            for (hits, total), kind in zip(measured, kinds, strict=True)
        ]
    return (
        _explanation(source, uncovered[0], coverage.source, coverage.source_kind),
        _explanation(target, uncovered[1], coverage.target, coverage.target_kind),
    )


def _share(hits: Floats, total: Floats, kind: Ints) -> Floats:
    """Give the share of hits of each type, smoothed by that of its kind."""
    all_hits, all_total = (np.bincount(kind, counts, len(KINDS)) for counts in (hits, total))
    of_kind = (all_hits + _COVERAGE_COUNT * _FIRST_COVERAGE) / (all_total + _COVERAGE_COUNT)
    share: Floats = (hits + _COVERAGE_COUNT * of_kind[kind]) / (total + _COVERAGE_COUNT)
    return share


def _explanation(folds: Sequence[Rows], uncovered: Floats, promised: Floats, kind: Ints) -> Explanation:
    """Leave a type without any link or promise of one neither rewarded nor punished; let addresses count for more."""
    known = [(np.diff(rows.starts) > 0) | (promised > 0) for rows in folds]
    weight = np.where(kind == KINDS.index("address"), _ADDRESS_WEIGHT, 1.0)
    return Explanation(
        join_rows(folds),
        np.concatenate([np.where(some, uncovered, 1.0) for some in known]),
        np.tile(weight, len(folds)),
    )


def _coverage(
    collection: Collection, tables: Sequence[Links], coverage: Coverage, together: Together
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Count for each type the beads in which it has a partner, and those in which it could have: source, target."""
    width = max(len(collection.target.types), 1)
    sizes = len(collection.source.types), len(collection.target.types)
    found = [np.zeros(size) for size in sizes]
    possible = [np.zeros(size) for size in sizes]
    for fold, links in enumerate(tables):
        linked = held(together.keys, links.source * width + links.target)
        used = linked[together.pair] & (together.folds[together.bead] == fold)
        for side, (place, types, beads, partners, promised) in enumerate(
            (
                (together.first, together.first_types, together.first_beads, links.source, coverage.source),
                (together.second, together.second_types, together.second_beads, links.target, coverage.target),
            )
        ):
            hit = np.bincount(place[used], minlength=len(types)) > 0
            known = (np.bincount(partners, minlength=sizes[side]) + promised)[types] > 0
            own = known & (together.folds[beads] == fold)
            found[side] += np.bincount(types[hit & own], minlength=sizes[side])
            possible[side] += np.bincount(types[own], minlength=sizes[side])
    return (found[0], possible[0]), (found[1], possible[1])
