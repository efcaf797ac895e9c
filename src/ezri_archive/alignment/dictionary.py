"""Evidence from dictionaries: seed lexicon, CLDR names, the user's own, matched through the forms a word may have."""

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import Evidence, make_evidence
from ezri_archive.alignment.model import Entry
from ezri_archive.alignment.stems import known_forms
from ezri_archive.alignment.tokens import tokens_in, unfinal
from ezri_archive.languages import pair_order

_TRUST = {"cldr": 0.6, "seed": 0.6, "dictionary": 0.7}
_MOST_COVERAGE = 0.4
_LONGEST_PHRASE = 3
_LEAST = 0.02
_PHRASE = {True: 1.0, False: 1.5}
"""The words of a phrase share its weight, but a phrase is rarer than a word."""

Index = Mapping[str, list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Indexes:
    """Where to find the types of each side by the dictionary forms they may have."""

    source: Index
    target: Index


@dataclass(frozen=True, slots=True)
class Phrases:
    """The entries of a lexicon between two languages as words; `by_word` and `by_target_word` number those of each."""

    phrases: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    by_word: Mapping[str, list[int]]
    by_target_word: Mapping[str, list[int]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words of some lexicons."""

    source: frozenset[str]
    target: frozenset[str]


def vocabulary(lexicons: Iterable[Phrases]) -> Vocabulary:
    """Gather the words of lexicons between the same two languages."""
    source, target = frozenset[str](), frozenset[str]()
    for one in lexicons:
        source, target = source | one.by_word.keys(), target | one.by_target_word.keys()
    return Vocabulary(source, target)


def make_indexes(collection: Collection, words: Vocabulary) -> Indexes:
    """Index the types of both sides by form, as far as lexicons hold it."""
    return Indexes(_index(collection.source, words.source), _index(collection.target, words.target))


def make_phrases(entries: Iterable[Entry], first: str, second: str) -> Phrases:
    """Cut the entries between two languages, given in either order, into phrases of up to three words."""
    sides = (_oriented(entry, first, second) for entry in entries)
    cut = dict.fromkeys((_words(side[0], first), _words(side[1], second)) for side in sides if side)
    phrases = tuple(pair for pair in cut if all(pair))
    return Phrases(phrases, _numbered(source for source, _ in phrases), _numbered(target for _, target in phrases))


def _numbered(phrases: Iterable[tuple[str, ...]]) -> Mapping[str, list[int]]:
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(phrases):
        for word in words:
            by_word[word].append(number)
    return by_word


def dictionary(collection: Collection, indexes: Indexes, lexicon: Phrases, kind: str) -> Evidence:
    """Link the types that a lexicon translates; phrases count by word.

    p(target | source) is shared among the translations of a word that occur in the collection.
    """
    weights: dict[tuple[int, int], float] = {}
    sources, targets = _held(indexes.source, lexicon.by_word), _held(indexes.target, lexicon.by_target_word)
    for number in sorted(sources & targets):
        _add(weights, *lexicon.phrases[number], indexes, _TRUST[kind])
    kept = {pair: weight for pair, weight in weights.items() if weight >= _LEAST}
    source_sum, target_sum = _sums(kept)
    rows = (
        (
            first,
            second,
            weight * min(1.0, source_sum[first]) / source_sum[first] / collection.target.frequency[second],
            weight * min(1.0, target_sum[second]) / target_sum[second] / collection.source.frequency[first],
            min(_MOST_COVERAGE, weight * 0.7),
        )
        for (first, second), weight in kept.items()
    )
    return make_evidence(collection, rows, kind)


def _held(index: Index, by_word: Mapping[str, list[int]]) -> set[int]:
    """Find the phrases of which any word has a type."""
    return {number for word in index.keys() & by_word.keys() for number in by_word[word]}


def _add(
    weights: dict[tuple[int, int], float],
    source: tuple[str, ...],
    target: tuple[str, ...],
    indexes: Indexes,
    trust: float,
) -> None:
    sources, targets = _found(source, indexes.source), _found(target, indexes.target)
    weight = trust * _PHRASE[len(source) == len(target) == 1] / math.sqrt(len(source) * len(target))
    for first, first_weight in sources:
        for second, second_weight in targets:
            total = weight * first_weight * second_weight
            if total > weights.get((first, second), 0.0):
                weights[first, second] = total


def _oriented(entry: Entry, first: str, second: str) -> tuple[str, str] | None:
    """Give the two texts of an entry in the order of the languages; None when it is of another pair."""
    if (entry.source_language, entry.target_language) == (first, second):
        return entry.source, entry.target
    if (entry.target_language, entry.source_language) == (first, second):
        return entry.target, entry.source
    return None


def _words(text: str, language: str) -> tuple[str, ...]:
    words = tuple(unfinal(word.lower()) for word in tokens_in(text, language))
    return words if len(words) <= _LONGEST_PHRASE else ()


def _found(words: tuple[str, ...], index: Index) -> list[tuple[int, float]]:
    return [found for word in words for found in index.get(word, ())]


def _sums(weights: dict[tuple[int, int], float]) -> tuple[dict[int, float], dict[int, float]]:
    sources: dict[int, float] = defaultdict(float)
    targets: dict[int, float] = defaultdict(float)
    for (first, second), weight in weights.items():
        sources[first] += weight
        targets[second] += weight
    return sources, targets


def _index(side: Side, known: Container[str]) -> Index:
    best: dict[tuple[int, str], float] = {(kind, word): 0.9 for kind, word in enumerate(side.types) if word in known}
    kinds = np.repeat(np.arange(len(side.types)), np.diff(side.spelling_starts)).tolist()
    for place, form, weight in known_forms([word.lower() for word in side.spellings], side.language, known):
        found = kinds[place], form
        best[found] = max(weight, best.get(found, 0.0))
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for (kind, form), weight in sorted(best.items()):
        index[form].append((kind, weight))
    return index


def entries_between(rows: Iterable[Mapping[str, tuple[str, ...]]], first: str, second: str) -> list[Entry]:
    """Make the entries between two languages from rows that give the words of each language."""
    one, other = sorted((first, second), key=pair_order)
    return [
        Entry(one, source, other, target)
        for row in rows
        for source in row.get(one, ())
        for target in row.get(other, ())
    ]
