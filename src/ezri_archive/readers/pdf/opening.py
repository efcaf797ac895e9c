"""The bytes of a PDF → its pages with their glyphs and links, and what the file says of itself.

The limits on pages, sizes and drawing are what keeps a hostile file from taking the machine; they count and measure,
never the time, so that the same file always gives the same.
"""

import io
import logging
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFNoValidXRef, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from ezri_archive.errors import SourceError
from ezri_archive.readers.pdf.collecting import Collector, TooMuchError
from ezri_archive.readers.pdf.glyphs import Glyph, Page

MAXIMUM_PAGES = 2_000
"""The longest document that is read; one longer is refused."""

_MAXIMUM_STREAM = 32_000_000
"""The largest content or font stream once unpacked, in bytes."""

_MAXIMUM_SEARCHED = 4_000_000
_TAIL = 65_536
_LONGEST_KIDS = 100_000
_MAXIMUM_CONTENT = 1_500_000
_CONTENT_PER_BYTE = 40
_BOMB_STARTS = 20_000
_DAMAGE = (
    PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError,
    OverflowError, ZeroDivisionError, struct.error, zlib.error, NotImplementedError, StopIteration,
)  # fmt: skip
"""What the parser raises on damaged files: it trusts types, references and counts."""

# pdfminer logs every operator that is damaged: without a handler, lines on standard error that name no file
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

_STREAM = re.compile(rb"stream\r?\n")
_KIDS = re.compile(rb"/Kids\s*\[")
_TWICE = re.compile(rb"/Filter\s*\[\s*/(?:FlateDecode|Fl)\s*/(?:FlateDecode|Fl)\b")


@dataclass(frozen=True, slots=True)
class Pages:
    """An open PDF: its pages, read one at a time, and the title and author that it declares."""

    pages: Iterator[Page]
    declared: dict[str, str]


def open_pages(content: bytes, path: str) -> Pages:
    """Open a PDF; raises SourceError when it is none, is encrypted, damaged, or too large to be read."""
    if b"%PDF-" not in content[:1024]:
        message = "is not a PDF; expected a file that begins with %PDF-"
        raise SourceError(message, where=path, code="not-pdf")
    _refuse_bombs(content, path)
    try:
        document = _document(content)
        found = list(islice(PDFPage.create_pages(document), MAXIMUM_PAGES + 1))
        declared = _declared(document)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        message = "is encrypted; save a copy without a password"
        raise SourceError(message, where=path, code="encrypted") from error
    except _DAMAGE as error:
        message = "is damaged; no page of it can be found"
        raise SourceError(message, where=path, code="damaged-pdf") from error
    _refuse_count(len(found), path)
    return Pages(_read(found, budget=len(content) * _CONTENT_PER_BYTE + _MAXIMUM_CONTENT), declared)


def _document(content: bytes) -> PDFDocument:
    """Open the document; without its table of objects, search the file for them if it is not too large for that."""
    small = len(content) <= _MAXIMUM_SEARCHED
    if not small and b"startxref" not in content[-_TAIL:]:
        raise PDFNoValidXRef
    return PDFDocument(PDFParser(io.BytesIO(content)), fallback=small)


def _refuse_count(pages: int, path: str) -> None:
    if not pages:
        message = "is damaged; no page of it can be found"
        raise SourceError(message, where=path, code="damaged-pdf")
    if pages > MAXIMUM_PAGES:
        message = f"has more than {MAXIMUM_PAGES:,} pages; split it"
        raise SourceError(message, where=path, code="too-many-pages")


def _refuse_bombs(content: bytes, path: str) -> None:
    """Unpack what is long enough to become too large, and refuse the file where it does."""
    if _TWICE.search(content):
        message = "has streams packed twice, which unpack to any size; print it to a new PDF"
        raise SourceError(message, where=path, code="bomb")
    if any(content.find(b"]", found.end()) - found.end() > _LONGEST_KIDS for found in _KIDS.finditer(content)):
        _refuse_count(MAXIMUM_PAGES + 1, path)
    for found in _STREAM.finditer(content):
        end = content.find(b"endstream", found.end())
        image = b"/Image" in content[max(0, found.start() - 400) : found.start()]
        if not image and end - found.end() > _BOMB_STARTS and _unpacks_past(content[found.end() : end]):
            message = f"has a stream that unpacks to more than {_MAXIMUM_STREAM:,} bytes"
            raise SourceError(message, where=path, code="bomb", place=f"byte {found.start()}")


def _unpacks_past(packed: bytes) -> bool:
    unpacker = zlib.decompressobj()
    try:
        return len(unpacker.decompress(packed, _MAXIMUM_STREAM)) >= _MAXIMUM_STREAM
    except zlib.error:
        return False  # packed another way, or not at all: then it is no larger than the file


def _declared(document: PDFDocument) -> dict[str, str]:
    values: dict[str, str] = {}
    for info in document.info:
        for key in ("Title", "Author"):
            value = resolve1(info.get(key))
            if isinstance(value, bytes) and (text := _clean(decode_text(value))):
                values[key.lower()] = text
    return values


def _clean(text: str) -> str:
    return unicodedata.normalize(
        "NFC", " ".join("".join(char for char in text if char.isprintable() or char in " \u200c").split())
    )


# --- pages --------------------------------------------------------------------------------------------------


def _read(pages: Sequence[PDFPage], budget: int) -> Iterator[Page]:
    resources = PDFResourceManager()
    left = budget
    for number, page in enumerate(pages, 1):
        collector = Collector(resources)
        size = _content_size(page)
        left -= size
        problem = "has more drawing than a page of text" if size > _MAXIMUM_CONTENT or left < 0 else ""
        if not problem:
            try:
                PDFPageInterpreter(resources, collector).process_page(page)
            except TooMuchError as error:
                problem = str(error)
            except _DAMAGE:
                problem = "is damaged"
        width, height = page.mediabox[2] - page.mediabox[0], page.mediabox[3] - page.mediabox[1]
        _link(collector.glyphs, page)
        yield Page(number, width, height, tuple(collector.glyphs), problem)


def _content_size(page: PDFPage) -> int:
    """Measure the drawing of a page, unpacked; what cannot be unpacked counts nothing and fails later."""
    size = 0
    for stream in page.contents:
        try:
            found = resolve1(stream)
            size += len(found.get_data()) if isinstance(found, PDFStream) else 0
        except _DAMAGE:
            continue
    return size


# --- links --------------------------------------------------------------------------------------------------


def _link(glyphs: Sequence[Glyph], page: PDFPage) -> None:
    """Write the target of the link a glyph stands in on the glyph."""
    x0, y0 = page.mediabox[0], page.mediabox[1]
    for (left, bottom, right, top), target in _annotations(page):
        for glyph in glyphs:
            middle = (glyph.left + glyph.right) / 2 + x0
            if left <= middle <= right and bottom <= glyph.base + glyph.size / 4 + y0 <= top:
                glyph.link = target


def _annotations(page: PDFPage) -> Iterator[tuple[tuple[float, float, float, float], str]]:
    try:
        annotations = [resolve1(entry) for entry in islice(resolve1(page.annots) or [], 1000)]
    except _DAMAGE:
        return
    for annotation in annotations:
        try:
            action = resolve1(annotation.get("A"))
            target = resolve1(action.get("URI")) if isinstance(action, dict) else None
            x0, y0, x1, y1 = (float(resolve1(value)) for value in resolve1(annotation.get("Rect")))
        except _DAMAGE:
            continue
        if isinstance(target, bytes):
            text = target.decode("utf-8", "replace").strip()
            yield (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), text
