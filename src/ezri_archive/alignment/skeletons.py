"""Name → its consonant skeleton and its sound, comparable across the Latin, Hebrew and Arabic scripts.

The skeleton keeps only classes of consonants (lips, teeth, hisses, throat, l, r, m, n) and finds candidates;
the sound keeps vowels too and judges them, by an edit distance in which vowels are cheap.
"""

import re
import unicodedata
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats

_LATIN_CLASSES = "sch:S tch:S sh:S ch:K kh:K gh:K ph:P th:T zh:S ts:S tz:S ck:K qu:K x:KS b:P p:P f:P v:P t:T d:T s:S z:S j:S c:K k:K q:K g:K l:L r:R m:M n:N"  # noqa: E501 - a table
_HEBREW_CLASSES = "ג':S ז':S צ':S ץ':S ת':T ח':K ב:P פ:P ת:T ט:T ד:T ס:S ש:S ז:S צ:S כ:K ק:K ג:K ח:K ל:L ר:R מ:M נ:N"
_ARABIC_CLASSES = (
    "ب:P پ:P ف:P ت:T ط:T د:T ث:S س:S ص:S ز:S ذ:S ض:S ظ:S ش:S ژ:S ج:S چ:S ک:K گ:K ق:K غ:K خ:K ل:L ر:R م:M ن:N"
)
_LATIN_SOUNDS = (
    "sch:$ tch:c sh:$ ch:c kh:x gh:g ph:f th:t zh:j ts:s tz:s ck:k qu:kw x:ks oo:w ou:w ee:y c:k q:k a:a e:e i:y o:w "
    "u:w y:y w:w b:b p:p f:f v:v t:t d:d s:s z:z j:j k:k g:g l:l r:r m:m n:n h:h"
)
_HEBREW_SOUNDS = (
    "ג':j ז':j צ':c א:a ע:a ה:h ו:w י:y ב:b פ:p ת:t ט:t ד:d ס:s ש:$ ז:z צ:s כ:k ק:k ג:g ח:x ל:l ר:r מ:m נ:n"
)
_ARABIC_SOUNDS = (
    "آ:a ا:a ع:a ه:h و:w ی:y ئ:y ب:b پ:p ف:f ت:t ط:t د:d ث:s س:s ص:s ز:z ذ:z ض:z ظ:z ش:$ ژ:j ج:j چ:c ک:k گ:g ق:k غ:g "
    "خ:x ح:h ل:l ر:r م:m ن:n"
)
_TABLES = {
    "Latn": (_LATIN_CLASSES, _LATIN_SOUNDS),
    "Hebr": (_HEBREW_CLASSES, _HEBREW_SOUNDS),
    "Arab": (_ARABIC_CLASSES, _ARABIC_SOUNDS),
}
SCRIPTS = frozenset(_TABLES)
"""The scripts whose names can be compared."""

_VOWELS = "aeywh"
_NEAR = ("bpfv", "vw", "kgxh", "sz$cj", "td", "kc", "sk", "cx")
_ALPHABET = "abcdefghjklmnpqrstvwxyz$"
_LONGEST = 16
_REMEMBERED = 50_000
"""Every text of a collection has the same names, and every pair of languages the same words."""
_VOWEL_COST, _CONSONANT_COST = 0.25, 1.0
_NEAR_COST, _FAR_COST = 0.2, 1.2


@lru_cache(maxsize=_REMEMBERED)
def skeleton(word: str, script: str) -> str:
    """Give the consonant classes of a lower-case word; neighbours of one class count once (Hassan, חסן, حسن: KSN)."""
    return _spell(word, *_COMPILED[script][0])


@lru_cache(maxsize=_REMEMBERED)
def sound(word: str, script: str) -> str:
    """Give the letters of a lower-case word in an alphabet the three scripts share; doubled letters count once."""
    return _spell(word, *_COMPILED[script][1])[:_LONGEST]


