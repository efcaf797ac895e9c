"""A text → its search key."""

import re
import unicodedata
from functools import lru_cache

_POINTS = re.compile(
    "["
    "\u02b9-\u02bf"  # modifier letters that romanizations write for ayin and hamza
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"  # diacritics
    "\u0591-\u05bd\u05bf-\u05c2\u05c4\u05c5\u05c7\ufb1e"  # niqqud and cantillation
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u0674\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"  # Arabic points
    "\u0897-\u089f\u08ca-\u08e1\u08e3-\u08ff\ufc5e-\ufc63\ufe70-\ufe7f\U00010efd-\U00010eff"
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"  # joiners, direction
    "]"
)
_GERSHAYIM = re.compile("(?<=[א-ת])(?:''|[\"'״׳’”“])(?=[א-ת])|(?<=[א-ת])['’](?![א-ת])|[״׳]")
_NOT_WORD = re.compile(r"[\W_]+")
_LETTER_FOLD = str.maketrans(
    {
        "ك": "ک", "ي": "ی", "ى": "ی", "ئ": "ی", "ێ": "ی", "ۀ": "ه", "ة": "ه", "ہ": "ه", "ھ": "ه", "ۂ": "ه",
        "ۃ": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ء": None,
        "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "װ": "וו", "ױ": "וי", "ײ": "יי",
        "ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "œ": "oe", "þ": "th",
    }
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
)  # fmt: skip


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Fold a text to its search key: what is spelt differently but read the same becomes equal.

    Hebrew points and cantillation, Arabic-script vowel signs, kashida and Latin diacritics go; kaf and yeh of
    either keyboard, hamza carriers, digits of three sets, final letters and presentation forms become one;
    gershayim and the zero-width non-joiner (or a directional mark typed for it) vanish inside a word, maqaf
    and hyphens separate words. The column `segments.norm` and every query go through this one function,
    because SQLite's tokenizer unicode61 folds none of these. The key holds letters, digits and single spaces
    between words; folding it again changes nothing.
    """
    if text.isascii():
        return _NOT_WORD.sub(" ", text.casefold()).strip()
    composed = unicodedata.normalize("NFC", text).translate(_LETTER_FOLD)
    bare = _POINTS.sub("", unicodedata.normalize("NFKD", _POINTS.sub("", composed)))
    joined = _GERSHAYIM.sub("", bare)
    folded = unicodedata.normalize("NFKC", joined.casefold()).translate(_LETTER_FOLD)
    return _NOT_WORD.sub(" ", folded).strip()
