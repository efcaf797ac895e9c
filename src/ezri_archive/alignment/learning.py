"""Beads → a bilingual lexicon: which types translate which, learned from the collection being aligned.

Pairs of types that stand together in beads are tested for significance (Dunning 1993, G² of at least 16; the
use for lexicons is Moore 2004), then IBM model 1 (Brown et al. 1993) shares every token among its possible
partners. To learn from some texts and use it on others (cross-fitting) keeps the aligner from believing its
own mistakes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats, Ints, ranges, starts_of, sums
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import KINDS, Links, empty_links

_LEAST_SIGNIFICANCE = 16.0
_LEAST_TOGETHER = 2
_LEAST_LIFT = 1.5
_ROUNDS = 2
_DISCOUNT = 0.6
"""Taken off every expected count: a pair seen twice is no proof of a translation probability of one."""
_LEAST_PROBABILITY = 0.02
_TRUST = 0.5
_LONGEST_LINE = 120
_MOST_UNEVEN = 20
"""A word that much commoner than another can hardly be its translation; leaving such pairs out saves half the work."""
_BEADS_TOGETHER = 4096
_HASH_BITS = 21
_GOLDEN = np.int64(-7046029254386353131)  # 2^64 divided by the golden ratio, odd, as a signed number


Shorts = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Together:
    """All pairs of types that stand together in a bead, each once a bead.

    `keys` are the distinct pairs (source type · number of target types + target type), `pair` indexes them
    for every occurrence, `bead` is its bead, and `first`, `second` number the distinct (bead, type) of each
    side.
    """

    keys: Ints
    pair: Shorts
    bead: Shorts
    first: Shorts
    second: Shorts
    first_types: Ints
    second_types: Ints
    first_beads: Ints
    second_beads: Ints
    folds: Ints


def stand_together(collection: Collection, beads: Ints, known: Links, *, learnable: bool) -> Together:
    """List the pairs of types in beads (columns text, source start, end, target start, end, fold) with both sides.

    Listed are pairs linked in `known`, and where asked for those that are `learnable`: seen together twice
    and more often than by chance, one type not much commoner than the other. (Counts are those of a hash of
    the pair, so a few others slip in.)
    """
    width = max(len(collection.target.types), 1)
    first, first_beads = _distinct(collection.source, beads[:, 1], beads[:, 2])
    second, second_beads = _distinct(collection.target, beads[:, 3], beads[:, 4])
    table = _hash_table(known.source * width + known.target)
    commonness = (np.bincount(first, minlength=len(collection.source.types)), np.bincount(second, minlength=width))
    sides = (first, first_beads, second, second_beads)
    seen = np.zeros(len(table), dtype=np.int64)
    if learnable:
        for one, other in _pairs(sides, len(beads)):
            seen += np.bincount(_hash(first[one] * width + second[other]), minlength=len(seen))
    kept: list[tuple[Ints, Shorts, Shorts]] = []
    for one, other in _pairs(sides, len(beads)):
        keys = first[one] * width + second[other]
        places = _hash(keys)
        chosen = table[places] | _promising(
            seen[places], commonness[0][first[one]], commonness[1][second[other]], len(beads)
        )
        kept.append((keys[chosen], one[chosen].astype(np.int32), other[chosen].astype(np.int32)))
    first_token, second_token = (np.concatenate([part[side] for part in kept]) for side in (1, 2))
    keys = np.concatenate([part[0] for part in kept])
    distinct, pair = np.unique(keys, return_inverse=True)
    bead = first_beads.astype(np.int32)[first_token]
    return Together(
        distinct,
        pair.astype(np.int32),
        bead,
        first_token,
        second_token,
        first,
        second,
        first_beads,
        second_beads,
        beads[:, 5],
    )


def _pairs(sides: tuple[Ints, Ints, Ints, Ints], beads: int) -> Iterator[tuple[Ints, Ints]]:
    """Pair the distinct types of both sides of each bead, some thousand beads at a time."""
    _, first_beads, _, second_beads = sides
    first_starts, second_starts = (
        starts_of(np.bincount(side, minlength=beads)) for side in (first_beads, second_beads)
    )
    for begin in range(0, max(beads, 1), _BEADS_TOGETHER):
        end = min(begin + _BEADS_TOGETHER, beads)
        one = np.arange(first_starts[begin], first_starts[end])
        repeat = np.diff(second_starts)[first_beads[one]]
        yield np.repeat(one, repeat), ranges(second_starts[first_beads[one]], repeat)


def _promising(both: Ints | Shorts, first: Ints, second: Ints, beads: int) -> npt.NDArray[np.bool_]:
    """Tell the pairs that may turn out significant from how often they and their types are seen."""
    promising: npt.NDArray[np.bool_] = (
        (both >= _LEAST_TOGETHER)
        & (both * beads > _LEAST_LIFT * (first * second))
        & (first <= _MOST_UNEVEN * second)
        & (second <= _MOST_UNEVEN * first)
    )
    return promising


def _hash(keys: Ints) -> Ints:
    """Scatter keys over a table (multiplicative hashing, Knuth, TAOCP 3, 6.4)."""
    scattered: Ints = (keys * _GOLDEN) >> (64 - _HASH_BITS) & ((1 << _HASH_BITS) - 1)
    return scattered


def _hash_table(keys: Ints) -> npt.NDArray[np.bool_]:
    table = np.zeros(1 << _HASH_BITS, dtype=np.bool_)
    table[_hash(keys)] = True
    return table


def _distinct(side: Side, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Give the distinct types of each bead, and the bead of each; beads of endless lines are left out."""
    begin, end = side.line_starts[starts], side.line_starts[ends]
    counts = np.where(end - begin <= _LONGEST_LINE, end - begin, 0)
    bead = np.repeat(np.arange(len(starts)), counts)
    keys = np.unique(bead * max(len(side.types), 1) + side.tokens[ranges(begin, counts)])
    return keys % max(len(side.types), 1), keys // max(len(side.types), 1)


