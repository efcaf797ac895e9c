"""Plain text, Markdown as converters write it, text saved from a web page → `Document`."""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn

from ezri_archive.errors import SourceError
from ezri_archive.readers.declared import declared_metadata, front_matter
from ezri_archive.readers.encodings import Decoded
from ezri_archive.readers.encodings import decode as decode_bytes
from ezri_archive.readers.text.inline import read_inline
from ezri_archive.readers.text.lines import Stretch, stretches
from ezri_archive.readers.text.wording import CONTROL
from ezri_archive.records import Block, Document, Notice, Source, SourceFacts

MAXIMUM_LINE = 2_000_000
"""The longest line that is read, in characters; one longer is no text a person wrote, and is refused."""

MAXIMUM_TEXT = 10_000_000
"""The longest text that is read, in characters: some 2,000 pages a volume, and several volumes."""

MAXIMUM_LINES = 200_000
"""The most lines with anything in them that a text may have; the longest epics have half of that."""

_BINARY_SHARE = 0.1
_SURE = 0.6
_FEWEST_LETTERS = 8
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_LINE = re.compile(r"[^\r\n]+")
_LINE_BREAK = re.compile(r"\r\n|[\r\n]")
_DISPLACED_STOP = re.compile(
    r"(?<!\S)\.(?=[^\W\d_]{2})(?![A-Z]{2}|(?i:"
    r"[ch]pp|cfg|com|conf|csv|docx?|edu|epub|exe|git\w*|gov|html?|ini|ir|il|jpe?g|js|json|md|mobi|mp[34]|net|odt|org|pdf|png"
    r"|pptx?|py|rtf|srt|sql|te?xt?|tei|tmx|toml|tsv|uk|xlsx?|xml|ya?ml|zip)\b)"
)
"""A full stop before a word that is no suffix of files (.txt) or hosts (.org), and no name written so (.NET)."""

_CONTEXT = 20


def read_text(source: Source, document_id: str) -> Document:
    """Read a text source.

    Raises SourceError for one that is empty, binary, in no known encoding, too long, or has a line too long to be text,
    and SidecarError for a sidecar whose date is none.
    """
    decoded = decode(source)
    text = decoded.text
    front = front_matter(text)
    declared, notices = declared_metadata(front, source.sidecar, source.path)
    found = stretches(text, front.ends, markdown=source.media_type == "text/markdown")
    blocks = tuple(block for stretch in found if (block := _block(text, stretch)).text)
    if not blocks:
        message = "has no text; expected at least one word"
        raise SourceError(message, where=source.path, code="empty")
    return Document(
        id=document_id,
        source=_facts(source, decoded),
        blocks=blocks,
        declared=declared,
        notices=(*decoded.notices, *notices, *_control_notices(text), *_displaced_stops(text, blocks)),
    )


def _facts(source: Source, decoded: Decoded) -> SourceFacts:
    return SourceFacts(
        path=source.path,
        sha256=source.sha256,
        media_type=source.media_type,
        encoding=decoded.encoding,
        bytes=len(source.content),
        sidecar_sha256=source.sidecar.digest,
        encoding_confidence=decoded.confidence,
    )


def _block(text: str, stretch: Stretch) -> Block:
    inline = read_inline(text, stretch.start, stretch.end, quoted=stretch.kind == "quotation")
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


# --- bytes → characters -----------------------------------------------------------------------------------------


def decode(source: Source) -> Decoded:
    """Decode a source: as UTF-8 when it is that, otherwise in the encoding its bytes speak for, if they do.

    Raises SourceError when no encoding is sure enough; an encoding that was found, not known, is in the notices.
    """
    content = source.content
    try:
        text = content.decode("utf-8-sig")
        encoding = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-8"
        decoded = Decoded(text, encoding, 1.0)
        _refuse_nul(content, source.path)
    except UnicodeDecodeError as error:
        decoded = _legacy(source, error)
    _refuse_what_is_no_text(decoded.text, source.path)
    return decoded


