"""The bytes of a mail (RFC 5322, MIME: RFC 2045 to 2049) → `Letter`.

The parts are found here and not by `email.parser`, which takes quadratic time and endless recursion for parts in
parts in parts, and gives no bytes back: here a part is a stretch of the mail, and nothing is copied until it is read.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from ezri_archive.errors import SourceError
from ezri_archive.readers.mail.headers import Header, day_of, from_base64, header_of, plain_line, sender
from ezri_archive.readers.mail.letters import Attachment, Body, Letter, Part
from ezri_archive.readers.names import shown
from ezri_archive.records import Notice

LARGEST_HEADER = 1_000_000
"""The longest header that is read, in bytes."""

_DEEPEST = 30
_MOST_PARTS = 1_000
_MOST_BOUNDARIES = 100_000
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*+")
_BLANK_FIRST = re.compile(rb"\r?\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_FIELD_NAME = re.compile(rb"(?:>?From [^\n]{0,1000}\n)?[!-9;-~]{1,200}[ \t]*:")
_MBOX_LINE = re.compile(rb">?From [^\n]*\n")
_LINE_END = re.compile(rb"(?P<last>--)?[ \t]*\r?(?:\n|\Z)")
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_URL = re.compile(r"<?(https?://[^\s<>]+)>?")


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a mail: its header, where its body stands, and the parts in it."""

    header: Header
    media_type: str
    start: int
    end: int
    parts: tuple["Entity", ...] = ()


@dataclass(slots=True)
class _Parsing:
    """A mail half taken apart: what may still be found in it, and whether it ends too early."""

    content: bytes
    path: str
    parts: int = _MOST_PARTS
    boundaries: int = _MOST_BOUNDARIES
    cut_off: bool = False

    def refuse(self, message: str, code: str = "damaged-mail") -> NoReturn:
        raise SourceError(message, where=self.path, code=code)


def read_mime(content: bytes, path: str) -> Letter:
    """Take a mail apart.

    Raises SourceError, naming `path`, for what is no mail, and for headers, depths and numbers of parts that no mail
    has.
    """
    before = _BEFORE.match(content)
    begins = before.end() if before else 0
    if not _FIELD_NAME.match(content, begins):
        message = "is no mail; expected a header such as From: or Subject: in its first line"
        raise SourceError(message, where=path, code="not-mail")
    parsing = _Parsing(content, path)
    mbox = _MBOX_LINE.match(content, begins)
    root = _entity(parsing, mbox.end() if mbox else begins, len(content), 0)
    return _letter(root, parsing)


# --- bytes → parts ----------------------------------------------------------------------------------------------


def _entity(parsing: _Parsing, start: int, end: int, depth: int, default: str = "text/plain") -> Entity:
    """Find the parts of `content[start:end]`; `default` is the type of a part that names none."""
    parsing.parts -= 1
    if parsing.parts < 0:
        parsing.refuse(f"has more than {_MOST_PARTS:,} parts")
    if depth > _DEEPEST:
        parsing.refuse(f"has parts in parts more than {_DEEPEST} deep")
    header, begins = _header(parsing, start, end)
    media_type = header.value("content-type")
    media_type = media_type if media_type.count("/") == 1 else default
    if not media_type.startswith("multipart/"):
        return Entity(header, media_type, begins, end)
    boundary = header.parameters("content-type").get("boundary", "")
    inner = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    spans = list(_between(parsing, boundary.encode(), begins, end)) if boundary else []
    if not spans:  # nothing says where its parts are
        return Entity(header, "text/plain", begins, end)
    return Entity(header, media_type, begins, end, tuple(_entity(parsing, *span, depth + 1, inner) for span in spans))


def _header(parsing: _Parsing, start: int, end: int) -> tuple[Header, int]:
    """Read the header at `start`, and say where the body after it begins."""
    blank = _blank_line(parsing.content, start, end)
    ends, begins = blank or (end, end)
    if ends - start > LARGEST_HEADER:
        message = f"has a header of {ends - start:,} bytes; expected at most {LARGEST_HEADER:,}"
        parsing.refuse(message, "header-too-long")
    return header_of(parsing.content[start:ends]), begins


def _blank_line(content: bytes, start: int, end: int) -> tuple[int, int] | None:
    if at_once := _BLANK_FIRST.match(content, start, end):
        return start, at_once.end()
    found = _BLANK_LINE.search(content, start, end)
    return (found.start() + 1, found.end()) if found else None


