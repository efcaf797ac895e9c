"""Two profiles → how alike two texts are in the order in which they speak of what they share.

It is the best path through the table of likenesses of their segments that never goes back, as a share of the shorter
text: two texts on one subject share words, but only versions say the same things one after another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ezri_archive.works.profiles import TRAITS, Profile
from ezri_archive.works.rarity import Floats, Ints, Rarity, numbers

_HELD = 1024
_CHANCE = 0.1
"""Likeness of two segments that chance alone gives."""
_MOST_PARTS = 300


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as vectors: `marked` its distinct traits as the profile has them, `order` all of them by their places."""

    language: str
    traits: Ints
    marked: Ints
    part_of: Ints
    order: Ints
    parts: int


class Comparison:
    """Compare texts of one collection, by number; a text is held as long as it is compared with others."""

    def __init__(self, read: Callable[[int], Profile], rarity: Rarity) -> None:
        """Compare what `read` gives."""
        self._rarity = rarity
        self._text = lru_cache(maxsize=_HELD)(lambda number: _text(read(number)))
        self._spread = lru_cache(maxsize=_HELD // 4)(self._spread_over_parts)

    def order(self, first: int, second: int) -> float:
        """Compare in which order two texts speak of what they share: from 0 to 1."""
        one, other = self._text(first), self._text(second)
        shared, here, there = np.intersect1d(one.traits, other.traits, assume_unique=True, return_indices=True)
        rows = _table(one, self._spread(first, other.language), here, len(shared))
        columns = _table(other, self._spread(second, one.language), there, len(shared))
        alike = np.maximum(0.0, rows @ columns.T - _CHANCE)
        return _best_path(alike) / int(min(alike.shape))

    def _spread_over_parts(self, number: int, other: str) -> Floats:
        """Weigh every trait of every part of a text, so that each part, with all it has, is a unit vector."""
        text = self._text(number)
        weights = self._rarity.weights(text.traits, text.language, other) * self._rarity.expected(text.marked, other)
        spread = weights[text.order]
        square = np.bincount(text.part_of, weights=spread**2, minlength=text.parts)
        unit: Floats = spread / np.sqrt(np.maximum(square, 1e-9))[text.part_of]
        return unit


def _table(text: _Text, spread: Floats, shared: Ints, width: int) -> Floats:
    """Lay the parts of a text out over the traits that two texts share, given by their place among its own."""
    column = np.full(len(text.traits), -1, dtype=np.int64)
    column[shared] = np.arange(width)
    place = column[text.order]
    kept = place >= 0
    table = np.zeros((text.parts, width))
    table[text.part_of[kept], place[kept]] = spread[kept]
    return table


def _text(profile: Profile) -> _Text:
    """Make a text of at most a few hundred parts, so that the longest book is compared in bounded time."""
    every = numbers(profile)
    traits, first, inverse = np.unique(every % TRAITS, return_index=True, return_inverse=True)
    segments = len(profile.sizes)
    parts = min(segments, _MOST_PARTS)
    segment_of = np.repeat(np.arange(segments), np.asarray(profile.sizes, dtype=np.int64))
    part_of = segment_of * parts // segments
    return _Text(
        language=profile.language,
        traits=traits.astype(np.int32),
        marked=every[first].astype(np.int32),
        part_of=part_of.astype(np.int32),
        order=inverse.astype(np.int32),
        parts=parts,
    )


def _best_path(alike: Floats) -> float:
    """Sum the best path from the first cell to the last that only goes forward, a cell of every row at most."""
    best = np.zeros(alike.shape[1] + 1)
    for row in alike:
        np.maximum(best[1:], best[:-1] + row, out=best[1:])
        np.maximum.accumulate(best, out=best)
    return float(best[-1])
