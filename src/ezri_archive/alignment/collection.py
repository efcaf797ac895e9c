"""Bitexts of one pair of languages → arrays: every line and token of the collection, one after another."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats, Ints, order_of, ranges, starts_of
from ezri_archive.alignment.model import Bitext, Line
from ezri_archive.alignment.stems import stems
from ezri_archive.alignment.tokens import letters, tokens_in
from ezri_archive.languages import language
from ezri_archive.languages.scripts import COMMON, script_of_character

_SMALL_COLLECTION = 2000


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a collection.

    `tokens` holds the type of every token; line i has `tokens[line_starts[i]:line_starts[i + 1]]`, text d has
    the lines `text_starts[d]` to `text_starts[d + 1]`. Equal lines have equal `line_texts`; `lengths` are
    letters a line, `frequency` the smoothed share of each type among all tokens. Type t is spelt as
    `spellings[spelling_starts[t]:spelling_starts[t + 1]]`, each as often as `spelling_counts` says; `capitals`
    says which types are mostly names. `script` is that of the language, or for one we know nothing of that of
    most words.
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
    spellings: tuple[str, ...]
    spelling_starts: Ints
    spelling_counts: Ints
    capitals: npt.NDArray[np.bool_]

    def spelt(self) -> Iterator[tuple[str, ...]]:
        """Give the spellings of each type, type by type."""
        starts = self.spelling_starts.tolist()
        return (self.spellings[start:end] for start, end in pairwise(starts))


@dataclass(frozen=True, slots=True)
class Collection:
    """All bitexts of one pair of languages."""

    source: Side
    target: Side

    @property
    def texts(self) -> int:
        """Count the bitexts."""
        return len(self.source.text_starts) - 1


def collect(bitexts: Sequence[Bitext]) -> Collection:
    """Tokenise and count all bitexts of one pair of languages."""
    source = _side(bitexts[0].source_language, [bitext.source for bitext in bitexts])
    target = _side(bitexts[0].target_language, [bitext.target for bitext in bitexts])
    return Collection(source, target)


def _side(code: str, texts: Sequence[tuple[Line, ...]]) -> Side:
    lines = [line.text for text in texts for line in text]
    distinct: dict[str, int] = {}
    number = np.array([distinct.setdefault(line, len(distinct)) for line in lines], dtype=np.int64)
    spellings, spelt, starts = _spell(distinct, code)
    sizes = np.diff(starts)[number]
    spelt = spelt[ranges(starts[number], sizes)]
    types, kind = _types(spellings, code)
    flat = kind[spelt]
    by_type = order_of(kind, len(types))
    return Side(
        language=code,
        script=_script(code, types),
        types=types,
        tokens=flat,
        line_starts=starts_of(sizes),
        text_starts=starts_of(np.array([len(text) for text in texts], dtype=np.int64)),
        line_texts=number,
        lengths=np.array([letters(line) for line in distinct], dtype=np.float64)[number],
        frequency=_frequency(np.bincount(flat, minlength=len(types))),
        spellings=tuple([spellings[place] for place in by_type.tolist()]),
        spelling_starts=starts_of(np.bincount(kind, minlength=len(types))),
        spelling_counts=np.bincount(spelt, minlength=len(spellings))[by_type],
        capitals=_capitals(spellings, spelt, kind, starts_of(sizes)),
    )


def _spell(lines: Iterable[str], code: str) -> tuple[tuple[str, ...], Ints, Ints]:
    """Cut lines into tokens: the distinct ones, the number of each token among them, where each line begins."""
    numbers: dict[str, int] = {}
    sizes: list[int] = []

    def number(words: list[str]) -> list[int]:
        sizes.append(len(words))
        return [numbers.setdefault(word, len(numbers)) for word in words]

    spelt = np.fromiter(chain.from_iterable(number(tokens_in(line, code)) for line in lines), np.int64)
    return tuple(numbers), spelt, starts_of(np.array(sizes, dtype=np.int64))


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
    known = dict.fromkeys(lowered)
    stem = dict(zip(known, stems(tuple(known), code, known), strict=True))
    types: dict[str, int] = {}
    kind = [types.setdefault(stem[word], len(types)) for word in lowered]
    return tuple(types), np.array(kind, dtype=np.int64)


def _capitals(spellings: Iterable[str], spelt: Ints, kind: Ints, line_starts: Ints) -> npt.NDArray[np.bool_]:
    """Say which types are written with a capital most of the time; the first word of a line counts little."""
    capital = np.array([word[0].isupper() for word in spellings], dtype=np.float64)
    weight = np.ones(len(spelt))
    weight[line_starts[:-1][np.diff(line_starts) > 0]] = 0.2
    size = int(kind.max(initial=-1)) + 1
    written = np.bincount(kind[spelt], capital[spelt] * weight, size)
    mostly: npt.NDArray[np.bool_] = written >= 0.6 * np.bincount(kind[spelt], minlength=size)
    return mostly
