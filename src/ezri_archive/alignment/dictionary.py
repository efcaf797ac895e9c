"""Evidence from dictionaries: seed lexicon, CLDR names, the user's own, matched through the forms a word may have."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints, order_of, ranges, starts_of
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import Evidence, evidence_from_arrays
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

Phrases = tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
"""The entries of a lexicon between two languages as words."""


@dataclass(frozen=True, slots=True)
class _WordPairs:
    """Pairs of words that stand in one entry, by number, with the share of the entry's weight that each has."""

    source: Ints
    target: Ints
    share: Floats


@dataclass(frozen=True, slots=True)
class Lexicons:
    """All words of some lexicons between the same two languages, numbered, and what each kind of lexicon pairs."""

    source: Mapping[str, int]
    target: Mapping[str, int]
    pairs: Mapping[str, _WordPairs]


@dataclass(frozen=True, slots=True)
class Index:
    """Where to find the types of a side by the words they may be forms of.

    Those of word w are `types[starts[w]:starts[w + 1]]`, each with how likely it is (`weights`).
    """

    starts: Ints
    types: Ints
    weights: Floats


def make_phrases(entries: Iterable[Entry], first: str, second: str) -> Phrases:
    """Cut the entries between two languages, given in either order, into phrases of up to three words."""
    sides = (_oriented(entry, first, second) for entry in entries)
    cut = dict.fromkeys((_words(side[0], first), _words(side[1], second)) for side in sides if side)
    return tuple(pair for pair in cut if all(pair))


def make_lexicons(lexicons: Mapping[str, Phrases]) -> Lexicons:
    """Give numbers to the words of lexicons between the same two languages, given by kind."""
    source: dict[str, int] = {}
    target: dict[str, int] = {}
    return Lexicons(source, target, {kind: _pairs(phrases, source, target) for kind, phrases in lexicons.items()})


def _pairs(phrases: Phrases, source: dict[str, int], target: dict[str, int]) -> _WordPairs:
    rows = [
        (source.setdefault(word, len(source)), target.setdefault(other, len(target)), _share(words, others))
        for words, others in phrases
        for word in words
        for other in others
    ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return _WordPairs(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2])


def _share(source: tuple[str, ...], target: tuple[str, ...]) -> float:
    return _PHRASE[len(source) == len(target) == 1] / math.sqrt(len(source) * len(target))


def dictionaries(collection: Collection, lexicons: Lexicons) -> list[Evidence]:
    """Link the types that lexicons translate, one table for each; phrases count by word.

    p(target | source) is shared among the translations of a word that occur in the collection.
    """
    indexes = _index(collection.source, lexicons.source), _index(collection.target, lexicons.target)
    return [_evidence(collection, indexes, pairs, kind) for kind, pairs in lexicons.pairs.items()]


def _evidence(collection: Collection, indexes: tuple[Index, Index], pairs: _WordPairs, kind: str) -> Evidence:
    source, target, weight = _best(*_meetings(indexes, pairs, _TRUST[kind]), len(collection.target.types))
    kept = weight >= _LEAST
    source, target, weight = source[kept], target[kept], weight[kept]
    of_source = np.bincount(source, weight, len(collection.source.types))[source]
    of_target = np.bincount(target, weight, len(collection.target.types))[target]
    values = (
        weight * np.minimum(1.0, of_source) / of_source / collection.target.frequency[target],
        weight * np.minimum(1.0, of_target) / of_target / collection.source.frequency[source],
        np.minimum(_MOST_COVERAGE, weight * 0.7),
    )
    return evidence_from_arrays(collection, (source, target), values, kind)


def _meetings(indexes: tuple[Index, Index], pairs: _WordPairs, trust: float) -> tuple[Ints, Ints, Floats]:
    """List the types that may be forms of the two words of a pair: every one of either side with every other."""
    source, target = indexes
    first, second = (np.diff(index.starts)[words] for index, words in ((source, pairs.source), (target, pairs.target)))
    held = np.flatnonzero(first * second)
    first, second = first[held], second[held]
    one = ranges(source.starts[pairs.source[held]], first)
    opposite = np.repeat(second, first)
    one = np.repeat(one, opposite)
    other = ranges(np.repeat(target.starts[pairs.target[held]], first), opposite)
    share = np.repeat(trust * pairs.share[held], first * second)
    return source.types[one], target.types[other], share * source.weights[one] * target.weights[other]


def _best(source: Ints, target: Ints, weight: Floats, width: int) -> tuple[Ints, Ints, Floats]:
    """Keep of equal pairs the one of the largest weight."""
    keys = source * max(width, 1) + target
    order = np.argsort(-weight, kind="stable")
    order = order[order_of(keys[order], int(keys.max(initial=0)) + 1)]
    first = order[np.diff(keys[order], prepend=-1) != 0]
    return source[first], target[first], weight[first]


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


def _index(side: Side, known: Mapping[str, int]) -> Index:
    """Find the words that the types of a side may be forms of; a stem is rather less sure than what stands there."""
    kinds = np.repeat(np.arange(len(side.types)), np.diff(side.spelling_starts)).tolist()
    found = [(known[word], kind, 0.9) for kind, word in enumerate(side.types) if word in known]
    forms = known_forms([word.lower() for word in side.spellings], side.language, known)
    found += [(known[form], kinds[place], weight) for place, form, weight in forms]
    table = np.array(found, dtype=np.float64).reshape(-1, 3)
    words, types, weights = _best(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2], len(kinds))
    return Index(starts_of(np.bincount(words, minlength=len(known))), types, weights)


def entries_between(rows: Iterable[Mapping[str, tuple[str, ...]]], first: str, second: str) -> list[Entry]:
    """Make the entries between two languages from rows that give the words of each language."""
    one, other = sorted((first, second), key=pair_order)
    return [
        Entry(one, source, other, target)
        for row in rows
        for source in row.get(one, ())
        for target in row.get(other, ())
    ]
