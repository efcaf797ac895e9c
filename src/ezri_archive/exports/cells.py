"""Texts → what can stand in one line, and in XML; rows in batches, so that memory stays flat."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import TypeVar

from ezri_archive.errors import ExportError
from ezri_archive.records import AlignedRow
from ezri_archive.text import xml_illegal

_BATCH = 1000
_XML_BREAK = re.compile("[\t\n\r\u0085\u2028\u2029]+")
_ANY_BREAK = re.compile("[\t\n\v\f\r\x1c-\x1e\u0085\u2028\u2029]+")
_Item = TypeVar("_Item")


def batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Cut a stream into lists of at most 1,000."""
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def document_pairs(rows: Iterable[AlignedRow]) -> Iterator[tuple[tuple[str, str], Iterator[AlignedRow]]]:
    """Part rows, which come document by document, into runs of the same two documents."""
    return groupby(rows, lambda row: (row.source_document, row.target_document))


def pair_name(documents: tuple[str, str]) -> str:
    """Name a pair of documents in a file name: `road-en_road-he`, or `letter-7` when they are one."""
    return documents[0] if documents[0] == documents[1] else "_".join(documents)


def side_names(source_language: str, target_language: str) -> tuple[str, str]:
    """Name the two sides: by their languages, or `fr-source` and `fr-target` within one language."""
    if source_language != target_language:
        return source_language, target_language
    return f"{source_language}-source", f"{target_language}-target"


def one_line(text: str) -> str:
    """Put a text on one line: every run of line breaks and tabs, in any of their codes, becomes a space."""
    # What is printable throughout, as nearly all texts are, holds no break; asking so is ten times as fast.
    return text if text.isprintable() else _ANY_BREAK.sub(" ", text)


def xml_text(text: str, where: str) -> str:
    """Escape a text for XML, on one line; raises ExportError for a character that XML cannot carry."""
    if not text.isprintable():
        text = _XML_BREAK.sub(" ", legal(text, where))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_attribute(text: str, where: str) -> str:
    """Escape a text for an attribute in double quotes; raises ExportError as `xml_text` does."""
    return xml_text(text, where).replace('"', "&quot;")


def legal(text: str, where: str) -> str:
    """Give a text back when XML can carry it. Raises ExportError, naming the character, when not."""
    if illegal := xml_illegal(text):
        message = f"XML cannot carry the character U+{ord(illegal):04X}"
        raise ExportError(message, where=where)
    return text


def utf8(text: str) -> bytes:
    """Encode as UTF-8. Raises ExportError for half of a surrogate pair, which is no character."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        message = f"UTF-8 cannot carry the character U+{ord(text[error.start]):04X}"
        raise ExportError(message) from error
