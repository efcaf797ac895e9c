"""Bytes of XML → a light tree that can be trusted: entities refused, depth and number of elements bounded.

An own tree on expat and no XML library: a part is read once from start to end, and a hostile one must end early. Entity
declarations are refused, so nothing expands; nothing is fetched. Of a DTD that lies elsewhere, the names of characters
that all of them share (`&eacute;`, ISO 8879, annex D, as HTML 4 has them) are read, and any other refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint
from xml.parsers import expat

from ezri_archive.errors import SourceError

_MAXIMUM_ELEMENTS = 500_000
_MAXIMUM_DEPTH = 200

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
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.tei-c.org/ns/1.0": "tei",
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


def xml_tree(content: bytes, path: str, name: str = "") -> Element:
    """Parse XML, the whole of a source or its part `name`; raises SourceError for what is damaged or hostile."""
    try:
        return _parse(content)
    except _UndeclaredError as error:
        message = _of_part(name, f"uses {error}, which only a DTD elsewhere declares; write the text itself")
        raise SourceError(message, where=path, code="unknown-entity") from error
    except expat.ExpatError as error:
        message = f"is damaged: {name} is not well-formed" if name else "is not well-formed XML"
        raise SourceError(message, where=path, code="damaged-package", place=f"line {error.lineno}") from error
    except (LookupError, ValueError) as error:  # Python's codecs, asked by expat for an encoding it does not know
        message = f"{'is damaged: ' + name if name else 'is XML that'} names an encoding that cannot be read: {error}"
        raise SourceError(message, where=path, code="damaged-package") from error
    except _HostileError as error:
        raise SourceError(_of_part(name, str(error)), where=path, code="bomb") from error


def _of_part(name: str, problem: str) -> str:
    return f"has {name} that {problem}" if name else problem


class _HostileError(Exception):
    """XML that is made to take the machine."""


class _UndeclaredError(Exception):
    """A reference to an entity that only a DTD elsewhere declares: left out, its words would silently be missing."""


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

    def skipped(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - expat's signature
        """Read a reference whose declaration was not at hand."""
        if is_parameter:  # it stands in the DTD, not in the text
            return
        if name not in name2codepoint:
            message = f"the entity &{name};"
            raise _UndeclaredError(message)
        self.text(chr(name2codepoint[name]))


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
    parser.SkippedEntityHandler = builder.skipped
    parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    return next(builder.root.children)
