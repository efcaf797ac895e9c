"""Bytes → for each encoding of one byte, how much of them would be words of its script.

Bytes read in a wrong encoding give words of mixed scripts, single letters, odd signs, and letters that are seldom used.
What counts are the characters above ASCII: those below are the same in all of these encodings.
"""

import re
from dataclasses import dataclass

_POINTS = "\u05b0-\u05c3\u064b-\u0652"
_HEBREW, _ARABIC = "\u05d0-\u05ea\u05f0-\u05f2", "\u0621-\u063a\u0640-\u064a\u067e\u0679-\u06d2"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0192"
_SAMPLE = 200_000
_PUNCTUATION = frozenset("\u00a0‘’‚“”„–—…•«»°·©®§€₪£¼½¾²³،؛؟\u200c\u200d\u200e\u200f×־")
_WORD = re.compile(f"[^\\W\\d_](?:['\"’״׳\u200c\u200d]?[^\\W\\d_]|[{_POINTS}])*")
_USUAL_SHARE = 0.35
"""What the common letters of a language make up at least; in real texts they are about half."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An encoding, its everyday name, the letters of its script, and the commonest of them."""

    codec: str
    name: str
    letters: str
    common: str = ""


_CANDIDATES = (
    _Candidate("cp1255", "windows-1255", _HEBREW, "יוהלאמרב"),
    _Candidate("cp1256", "windows-1256", _ARABIC, "اينلمرهو"),
    _Candidate("cp862", "cp862", _HEBREW, "יוהלאמרב"),
    _Candidate("cp1252", "windows-1252", _LATIN),
    _Candidate("iso8859-8", "iso-8859-8", _HEBREW, "יוהלאמרב"),
)

NAMES = {candidate.codec: candidate.name for candidate in _CANDIDATES}
"""What the encodings are called, by the names of Python's codecs."""

SAME = frozenset({"cp1255", "iso8859-8"})
"""Encodings in which Hebrew letters are the same bytes."""


def shares_of_words(content: bytes) -> dict[str, float]:
    """Say for each encoding that fits what share (0 to 1) of the characters above ASCII is in words or usual signs."""
    sample = content if len(content) <= _SAMPLE else content[: content.rfind(b" ", 0, _SAMPLE)]
    shares = {}
    for candidate in _CANDIDATES:
        try:
            content.decode(candidate.codec)
        except UnicodeDecodeError:
            continue
        shares[candidate.codec] = _share(sample.decode(candidate.codec), candidate)
    return shares


def _share(text: str, candidate: _Candidate) -> float:
    above = sum(not character.isascii() for character in text)
    good = "".join(found for found in _WORD.findall(text) if _is_word(found, candidate))
    letters = sum(not character.isascii() for character in good)
    signs = sum(text.count(sign) for sign in _PUNCTUATION)
    likely = letters * _likelihood(good, candidate) + _singles(text, candidate) / 2
    return min(1.0, (likely + signs) / above) if above else 0.0


def _is_word(word: str, candidate: _Candidate) -> bool:
    """Say whether a word is of one script: two letters or more; a Latin one, mostly ASCII."""
    if word.isascii() or len(word) == 1:
        return False
    if not candidate.common:
        return sum(map(str.isascii, word)) * 2 >= len(word)
    return bool(re.fullmatch(f"(?:[{candidate.letters}'\"’״׳\u200c\u200d][{_POINTS}]{{0,3}})+", word))


def _likelihood(letters: str, candidate: _Candidate) -> float:
    """Say how far letters are those that are used most: 1 when they are about as frequent as in any text."""
    if not candidate.common or not letters:
        return 1.0
    usual = sum(letters.count(letter) for letter in candidate.common)
    return min(1.0, usual / len(re.sub(f"[{_POINTS}]", "", letters)) / _USUAL_SHARE)


def _singles(text: str, candidate: _Candidate) -> int:
    """Count the letters that stand alone, which numbered lists have, and which count half."""
    return len(re.findall(f"(?<![^\\W_])[{candidate.letters}](?![^\\W_])", text)) if candidate.common else 0
