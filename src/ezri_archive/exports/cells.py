"""Texts → what can stand in one line, and in XML; rows in batches, so that memory stays flat."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TypeVar

from ezri_archive.errors import ExportError
from ezri_archive.records import AlignedRow
from ezri_archive.text import xml_illegal

_BATCH = 200
_XML_BREAK = re.compile("[\t\n\r\u0085\u2028\u2029]+")
_ANY_BREAK = re.compile("[\t\n\v\f\r\x1c-\x1e\u0085\u2028\u2029]+")
_CONTROLS = bytes({*range(32)} - {10})
_MARKS = "\u0085\u2028\u2029\ufffe\uffff"
"""The other line breaks, and the two characters beside half pairs that XML cannot carry."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that spreadsheets execute: https://owasp.org/www-community/attacks/CSV_Injection"""
_Item = TypeVar("_Item")


def batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Cut a stream into lists of at most 200."""
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


def xml_texts(texts: Sequence[str], places: Sequence[str]) -> list[str]:
    """Escape many texts as `xml_text` does each; `places` names them for the error. Several times as fast."""
    joined = "\n".join(texts)
    if not texts or joined.count("\n") >= len(texts) or not _plain(joined):
        return [xml_text(text, place) for text, place in zip(texts, places, strict=True)]
    return joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split("\n")


def _plain(text: str) -> bool:
    """Say whether there is nothing to replace or refuse in a text, besides LF."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return False
    return len(encoded.translate(None, _CONTROLS)) == len(encoded) and not any(mark in text for mark in _MARKS)


def score_text(score: float) -> str:
    """Write a score; "" for not-a-number, which says that nobody judged."""
    return f"{score:g}" if score == score else ""  # noqa: PLR0124 - only not-a-number differs from itself


def defused(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would execute as a formula; it takes that as "this is text"."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


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
