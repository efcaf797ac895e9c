"""Two profiles → how alike two texts are in the order in which they speak of what they share.

It is the best path through the table of likenesses of their segments that never goes back, as a share of the shorter
text: two texts on one subject share words, but only versions say the same things one after another.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from ezri_archive.works.profiles import TRAITS, Profile
from ezri_archive.works.rarity import Floats, Ints, Rarity, numbers
from ezri_archive.works.subjects import Subject

_HELD = 1024
_AT_ONCE = 16
_CHANCE = 0.1
"""Likeness of two segments that chance alone gives."""
_MOST_PARTS = 300


@dataclass(frozen=True, slots=True)
class _Text:
    """Where the traits of a text stand: of all of them, in order, the part of the text and the place in its subject."""

    part_of: Ints
    places: Ints
    parts: int


class Comparison:
    """Compare texts of one collection, by number; a text is held as long as it is compared with others."""

    def __init__(self, subjects: Sequence[Subject], read: Callable[[int], Profile], rarity: Rarity) -> None:
        """Compare what `read` gives, whose subjects are known."""
        self._subjects = subjects
        self._rarity = rarity
        self._text = lru_cache(maxsize=_HELD)(lambda number: _text(read(number), subjects[number]))
        self._spread = lru_cache(maxsize=_HELD // 4)(self._spread_over_parts)

    def orders(self, pairs: Iterable[tuple[int, int]]) -> Iterator[float]:
        """Compare in which order the two texts of every pair speak of what they share: from 0 to 1."""
        remaining = iter(pairs)
        while some := list(islice(remaining, _AT_ONCE)):
            tables = [self._alike(first, second) for first, second in some]
            for table, best in zip(tables, best_paths(tables), strict=True):
                yield best / int(min(table.shape))

    def _alike(self, first: int, second: int) -> Floats:
        """Compare every part of one text with every part of another."""
        one, other = self._subjects[first], self._subjects[second]
        shared, here, there = np.intersect1d(one.traits, other.traits, assume_unique=True, return_indices=True)
        rows = self._table(first, other.language, here, len(shared))
        columns = self._table(second, one.language, there, len(shared))
        alike: Floats = np.maximum(0.0, rows @ columns.T - _CHANCE)
        return alike

    def _table(self, number: int, other: str, shared: Ints, width: int) -> Floats:
        """Lay the parts of a text out over the traits that two texts share, given by their places in its subject."""
        text, spread = self._text(number), self._spread(number, other)
        column = np.full(len(self._subjects[number].marked), -1, dtype=np.int64)
        column[shared] = np.arange(width)
        place = column[text.places]
        kept = place >= 0
        table = np.zeros((text.parts, width))
        table[text.part_of[kept], place[kept]] = spread[kept]
        return table

    def _spread_over_parts(self, number: int, other: str) -> Floats:
        """Weigh every trait of every part of a text, so that each part, with all it has, is a unit vector."""
        text, subject = self._text(number), self._subjects[number]
        rare = self._rarity.weights(subject.traits, subject.language, other)
        spread = (rare * self._rarity.expected(subject.marked, other))[text.places]
        square = np.bincount(text.part_of, weights=spread**2, minlength=text.parts)
        unit: Floats = spread / np.sqrt(np.maximum(square, 1e-9))[text.part_of]
        return unit


def _text(profile: Profile, subject: Subject) -> _Text:
    """Make a text of at most a few hundred parts, so that the longest book is compared in bounded time."""
    segments = len(profile.sizes)
    parts = min(segments, _MOST_PARTS)
    segment_of = np.repeat(np.arange(segments), np.asarray(profile.sizes, dtype=np.int64))
    places = np.searchsorted(subject.traits, numbers(profile) % TRAITS)
    return _Text((segment_of * parts // segments).astype(np.int32), places.astype(np.int32), parts)


def best_paths(tables: Sequence[Floats]) -> list[float]:
    """Sum the best path in every table, from the first cell to the last, forward only, a cell of every row at most.

    The tables are gone through together, row by row; where one has fewer rows or columns, zeros add nothing.
    """
    height, width = max(len(table) for table in tables), max(table.shape[1] for table in tables)
    every = np.zeros((height, len(tables), width))
    for number, table in enumerate(tables):
        every[: len(table), number, : table.shape[1]] = table
    best = np.zeros((len(tables), width + 1))
    for rows in every:
        np.maximum(best[:, 1:], best[:, :-1] + rows, out=best[:, 1:])
        np.maximum.accumulate(best, axis=1, out=best)
    found: list[float] = best[:, -1].tolist()
    return found
