"""A string → its scripts, and the characters in it that may not be shown or stored as they are."""

import re
from collections import Counter
from functools import lru_cache

_SCRIPT_RANGES = {
    "Hebr": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arab": "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "Latn": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
}
_LETTERS = {script: re.compile(f"(?![\\W\\d_])[{ranges}]") for script, ranges in _SCRIPT_RANGES.items()}
_BIDI_CONTROL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def letters(text: str) -> dict[str, int]:
    """Count the letters of each script (ISO 15924 codes Hebr, Arab, Latn) in a text."""
    return dict(_counted(text))


@lru_cache(maxsize=1024)
def _counted(text: str) -> tuple[tuple[str, int], ...]:
    """Count once what several rules ask of the same text."""
    counts = dict.fromkeys(_LETTERS, 0)
    for character, count in Counter(text).items():
        script = _script(character)
        if script:
            counts[script] += count
    return tuple(counts.items())


def script_of(text: str) -> str:
    """Name the script that most letters of a text are in; "Zyyy" (ISO 15924: common) when none is in any."""
    counts = letters(text)
    script = max(counts, key=lambda name: counts[name])
    return script if counts[script] else "Zyyy"


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return next((script for script, pattern in _LETTERS.items() if pattern.match(character)), "")


def show_bidi_controls(text: str) -> str:
    """Show directional marks as their code points, `[U+200E]`, so that they are seen and not obeyed."""
    return _BIDI_CONTROL.sub(lambda mark: f"[U+{ord(mark.group()):04X}]", text)


def xml_illegal(text: str) -> str:
    """Find the first character that XML 1.0 (section 2.2, production 2) cannot carry; "" when it can all."""
    found = _NOT_XML.search(text)
    return found.group() if found else ""
