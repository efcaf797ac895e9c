"""Words as typed → all the ways they may be written in a text, as words of its search key.

What only looks different (points, keyboards, digits, final letters …) the key has already made equal; here are the
differences that it keeps: where a word is divided, and what is written together with it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ezri_archive import text

Spelling = tuple[str, ...]
"""Words of a search key that stand one after another."""

_MOST_DIVISIONS = 12

_HEBREW = re.compile("[א-ת]+")
_ARABIC = re.compile("[\u0621-\u06d3]+")
_NON_JOINER = "\u200c"

# The letters of "משה וכלב" and the stacks of them that are written (Glinert, The Grammar of Modern Hebrew, chapter 13).
_PROCLITICS = tuple(
    conjunction + rest
    for conjunction in ("", "ו")
    for rest in (
        "", "ה", "ב", "כ", "ל", "מ", "מה", "ש", "שה", "שב", "שכ", "של", "שמ", "שמה",
        "כש", "כשה", "כשב", "כשל", "כשמ", "לכש", "לכשה", "מש", "משה",
    )
    if conjunction + rest
)  # fmt: skip
# A word of two letters that is searched for alone would become too many other words: ים (sea), מים (water).
_BEFORE_SHORT = ("ו", "ה", "ב", "ל")
_BEFORE_NUMBER = ("ו", "ה", "ב", "ל", "מ", "כ", "ש", "מה")
_ARTICLES = ("ال", "وال")

_VERBAL = ("می", "نمی")
_PLURAL = ("ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان")
_COMPARATIVE = ("تر", "ترین")
_ENDINGS = (*_PLURAL, *_COMPARATIVE)
_CLITICS = ("ام", "ات", "اش", "ای", "ایم", "اید", "اند")
# Shorter words would be found in too many others: تن (body) in تنها (alone).
_SHORTEST_STEM = 3


def spellings(
    typed: str, *, attached: bool, unfinished: bool = False, accompanied: bool = False
) -> tuple[Spelling, ...]:
    """List the spellings of a word or phrase, as typed first; none where it has neither letter nor digit.

    A Persian word is found joined, divided by a non-joiner or by a space (میرود, می‌رود, می رود; کتابها, کتاب ها),
    a word with a hyphen or maqaf also without it. `attached`: with what is written together with it, too: Hebrew
    proclitics before the first word (באיראן, ושבאיראן), Persian endings after the last (کتاب‌های), the Arabic article.
    `unfinished`: the last word is the beginning of one, and takes no ending. `accompanied`: other words are searched
    for beside it, so that even a short one may take every proclitic (מתל־אביב).
    """
    divided = dict.fromkeys(_divided(typed))
    if not attached:
        return tuple(divided)
    before = dict.fromkeys(
        form for one in divided for form in _with_proclitics(one, accompanied=accompanied or len(one) > 1)
    )
    if unfinished:
        return tuple(before)
    return tuple(dict.fromkeys([*before, *(form for one in divided for form in _with_endings(one))]))


def is_one_word(first: str, second: str) -> bool:
    """Say whether two words of a key are, side by side, one Persian word: a verb with می, a noun with ها."""
    return (first in _VERBAL and bool(_ARABIC.fullmatch(second))) or (
        second in _ENDINGS and bool(_ARABIC.fullmatch(first))
    )


def together(first: str, second: str) -> str:
    """Write two words of a key as one, where their script has a non-joiner that may have divided it; else ""."""
    return first + second if _ARABIC.fullmatch(first) and _ARABIC.fullmatch(second) else ""


def _divided(typed: str) -> Iterator[Spelling]:
    keys = text.fold(typed).split()
    if not keys:
        return
    yield from islice(_ways(keys), _MOST_DIVISIONS)
    if _NON_JOINER in typed:
        yield tuple(text.fold(typed.replace(_NON_JOINER, " ")).split())
    if len(keys) > 1 and len(typed.split()) == 1:
        yield ("".join(keys),)


def _ways(keys: Sequence[str]) -> Iterator[Spelling]:
    """Divide and join the words of a phrase in every way, as they stand first."""
    if not keys:
        yield ()
        return
    first, *rest = keys
    for way in _ways(rest):
        yield (first, *way)
    for halves in _halves(first):
        for way in _ways(rest):
            yield (*halves, *way)
    joined = together(first, rest[0]) if rest else ""
    if joined:
        for way in _ways(rest[1:]):
            yield (joined, *way)


def _halves(word: str) -> Iterator[Spelling]:
    for verbal in _VERBAL:
        if word.startswith(verbal) and len(word) > len(verbal) + 1:
            yield (verbal, word.removeprefix(verbal))
    for ending in (*_ENDINGS, *_CLITICS):
        stem = word.removesuffix(ending)
        if _is_stem(stem, word, ending):
            yield (stem, ending)


def _is_stem(stem: str, word: str, ending: str) -> bool:
    if stem == word or len(stem) < 2 or not _ARABIC.fullmatch(stem):  # noqa: PLR2004 - no word has one letter
        return False
    return ending in _ENDINGS or stem.endswith("ه")


def _with_proclitics(spelling: Spelling, *, accompanied: bool) -> Iterator[Spelling]:
    first, *rest = spelling
    yield spelling
    for proclitic in _proclitics(first, accompanied=accompanied):
        yield (proclitic + first, *rest)


def _proclitics(word: str, *, accompanied: bool) -> tuple[str, ...]:
    if word.isdigit():
        return _BEFORE_NUMBER
    if _HEBREW.match(word) and len(word) > 1:
        return _PROCLITICS if accompanied or len(word) >= _SHORTEST_STEM else _BEFORE_SHORT
    if _ARABIC.fullmatch(word) and len(word) >= _SHORTEST_STEM and not word.startswith("ال"):
        return _ARTICLES
    return ()


def _with_endings(spelling: Spelling) -> Iterator[Spelling]:
    *rest, last = spelling
    for ending in () if rest and rest[-1] in _VERBAL else _endings(last):
        yield (*rest, last + ending)


def _endings(word: str) -> tuple[str, ...]:
    if not _ARABIC.fullmatch(word) or len(word) < _SHORTEST_STEM:
        return ()
    if word.endswith(_ENDINGS):
        return ("ی", "یی") if word.endswith("ها") else ()
    if word.endswith("ه"):
        return (*_ENDINGS, "ی", *_CLITICS)
    return (*_ENDINGS, "ی", "یی") if word.endswith(("ا", "و")) else _ENDINGS
