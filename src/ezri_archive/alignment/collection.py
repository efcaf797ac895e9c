"""Bitexts of one pair of languages → arrays: every line and token of the collection, one after another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.model import Bitext, Line
from ezri_archive.alignment.stems import stem
from ezri_archive.alignment.tokens import letters, tokens

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a collection.

    `tokens` holds the type of every token; line i has `tokens[line_starts[i]:line_starts[i + 1]]`, text d has the
    lines `text_starts[d]` to `text_starts[d + 1]`. `lengths` are letters a line, `frequency` the smoothed share of
    each type among all tokens. `surfaces` counts the spellings of each type, `capitals` says which are mostly names.
    """

    language: str
    types: tuple[str, ...]
    tokens: Ints
    line_starts: Ints
    text_starts: Ints
    lengths: Floats
    frequency: Floats
    surfaces: tuple[Counter[str], ...]
    capitals: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Collection:
    """All bitexts of one pair of languages."""

    source: Side
    target: Side

    @property
    def texts(self) -> int:
        """Count the bitexts."""
        return len(self.source.text_starts) - 1

    def mirrored(self) -> "Collection":
        """Give the same collection seen from the other side."""
        return Collection(self.target, self.source)


def collect(bitexts: Sequence[Bitext]) -> Collection:
    """Tokenise and count all bitexts of one pair of languages."""
    source = _side(bitexts[0].source_language, [bitext.source for bitext in bitexts])
    target = _side(bitexts[0].target_language, [bitext.target for bitext in bitexts])
    return Collection(source, target)


def _side(language: str, texts: Sequence[tuple[Line, ...]]) -> Side:
    lines = [line for text in texts for line in text]
    cut = [tokens(line.text) for line in lines]
    stems = _stems(cut, language)
    ids: dict[str, int] = {}
    kinds = [ids.setdefault(stems[word], len(ids)) for words in cut for word in words]
    flat = np.array(kinds, dtype=np.int64)
    counts = np.bincount(flat, minlength=len(ids))
    return Side(
        language=language,
        types=tuple(ids),
        tokens=flat,
        line_starts=_starts([len(words) for words in cut]),
        text_starts=_starts([len(text) for text in texts]),
        lengths=np.array([letters(line.text) for line in lines], dtype=np.float64),
        frequency=(counts + 0.5) / (counts.sum() + 0.5 * max(len(ids), 1)),
        surfaces=_surfaces(cut, kinds, len(ids)),
        capitals=_capitals(cut, kinds, len(ids)),
    )


def _stems(cut: list[list[str]], language: str) -> dict[str, str]:
    """Map every spelling, as it stands, to the stem of its lower-case form."""
    known = {word.lower() for words in cut for word in words}
    by_word = {word: stem(word, language, known) for word in sorted(known)}
    return {word: by_word[word.lower()] for words in cut for word in words}


def _starts(sizes: list[int]) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(np.array(sizes, dtype=np.int64))])


def _surfaces(cut: list[list[str]], kinds: list[int], size: int) -> tuple[Counter[str], ...]:
    surfaces: tuple[Counter[str], ...] = tuple(Counter() for _ in range(size))
    flat = (word for words in cut for word in words)
    for (kind, word), count in Counter(zip(kinds, flat, strict=True)).items():
        surfaces[kind][word] += count
    return surfaces


def _capitals(cut: list[list[str]], kinds: list[int], size: int) -> npt.NDArray[np.bool_]:
    """Say which types are written with a capital most of the time; the first word of a line counts little."""
    capital = np.zeros(size)
    total = np.zeros(size)
    at = 0
    for words in cut:
        for place, word in enumerate(words):
            weight = 1.0 if place else 0.2
            total[kinds[at]] += 1.0
            capital[kinds[at]] += weight * word[0].isupper()
            at += 1
    return capital >= 0.6 * total
