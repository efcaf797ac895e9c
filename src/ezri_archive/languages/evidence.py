"""What a language's spelling shows, and the weighing of a text by it.

A weight is about the natural logarithm of how much likelier the sign is in that language than in its neighbours, as
in naive Bayes identification (Lui and Baldwin 2012, "langid.py"); the weights are set by hand from the orthographies,
not learned from a corpus, so that a text of any kind is weighed alike.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

WORD_WEIGHT = 2.0
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670'’׳\u200d])*")


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
    shapes: tuple[tuple[re.Pattern[str], float], ...] = ()
    plain: float = 0.0
    prior: float = 0.0


@dataclass(slots=True)
class Score:
    """What speaks for one language, by kind of evidence."""

    code: str
    name: str
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """The sum of the evidence."""
        return sum(self.parts.values())

    @property
    def rule(self) -> str:
        """The language and the kind of evidence that weighs most: `persian-letters`."""
        return f"{self.name}-{max(self.parts, key=lambda kind: self.parts[kind])}"


def letter_weights(weights: Mapping[str, float]) -> dict[str, float]:
    """Spell out a table whose keys hold several characters of one weight."""
    return {character: weight for characters, weight in weights.items() for character in characters}


def words_of(text: str) -> frozenset[str]:
    """Make a set of the words written in a text."""
    return frozenset(text.split())


def weigh(text: str, spellings: Iterable[Spelling]) -> list[Score]:
    """Weigh a text by every spelling, the likeliest language first."""
    words = [found.group() for found in _WORD.finditer(text)]
    scores = [_score(text, words, spelling) for spelling in spellings]
    return sorted(scores, key=lambda score: -score.total)


def _score(text: str, words: list[str], spelling: Spelling) -> Score:
    letters = sum(spelling.letters.get(character, spelling.plain if character.isalpha() else 0.0) for character in text)
    known = WORD_WEIGHT * sum(word in spelling.words for word in words)
    shapes = sum(weight * len(pattern.findall(text)) for pattern, weight in spelling.shapes)
    return Score(spelling.code, spelling.name, {"letters": letters, "words": known, "shapes": shapes, "prior": spelling.prior})
