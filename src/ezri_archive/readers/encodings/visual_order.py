"""Hebrew stored as it is seen, from left to right → Hebrew in the order it is read.

Terminals and browsers before bidirectional text stored right-to-left lines reversed (RFC 1556, "visual"). Which way a
text runs is told by its letters: ך ם ן ף ץ end words, and never begin one.
"""

import re
from dataclasses import dataclass

from bidi.algorithm import get_display

LONGEST_VISUAL = 1_500_000
"""The longest visual text that is turned, in characters: turning takes about 4 microseconds for each."""

_HEBREW = re.compile("[א-ת]")
_ENDS_WORD = re.compile("(?<=[א-ת])[ךםןףץ](?![א-ת\"'״׳])")
_BEGINS_WORD = re.compile("(?<![א-ת\"'״׳])[ךםןףץ](?=[א-ת])")
_LITTLE_WORDS = ("של", "את", "על", "הוא", "היא", "לא", "כי", "אני", "אשר", "היה", "יש", "זה")
"""Among the commonest words of Hebrew; none of them is a common word when read backwards."""
_LOGICAL = re.compile(f"(?<![א-ת])(?:{'|'.join(_LITTLE_WORDS)})(?![א-ת])")
_VISUAL = re.compile(f"(?<![א-ת])(?:{'|'.join(word[::-1] for word in _LITTLE_WORDS)})(?![א-ת])")
_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Order:
    """Which way a text runs: how many words speak for either order."""

    visual: int
    logical: int

    @property
    def is_visual(self) -> bool:
        """Say whether most of the evidence is for visual order."""
        return self.visual > self.logical

    @property
    def is_known(self) -> bool:
        """Say whether there is evidence that does not cancel out."""
        return self.visual != self.logical

    @property
    def confidence(self) -> float:
        """Say how sure the order is, from 0.5 (no evidence) to 0.99, by Laplace's rule of succession."""
        return min(_SURE, (max(self.visual, self.logical) + 1) / (self.visual + self.logical + 2))


def hebrew_order(text: str) -> Order:
    """Weigh the order of the Hebrew in a whole document: final letters at the ends of words, and little words."""
    visual = len(_BEGINS_WORD.findall(text)) + len(_VISUAL.findall(text))
    logical = len(_ENDS_WORD.findall(text)) + len(_LOGICAL.findall(text))
    return Order(visual, logical)


def logical_text(text: str) -> str:
    """Turn every line of a visual text; line breaks stay where they are."""
    return "\n".join(logical_line(line) for line in text.split("\n"))


def logical_line(line: str) -> str:
    """Turn one line of visual Hebrew, brackets mirrored; a line without Hebrew letters stays.

    The Unicode Bidirectional Algorithm (UAX #9) for a right-to-left line is its own inverse, but for numbers between
    words of another script.
    """
    if not _HEBREW.search(line):
        return line
    turned: str = get_display(line.rstrip(" \r\t"), base_dir="R")
    return turned
