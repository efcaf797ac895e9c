"""A line of text → its tokens: words, numbers and web addresses, spelt one way.

Letters that two keyboards or two traditions write differently become one, so that the same word is the same
token.
"""

import re
import unicodedata
from collections.abc import Iterator

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]{}]+", re.IGNORECASE)
_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['\"][^\W\d_]+)*'?")
_ADDRESS_NOISE = frozenset({"http", "https", "www", "com", "org", "net", "html", "htm", "php", "index"})
_SPELLING = (
    {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
    | {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و"}
    | {
        "־": " ",
        "\u200c": " ",
        "׳": "'",
        "’": "'",
        "‘": "'",
        "״": '"',
        "”": '"',
        "“": '"',
        "٫": ".",
        "٬": ",",
    }
)
_LEFT_OUT = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670\u0640"  # points and the tatweel
    "\u00ad\u061c\u200b\u200d-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"  # what cannot be seen
)
_RESPELT = re.compile(f"[{''.join(_SPELLING)}]|[{_LEFT_OUT}]+")
_FINAL_LETTER = re.compile("[ךםןףץ]")
_FINAL_LETTERS = str.maketrans("ךםןףץ", "כמנפצ")
_APOSTROPHE_IS_LETTER = frozenset({"en", "he", "yi", "arc", "uk", "be"})
_LONGEST_ARTICLE = 6
ADDRESS_MARK = "@"
"""What the token of a whole web address begins with, so that no word is mistaken for one."""


def tokens(text: str) -> list[str]:
    """Cut a line into tokens, letters as they stand: capitals are kept, for they tell names.

    A web address gives one token that begins with `ADDRESS_MARK`, and then the words in it.
    """
    plain = unicodedata.normalize("NFKC", text)
    return list(_tokens(plain)) if _may_hold_address(plain) else _words(plain)


def tokens_in(text: str, language: str) -> list[str]:
    """Cut a line of a language into tokens; articles before an apostrophe are left out: `l'homme` is `homme`.

    Hebrew writes sounds with an apostrophe and English its genitive: there it stays.
    """
    found = tokens(text)
    if language in _APOSTROPHE_IS_LETTER:
        return found
    return [_without_article(token) if "'" in token else token for token in found]


def _without_article(token: str) -> str:
    article, _, word = token.partition("'")
    return word if len(word) > 1 and len(article) <= _LONGEST_ARTICLE and not token.startswith(ADDRESS_MARK) else token


def _may_hold_address(text: str) -> bool:
    """Tell most lines without an address more quickly than a search that minds no capitals."""
    return "://" in text or "w." in text or "W." in text


def _tokens(text: str) -> Iterator[str]:
    end = 0
    for address in _ADDRESS.finditer(text):
        yield from _words(text[end : address.start()])
        yield from _address(address.group())
        end = address.end()
    yield from _words(text[end:])


def _words(text: str) -> list[str]:
    return _TOKEN.findall(text if text.isascii() else _RESPELT.sub(_respelt, text))


def _respelt(found: re.Match[str]) -> str:
    return _SPELLING.get(found.group(), "")


def _address(address: str) -> Iterator[str]:
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", address.rstrip(".,;:!?/").lower())
    yield ADDRESS_MARK + bare
    yield from (word for word in _words(bare) if word not in _ADDRESS_NOISE and len(word) > 1)


def unfinal(word: str) -> str:
    """Write Hebrew final letters as ordinary ones, so that a word meets itself with a suffix."""
    return word.translate(_FINAL_LETTERS) if _FINAL_LETTER.search(word) else word


def letters(text: str) -> int:
    """Count the characters of a line that are not spaces; at least 1. A web address counts as ten letters at most.

    Addresses do not grow in translation, so their length says nothing of the length of what stands beside
    them.
    """
    plain = _ADDRESS.sub(lambda address: address.group()[:10], text) if _may_hold_address(text) else text
    return max(1, sum(map(len, plain.split())))
