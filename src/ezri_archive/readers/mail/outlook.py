"""An Outlook message ([MS-OXMSG], a compound file: [MS-CFB]) → `Letter`; needs the extra `mail`."""

import datetime as dt
import io
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from ezri_archive.errors import SourceError
from ezri_archive.readers.encodings import decode
from ezri_archive.readers.mail.headers import Header, day_of, header_of, plain_line, sender
from ezri_archive.readers.mail.letters import Attachment, Body, Letter, Part
from ezri_archive.readers.mail.mime import archived_at
from ezri_archive.readers.mail.writing import as_mime
from ezri_archive.readers.names import shown
from ezri_archive.records import Notice

if TYPE_CHECKING:
    import olefile

_SUBJECT, _HEADERS, _PLAIN, _HTML, _RTF = "0037", "007D", "1000", "1013", "1009"
_SENDER_NAMES, _SENDER_ADDRESSES = ("0C1A", "0042"), ("5D01", "5D02", "0C1F", "0065")
_DATA, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _MEDIA_TYPE, _CONTENT_ID = "3701", "3707", "3704", "3001", "370E", "3712"
_UNICODE, _BYTES_TEXT, _BINARY, _STORAGE = "001F", "001E", "0102", "000D"
_TIMES = (0x0039, 0x0E06)
_TEXT_CODE_PAGE, _HTML_CODE_PAGE = 0x3FFD, 0x3FDE
_KINDS_OF_NUMBER = frozenset({0x0003, 0x0040})
_ENTRY = struct.Struct("<HHIQ")
_CLAIMS = struct.Struct("<30xHH10xI16xI4xI")
_SHIFTS = frozenset({(9, 6), (12, 6)})
"""In the header of a compound file: the sizes of sectors as powers of two; how many sectors its three tables have."""

_TOP_HEADER, _INNER_HEADER = 32, 24
_CODE_PAGES = {65001: "utf-8", 1200: "utf-16-le", 28598: "iso-8859-8", 38598: "iso-8859-8-i", 28591: "iso-8859-1"}
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_ATTACHMENT = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}")
_MOST_ATTACHMENTS = 1_000
_DEEPEST = 3
"""How many messages may stand in one another, as of containers."""

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_DAMAGE = (OSError, struct.error, ValueError, IndexError, RecursionError, TypeError, AttributeError, OverflowError)
"""What olefile raises for damaged files; its own error is an OSError."""


@dataclass(slots=True)
class _Message:
    """A message storage, at the top of the file or attached; `left` is how many bytes may still be read of the file."""

    file: "olefile.OleFileIO[str]"
    path: str
    left: list[int]
    place: tuple[str, ...] = ()
    numbers: dict[int, int] = field(default_factory=dict)

    def stream(self, *names: str) -> bytes | None:
        """Read a stream; None when there is none."""
        place = [*self.place, *names]
        if not self.file.exists(place):
            return None
        self.left[0] -= self.file.get_size(place)
        if self.left[0] < 0:
            message = "is a damaged Outlook message: its streams are larger than the file"
            raise SourceError(message, where=self.path, code="damaged-mail")
        return self.file.openstream(place).read()

    def part(self, tag: str, *storage: str) -> Part | None:
        """Read a property that is text, with its charset; None when there is none."""
        wide = self.stream(*storage, f"__substg1.0_{tag}{_UNICODE}")
        if wide is not None:
            return Part(wide.decode("utf-16-le", "replace").encode(), "utf-8")
        narrow = self.stream(*storage, f"__substg1.0_{tag}{_BYTES_TEXT}")
        return None if narrow is None else Part(narrow, _charset(self.numbers.get(_TEXT_CODE_PAGE, 0)))

    def text(self, tag: str, *storage: str) -> str:
        """Read a property that is text, on one line; "" when there is none, or it cannot be decoded."""
        part = self.part(tag, *storage)
        return plain_line(_decoded(part)) if part else ""


def read_outlook(content: bytes, path: str) -> Letter:
    """Take an Outlook message apart.

    Raises SourceError, naming `path`, for what is none, and when the extra that reads it is not installed.
    """
    try:
        import olefile  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "is an Outlook message; to read it: pip install 'ezri-archive[mail]'"
        raise SourceError(message, where=path, code="missing-reader") from error
    try:
        _refuse_claims(content)
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            root: Any = file.root  # the stubs do not know its size
            _refuse_larger(root.size, len(content))
            return _letter(_Message(file, path, [2 * len(content)]), 1)
    except _DAMAGE as error:
        message = f"is no Outlook message, or a damaged one: {shown(' '.join(str(error).split()))}"
        raise SourceError(message, where=path, code="damaged-mail") from error


def _refuse_claims(content: bytes) -> None:
    """Refuse a file that claims larger tables than it has room for: olefile would read them round and round."""
    shift, mini_shift, *counts = _CLAIMS.unpack_from(content)
    if (shift, mini_shift) not in _SHIFTS:
        message = "its sectors have no size they may have"
        raise ValueError(message)
    for count in counts:
        _refuse_larger(count << shift, len(content))


def _refuse_larger(claimed: int, size: int) -> None:
    if claimed > size:
        message = f"it claims a table of {claimed:,} bytes in a file of {size:,}"
        raise ValueError(message)


def _decoded(part: Part) -> str:
    try:
        return decode(part.content, declared=part.charset).text
    except SourceError:
        return part.content.decode("ascii", "replace")