def _between(parsing: _Parsing, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Find the stretches between the boundary's lines; one that never ends goes to the end of what it is in."""
    begins = -1
    for first, after, is_last in _boundary_lines(parsing, b"--" + boundary, start, end):
        if begins >= 0:
            yield begins, max(begins, first)
        if is_last:
            return
        begins = after
    parsing.cut_off = True
    if begins >= 0:
        yield begins, end


def _boundary_lines(parsing: _Parsing, mark: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Find where the lines of a boundary begin, the line break before them included, and where the next line does."""
    content, position = parsing.content, start
    while (found := content.find(mark, position, end)) >= 0:
        parsing.boundaries -= 1
        if parsing.boundaries < 0:
            parsing.refuse(f"has more than {_MOST_BOUNDARIES:,} lines that look like boundaries")
        position = found + len(mark)
        line_end = _LINE_END.match(content, position, end)
        if line_end and (found == start or content[found - 1 : found] == b"\n"):
            first = found - (content[max(found - 2, start) : found] == b"\r\n") - (found > start)
            position = line_end.end()
            yield first, position, bool(line_end["last"])


# --- parts → letter ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sorting:
    """The parts of a mail being told apart."""

    parsing: _Parsing
    attachments: list[Attachment]
    body_notices: list[Notice]
    attachment_notices: list[Notice]


def _letter(root: Entity, parsing: _Parsing) -> Letter:
    sorting = _Sorting(parsing, [], [], [])
    bodies = tuple(_bodies(root, sorting))
    header = root.header
    charset = _first_charset(bodies)
    author, written = sender(header, charset)
    return Letter(
        subject=header.text("subject", charset),
        sender=written,
        author=author,
        date=header.text("date"),
        day=day_of(header.first("date")),
        url=archived_at(header),
        bodies=bodies,
        attachments=tuple(sorting.attachments),
        body_notices=(*_header_notices(header), *sorting.body_notices, *_cut_off(parsing)),
        attachment_notices=tuple(sorting.attachment_notices),
    )


def archived_at(header: Header) -> str:
    """Give where a letter stands in an archive (RFC 5064); List-Archive names the archive and not the letter."""
    found = _URL.fullmatch(header.first("archived-at").strip())
    return found[1] if found else ""


def _first_charset(bodies: tuple[Body, ...]) -> str:
    return next((part.charset for body in bodies for part in (*body.plain, *body.html)), "")


def _header_notices(header: Header) -> Iterator[Notice]:
    """Report fields that may stand only once and stand there again: somebody may have slipped one in."""
    for name in ("subject", "from", "date"):
        count = len(header.fields.get(name, ()))
        if count > 1:
            message = f"has {count} fields {name.capitalize()}; the first is read"
            yield Notice("warning", "repeated-header", message, "header")


def _cut_off(parsing: _Parsing) -> Iterator[Notice]:
    if parsing.cut_off:
        yield Notice("warning", "truncated", "ends before the last of its parts does; what is there is read")


def _bodies(entity: Entity, sorting: _Sorting) -> Iterator[Body]:
    """Give the texts of a part, in order; what is no text of the letter goes to the attachments."""
    if entity.media_type == "multipart/alternative":
        forms = [body for part in entity.parts for body in _bodies(part, sorting)]
        plain = tuple(part for body in forms for part in body.plain)
        html = tuple(part for body in forms for part in body.html)
        yield from [Body(plain, html)] if plain or html else []
    elif entity.parts:
        for part in entity.parts:
            yield from _bodies(part, sorting)
    elif _is_text(entity):
        yield _text(entity, sorting)
    else:
        _sort_attachment(entity, sorting)


def _is_text(entity: Entity) -> bool:
    if entity.media_type not in {"text/plain", "text/html"}:
        return False
    return entity.header.value("content-disposition") != "attachment" and not _file_name(entity)


def _text(entity: Entity, sorting: _Sorting) -> Body:
    content, notice = _transferred(entity, sorting.parsing)
    sorting.body_notices += notice
    parameters = entity.header.parameters("content-type")
    charset = plain_line(parameters.get("charset", ""))
    if entity.media_type == "text/html":
        return Body(html=(Part(content, charset),))
    flowed = parameters.get("format", "").lower() == "flowed"
    return Body(plain=(Part(content, charset, flowed, parameters.get("delsp", "").lower() == "yes"),))


def _file_name(entity: Entity) -> str:
    header = entity.header
    return header.parameters("content-disposition").get("filename") or header.parameters("content-type").get("name", "")


def _sort_attachment(entity: Entity, sorting: _Sorting) -> None:
    name, media_type = _file_name(entity), entity.media_type
    left_out = _left_out(entity)
    if left_out:
        sorting.attachment_notices.append(Notice("info", left_out[0], f"“{shown(name)}” {left_out[1]}", media_type))
        return
    if media_type in _SEALED:
        message = "is encrypted or sealed; expected a mail whose text can be read"
        sorting.body_notices.append(Notice("warning", "encrypted", message, media_type))
    content, notices = _transferred(entity, sorting.parsing)
    sorting.attachment_notices += notices
    if media_type == "message/rfc822" and not name:
        name = re.sub(r"[\\/]", "-", header_of(content[:LARGEST_HEADER]).text("subject"))
    sorting.attachments.append(Attachment(name, content, media_type))


def _left_out(entity: Entity) -> tuple[str, str] | None:
    """Say why a part is no source: a code, and a reason in words; None when it is one."""
    header = entity.header
    is_shown = header.value("content-disposition") == "inline" or bool(header.first("content-id"))
    if entity.media_type.startswith("image/") and is_shown and header.value("content-disposition") != "attachment":
        return "inline-image", "is an image shown in the letter; not read"
    if entity.media_type in _SIGNATURES:
        return "signature", "is the signature of the letter; not checked"
    if entity.media_type in {"message/delivery-status", "message/external-body", "message/partial"}:
        return "left-out", "holds no text; not read"
    return None


def _transferred(entity: Entity, parsing: _Parsing) -> tuple[bytes, list[Notice]]:
    """Undo the transfer encoding of a part (RFC 2045, section 6)."""
    content = parsing.content[entity.start : entity.end]
    encoding = entity.header.value("content-transfer-encoding")
    if encoding == "base64":
        decoded, is_whole = from_base64(content)
        message = f"the base64 of {_what(entity)} is damaged; read as far as it goes"
        return decoded, [] if is_whole else [Notice("warning", "damaged-base64", message, entity.media_type)]
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content), []
    if encoding in {"", "7bit", "8bit", "binary"}:
        return content, []
    message = f"{_what(entity)} has the transfer encoding “{shown(encoding)}”, which is not known; read as it stands"
    return content, [Notice("warning", "unknown-transfer-encoding", message, entity.media_type)]


def _what(entity: Entity) -> str:
    name = _file_name(entity)
    return f"“{shown(name)}”" if name else f"a part of type {shown(entity.media_type)}"
