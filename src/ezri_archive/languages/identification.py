"""A text → the language it is in, and the rule that says so.

Script first: it alone tells English, Hebrew and Persian apart. Within a script, spelling and frequent words are
weighed; where they say little, letter statistics and the language of the surroundings are heard as well.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from ezri_archive.languages import arabic_script, hebrew_script, latin_script
from ezri_archive.languages.evidence import Score, weigh
from ezri_archive.languages.letter_statistics import probabilities
from ezri_archive.languages.scripts import COMMON, UNKNOWN, count_letters
from ezri_archive.languages.table import UNDETERMINED, language

_SPELLINGS = {
    "Hebr": hebrew_script.SPELLINGS,
    "Arab": arabic_script.SPELLINGS,
    "Latn": latin_script.SPELLINGS,
}
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


@dataclass(frozen=True, slots=True)
class Identification:
    """The language of a text (`code`), the rule that named it, and how sure it is, from 0 to 1."""

    code: str
    rule: str
    confidence: float


def identify(text: str, *, context: str = "") -> Identification:
    """Name the language of a text; `context` is the language of what stands around it and decides close cases.

    A text without letters is in the language of its context, with confidence 0; a script that is none of Hebrew,
    Arabic, Latin and Syriac is undetermined. URLs and mail addresses are not read.
    """
    readable = _NOT_TEXT.sub(" ", text)
    script = _leading_script(readable)
    if script == COMMON:
        return Identification(context or UNDETERMINED, "no-letters", 0.0)
    if script == UNKNOWN:
        return Identification(UNDETERMINED, "unknown-script", 0.5)
    if script == "Syrc":
        return Identification("arc", "syriac-script", 0.95)
    if not _WORD.search(readable):
        code = context if language(context).script == script else _SPELLINGS[script][0].code
        return Identification(code, "lone-letter", 0.2)
    return _within_script(readable, script, context)


def _leading_script(text: str) -> str:
    counts: dict[str, float] = {**count_letters(text)}
    counts["Latn"] *= _LATIN_SHARE
    script = max(counts, key=lambda name: counts[name])
    return script if counts[script] else COMMON


def _within_script(text: str, script: str, context: str) -> Identification:
    scores = [Score(score.code, score.name, dict(score.parts)) for score in _weighed(text, script)]
    lead = scores[0].total - scores[1].total
    if lead < _SURE:
        _hear_statistics(text, script, scores)
        _hear_context(text, scores, context)
        scores.sort(key=lambda score: -score.total)
        lead = scores[0].total - scores[1].total
    best = scores[0]
    return Identification(best.code, best.rule, round(1 / (1 + math.exp(-lead)), 4))


@lru_cache(maxsize=2048)
def _weighed(text: str, script: str) -> tuple[Score, ...]:
    """Weigh a text; every stage asks for the same paragraphs, each with what it knows of their surroundings."""
    return tuple(weigh(text, _SPELLINGS[script]))


def _hear_statistics(text: str, script: str, scores: list[Score]) -> None:
    if script not in _STATISTICAL:
        return
    codes, weight = _STATISTICAL[script]
    found = probabilities(text, codes)
    trusted = weight * min(1.0, 0.4 * len(text.split()))
    for score in scores:
        if score.code in codes:
            score.parts["langdetect"] = trusted * (3 * found.get(score.code, 0.0) - 1)


def _hear_context(text: str, scores: list[Score], context: str) -> None:
    weight = _CONTEXT_WEIGHT * (2 if len(text.split()) <= _SHORT else 1)
    for score in scores:
        if score.code == context:
            score.parts["context"] = weight
