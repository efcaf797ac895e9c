"""The bytes of a DOCX or ODT → the XML parts in it, as light trees: sizes checked before and while unpacking.

An own tree on expat and no XML library: parts are read once from start to end, and a hostile one must end early. Entity
declarations are refused, so nothing expands; depth and number of elements are bounded; nothing is fetched.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ezri_archive.errors import SourceError

MAXIMUM_PART = 64_000_000
"""The largest part that is read, in bytes once unpacked."""

_MAXIMUM_RATIO = 200
_SMALL = 4_000_000
_MAXIMUM_PARTS = 10_000
_MAXIMUM_ELEMENTS = 500_000
_MAXIMUM_DEPTH = 200
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_FLAG = 0x1

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "http://www.w3.org/1999/xlink": "xlink",
}
"""Namespaces and the prefixes that stand for them here; a name of any other begins with `other:`."""


@dataclass(slots=True)
class Element:
    """An XML element: `tag` and the attributes' names as `prefix:name`, elements and texts in their order."""

    tag: str
    attributes: dict[str, str]
    content: "list[Element | str]" = field(default_factory=list)

    @property
    def children(self) -> "Iterator[Element]":
        """The elements directly inside."""
        return (entry for entry in self.content if isinstance(entry, Element))

    def child(self, tag: str) -> "Element | None":
        """Find the first element of this tag directly inside."""
        return next((element for element in self.children if element.tag == tag), None)

    def get(self, name: str) -> str:
        """Give an attribute; "" when there is none."""
        return self.attributes.get(name, "")

    def descendants(self, tag: str) -> "Iterator[Element]":
        """Find all elements of this tag anywhere inside, in order."""
        for element in self.children:
            if element.tag == tag:
                yield element
            yield from element.descendants(tag)

    @property
    def text(self) -> str:
        """All text inside."""
        return "".join(entry if isinstance(entry, str) else entry.text for entry in self.content)


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
        return self._tree(self._read(name), name)

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
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            message = f"is damaged: {name} cannot be unpacked"
            raise self._error(message, "damaged-package") from error
        if len(content) > MAXIMUM_PART:
            message = f"has {name} of more than {MAXIMUM_PART:,} bytes"
            raise self._error(message, "bomb")
        return content

    def _tree(self, content: bytes, name: str) -> Element:
        try:
            return _parse(content)
        except expat.ExpatError as error:
            message = f"is damaged: {name} is not well-formed"
            raise self._error(message, "damaged-package", f"line {error.lineno}") from error
        except _HostileError as error:
            message = f"has {name} that {error}"
            raise self._error(message, "bomb") from error

    def _error(self, message: str, code: str, place: str = "") -> SourceError:
        return SourceError(message, where=self._path, code=code, place=place)


# --- XML ----------------------------------------------------------------------------------------------------


class _HostileError(Exception):
    """XML that is made to take the machine."""


class _Builder:
    """Builds the tree from expat's events."""

    def __init__(self) -> None:
        self.root = Element("", {})
        self._open = [self.root]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MAXIMUM_ELEMENTS:
            message = f"has more than {_MAXIMUM_ELEMENTS:,} elements"
            raise _HostileError(message)
        if len(self._open) > _MAXIMUM_DEPTH:
            message = f"nests elements more than {_MAXIMUM_DEPTH} deep"
            raise _HostileError(message)
        element = Element(_short(name), {_short(key): value for key, value in attributes.items()})
        self._open[-1].content.append(element)
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        self._open[-1].content.append(text)

    def entity(self, *_: object) -> None:
        message = "declares entities, which can expand to any size or name other files"
        raise _HostileError(message)


def _short(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"{_PREFIXES.get(namespace, 'other')}:{local}" if namespace else local


def _parse(content: bytes) -> Element:
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.EntityDeclHandler = builder.entity
    parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    return next(builder.root.children)
