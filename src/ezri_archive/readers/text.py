"""Plain text, Markdown as converters write it, text saved from a web page → `Document`."""

import codecs
import re

from ezri_archive.errors import SourceError
from ezri_archive.readers.declared import declared_metadata, split_front_matter
from ezri_archive.readers.inline import read_inline
from ezri_archive.readers.lines import Stretch, stretches
from ezri_archive.records import Block, Document, Notice, Source, SourceFacts

MAXIMUM_LINE = 2_000_000
"""The longest line that is read, in characters; one longer is no text a person wrote, and is refused."""

_BINARY_SHARE = 0.1
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_DISPLACED_STOP = re.compile(r"(?<=\s)\.(?=[^\W\d_]{2,})")
_CONTEXT = 20


def read_text(source: Source, document_id: str) -> Document:
    """Read a text source; raises SourceError for one that is empty, binary, not UTF-8, or has a line too long to be text."""
    text, encoding = decode(source)
    front_matter, begins = split_front_matter(text)
    blocks = tuple(_blocks(text, begins, markdown=source.media_type == "text/markdown"))
    if not blocks:
        raise SourceError("has no text; expected at least one word", where=source.path, code="empty")
    return Document(
        id=document_id,
        source=SourceFacts(
            source.path, source.sha256, source.media_type, encoding, len(source.content), source.sidecar.digest
        ),
        blocks=blocks,
        declared=declared_metadata(front_matter, source.sidecar, source.path),
        notices=(*_control_notices(text), *_displaced_stops(blocks)),
    )


def decode(source: Source) -> tuple[str, str]:
    """Decode a source as UTF-8, with or without a byte order mark; give the text and the encoding's name."""
    content = source.content
    if not content.strip():
        raise SourceError("is empty; expected text", where=source.path, code="empty")
    if b"\x00" in content:
        place = f"byte {content.index(0)}"
        raise SourceError("has a NUL byte; expected text in UTF-8", where=source.path, code="nul", place=place)
    encoding = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{content[error.start]:02X} at {error.start}"
        raise SourceError(message, where=source.path, code="not-utf-8", place=f"line {line}") from error
    _refuse_what_is_no_text(text, source.path)
    return text, encoding


def _refuse_what_is_no_text(text: str, path: str) -> None:
    controls = len(_CONTROL.findall(text))
    if controls > _BINARY_SHARE * len(text):
        message = f"is binary: {controls:,} of {len(text):,} characters are control characters; expected text"
        raise SourceError(message, where=path, code="binary")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAXIMUM_LINE:
            message = f"has a line of {len(line):,} characters; expected at most {MAXIMUM_LINE:,}"
            raise SourceError(message, where=path, code="line-too-long", place=f"line {number}")


def _blocks(text: str, begins: int, *, markdown: bool) -> list[Block]:
    found = (_block(text, stretch) for stretch in stretches(text, begins, markdown=markdown))
    return [block for block in found if block.text]


def _block(text: str, stretch: Stretch) -> Block:
    inline = read_inline(text, stretch.start, stretch.end)
    return Block(
        kind=stretch.kind,
        text=inline.text,
        start=stretch.start,
        end=stretch.end,
        line=stretch.line,
        offsets=inline.offsets,
        marks=inline.marks,
        level=stretch.level,
    )


# --- what a person should know -----------------------------------------------------------------------------------------


def _control_notices(text: str) -> tuple[Notice, ...]:
    return tuple(
        Notice(
            "warning",
            "control-character",
            f"control character U+{ord(found.group()):04X} left out of the text",
            f"line {text.count(chr(10), 0, found.start()) + 1}",
        )
        for found in _CONTROL.finditer(text)
    )


def _displaced_stops(blocks: tuple[Block, ...]) -> tuple[Notice, ...]:
    """Report full stops that stand before a word: a sign that a right-to-left tool moved the sentence's last mark."""
    return tuple(
        Notice(
            "warning",
            "displaced-full-stop",
            f"full stop before a word: “…{block.text[max(0, found.start() - _CONTEXT) : found.end() + _CONTEXT]}…”; "
            "the text stays as received",
            f"line {block.line}",
        )
        for block in blocks
        for found in _DISPLACED_STOP.finditer(block.text)
    )
