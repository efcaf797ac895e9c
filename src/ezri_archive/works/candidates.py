"""Profiles of a collection → pairs of texts worth comparing, without comparing every text with every other.

An inverted index of rare features: two traits that stand in one segment, and single traits that few segments have.
Two texts that share several of them are candidates. A text keeps a fixed number of features, chosen by their hash and
so alike on both sides (min-wise sampling: Broder, "On the resemblance and containment of documents", 1997); a feature
that too many texts have is left out. So the work grows as sorting does, n log n in the number of texts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ezri_archive.works.profiles import TRAITS, Profile
from ezri_archive.works.rarity import Ints, Rarity, numbers

_RAREST = 4
_FEATURES = 128
_CROWDED = 16
_BEST = 3
_RARE = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4
_FIRST, _SECOND = np.triu_indices(_RAREST, 1)


@dataclass(frozen=True, slots=True)
class Features:
    """The features of all texts: the texts are numbered in order, `languages` are numbers too."""

    keys: npt.NDArray[np.uint64]
    texts: npt.NDArray[np.int32]
    languages: npt.NDArray[np.int32]


def features(profiles: Iterable[Profile], rarity: Rarity) -> Features:
    """Gather the features of all texts."""
    keys: list[npt.NDArray[np.uint64]] = []
    known: dict[str, int] = {}
    languages: list[int] = []
    for profile in profiles:
        keys.append(_sample(_features(profile, rarity)))
        languages.append(known.setdefault(profile.language, len(known)))
    sizes = [len(one) for one in keys]
    texts = np.repeat(np.arange(len(keys), dtype=np.int32), sizes)
    joined = np.concatenate(keys) if keys else np.zeros(0, dtype=np.uint64)
    return Features(joined, texts, np.array(languages, dtype=np.int32))


def candidates(found: Features) -> list[tuple[int, int]]:
    """Pair the texts, by number, that share most features: few for each text and other language, in order."""
    pairs, shared = _meetings(found)
    first, second = pairs // max(1, len(found.languages)), pairs % max(1, len(found.languages))
    texts, others = np.concatenate([first, second]), np.concatenate([second, first])
    votes = np.concatenate([shared, shared])
    order = np.lexsort((others, -votes, found.languages[others], texts))
    texts, others = texts[order], others[order]
    place = _place_in_group(texts * (len(found.languages) + 1) + found.languages[others])
    kept = place < _BEST
    low, high = np.minimum(texts[kept], others[kept]), np.maximum(texts[kept], others[kept])
    best = np.unique(np.stack([low, high], axis=1), axis=0).tolist()
    return [(one, other) for one, other in best]


def _features(profile: Profile, rarity: Rarity) -> npt.NDArray[np.uint64]:
    """Combine the rarest traits of each segment, two by two; add the traits that are rare in the whole collection."""
    marked = numbers(profile)
    segments = np.repeat(np.arange(len(profile.sizes)), np.asarray(profile.sizes, dtype=np.int64))
    traits = marked % TRAITS
    counts = rarity.total(traits)
    telling = rarity.shared(marked, profile.language) & (counts < rarity.common_from())
    segments, traits, counts = segments[telling], traits[telling], counts[telling]
    order = np.lexsort((traits, counts, segments))
    place = _place_in_group(segments[order])
    table = np.full((len(profile.sizes), _RAREST), -1, dtype=np.int64)
    rarest = place < _RAREST
    table[segments[order][rarest], place[rarest]] = traits[order][rarest]
    alone: Ints = traits[counts <= _RARE]
    return np.unique(np.concatenate([_combined(table), alone.astype(np.uint64)]))


def _combined(table: Ints) -> npt.NDArray[np.uint64]:
    one, other = table[:, _FIRST], table[:, _SECOND]
    low, high = np.minimum(one, other), np.maximum(one, other)
    there = (low >= 0) & (low < high)
    return ((low[there] + 1) * TRAITS + high[there]).astype(np.uint64)


def _sample(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Keep the features with the smallest hashes; the hash is what they are known by from here on."""
    hashed = keys * _MIX
    return np.sort(hashed ^ (hashed >> np.uint64(32)))[:_FEATURES]


def _meetings(found: Features) -> tuple[Ints, Ints]:
    """Find the pairs of texts in different languages that share features: (first * texts + second, how many)."""
    order = np.lexsort((found.texts, found.keys))
    keys, texts = found.keys[order], found.texts[order].astype(np.int64)
    fits = _group_sizes(keys) <= _CROWDED
    keys, texts = keys[fits], texts[fits]
    met: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for step in range(1, _CROWDED):
        same = keys[step:] == keys[:-step]
        first, second = texts[:-step][same], texts[step:][same]
        apart = found.languages[first] != found.languages[second]
        met.append(first[apart] * len(found.languages) + second[apart])
    return np.unique(np.concatenate(met), return_counts=True)


def _place_in_group(groups: Ints) -> Ints:
    """Count the members of each run of equal values from 0."""
    starts = np.flatnonzero(np.append(True, groups[1:] != groups[:-1])) if len(groups) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(groups)))
    return np.arange(len(groups)) - np.repeat(starts, sizes)


def _group_sizes(groups: npt.NDArray[np.uint64]) -> Ints:
    starts = np.flatnonzero(np.append(True, groups[1:] != groups[:-1])) if len(groups) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.append(starts, len(groups)))
    return np.repeat(sizes, sizes)
