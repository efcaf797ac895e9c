"""The bytes of a DOCX or ODT → the XML parts in it, as light trees: sizes checked before and while unpacking."""

import io
import zipfile
import zlib

from ezri_archive.errors import SourceError
from ezri_archive.readers.trees import Element, xml_tree

MAXIMUM_PART = 64_000_000
"""The largest part that is read, in bytes once unpacked."""

_MAXIMUM_RATIO = 200
_SMALL = 4_000_000
_MAXIMUM_PARTS = 10_000
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_FLAG = 0x1


class Package:
    """A ZIP of XML parts; raises SourceError for one that is none, is encrypted, or is made to do harm."""

    def __init__(self, content: bytes, path: str) -> None:
        """Open the package in memory and check what it declares."""
        self._path = path
        if content.startswith(_OLD_FORMAT):
            message = "is encrypted, or of the format before 2007; save a copy without a password in the new format"
            raise self._error(message, "encrypted")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError) as error:
            message = "is damaged, or no document: it cannot be opened as a ZIP"
            raise self._error(message, "damaged-package") from error
        entries = self._zip.infolist()
        if len(entries) > _MAXIMUM_PARTS:
            message = f"has {len(entries):,} parts; expected at most {_MAXIMUM_PARTS:,}"
            raise self._error(message, "bomb")
        for entry in entries:
            self._check(entry)

    def __contains__(self, name: str) -> bool:
        """Say whether the package has a part of this name."""
        return name in self._zip.NameToInfo

    def part(self, name: str) -> Element:
        """Read an XML part as a tree; raises SourceError when it is missing, damaged or too large."""
        if name not in self:
            message = f"has no part {name}; expected a text document"
            raise self._error(message, "damaged-package")
        return xml_tree(self._read(name), self._path, name)

    def optional(self, name: str) -> Element | None:
        """Read an XML part if there is one."""
        return self.part(name) if name in self else None

    def _check(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name.partition("/")[0]:
            message = f"has a part whose name leads out of it: {name!r}"
            raise self._error(message, "path-traversal")
        if entry.flag_bits & _ENCRYPTED_FLAG:
            message = "is encrypted; save a copy without a password"
            raise self._error(message, "encrypted")
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _SMALL and ratio > _MAXIMUM_RATIO:
            message = f"has a part that says it unpacks to {entry.file_size:,} bytes, {ratio:,.0f} times its size"
            raise self._error(message, "bomb")

    def _read(self, name: str) -> bytes:
        try:
            with self._zip.open(name) as part:
                content = part.read(MAXIMUM_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            message = f"is damaged: {name} cannot be unpacked"
            raise self._error(message, "damaged-package") from error
        if len(content) > MAXIMUM_PART:
            message = f"has {name} of more than {MAXIMUM_PART:,} bytes"
            raise self._error(message, "bomb")
        return content

    def _error(self, message: str, code: str, place: str = "") -> SourceError:
        return SourceError(message, where=self._path, code=code, place=place)
