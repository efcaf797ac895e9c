"""Profiles of a collection → how rare every trait is in it, language by language.

Rarity is counted over segments, not documents: so the words that stand everywhere weigh little even where the
collection is two texts.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from ezri_archive.works.profiles import TRAITS, Profile

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]

_BACKGROUND = 200
"""Segments that every collection is thought to have besides its own, so that two short texts do not decide alone."""


class Rarity:
    """How many segments of each language have a trait."""

    def __init__(self) -> None:
        """Start with an empty collection."""
        self._found: dict[str, npt.NDArray[np.int32]] = {}
        self._segments: dict[str, int] = {}
        self._total = np.zeros(TRAITS, dtype=np.int32)

    def add(self, language: str, segments: int, traits: Ints, counts: Ints) -> None:
        """Count a text of so many segments; `counts` says how many of them have each of its `traits`."""
        found = self._found.get(language)
        if found is None:
            found = self._found[language] = np.zeros(TRAITS, dtype=np.int32)
        found[traits] += counts
        self._total[traits] += counts
        self._segments[language] = self._segments.get(language, 0) + segments

    def total(self, traits: Ints) -> Ints:
        """Count the segments of any language that have each trait."""
        return self._total[traits].astype(np.int64)

    def total_of(self, trait: int) -> int:
        """Count the segments of any language that have one trait."""
        return int(self._total[trait])

    def segments(self) -> int:
        """Count all segments."""
        return sum(self._segments.values())

    def weights(self, traits: Ints, first: str, second: str) -> Floats:
        """Weigh traits between two languages: the logarithm of how rare each is."""
        both = self._found[first][traits] + self._found[second][traits]
        segments = self._segments[first] + self._segments[second] + _BACKGROUND
        return np.log(segments / (both + 1.0))

    def expected(self, marked: Ints, other: str) -> npt.NDArray[np.bool_]:
        """Say which traits, as a profile has them, can be looked for in another language.

        An optional one can where any text of that language has it.
        """
        return (marked < TRAITS) | (self._found[other][marked % TRAITS] > 0)

    def shared(self, marked: Ints, own: str) -> npt.NDArray[np.bool_]:
        """Say which traits, as a profile has them, stand in any other language too."""
        traits = marked % TRAITS
        return self._total[traits] > self._found[own][traits]

    def common_from(self) -> float:
        """Tell from how many segments on a trait is too common to tell texts apart."""
        return math.ceil(max(8.0, self.segments() / 20))


def numbers(profile: Profile) -> Ints:
    """Give the traits of a profile, optional ones marked, as an array."""
    return np.asarray(profile.traits, dtype=np.int64)