def learn(collection: Collection, together: Together, left_out: int | None) -> Links:
    """Learn links from all beads but those of one fold (None: from all)."""
    probabilities = translation_probabilities(collection, together, left_out)
    if probabilities is None:
        return empty_links()
    source, target, forward, backward, _ = probabilities
    return Links(
        source,
        target,
        _TRUST * forward / collection.target.frequency[target],
        _TRUST * backward / collection.source.frequency[source],
        np.full(len(source), KINDS.index("learned"), dtype=np.int64),
    )


def translation_probabilities(
    collection: Collection, together: Together, left_out: int | None
) -> tuple[Ints, Ints, Floats, Floats, Ints] | None:
    """Give source and target types, p(target | source), p(source | target), beads together; None if none is learned."""
    used = np.flatnonzero(together.folds[together.bead] != (-1 if left_out is None else left_out))
    count = np.bincount(together.pair[used], minlength=len(together.keys))
    totals = [
        np.bincount(types[together.folds[beads] != (-1 if left_out is None else left_out)], minlength=len(side.types))
        for types, beads, side in (
            (together.first_types, together.first_beads, collection.source),
            (together.second_types, together.second_beads, collection.target),
        )
    ]
    width = max(len(collection.target.types), 1)
    kept = _significant(
        together.keys,
        count,
        totals,
        width,
        int((together.folds != (-1 if left_out is None else left_out)).sum()),
    )
    if not len(kept):
        return None
    source, target = together.keys[kept] // width, together.keys[kept] % width
    slot = np.full(len(together.keys), -1, dtype=np.int64)
    slot[kept] = np.arange(len(kept))
    used = used[slot[together.pair[used]] >= 0]
    entries = slot[together.pair[used]]
    forward = _expected(entries, source, together.second[used], target)
    backward = _expected(entries, target, together.first[used], source)
    forward = np.maximum(0.0, forward - _DISCOUNT) / (totals[0][source] + 0.5)
    backward = np.maximum(0.0, backward - _DISCOUNT) / (totals[1][target] + 0.5)
    good = np.flatnonzero((forward > _LEAST_PROBABILITY) | (backward > _LEAST_PROBABILITY))
    return source[good], target[good], forward[good], backward[good], count[kept][good]


def _significant(keys: Ints, count: Ints, totals: list[Ints], width: int, beads: int) -> Ints:
    """Select the pairs that stand together more often than chance would have it."""
    often = np.flatnonzero(count >= _LEAST_TOGETHER)
    both = count[often].astype(np.float64)
    first, second = (
        totals[0][keys[often] // width].astype(np.float64),
        totals[1][keys[often] % width].astype(np.float64),
    )
    lift = both * beads / (first * second)
    chosen = (lift > _LEAST_LIFT) & (_dunning(both, first, second, float(beads)) > _LEAST_SIGNIFICANCE)
    return often[chosen]


def _dunning(both: Floats, first: Floats, second: Floats, beads: float) -> Floats:
    cells = (
        (both, first * second),
        (first - both, first * (beads - second)),
        (second - both, (beads - first) * second),
        (beads - first - second + both, (beads - first) * (beads - second)),
    )
    total: Floats = 2 * np.sum([_log_ratio(seen, expected / beads) for seen, expected in cells], axis=0)
    return total


def _log_ratio(seen: Floats, expected: Floats) -> Floats:
    ratio: Floats = np.where(seen > 0, seen * np.log(np.maximum(seen, 1e-12) / np.maximum(expected, 1e-12)), 0.0)
    return ratio


def _expected(entries: Ints, given: Ints, token: Shorts, outcome: Ints) -> Floats:
    """Run IBM model 1: expected counts of each candidate pair.

    `entries` numbers the candidate of every co-occurrence and `token` the token to be explained there;
    `given` and `outcome` are the explaining and the explained type of each candidate. The null word competes
    throughout.
    """
    size, tokens = int(given.max()) + 1, int(token.max()) + 1
    probability: Floats = 1.0 / np.bincount(given, minlength=size)[given]
    outcome_types = int(outcome.max()) + 1
    explained = np.full(tokens, -1, dtype=np.int64)
    explained[token] = outcome[entries]
    null: Floats = np.full(outcome_types, 1.0 / outcome_types)
    expected: Floats = np.zeros(len(given))
    for _ in range(_ROUNDS):
        total = np.bincount(token, probability[entries], tokens) + np.where(explained >= 0, null[explained], 1.0)
        expected = sums(entries, probability[entries] / total[token], len(given))
        idle = np.bincount(explained[explained >= 0], (null[explained] / total)[explained >= 0], outcome_types)
        null = (idle + 0.1) / (idle.sum() + 0.1 * outcome_types)
        probability = expected / (np.bincount(given, expected, size)[given] + 1e-9)
    return expected
