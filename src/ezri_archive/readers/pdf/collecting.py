"""The drawing of a page → its glyphs, as pdfminer.six interprets it.

Keeps what its layout analysis throws away: text matrices and the `ActualText` (ISO 32000-2, 14.9.4) in which producers
keep zero-width non-joiners, ligatures and Arabic letters.
"""

# ruff: noqa: ARG002, D102, PLR0917 - names, arguments and meaning of these methods are the library's

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_pt, decode_text

from ezri_archive.readers.pdf.glyphs import Glyph, merged, plain_text

_MAXIMUM_GLYPHS = 30_000
"""On a page; a dense newspaper page has 20,000."""

_MAXIMUM_FIGURES = 2_000
_WEIGHT = re.compile(r"bold|black|heavy|demi|semib", re.IGNORECASE)
_SLANT = re.compile(r"italic|oblique|slanted", re.IGNORECASE)
_LONGEST_ACTUAL = 12
_DOT_STEPS = 24
_DOT_SMALLEST, _DOT_LARGEST = 1.0, 10.0


class TooMuchError(Exception):
    """A page that has more than any page of text."""


@dataclass(slots=True)
class _Span:
    """A marked stretch: the text that stands for its glyphs, where they begin."""

    text: str | None
    begins: int


@dataclass(slots=True)
class _Style:
    bold: bool
    italic: bool


@dataclass(slots=True)
class _Counts:
    figures: int = 0
    spans: list[_Span] = field(default_factory=list)
    styles: dict[int, _Style] = field(default_factory=dict)


class Collector(PDFTextDevice):
    """Takes the glyphs of a page from the interpreter."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.glyphs: list[Glyph] = []
        self._counts = _Counts()

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        self.ctm = ctm

    def end_page(self, page: PDFPage) -> None:
        """Need nothing more."""

    def begin_figure(self, name: str, bbox: Any, matrix: Matrix) -> None:
        self._counts.figures += 1
        if self._counts.figures > _MAXIMUM_FIGURES:
            message = f"has more than {_MAXIMUM_FIGURES:,} drawings inside one another"
            raise TooMuchError(message)

    def end_figure(self, name: str) -> None:
        """Need nothing more."""

    def render_image(self, name: str, stream: PDFStream) -> None:
        """Leave pictures out."""

    def paint_path(self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:  # noqa: FBT001 - the library's
        """Leave drawings out, but for filled dots: browsers draw the bullets of lists."""
        if fill and self.ctm and len(path) <= _DOT_STEPS and any(step[0] == "c" for step in path):
            points = [apply_matrix_pt(self.ctm, step[-2:]) for step in path if step[0] != "h"]
            dot = _dot(points)
            self.glyphs += [dot] if dot and len(self.glyphs) < _MAXIMUM_GLYPHS else []

    def begin_tag(self, tag: PSLiteral, props: Any = None) -> None:
        properties = resolve1(props)
        actual = resolve1(properties.get("ActualText")) if isinstance(properties, dict) else None
        text = decode_text(actual) if isinstance(actual, bytes) else None
        self._counts.spans.append(_Span(text, len(self.glyphs)))

    def end_tag(self) -> None:
        if not self._counts.spans:
            return
        span = self._counts.spans.pop()
        inside = self.glyphs[span.begins :]
        if span.text is not None and inside and len(inside) <= _LONGEST_ACTUAL and len(span.text) <= _LONGEST_ACTUAL:
            self.glyphs[span.begins :] = [merged(inside, span.text)] if span.text else []

    def render_char(  # noqa: PLR0913 - the signature is the library's
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        advance = font.char_width(cid) * fontsize * scaling
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        if len(self.glyphs) >= _MAXIMUM_GLYPHS:
            message = f"has more than {_MAXIMUM_GLYPHS:,} characters"
            raise TooMuchError(message)
        style = self._counts.styles.get(id(font)) or self._style(font)
        glyph = _glyph(text, matrix, advance, fontsize, rise, style)
        glyph.unmapped = _is_unmapped(font, cid)
        self.glyphs.append(glyph)
        return advance

    def _style(self, font: PDFFont) -> _Style:
        name = str(getattr(font, "fontname", "") or "")
        style = _Style(bool(_WEIGHT.search(name)), bool(_SLANT.search(name)))
        self._counts.styles[id(font)] = style
        return style


def _is_unmapped(font: PDFFont, cid: int) -> bool:
    """Say whether a font that says what its glyphs mean says nothing of this one."""
    mapping = getattr(font, "unicode_map", None)
    if mapping is None:
        return False
    try:
        mapping.get_unichr(cid)
    except KeyError:
        return True
    return False


def _dot(points: Sequence[tuple[float, float]]) -> Glyph | None:
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    round_enough = abs((right - left) - (top - bottom)) < _DOT_SMALLEST / 2
    if not (round_enough and _DOT_SMALLEST < right - left < _DOT_LARGEST):
        return None
    return Glyph("•", left, right, (bottom + top) / 2, right - left, drawn=True)


def _glyph(text: str, matrix: Matrix, advance: float, fontsize: float, rise: float, style: _Style) -> Glyph:  # noqa: PLR0913 - each is one fact
    a, b, c, d, x, y = matrix
    x, y = x + rise * c, y + rise * d
    turn = round(math.atan2(b, a) / (math.pi / 2)) % 4
    for _ in range(turn):
        x, y = y, -x
    width = advance * math.hypot(a, b)
    size = abs(fontsize) * math.hypot(c, d)
    return Glyph(plain_text(text), min(x, x + width), max(x, x + width), y, size or 1.0, style.bold, style.italic, turn)
