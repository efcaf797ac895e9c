"""Bytes of XML → its elements, one at a time: no entity is expanded, nothing is loaded, memory stays flat."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Literal

from lxml import etree

from ezri_archive.errors import ImportFileError

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"


def root_of(content: bytes, where: str) -> etree._Element:
    """Give the root element with its attributes, its children not yet read.

    Raises ImportFileError for what is no XML.
    """
    for _, element in _events(content, where, ("start",)):
        return element
    message = "is no XML; expected an element"
    raise ImportFileError(message, where=where)


def expect_root(root: etree._Element, name: str, where: str, *, mistaken: str = "") -> None:
    """Refuse another root element than `name`, with what it may be `mistaken` for. Raises ImportFileError."""
    found = str(root.tag).removeprefix(f"{{{TEI}}}")
    if found != name:
        message = f"begins with <{found}>{mistaken}; expected <{name}>"
        raise ImportFileError(message, where=where)


def each(content: bytes, where: str, *names: str) -> Iterator[etree._Element]:
    """Give every complete element of these names, in order; each is emptied when the next is asked for.

    Raises ImportFileError for XML that is not well-formed or declares entities.
    """
    for _, element in _events(content, where, ("end",), names):
        yield element
        element.clear(keep_tail=False)
        parent = element.getparent()
        while parent is not None and parent[0] is not element:
            del parent[0]


def each_start(content: bytes, where: str, *names: str) -> Iterator[tuple[str, etree._Element]]:
    """Give elements of these names as they begin (`start`, only attributes known) and end (`end`, complete)."""
    return _events(content, where, ("start", "end"), names)


def local_name(element: etree._Element) -> str:
    """Give the name of an element without its namespace; of `<a:>`, which lxml lets pass, what is written."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: etree._Element) -> str:
    """Say on which line an element begins."""
    return f"line {element.sourceline}" if element.sourceline else ""


def words_of(element: etree._Element) -> str:
    """Give the text of an element and all in it, each run of white space as one space."""
    return " ".join("".join(element.itertext(with_tail=False)).split())


def _events(
    content: bytes, where: str, events: Sequence[Literal["start", "end"]], names: tuple[str, ...] | None = None
) -> Iterator[tuple[str, etree._Element]]:
    walk = etree.iterparse(
        BytesIO(content),
        events=events,
        tag=names,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for number, (event, element) in enumerate(walk):
            if number == 0:
                _refuse_entities(element, where)
            yield event, element
    except etree.XMLSyntaxError as error:
        message = f"is not well-formed XML: {error.msg}"
        raise ImportFileError(message, where=f"{where}, line {error.lineno}" if error.lineno else where) from error


def _refuse_entities(element: etree._Element, where: str) -> None:
    """Refuse what declares entities: unexpanded, they would be words that silently are not there."""
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        message = "declares entities (<!ENTITY …>); expected none"
        raise ImportFileError(message, where=where)