def _charset(code_page: int) -> str:
    return _CODE_PAGES.get(code_page, f"cp{code_page}" if code_page else "")


# --- message → letter -------------------------------------------------------------------------------------------


def _letter(message: _Message, depth: int) -> Letter:
    message.numbers = _numbers(message)
    header = _transport_header(message)
    author, written = sender(header) if header.first("from") else _sender(message)
    sent = _sent(message)
    notices: list[Notice] = []
    return Letter(
        subject=message.text(_SUBJECT) or header.text("subject"),
        sender=written,
        author=author,
        date=header.text("date") or (format_datetime(sent) if sent else ""),
        day=day_of(header.first("date")) or (sent.date().isoformat() if sent else ""),
        url=archived_at(header),
        bodies=tuple(_bodies(message)),
        body_notices=tuple(_unread_bodies(message)),
        attachments=tuple(_attachments(message, depth, notices)),
        attachment_notices=tuple(notices),
    )


def _numbers(message: _Message) -> dict[int, int]:
    """Read the properties that are numbers or times ([MS-OXMSG] 2.4.1)."""
    content = message.stream("__properties_version1.0") or b""
    header = _INNER_HEADER if message.place else _TOP_HEADER
    entries = content[header : header + (len(content) - header) // _ENTRY.size * _ENTRY.size]
    return {tag: value for kind, tag, _, value in _ENTRY.iter_unpack(entries) if kind in _KINDS_OF_NUMBER}


def _transport_header(message: _Message) -> Header:
    part = message.part(_HEADERS)
    return header_of(part.content) if part else Header({})


def _sender(message: _Message) -> tuple[str, str]:
    """Give the sender of a message that never went over the Internet; addresses inside Exchange say nothing."""
    name = next((text for tag in _SENDER_NAMES if (text := message.text(tag))), "")
    addresses = (message.text(tag) for tag in _SENDER_ADDRESSES)
    address = next((text for text in addresses if _ADDRESS.fullmatch(text)), "")
    if name and address and name != address:
        return name, f"{name} <{address}>"
    return name or address, name or address


def _sent(message: _Message) -> dt.datetime | None:
    """Give when a message was sent or came, in UTC; FILETIME counts 100 ns since 1601."""
    stamp = next((message.numbers[tag] for tag in _TIMES if message.numbers.get(tag)), 0)
    try:
        return _EPOCH + dt.timedelta(microseconds=stamp // 10) if stamp else None
    except OverflowError:  # after the year 9999
        return None


def _bodies(message: _Message) -> Iterator[Body]:
    plain = message.part(_PLAIN)
    html = message.part(_HTML)
    content = message.stream(f"__substg1.0_{_HTML}{_BINARY}")
    if content is not None:
        html = Part(content, _charset(message.numbers.get(_HTML_CODE_PAGE, 0)))
    if plain or html:
        yield Body((plain,) if plain else (), (html,) if html else ())


def _unread_bodies(message: _Message) -> Iterator[Notice]:
    names = [f"__substg1.0_{tag}" for tag in (_PLAIN + _UNICODE, _PLAIN + _BYTES_TEXT, _HTML + _BINARY)]
    names += [f"__substg1.0_{_HTML}{_UNICODE}", f"__substg1.0_{_HTML}{_BYTES_TEXT}"]
    has_text = any(message.file.exists([*message.place, name]) for name in names)
    if not has_text and message.file.exists([*message.place, f"__substg1.0_{_RTF}{_BINARY}"]):
        yield Notice("warning", "rtf-body", "has its text in RTF only, which is not read; save it as HTML or EML")


# --- attachments ------------------------------------------------------------------------------------------------


def _attachments(message: _Message, depth: int, notices: list[Notice]) -> Iterator[Attachment]:
    for storage in _storages(message):
        name = next(
            (text for tag in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME) if (text := message.text(tag, storage))), ""
        )
        media_type = message.text(_MEDIA_TYPE, storage).lower()
        embedded = f"__substg1.0_{_DATA}{_STORAGE}"
        content = message.stream(storage, f"__substg1.0_{_DATA}{_BINARY}")
        if content is not None and media_type.startswith("image/") and message.text(_CONTENT_ID, storage):
            notices.append(Notice("info", "inline-image", f"“{shown(name)}” is an image shown in the letter; not read"))
        elif content is not None:
            yield Attachment(name, content, media_type)
        elif message.file.exists([*message.place, storage, embedded]) and depth < _DEEPEST:
            inner = _letter(
                _Message(message.file, message.path, message.left, (*message.place, storage, embedded)), depth + 1
            )
            yield Attachment(name or re.sub(r"[\\/]", "-", inner.subject), as_mime(inner), "message/rfc822")
        else:
            notices.append(Notice("warning", "left-out", f"“{shown(name)}” holds no file that can be read"))


def _storages(message: _Message) -> Sequence[str]:
    depth = len(message.place)
    places = message.file.listdir(streams=False, storages=True)
    inside = (place for place in places if len(place) == depth + 1 and tuple(place[:depth]) == message.place)
    found = sorted(place[depth] for place in inside if _ATTACHMENT.fullmatch(place[depth]))
    if len(found) > _MOST_ATTACHMENTS:
        text = f"has {len(found):,} attachments; expected at most {_MOST_ATTACHMENTS:,}"
        raise SourceError(text, where=message.path, code="too-many-members")
    return found
