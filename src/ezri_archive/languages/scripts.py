"""Scripts: how many letters of each a text has, and where it changes from one to another."""

import re
from collections import Counter
from functools import lru_cache

_RANGES = {
    "Hebr": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arab": "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Latn": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Syrc": "\u0700-\u074f",
}
_LETTER = {script: re.compile(f"(?![\\W\\d_])[{ranges}]") for script, ranges in _RANGES.items()}

COMMON = "Zyyy"
"""ISO 15924: no letters at all."""
UNKNOWN = "Zzzz"
"""ISO 15924: a script that is not one of the four."""


def count_letters(text: str) -> dict[str, int]:
    """Count the letters of each script; those of any other stand under `Zzzz`."""
    counts = dict.fromkeys((*_LETTER, UNKNOWN), 0)
    for character, count in Counter(text).items():
        script = script_of_character(character)
        if script != COMMON:
            counts[script] += count
    return counts


@lru_cache(maxsize=4096)
def script_of_character(character: str) -> str:
    """Name the script of one character, `Zyyy` when it is no letter."""
    for script, pattern in _LETTER.items():
        if pattern.match(character):
            return script
    return UNKNOWN if character.isalpha() else COMMON
