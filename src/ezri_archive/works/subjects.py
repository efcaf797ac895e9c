"""The texts of a collection → how alike two of them are in what they speak of, in whatever order.

It is the cosine of their traits, weighed by rarity (the vector space model: Salton, Wong and Yang 1975).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ezri_archive.works.profiles import TRAITS, Profile
from ezri_archive.works.rarity import Ints, Rarity, numbers


@dataclass(frozen=True, slots=True)
class Subject:
    """What a text speaks of: its distinct traits in order, as the profile has them; `weights` grow with their number.

    It takes eight bytes a trait: all of a collection are held at once.
    """

    language: str
    marked: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]

    @property
    def traits(self) -> Ints:
        """The traits without the mark of optional ones."""
        return self.marked % TRAITS


def subject_of(profile: Profile, rarity: Rarity) -> Subject:
    """Tell what a text speaks of, and count it in the rarity of the collection."""
    every = numbers(profile)
    traits, first, counts = np.unique(every % TRAITS, return_index=True, return_counts=True)
    rarity.add(profile.language, len(profile.sizes), traits, counts)
    return Subject(profile.language, every[first].astype(np.int32), (1 + np.log(counts)).astype(np.float32))


class Likeness:
    """Compare the subjects of a collection, by number: fastest where many pairs with one first text come in a row."""

    def __init__(self, subjects: Sequence[Subject], rarity: Rarity) -> None:
        """Compare these."""
        self._subjects = subjects
        self._rarity = rarity
        self._lengths: dict[tuple[int, str], float] = {}
        self._held = -1
        self._table = np.zeros(TRAITS, dtype=np.float32)

    def between(self, first: int, second: int) -> float:
        """Compare what two texts speak of: from 0 to 1."""
        self._hold(first)
        one, other = self._subjects[first], self._subjects[second]
        traits = other.traits
        weights = self._table[traits]
        shared = weights > 0
        rare = self._rarity.weights(traits[shared], one.language, other.language)
        product = float((weights[shared] * other.weights[shared]) @ rare**2)
        return product / (self._length(first, other.language) * self._length(second, one.language))

    def _hold(self, number: int) -> None:
        """Lay one text out over all traits there are."""
        if number != self._held:
            if self._held >= 0:
                self._table[self._subjects[self._held].traits] = 0
            subject = self._subjects[number]
            self._table[subject.traits] = subject.weights
            self._held = number

    def _length(self, number: int, other: str) -> float:
        """Measure the vector of the traits that can be expected in another language."""
        known = self._lengths.get((number, other))
        if known is None:
            subject = self._subjects[number]
            kept = self._rarity.expected(subject.marked, other)
            rare = self._rarity.weights(subject.traits[kept], subject.language, other)
            known = max(1e-9, float(np.linalg.norm(subject.weights[kept] * rare)))
            self._lengths[number, other] = known
        return known