def soft(word: str) -> str:
    """Respell a Latin word as it is read where c, g and ch are soft and w is v: Cyprus, George, Charlotte, Weber."""
    for written, read in (("ce", "se"), ("ci", "si"), ("ch", "sh"), ("ge", "je"), ("gi", "ji"), ("w", "v")):
        word = word.replace(written, read)
    return word


def similarities(pairs: list[tuple[str, str]]) -> Floats:
    """Compare pairs of sounds: 1 for equal, towards 0 for different.

    One minus the weighted edit distance over the greatest distance possible; inserting a vowel letter costs a
    quarter of a consonant, changing one consonant for a near one a fifth.
    """
    parts = [pairs[at : at + _BATCH] for at in range(0, len(pairs), _BATCH)]
    return np.concatenate([_compare(part) for part in parts]) if parts else np.zeros(0)


_BATCH = 20_000
_DOUBLED = re.compile(r"(.)\1+")


def _compare(pairs: list[tuple[str, str]]) -> Floats:
    first, first_length = _encode([pair[0] for pair in pairs])
    second, second_length = _encode([pair[1] for pair in pairs])
    row = np.concatenate([np.zeros((len(pairs), 1)), np.cumsum(_INSERT[second], axis=1)], axis=1)
    ends = np.arange(len(pairs))
    distance = row[ends, second_length]
    for place in range(int(first_length.max(initial=0))):
        row = _next_row(row, first[:, place], second)
        ended = first_length == place + 1
        distance[ended] = row[ends, second_length][ended]
    weight = np.maximum(_WEIGHT[first].sum(axis=1), _WEIGHT[second].sum(axis=1))
    return np.where(
        np.minimum(first_length, second_length) > 0,
        np.maximum(0.0, 1 - distance / np.maximum(weight, 0.5)),
        0.0,
    )


def _next_row(row: Floats, letter: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> Floats:
    removal = _INSERT[letter]
    below = np.empty_like(row)
    below[:, 0] = row[:, 0] + removal
    straight = np.minimum(row[:, :-1] + _CHANGE[letter[:, None], second], row[:, 1:] + removal[:, None])
    insertion = _INSERT[second]
    for place in range(second.shape[1]):
        below[:, place + 1] = np.minimum(straight[:, place], below[:, place] + insertion[:, place])
    return below


def _encode(words: list[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    width = max(map(len, words), default=0)
    codes = np.zeros((len(words), width), dtype=np.int64)
    for row, word in enumerate(words):
        codes[row, : len(word)] = [_CODE[letter] for letter in word]
    return codes, np.array([len(word) for word in words], dtype=np.int64)


def _spell(word: str, pattern: re.Pattern[str], table: dict[str, str]) -> str:
    if not word.isascii():
        word = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    spelt = "".join([table[found] for found in pattern.findall(word)])
    return _DOUBLED.sub(r"\1", spelt)


def _compile(table: str) -> tuple[re.Pattern[str], dict[str, str]]:
    mapping = dict(entry.split(":") for entry in table.split())
    return re.compile("|".join(map(re.escape, mapping))), mapping


def _change_costs() -> Floats:
    costs = np.full((len(_ALPHABET) + 1, len(_ALPHABET) + 1), _FAR_COST)
    for first in _ALPHABET:
        for second in _ALPHABET:
            costs[_CODE[first], _CODE[second]] = _change_cost(first, second)
    return costs


def _change_cost(first: str, second: str) -> float:
    if first == second:
        return 0.0
    if first in _VOWELS and second in _VOWELS:
        return _VOWEL_COST
    near = any(first in group and second in group for group in _NEAR)
    return _NEAR_COST if near else _FAR_COST


_COMPILED = {script: (_compile(classes), _compile(sounds)) for script, (classes, sounds) in _TABLES.items()}
_CODE = {letter: place + 1 for place, letter in enumerate(_ALPHABET)}
_INSERT = np.array([0.0, *(_VOWEL_COST if letter in _VOWELS else _CONSONANT_COST for letter in _ALPHABET)])
_WEIGHT = np.array([0.0, *(0.5 if letter in _VOWELS else 1.0 for letter in _ALPHABET)])
_CHANGE = _change_costs()
