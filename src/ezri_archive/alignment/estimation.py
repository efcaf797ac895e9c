"""Beads of one pass → the model of the next: priors, transitions, length ratio, and how much of the words find a partner."""

from collections.abc import Sequence

import numpy as np

from ezri_archive.alignment.collection import Collection, Floats, Ints
from ezri_archive.alignment.learning import Together
from ezri_archive.alignment.lengths import LengthModel
from ezri_archive.alignment.lexical import Explanation
from ezri_archive.alignment.links import Coverage, Links, Rows, explain_source, explain_target
from ezri_archive.alignment.programme import MATCHES

FIRST_PRIORS: Floats = np.log(np.array([0.90, 0.045, 0.045, 0.004, 0.003, 0.003]))
FIRST_TRANSITIONS: Floats = np.log(np.array([[0.94, 0.03, 0.03], [0.60, 0.35, 0.05], [0.60, 0.05, 0.35]]))
_PRIOR_COUNT = 20.0
_TRANSITION_COUNTS = np.array([20.0, 5.0, 5.0])
_COVERAGE_COUNT = 4.0
_LEAST_UNCOVERED, _LEAST_UNCOVERED_ALONE, _MOST_UNCOVERED = 0.1, 0.45, 0.99
_LEARNED_COVERAGE = 0.3
_LEAST_EXAMPLES = 20


def estimate_priors(beads: Ints) -> Floats:
    """Estimate the log prior of each of `MATCHES`, smoothed towards the first ones."""
    size = np.stack([beads[:, 2] - beads[:, 1], beads[:, 4] - beads[:, 3]], axis=1)
    counts = np.array([int((size == match).all(axis=1).sum()) for match in MATCHES], dtype=np.float64)
    priors: Floats = np.log((counts + _PRIOR_COUNT * np.exp(FIRST_PRIORS)) / (counts.sum() + _PRIOR_COUNT))
    return priors


def estimate_transitions(beads: Ints) -> Floats:
    """Estimate log probabilities of match, source gap and target gap after one another."""
    state = np.where(beads[:, 4] == beads[:, 3], 1, np.where(beads[:, 2] == beads[:, 1], 2, 0))
    first = np.diff(beads[:, 0], prepend=-1) != 0
    previous = np.where(first, 0, np.concatenate([np.zeros(1, dtype=np.int64), state[:-1]]))
    counts = np.bincount(previous * 3 + state, minlength=9).reshape(3, 3)
    smooth = _TRANSITION_COUNTS[:, None]
    transitions: Floats = np.log(
        (counts + np.exp(FIRST_TRANSITIONS) * smooth) / (counts.sum(axis=1, keepdims=True) + smooth)
    )
    return transitions


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
    return LengthModel(
        ratio, float(np.clip(variance, 0.5, 40.0)), model.source_background, model.target_background
    )


def explanations(
    collection: Collection, tables: Sequence[Links], coverage: Coverage, together: Together | None
) -> tuple[tuple[Explanation, ...], tuple[Explanation, ...]]:
    """Make the explanations of source and of target tokens, one for each fold.

    Before anything is aligned the coverage is what the evidence promises; after, what it keeps in beads of texts it was
    not learned from.
    """
    source = [explain_source(links, len(collection.source.types)) for links in tables]
    target = [explain_target(links, len(collection.target.types)) for links in tables]
    least = _LEAST_UNCOVERED if len(tables) > 1 else _LEAST_UNCOVERED_ALONE
    promised = [coverage.source, coverage.target]
    if together is None:
        uncovered = [1 - cover for cover in promised]
    else:
        import os
        mode=os.environ.get('COV','pool'); cc=float(os.environ.get('CC','4'))
        kinds=_kinds(collection, tables)
        uncovered=[]
        for (hits,total),cover,kind in zip(_coverage(collection, tables, together), promised, kinds):
            if mode=='pool':
                h=np.bincount(kind,hits,200); t=np.bincount(kind,total,200)
                rate=(h+4*.3)/(t+4)
                prior=rate[kind]
            else: prior=np.maximum(cover,.3)
            uncovered.append(np.clip(1 - (hits + cc * prior) / (total + cc), least, _MOST_UNCOVERED))
    return (
        tuple(_explanation(rows, uncovered[0]) for rows in source),
        tuple(_explanation(rows, uncovered[1]) for rows in target),
    )


def _explanation(rows: Rows, uncovered: Floats) -> Explanation:
    """A type without any link is neither rewarded nor punished."""
    return Explanation(rows, np.where(np.diff(rows.starts) > 0, uncovered, 1.0))


def _coverage(
    collection: Collection, tables: Sequence[Links], together: Together
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Count for each type the beads in which it has a partner, and those in which it could have: source, target."""
    width = max(len(collection.target.types), 1)
    sizes = len(collection.source.types), len(collection.target.types)
    found = [np.zeros(size) for size in sizes]
    possible = [np.zeros(size) for size in sizes]
    for fold, links in enumerate(tables):
        linked = np.isin(together.keys, links.source * width + links.target, assume_unique=True)
        used = linked[together.pair] & (together.folds[together.bead] == fold)
        for side, (place, types, beads, partners) in enumerate(
            (
                (together.first, together.first_types, together.first_beads, links.source),
                (together.second, together.second_types, together.second_beads, links.target),
            )
        ):
            hit = np.bincount(place[used], minlength=len(types)) > 0
            known = np.bincount(partners, minlength=sizes[side])[types] > 0
            own = known & (together.folds[beads] == fold)
            found[side] += np.bincount(types[hit & own], minlength=sizes[side])
            possible[side] += np.bincount(types[own], minlength=sizes[side])
    return (found[0], possible[0]), (found[1], possible[1])


def _kinds(collection, tables):
    import os
    sizes = len(collection.source.types), len(collection.target.types)
    nb=int(os.environ.get('NB','1'))
    out=[]
    for side in (0,1):
        k=np.full(sizes[side],8); m=np.zeros(sizes[side])
        for links in tables:
            t=(links.source,links.target)[side]
            o=np.argsort(links.forward*links.backward,kind='stable')
            k[t[o]]=links.kind[o]
            w=links.forward*collection.target.frequency[links.target] if side==0 else links.backward*collection.source.frequency[links.source]
            m+=np.bincount(t,w,sizes[side])/len(tables)
        bins=np.minimum((m*nb/0.8).astype(int),nb-1)
        out.append(k*nb+bins)
    return out
