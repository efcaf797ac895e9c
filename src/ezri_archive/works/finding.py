"""Profiles of a collection → the pairs that are versions of each other though nobody says so.

Candidates come from an inverted index, are scored by content and order, and must be the best, or nearly, for both
texts. A firm pair is taken as one work; a pair that is only likely is suggested.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ezri_archive.languages import pair_order
from ezri_archive.works.candidates import candidates, features
from ezri_archive.works.evidence import evidence_between
from ezri_archive.works.grouping import Found
from ezri_archive.works.likeness import Comparison
from ezri_archive.works.profiles import Profile
from ezri_archive.works.rarity import Rarity
from ezri_archive.works.subjects import Likeness, subject_of

_FIRM = 0.58
_LIKELY = 0.48
_LEAST_ORDER = 0.1
_LEAST_CONTENT = 0.25
_COMPARED = 2
"""How many texts of a language are compared with a text in their order: those most alike in content."""
_RIVAL = 0.75
"""A version whose score is less than this share of the best for either text is none."""
_STEEPNESS = 25.0
_MOST_SURE = 0.99


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two texts by number, and how alike they are: in what they speak of, and in which order."""

    first: int
    second: int
    content: float
    order: float = 0.0

    @property
    def score(self) -> float:
        return self.content + self.order


def find_unstated(count: int, read: Callable[[int], Profile]) -> tuple[Found, ...]:
    """Find the versions in a collection of `count` texts, which `read` gives by number from 0.

    Texts are read several times over, one at a time; what is held of each are its distinct traits. Time grows as
    n log n. `confidence` is a logistic function of the score, one half where a pair begins to be likely.
    """
    rarity = Rarity()
    subjects = [subject_of(read(number), rarity) for number in range(count)]
    languages = [subject.language for subject in subjects]
    pairs = candidates(features(map(read, range(count)), rarity))
    likeness = Likeness(subjects, rarity)
    alike = [_Pair(first, second, likeness.between(first, second)) for first, second in pairs]
    worth = _among_the_best([pair for pair in alike if pair.content >= _LEAST_CONTENT], languages)
    orders = Comparison(subjects, read, rarity).orders((pair.first, pair.second) for pair in worth)
    scored = [replace(pair, order=order) for pair, order in zip(worth, orders, strict=True)]
    likely = [pair for pair in _without_rival(scored, languages) if _is_likely(pair)]
    return tuple(_found(pair, read, rarity) for pair in likely)


def _among_the_best(pairs: Sequence[_Pair], languages: Sequence[str]) -> list[_Pair]:
    """Keep the pairs that are among the few best, of the pairs with texts of one language, for both their texts."""
    places: defaultdict[tuple[int, str], int] = defaultdict(int)
    kept: list[_Pair] = []
    for pair in sorted(pairs, key=lambda pair: -pair.content):
        ends = ((pair.first, languages[pair.second]), (pair.second, languages[pair.first]))
        if all(places[end] < _COMPARED for end in ends):
            kept.append(pair)
        for end in ends:
            places[end] += 1
    return sorted(kept, key=lambda pair: (pair.first, pair.second))


def _without_rival(pairs: Sequence[_Pair], languages: Sequence[str]) -> list[_Pair]:
    """Keep the pairs that have no rival, among the texts of one language, that is much more alike."""
    best: defaultdict[tuple[int, str], float] = defaultdict(float)
    for pair in pairs:
        for end in ((pair.first, languages[pair.second]), (pair.second, languages[pair.first])):
            best[end] = max(best[end], pair.score)
    return [
        pair
        for pair in pairs
        if pair.score
        >= _RIVAL * max(best[pair.first, languages[pair.second]], best[pair.second, languages[pair.first]])
    ]


def _is_likely(pair: _Pair) -> bool:
    return pair.score >= _LIKELY and pair.order >= _LEAST_ORDER


def _found(pair: _Pair, read: Callable[[int], Profile], rarity: Rarity) -> Found:
    first, second = sorted(map(read, (pair.first, pair.second)), key=lambda one: pair_order(one.language))
    confidence = 1 / (1 + math.exp(-_STEEPNESS * (pair.score - _LIKELY)))
    return Found(
        first=first.document_id,
        second=second.document_id,
        confidence=round(min(confidence, _MOST_SURE), 2),
        firm=pair.score >= _FIRM,
        evidence=evidence_between(first, second, rarity.total_of),
    )
