"""What a language's spelling shows, and the weighing of a text by it.

A weight is about the natural logarithm of how much likelier the sign is in that language than in its neighbours, as
in naive Bayes identification (Lui and Baldwin 2012, "langid.py"); the weights are set by hand from the orthographies,
not learned from a corpus, so that a text of any kind is weighed alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WORD_WEIGHT = 2.0
UNSPELT = frozenset({"langdetect", "context"})
"""Kinds of evidence that are not of a language's own spelling."""
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670'’׳\u200d])*")


START = r"(?<![^\W\d_])"
"""Where a word begins, in a pattern."""
END = r"(?![^\W\d_]|[\u0591-\u05c7\u064b-\u0652])"
"""Where a word ends, with its points."""

Shape = tuple[re.Pattern[str], float]


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


def shape(pattern: str, weight: float) -> Shape:
    """Make a shape of a regular expression and the weight of one place where it is found."""
    return re.compile(pattern), weight


def ending(endings: str, weight: float, *, least: int = 2) -> Shape:
    """Make a shape of the endings of words (written apart), after at least `least` letters."""
    return shape(rf"(?<=[^\W\d_]{{{least}}})(?:{'|'.join(endings.split())}){END}", weight)


def weigh(text: str, spellings: Iterable[Spelling]) -> list[Score]:
    """Weigh a text by every spelling, the likeliest language first."""
    lowered = text.lower()
    words = Counter(found.group() for found in _WORD.finditer(lowered))
    characters = Counter(lowered)
    scores = [_score(lowered, characters, words, spelling) for spelling in spellings]
    return sorted(scores, key=lambda score: -score.total)


def _score(text: str, characters: Mapping[str, int], words: Mapping[str, int], spelling: Spelling) -> Score:
    letters = sum(count * _letter_weight(character, spelling) for character, count in characters.items())
    known = WORD_WEIGHT * sum(count for word, count in words.items() if word in spelling.words)
    shapes = sum(weight * len(pattern.findall(text)) for pattern, weight in spelling.shapes)
    parts = {"letters": letters, "words": known, "shapes": shapes, "script": spelling.prior}
    return Score(spelling.code, spelling.name, parts)


def _letter_weight(character: str, spelling: Spelling) -> float:
    plain = spelling.plain if character.isalpha() else 0.0
    return spelling.letters.get(character, plain)
