"""Name → its consonant skeleton and its sound, comparable across the Latin, Hebrew and Arabic scripts.

The skeleton keeps only classes of consonants (lips, teeth, hisses, throat, l, r, m, n) and finds candidates;
the sound keeps vowels too and judges them, by an edit distance in which vowels are cheap.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats, Ints

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
    """Compare pairs of sounds: 1 for equal, towards 0 for different; see `likeness`."""
    every = np.arange(len(pairs))
    return likeness([first for first, _ in pairs], [second for _, second in pairs], every, every)


def likeness(first: Sequence[str], second: Sequence[str], one: Ints, other: Ints) -> Floats:
    """Compare the sounds `first[one[i]]` and `second[other[i]]`: 1 for equal, towards 0 for different.

    One minus the weighted edit distance over the greatest distance possible; inserting a vowel letter costs a
    quarter of a consonant, changing one consonant for a near one a fifth.
    """
    sounds = _encode(first), _encode(second)
    parts = [slice(at, at + _BATCH) for at in range(0, len(one), _BATCH)]
    found = [_compare(sounds[0].some(one[part]), sounds[1].some(other[part])) for part in parts]
    return np.concatenate([np.zeros(0), *found])


_BATCH = 20_000
_DOUBLED = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class _Sounds:
    """Words as columns of letters, 0 after the end of each."""

    letters: npt.NDArray[np.int8]
    lengths: Ints

    def some(self, chosen: Ints) -> "_Sounds":
        return _Sounds(self.letters[:, chosen], self.lengths[chosen])


def _compare(first: _Sounds, second: _Sounds) -> Floats:
    insertion: Floats = _INSERT[second.letters]
    row = np.concatenate([np.zeros((1, len(first.lengths))), np.cumsum(insertion, axis=0)])
    ends = np.arange(len(first.lengths))
    distance = row[second.lengths, ends]
    for place in range(int(first.lengths.max(initial=0))):
        row = _next_row(row, first.letters[place], second.letters, insertion)
        ended = np.flatnonzero(first.lengths == place + 1)
        distance[ended] = row[second.lengths[ended], ended]
    weight = np.maximum(_WEIGHT[first.letters].sum(axis=0), _WEIGHT[second.letters].sum(axis=0))
    return np.where(
        np.minimum(first.lengths, second.lengths) > 0,
        np.maximum(0.0, 1 - distance / np.maximum(weight, 0.5)),
        0.0,
    )


def _next_row(row: Floats, letter: npt.NDArray[np.int8], second: npt.NDArray[np.int8], insertion: Floats) -> Floats:
    removal = _INSERT[letter]
    below: Floats = row + removal
    np.minimum(row[:-1] + _CHANGE[letter, second], below[1:], out=below[1:])
    for place in range(len(second)):
        np.minimum(below[place + 1], below[place] + insertion[place], out=below[place + 1])
    return below


def _encode(words: Sequence[str]) -> _Sounds:
    width = max(map(len, words), default=0)
    signs = "".join([word.ljust(width) for word in words]).encode("ascii")
    letters = _CODES[np.frombuffer(signs, dtype=np.uint8)].reshape(len(words), width)
    return _Sounds(np.ascontiguousarray(letters.T), np.array([len(word) for word in words], dtype=np.int64))


def _spell(word: str, pattern: re.Pattern[str], table: dict[str, str], letters: "_Letters | None") -> str:
    if letters is not None and "'" not in word:
        spelt = word.translate(letters)
    else:
        spelt = "".join([table[found] for found in pattern.findall(_bare(word))])
    return _DOUBLED.sub(r"\1", spelt)


def _bare(word: str) -> str:
    """Leave out accents and points."""
    if word.isascii():
        return word
    return "".join([sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign)])


class _Letters(dict[int, str]):
    """What each letter is spelt as, where no two letters are read as one: quicker than to search for all of them."""

    def __init__(self, table: dict[str, str]) -> None:
        """Take the table of single letters."""
        super().__init__()
        self._table = table

    def __missing__(self, code: int) -> str:
        """Spell a letter that was not met before."""
        self[code] = "".join([self._table.get(sign, "") for sign in _bare(chr(code))])
        return self[code]


def _compile(table: str) -> tuple[re.Pattern[str], dict[str, str], _Letters | None]:
    mapping = dict(entry.split(":") for entry in table.split())
    by_letter = all(len(written) == 1 or "'" in written for written in mapping)
    return re.compile("|".join(map(re.escape, mapping))), mapping, _Letters(mapping) if by_letter else None


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
_CODES = np.zeros(128, dtype=np.int8)
_CODES[[ord(letter) for letter in _CODE]] = list(_CODE.values())
_INSERT = np.array([0.0, *(_VOWEL_COST if letter in _VOWELS else _CONSONANT_COST for letter in _ALPHABET)])
_WEIGHT = np.array([0.0, *(0.5 if letter in _VOWELS else 1.0 for letter in _ALPHABET)])
_CHANGE = _change_costs()
