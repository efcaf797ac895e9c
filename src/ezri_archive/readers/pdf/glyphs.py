"""A page of a PDF as its glyphs where they stand: the records that the parts of the reader hand on."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Glyph:
    """A glyph's text and its place in points: from `left` to `right` on the baseline `base`.

    `turn` counts quarter turns against the clock; a turned glyph's place is given as if the page were turned back.
    `unmapped` says that the font has no text for the glyph, so that `text` is a guess; `drawn` that it is a dot drawn
    as a path, which may be a bullet.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    italic: bool = False
    turn: int = 0
    unmapped: bool = False
    drawn: bool = False
    raised: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, from 1, with its glyphs in the order of the file; `problem` says why it could not be read."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    problem: str = ""


def plain_text(text: str) -> str:
    """Spell out presentation forms and ligatures (NFKC); other characters stay what they are."""
    return "".join(unicodedata.normalize("NFKC", char) if _is_presentation(char) else char for char in text)


def _is_presentation(char: str) -> bool:
    return "\ufb00" <= char <= "\ufdff" or "\ufe70" <= char <= "\ufefc"


def merged(inside: Sequence[Glyph], text: str) -> Glyph:
    """Make one glyph of several that together stand for a text."""
    widest = max(inside, key=lambda glyph: glyph.right - glyph.left)
    left, right = min(glyph.left for glyph in inside), max(glyph.right for glyph in inside)
    return Glyph(plain_text(text), left, right, widest.base, widest.size, widest.bold, widest.italic, widest.turn)
