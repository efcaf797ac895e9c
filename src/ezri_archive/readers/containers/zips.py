"""A ZIP file → its members, one after another, and what is wrong with the others.

Sizes and counts in its headers are claims: members are read piece by piece, and no further than is allowed. What is
wrong with one member costs that member only; a ZIP file whose list of members is broken is refused.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ezri_archive.errors import SourceError
from ezri_archive.readers.containers.limits import LARGEST_MEMBER, MOST_MEMBERS, Allowance
from ezri_archive.readers.names import clean_name, shown
from ezri_archive.records import Notice

_MOST_PACKED = 200
_FREE = 1_000_000
"""A member may have so many bytes however small it is packed; a larger one at most 200 times what it is packed in."""

_MOST_SIGNATURES = 100_000
_PIECE = 1 << 16
_UNICODE_NAME, _ENCRYPTED = 0x800, 0x41
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_OTHER_METHODS = {9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}
"""Methods of APPNOTE.TXT, 4.4.5; that of bzip2 and LZMA in zipfile unpacks at once whatever 4 KB unpack to."""

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)
"""What zipfile raises for bytes that are no ZIP file, or not one it can read; UnicodeDecodeError is a ValueError."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A member as the ZIP file names it, unpacked."""

    name: str
    content: bytes


def unpack(content: bytes, path: str, allowance: Allowance) -> Iterator[Packed | Notice]:
    """Unpack a ZIP file, in its own order.

    Folders and hidden files are left out. Raises SourceError, naming `path`, when the file or its list of members is
    broken, or when more is unpacked than the allowance has left.
    """
    with _opened(content, path) as archive:
        entries = archive.infolist()
        encoding = name_encoding([_raw_name(entry) for entry in entries if not _says_unicode(entry)])
        for entry in entries:
            name = _name(entry, encoding)
            if not (entry.filename.endswith("/") or _is_hidden(name)):
                yield _unpacked(archive, entry, name, path, allowance)


def _opened(content: bytes, path: str) -> zipfile.ZipFile:
    """Open a ZIP file whose list of members is not too long to be kept in memory."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content)) if _signatures(content) <= _MOST_SIGNATURES else None
    except _BROKEN as error:
        message = f"is no ZIP file, or its list of members is broken: {_reason(error)}"
        raise SourceError(message, where=path, code="broken-zip") from error
    if archive is None or len(archive.filelist) > MOST_MEMBERS:
        message = f"holds more than {MOST_MEMBERS:,} members"
        raise SourceError(message, where=path, code="too-many-members")
    return archive


def _signatures(content: bytes) -> int:
    return content.count(b"PK\x01\x02")


def _reason(error: Exception) -> str:
    return shown(" ".join(str(error)[:_LONGEST_NAME].split()) or type(error).__name__)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in clean_name(name).split("/"))


# --- one member -------------------------------------------------------------------------------------------------


def _unpacked(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, path: str, allowance: Allowance
) -> Packed | Notice:
    code, problem = _unreadable(entry)
    if problem:
        return _notice(code, name, problem, path)
    try:
        return Packed(name, _read(archive, entry, allowance))
    except _TooLarge as error:
        return _notice("zip-bomb" if error.is_bomb else "too-large", name, str(error), path)
    except (*_BROKEN, RuntimeError) as error:
        return _notice("broken-member", name, f"cannot be unpacked: {_reason(error)}", path)


def _notice(code: str, name: str, problem: str, path: str) -> Notice:
    return Notice("error", code, f"“{shown(name)}” {problem}", f"{path}/{clean_name(name)}")


def _unreadable(entry: zipfile.ZipInfo) -> tuple[str, str]:
    """Say why a member is not even tried; nothing when it is."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "link", "is a symbolic link; expected a file"
    if kind not in {0, stat.S_IFREG}:
        return "no-file", "is a pipe, socket or device; expected a file"
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted", "is encrypted; unpack it and put it beside the ZIP file"
    if entry.compress_type not in _METHODS:
        method = _OTHER_METHODS.get(entry.compress_type, str(entry.compress_type))
        return "unknown-packing", f"is packed by the method {method}; expected store or deflate"
    return "", ""


class _TooLarge(Exception):  # noqa: N818 - a member refused, not a failure of the program
    """A member that has more bytes than it may."""

    def __init__(self, message: str, *, is_bomb: bool) -> None:
        super().__init__(message)
        self.is_bomb = is_bomb


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowance: Allowance) -> bytes:
    """Unpack a member piece by piece, counting every byte, those of a refused member too."""
    pieces: list[bytes] = []
    size, packed = 0, min(entry.compress_size, archive.start_dir)  # what it claims, and all there is
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            allowance.take(len(piece))
            _refuse_too_large(size, packed)
            pieces.append(piece)
    return b"".join(pieces)


def _refuse_too_large(size: int, packed: int) -> None:
    if size > max(_FREE, _MOST_PACKED * packed):
        message = f"unpacks to more than {_MOST_PACKED} times its size; not read further"
        raise _TooLarge(message, is_bomb=True)
    if size > LARGEST_MEMBER:
        message = f"has more than {LARGEST_MEMBER:,} bytes; not read further"
        raise _TooLarge(message, is_bomb=False)


# --- names ------------------------------------------------------------------------------------------------------

_LETTERS = {
    "cp437": "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff",
    "cp862": "\u05d0-\u05ea",
    "cp1255": "\u05b0-\u05c3\u05d0-\u05ea",
    "cp1256": "\u0621-\u063a\u0640-\u0652\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be\u06c1\u06d2",
}
"""The encodings names were written in before they said which, and the letters of their script.

cp437 is that of APPNOTE.TXT, appendix D; the others those of Windows and DOS in Hebrew, Persian and Arabic.
"""


_LONGEST_NAME = 1_000
_MOST_NAMES = 500


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    """Give a name's bytes back: zipfile reads every name that does not say it is UTF-8 as cp437."""
    return entry.orig_filename[-_LONGEST_NAME:].encode("cp437")


def _says_unicode(entry: zipfile.ZipInfo) -> bool:
    return bool(entry.flag_bits & _UNICODE_NAME)


def _name(entry: zipfile.ZipInfo, encoding: str) -> str:
    if _says_unicode(entry) or entry.filename.isascii():
        return entry.filename[-_LONGEST_NAME:]
    return _raw_name(entry).decode(encoding, "replace").partition("\x00")[0]


def name_encoding(names: Sequence[bytes]) -> str:
    """Guess the one encoding of all names of a ZIP file that do not name theirs: UTF-8, cp437, cp862, cp1255, cp1256.

    UTF-8 is hardly ever met by chance. Of the others, that wins in which most characters above ASCII stand in words
    of its own script; in cp437, of single letters with accents among plain ones.
    """
    joined = b"\n".join(islice((name for name in names if not name.isascii()), _MOST_NAMES))
    if not joined or _decodes(joined, "utf-8"):
        return "utf-8"
    return max(_LETTERS, key=lambda encoding: _likelihood(joined, encoding))


def _decodes(names: bytes, encoding: str) -> bool:
    try:
        names.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _likelihood(names: bytes, encoding: str) -> float:
    """Say which share of the characters above ASCII stands in likely words: Latin ones are mostly plain letters."""
    text = names.decode(encoding, "replace")
    likely = 0
    for word in re.findall(r"[^\W\d_]+", text):
        above = sum(not character.isascii() for character in word)
        if re.fullmatch(f"[{_LETTERS[encoding]}]+", word) and (encoding != "cp437" or above * 2 <= len(word)):
            likely += above
    return likely / sum(not character.isascii() for character in text)