def _legacy(source: Source, error: UnicodeDecodeError) -> Decoded:
    """Decode what is not UTF-8, where that is surer than that it is UTF-8 with damage."""
    content = source.content
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _refuse_nul(content, source.path)
        if _is_damaged_utf8(content):
            raise _not_utf8(source, error) from error
    decoded = decode_bytes(content, where=source.path)
    is_guess = decoded.confidence < 1  # no byte order mark says so
    if decoded.confidence < _SURE or (is_guess and sum(map(str.isalpha, decoded.text)) < _FEWEST_LETTERS):
        raise _not_utf8(source, error) from error
    return decoded


def _is_damaged_utf8(content: bytes) -> bool:
    """Say whether most bytes outside ASCII are whole characters of UTF-8, so that the others are damage."""
    whole = sum(len(found) for found in _UTF8_CHARACTER.findall(content))
    return whole > len(_HIGH_BYTE.findall(content)) / 2


def _not_utf8(source: Source, error: UnicodeDecodeError) -> SourceError:
    line = source.content.count(b"\n", 0, error.start) + 1
    message = f"is not UTF-8: byte 0x{source.content[error.start]:02X} at {error.start:,}"
    return SourceError(message, where=source.path, code="not-utf-8", place=f"line {line}")


def _refuse_nul(content: bytes, path: str) -> None:
    if b"\x00" in content:
        message, place = "has a NUL byte; expected text in UTF-8", f"byte {content.index(0):,}"
        raise SourceError(message, where=path, code="nul", place=place)


def _refuse_what_is_no_text(text: str, path: str) -> None:
    if not text.strip():
        message = "is empty; expected text"
        raise SourceError(message, where=path, code="empty")
    controls = len(text) - len(CONTROL.sub("", text))
    if controls > _BINARY_SHARE * len(text):
        message = f"is binary: {controls:,} of {len(text):,} characters are control characters; expected text"
        raise SourceError(message, where=path, code="binary")
    lines = 0
    for lines, line in enumerate(_LINE.finditer(text), 1):  # noqa: B007 - how many there were
        length = line.end() - line.start()
        if length > MAXIMUM_LINE:
            message = f"has a line of {length:,} characters; expected at most {MAXIMUM_LINE:,}"
            raise SourceError(message, where=path, code="line-too-long", place=_line(text, line.start()))
    if len(text) > MAXIMUM_TEXT:
        _refuse_too_large(f"{len(text):,} characters; expected at most {MAXIMUM_TEXT:,}", path)
    if lines > MAXIMUM_LINES:
        _refuse_too_large(f"{lines:,} lines; expected at most {MAXIMUM_LINES:,}", path)


def _refuse_too_large(what: str, path: str) -> NoReturn:
    message = f"has a text of {what}; divide it"
    raise SourceError(message, where=path, code="too-large")


# --- what a person should know ----------------------------------------------------------------------------------


def _line(text: str, offset: int, *, begins: int = 0, number: int = 1) -> str:
    """Say on which line an offset lies, counting from line `number` at `begins`."""
    return f"line {number + sum(1 for _ in _LINE_BREAK.finditer(text, begins, offset))}"


def _control_notices(text: str) -> Iterator[Notice]:
    """Report every kind of control character once, where it stands first."""
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for found in CONTROL.finditer(text):
        first.setdefault(found.group(), found.start())
        counts[found.group()] += 1
    for character, offset in first.items():
        more = f", {counts[character]:,} times" if counts[character] > 1 else ""
        message = f"control character U+{ord(character):04X} left out of the text{more}"
        yield Notice("warning", "control-character", message, _line(text, offset))


def _displaced_stops(text: str, blocks: tuple[Block, ...]) -> Iterator[Notice]:
    """Report full stops before a word: a sign that a right-to-left tool moved the sentence's last mark."""
    for block in blocks:
        found = list(_DISPLACED_STOP.finditer(block.text))
        if not found:
            continue
        start, end = found[0].span()
        context = block.text[max(0, start - _CONTEXT) : end + _CONTEXT]
        more = f", and {len(found) - 1:,} more in the block" if len(found) > 1 else ""
        message = f"full stop before a word: “…{context}…”{more}; the text stays as received"
        place = _line(text, block.offsets.source(start), begins=block.start, number=block.line)
        yield Notice("warning", "displaced-full-stop", message, place)
