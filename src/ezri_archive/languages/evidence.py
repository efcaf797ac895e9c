"""What a language's spelling shows, and the weighing of a text by it.

A weight is about the natural logarithm of how much likelier the sign is in that language than in its neighbours, as
in naive Bayes identification (Lui and Baldwin 2012, "langid.py"); the weights are set by hand from the orthographies,
not learned from a corpus, so that a text of any kind is weighed alike.

What a word shows is found once and remembered: a few thousand words make up most of any archive.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

WORD_WEIGHT = 2.0
_REMEMBERED = 32768
"""So many chunks of text between spaces are remembered for each script."""
_SPACE_IN_PATTERN = re.compile(r"\\s|\\Z|\\S| ")
"""A shape that can see beyond a space; every other is the same in a chunk as in the whole text."""
UNSPELT = frozenset({"langdetect", "lingua", "context"})
"""Kinds of evidence that are not of a language's own spelling."""
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670'’׳\u200d])*")


START = r"(?<![^\W\d_])"
"""Where a word begins, in a pattern."""
END = r"(?![^\W\d_]|[\u0591-\u05c7\u064b-\u0652])"
"""Where a word ends, with its points."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern that is searched in a text, and the weight of one place where it is found.

    Where `marks` are given, one of them stands in every such place: a text without any need not be searched.
    """

    pattern: re.Pattern[str]
    weight: float
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A language of a script: `name` stands in the rule, weights say what speaks for it (or, below 0, against it).

    `letters` weighs each character, `plain` every letter not among them: where one letter in five is of the language's
    own, each that is not makes the language less likely. `words` holds frequent words, `shapes` are patterns searched
    in the text, with the weight of one occurrence. `prior` is what speaks for the language before anything is read.
    """

    code: str
    name: str
    letters: Mapping[str, float]
    words: frozenset[str]
    shapes: tuple[Shape, ...] = ()
    plain: float = 0.0
    prior: float = 0.0


@dataclass(slots=True)
class Score:
    """What speaks for one language, by kind of evidence."""

    code: str
    name: str
    parts: dict[str, float]

    @property
    def total(self) -> float:
        """The sum of the evidence."""
        return sum(self.parts.values())

    @property
    def rule(self) -> str:
        """What weighs most: a kind of evidence, with the name of the language if it is of its spelling."""
        kind = max(self.parts, key=lambda name: self.parts[name])
        return kind if kind in UNSPELT else f"{self.name}-{kind}"


def letter_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Spell out a table whose keys hold several characters of one weight."""
    return {character: weight for characters, weight in weights.items() for character in characters}


def words_of(text: str) -> frozenset[str]:
    """Make a set of the words written in a text."""
    return frozenset(text.split())


def shape(pattern: str, weight: float, *marks: str) -> Shape:
    """Make a shape of a regular expression, the weight of one place where it is found, and its marks."""
    return Shape(re.compile(pattern), weight, marks)


def ending(endings: str, weight: float, *, least: int = 2) -> Shape:
    """Make a shape of the endings of words (written apart), after at least `least` letters."""
    return shape(rf"(?<=[^\W\d_]{{{least}}})(?:{'|'.join(endings.split())}){END}", weight)


class Scale:
    """Weighs texts by the spellings of one script."""

    def __init__(self, spellings: Sequence[Spelling]) -> None:
        self._spellings = tuple(spellings)
        shapes = [(owner, shape) for owner, spelling in enumerate(self._spellings) for shape in spelling.shapes]
        self._weights = [(owner, shape.weight) for owner, shape in shapes]
        self._wide: list[tuple[int, re.Pattern[str], tuple[str, ...]]] = []
        self._anchored: list[tuple[int, re.Pattern[str]]] = []
        self._narrow: list[tuple[int, re.Pattern[str]]] = []
        for number, (_, shape) in enumerate(shapes):
            if r"\A" in shape.pattern.pattern:
                self._anchored.append((number, shape.pattern))
            elif _SPACE_IN_PATTERN.search(shape.pattern.pattern):
                self._wide.append((number, shape.pattern, shape.marks))
            else:
                self._narrow.append((number, shape.pattern))
        self._chunk = lru_cache(_REMEMBERED)(self._read_chunk)
        self._letter = lru_cache(4096)(self._weights_of_letter)

    def weigh(self, text: str) -> list[Score]:
        """Weigh a text by every spelling, the likeliest language first."""
        lowered = text.lower()
        letters = self._letters(lowered)
        words, shapes = self._words_and_shapes(lowered)
        scores = [
            Score(
                spelling.code,
                spelling.name,
                {
                    "letters": letters[place],
                    "words": WORD_WEIGHT * words[place],
                    "shapes": shapes[place],
                    "script": spelling.prior,
                },
            )
            for place, spelling in enumerate(self._spellings)
        ]
        return sorted(scores, key=lambda score: -score.total)

    def _letters(self, text: str) -> list[float]:
        rows = [(count, self._letter(character)) for character, count in Counter(text).items()]
        weighed = [(count, weights) for count, weights in rows if weights]
        return [sum(count * weights[place] for count, weights in weighed) for place in range(len(self._spellings))]

    def _weights_of_letter(self, character: str) -> tuple[float, ...]:
        """Give the weight of a character in every spelling; nothing when it says nothing in any."""
        weights = tuple(_letter_weight(character, spelling) for spelling in self._spellings)
        return weights if any(weights) else ()

    def _words_and_shapes(self, text: str) -> tuple[list[int], list[float]]:
        """Count the frequent words and weigh the shapes of every spelling."""
        counts = [0] * len(self._weights)
        words = [0] * len(self._spellings)
        for chunk in text.split():
            known, shaped = self._chunk(chunk)
            for owner in known:
                words[owner] += 1
            for number in shaped:
                counts[number] += 1
        for number, pattern, marks in self._wide:
            if not marks or any(mark in text for mark in marks):
                counts[number] = len(pattern.findall(text))
        for number, pattern in self._anchored:
            counts[number] = int(pattern.match(text) is not None)
        shapes = [0.0] * len(self._spellings)
        for (owner, weight), count in zip(self._weights, counts, strict=True):
            shapes[owner] += weight * count
        return words, shapes

    def _read_chunk(self, chunk: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Name the spellings whose frequent words stand between two spaces, and the shapes: each as often as found."""
        words = [found.group() for found in _WORD.finditer(chunk)]
        known = [owner for owner, spelling in enumerate(self._spellings) for word in words if word in spelling.words]
        shaped = [number for number, pattern in self._narrow for _ in pattern.findall(chunk)]
        return tuple(known), tuple(shaped)


def _letter_weight(character: str, spelling: Spelling) -> float:
    plain = spelling.plain if character.isalpha() else 0.0
    return spelling.letters.get(character, plain)
