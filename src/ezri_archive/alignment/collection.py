"""Bitexts of one pair of languages → arrays: every line and token of the collection, one after another."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats, Ints, ranges, starts_of
from ezri_archive.alignment.model import Bitext, Line
from ezri_archive.alignment.stems import stem
from ezri_archive.alignment.tokens import letters, tokens_in
from ezri_archive.languages import language
from ezri_archive.languages.scripts import COMMON, script_of_character

_SMALL_COLLECTION = 2000


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a collection.

    `tokens` holds the type of every token; line i has `tokens[line_starts[i]:line_starts[i + 1]]`, text d has
    the lines `text_starts[d]` to `text_starts[d + 1]`. Equal lines have equal `line_texts`; `lengths` are
    letters a line, `frequency` the smoothed share of each type among all tokens. `surfaces` counts the
    spellings of each type, `capitals` says which are mostly names. `script` is that of the language, or for one
    we know nothing of that of most words.
    """

    language: str
    script: str
    types: tuple[str, ...]
    tokens: Ints
    line_starts: Ints
    text_starts: Ints
    line_texts: Ints
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


def _side(code: str, texts: Sequence[tuple[Line, ...]]) -> Side:
    lines = [line.text for text in texts for line in text]
    distinct: dict[str, int] = {}
    number = np.array([distinct.setdefault(line, len(distinct)) for line in lines], dtype=np.int64)
    cut = [tokens_in(line, code) for line in distinct]
    spellings: dict[str, int] = {}
    spelt = np.array([spellings.setdefault(word, len(spellings)) for words in cut for word in words], np.int64)
    starts = starts_of(np.array([len(words) for words in cut], dtype=np.int64))
    sizes = np.diff(starts)[number]
    places = ranges(starts[number], sizes)
    types, kind = _types(spellings, code)
    flat = kind[spelt[places]]
    counts = np.bincount(flat, minlength=len(types))
    return Side(
        language=code,
        script=_script(code, types),
        types=types,
        tokens=flat,
        line_starts=starts_of(sizes),
        text_starts=starts_of(np.array([len(text) for text in texts], dtype=np.int64)),
        line_texts=number,
        lengths=np.array([letters(line) for line in distinct], dtype=np.float64)[number],
        frequency=_frequency(counts),
        surfaces=_surfaces(spellings, kind, np.bincount(spelt[places], minlength=len(spellings)), len(types)),
        capitals=_capitals(spellings, spelt[places], kind, starts_of(sizes)),
    )


def _script(code: str, types: Iterable[str]) -> str:
    known = language(code).script
    if known != COMMON:
        return known
    counts = Counter(script_of_character(word[0]) for word in types)
    del counts[COMMON]
    return min(counts, key=lambda script: (-counts[script], script), default=COMMON)


def _frequency(counts: Ints) -> Floats:
    """Estimate how often each type meets a token by chance: its count but for the token itself.

    A word seen once is in a large collection a rare word, in a letter of ten lines any word at all: there the
    chance to meet it elsewhere is much smaller than its share of the tokens.
    """
    total = float(counts.sum())
    unseen = (total + 20) / (total + _SMALL_COLLECTION)
    frequency: Floats = (np.maximum(counts - 1, 0) + unseen) / max(total, 1.0)
    return frequency


def _types(spellings: Iterable[str], code: str) -> tuple[tuple[str, ...], Ints]:
    """Bring spellings together under their stems: the types, and the type of each spelling."""
    lowered = [word.lower() for word in spellings]
    known = set(lowered)
    stems = {word: stem(word, code, known) for word in dict.fromkeys(lowered)}
    types: dict[str, int] = {}
    kind = [types.setdefault(stems[word], len(types)) for word in lowered]
    return tuple(types), np.array(kind, dtype=np.int64)


def _surfaces(spellings: Iterable[str], kind: Ints, counts: Ints, size: int) -> tuple[Counter[str], ...]:
    surfaces: tuple[Counter[str], ...] = tuple(Counter() for _ in range(size))
    for word, number, count in zip(spellings, kind.tolist(), counts.tolist(), strict=True):
        surfaces[number][word] += count
    return surfaces


def _capitals(spellings: Iterable[str], spelt: Ints, kind: Ints, line_starts: Ints) -> npt.NDArray[np.bool_]:
    """Say which types are written with a capital most of the time; the first word of a line counts little."""
    capital = np.array([word[0].isupper() for word in spellings], dtype=np.float64)
    weight = np.ones(len(spelt))
    weight[line_starts[:-1][np.diff(line_starts) > 0]] = 0.2
    size = int(kind.max(initial=-1)) + 1
    written = np.bincount(kind[spelt], capital[spelt] * weight, size)
    mostly: npt.NDArray[np.bool_] = written >= 0.6 * np.bincount(kind[spelt], minlength=size)
    return mostly
