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

from ezri_archive.alignment.arrays import Floats, Ints, distinct, held, ranges, starts_of, sums
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import KINDS, Links, empty_links

_LEAST_SIGNIFICANCE = 16.0
_LEAST_TOGETHER = 2
_LEAST_LIFT = 1.5
_ROUNDS = 2
_DISCOUNT = 0.6
"""Taken off every expected count: a pair seen twice is no proof of a translation probability of one."""
_LEAST_PROBABILITY = 0.02
_TRUST = 0.7
_LONGEST_LINE = 120
_MOST_UNEVEN = 20
"""A word that much commoner than another can hardly be its translation; leaving such pairs out saves half the work."""
_BEADS_TOGETHER = 4096
_MOST_HASH_BITS, _SPARE_BITS = 21, 0
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


@dataclass(frozen=True, slots=True)
class _Types:
    """The distinct types of each bead of one side, and the bead of each; type t stands in `common[t]` beads.

    `chosen` are the places of those that can be part of a pair.
    """

    types: Ints
    beads: Ints
    common: Ints
    chosen: Ints

    def counts(self, beads: int) -> Ints:
        """Count the chosen types of each bead."""
        return np.bincount(self.beads[self.chosen], minlength=beads)


def stand_together(collection: Collection, beads: Ints, known: Links, *, learnable: bool) -> Together:
    """List the pairs of types in beads (columns text, source start, end, target start, end, fold) with both sides.

    Listed are pairs linked in `known`, and where asked for those that are `learnable`: seen together twice
    and more often than by chance, one type not much commoner than the other.
    """
    first = _distinct(collection.source, beads[:, 1:3], known.source, learnable=learnable)
    second = _distinct(collection.target, beads[:, 3:5], known.target, learnable=learnable)
    width = len(second.common)
    linked = known.source * width + known.target
    one, other = _together(first, second, len(beads), linked, learnable=learnable)
    keys, pair = distinct(first.types[one] * width + second.types[other], width * len(first.common))
    both = np.bincount(pair, minlength=len(keys)) * learnable
    kept = held(keys, linked) | _promising(both, first.common[keys // width], second.common[keys % width], len(beads))
    one, other, pair = one[kept[pair]], other[kept[pair]], (np.cumsum(kept) - 1)[pair[kept[pair]]]
    return Together(
        keys[kept],
        pair.astype(np.int32),
        first.beads.astype(np.int32)[one],
        one,
        other,
        first.types,
        second.types,
        first.beads,
        second.beads,
        beads[:, 5],
    )


def _distinct(side: Side, spans: Ints, linked: Ints, *, learnable: bool) -> _Types:
    """Find the distinct types of each bead; beads of endless lines are left out.

    Part of a pair can be what is linked, and where pairs are learnable what is seen twice.
    """
    begin, end = side.line_starts[spans[:, 0]], side.line_starts[spans[:, 1]]
    counts = np.where(end - begin <= _LONGEST_LINE, end - begin, 0)
    bead = np.repeat(np.arange(len(spans)), counts)
    width = max(len(side.types), 1)
    keys, _ = distinct(bead * width + side.tokens[ranges(begin, counts)], width * len(spans))
    types = keys % width
    common = np.bincount(types, minlength=width)
    worth = (common >= _LEAST_TOGETHER) & learnable
    worth[linked] = True
    return _Types(types, keys // width, common, np.flatnonzero(worth[types]))


def _together(first: _Types, second: _Types, beads: int, known: Ints, *, learnable: bool) -> tuple[Shorts, Shorts]:
    """Find the pairs that are known or promising, as places in the types of either side.

    They are counted by a hash, for which less memory is needed: so a few others slip in.
    """
    pairs = int((first.counts(beads) * second.counts(beads)).sum())
    bits = min(_MOST_HASH_BITS, _SPARE_BITS + pairs.bit_length())
    table = np.zeros(1 << bits, dtype=np.bool_)
    table[_hash(known, bits)] = True
    seen = np.zeros(1 << bits, dtype=np.int32)
    once = list(_pairs(first, second, beads, bits)) if beads <= _BEADS_TOGETHER else ()
    for _, _, places in (once or _pairs(first, second, beads, bits)) if learnable else ():
        seen += np.bincount(places, minlength=len(seen))
    found = []
    for one, other, places in once or _pairs(first, second, beads, bits):
        likely = np.flatnonzero(table[places] | (seen[places] >= _LEAST_TOGETHER))
        places = places[likely]  # noqa: PLW2901 - the others are not looked at again
        types = first.types[one[likely]], second.types[other[likely]]
        promising = _promising(seen[places], first.common[types[0]], second.common[types[1]], beads)
        kept = likely[table[places] | promising]
        found.append((one[kept].astype(np.int32), other[kept].astype(np.int32)))
    return np.concatenate([one for one, _ in found]), np.concatenate([other for _, other in found])


def _pairs(first: _Types, second: _Types, beads: int, bits: int) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Pair the chosen types of both sides of each bead, some thousand beads at a time, with the hash of each pair."""
    starts, opposite = starts_of(first.counts(beads)), starts_of(second.counts(beads))
    for begin in range(0, max(beads, 1), _BEADS_TOGETHER):
        chosen = first.chosen[starts[begin] : starts[min(begin + _BEADS_TOGETHER, beads)]]
        repeat = np.diff(opposite)[first.beads[chosen]]
        one, other = np.repeat(chosen, repeat), second.chosen[ranges(opposite[first.beads[chosen]], repeat)]
        yield one, other, _hash(first.types[one] * len(second.common) + second.types[other], bits)


def _promising(both: Ints | Shorts, first: Ints, second: Ints, beads: int) -> npt.NDArray[np.bool_]:
    """Tell the pairs that may turn out significant from how often they and their types are seen."""
    promising: npt.NDArray[np.bool_] = (
        (both >= _LEAST_TOGETHER)
        & (both * np.int64(beads) > _LEAST_LIFT * (first * second))
        & (first <= _MOST_UNEVEN * second)
        & (second <= _MOST_UNEVEN * first)
    )
    return promising


def _hash(keys: Ints, bits: int) -> Ints:
    """Scatter keys over a table (multiplicative hashing, Knuth, TAOCP 3, 6.4)."""
    scattered: Ints = (keys * _GOLDEN) >> (64 - bits) & ((1 << bits) - 1)
    return scattered


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
