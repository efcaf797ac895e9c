"""A text → the language it is in, and the rule that says so.

Script first: it alone tells English, Hebrew and Persian apart. Within a script, spelling and frequent words are
weighed; where they say little, letter statistics and the language of the surroundings are heard as well.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ezri_archive.languages import arabic_script, hebrew_script, latin_script
from ezri_archive.languages.evidence import Scale, Score
from ezri_archive.languages.letter_statistics import asked, probabilities
from ezri_archive.languages.scripts import COMMON, UNKNOWN, count_letters
from ezri_archive.languages.table import UNDETERMINED, language

_SPELLINGS = {
    "Hebr": hebrew_script.SPELLINGS,
    "Arab": arabic_script.SPELLINGS,
    "Latn": latin_script.SPELLINGS,
}
_SCALES = {script: Scale(spellings) for script, spellings in _SPELLINGS.items()}
_STATISTICAL = {"Arab": (("fa", "ar", "ur"), 0.5), "Latn": (("en", "fr", "de"), 1.0)}
"""The languages that letter statistics know, and what they weigh: less in the Arabic script, where they cannot see the
Persian yeh (langdetect folds it away) and know neither Pashto nor Kurdish."""
_SURE = 3.0
"""A lead of this weight needs neither statistics nor surroundings: a chance of about 20 to 1."""
_LATIN_SHARE = 0.5
"""How much a Latin letter counts beside one of another script: Latin names stand in Hebrew and Persian, seldom the
other way round."""
_CONTEXT_WEIGHT = 1.5
_SHORT = 3
"""The surroundings weigh twice in a text of so few words."""
_WORD = re.compile(r"[^\W\d_]{2}")
_NOT_TEXT = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@[^\s@]+\.\S+|</?\w+[^<>]*>")

_ADDRESS_OR_TAG = re.compile("[@<]|://|www")


@dataclass(frozen=True, slots=True)
class Identification:
    """The language of a text (`code`), the rule that named it, and how sure it is, from 0 to 1."""

    code: str
    rule: str
    confidence: float


_SETTLED = {
    UNKNOWN: Identification(UNDETERMINED, "unknown-script", 0.5),
    "Syrc": Identification("arc", "syriac-script", 0.95),
}
"""Scripts that decide the language alone."""


def identify(text: str, *, context: str = "") -> Identification:
    """Name the language of a text; `context` is the language of what stands around it and decides close cases.

    A text without letters is in the language of its context, with confidence 0; a script that is none of Hebrew,
    Arabic, Latin and Syriac is undetermined. URLs and mail addresses are not read.
    """
    seen = _looked_at(text, asked())
    if seen.found is not None:
        return seen.found
    if not seen.scores:
        return _without_words(seen.script, context)
    scores = [Score(score.code, score.name, dict(score.parts)) for score in seen.scores]
    _hear_context(scores, context, short=seen.short)
    return _decided(sorted(scores, key=_by_weight))


@dataclass(frozen=True, slots=True)
class _Look:
    """What a text shows by itself: the language where that decides it, otherwise the scores it leaves open."""

    script: str
    found: Identification | None = None
    scores: tuple[Score, ...] = ()
    short: bool = False


@lru_cache(maxsize=4096)
def _looked_at(text: str, identifier: str) -> _Look:
    """Look at a text; every stage asks for the same paragraphs, each with what it knows of their surroundings."""
    readable = _NOT_TEXT.sub(" ", text) if _ADDRESS_OR_TAG.search(text) else text
    script = _leading_script(readable)
    if script in _SETTLED:
        return _Look(script, _SETTLED[script])
    if script == COMMON or not _WORD.search(readable):
        return _Look(script)
    scores = _SCALES[script].weigh(readable)
    if scores[0].total - scores[1].total >= _SURE:
        return _Look(script, _decided(scores))
    _hear_statistics(readable, script, scores, identifier)
    return _Look(script, scores=tuple(scores), short=len(readable.split()) <= _SHORT)


def _leading_script(text: str) -> str:
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else COMMON
    counts: dict[str, float] = {**count_letters(text)}
    counts["Latn"] *= _LATIN_SHARE
    script = max(counts, key=lambda name: counts[name])
    return script if counts[script] else COMMON


def _without_words(script: str, context: str) -> Identification:
    if script == COMMON:
        return Identification(context or UNDETERMINED, "no-letters", 0.0)
    code = context if language(context).script == script else _SPELLINGS[script][0].code
    return Identification(code, "lone-letter", 0.2)


def _by_weight(score: Score) -> float:
    return -score.total


def _decided(scores: Sequence[Score]) -> Identification:
    lead = scores[0].total - scores[1].total
    return Identification(scores[0].code, scores[0].rule, round(1 / (1 + math.exp(-lead)), 4))


def _hear_statistics(text: str, script: str, scores: Sequence[Score], identifier: str) -> None:
    if script not in _STATISTICAL:
        return
    codes, weight = _STATISTICAL[script]
    found = probabilities(text, codes, identifier=identifier)
    trusted = weight * min(1.0, 0.4 * len(text.split()))
    for score in scores:
        if score.code in codes:
            score.parts[identifier] = trusted * (3 * found.get(score.code, 0.0) - 1)


def _hear_context(scores: Sequence[Score], context: str, *, short: bool) -> None:
    for score in scores:
        if score.code == context:
            score.parts["context"] = _CONTEXT_WEIGHT * (2 if short else 1)
