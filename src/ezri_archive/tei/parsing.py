"""Bytes → the tree of a TEI file that can be trusted, and its attributes as values.

TEI comes back from an archive or from a person's editor: whatever is wrong with it is said in words.
"""

import re

from lxml import etree

from ezri_archive.errors import TeiError
from ezri_archive.tei.elements import XML, local, place, tag

_DOCTYPE = re.compile(rb"(?:\xef\xbb\xbf)?+(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL)


def parse(xml: bytes) -> etree._Element:
    """Parse XML without comments and processing instructions.

    Raises TeiError for what is not UTF-8, not well-formed, or has a document type declaration: that is refused before
    parsing, so that no entity is expanded and nothing is loaded from elsewhere.
    """
    try:
        xml.decode("utf-8")
    except UnicodeDecodeError as error:
        message = "is not UTF-8"
        raise TeiError(message, where=f"byte {error.start}") from error
    if _DOCTYPE.match(xml):
        message = "has a document type declaration (<!DOCTYPE …>); expected none"
        raise TeiError(message)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        message = f"is not well-formed XML: {error.msg}"
        raise TeiError(message, where=f"line {error.lineno}" if error.lineno else "") from error


def required(parent: etree._Element, *path: str) -> etree._Element:
    """Find the element at the end of a path of names; raises TeiError when there is none."""
    found = parent.find("/".join(tag(name) for name in path))
    if found is None:
        message = f"<{local(parent)}> lacks {'/'.join(path)}"
        raise TeiError(message, where=place(parent))
    return found


def attribute(element: etree._Element, name: str) -> str:
    """Read an attribute that must be there; raises TeiError when it is not."""
    value = element.get(name, "")
    if not value:
        message = f"<{local(element)}> lacks {name.replace(f'{{{XML}}}', 'xml:')}"
        raise TeiError(message, where=place(element))
    return value


def whole_number(element: etree._Element, name: str, *, default: str = "") -> int:
    """Read an attribute that is a whole number; raises TeiError when it is not, or missing without a default."""
    value = element.get(name, default)
    if not re.fullmatch(r"[0-9]{1,18}", value):
        message = f"<{local(element)}> has {name}={value!r}; expected a whole number"
        raise TeiError(message, where=place(element))
    return int(value)


def probability(element: etree._Element, name: str, *, default: float) -> float:
    """Read an attribute that is a number from 0 to 1; raises TeiError when it is not."""
    value = element.get(name, repr(default))
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        message = f"<{local(element)}> has {name}={value!r}; expected a number from 0 to 1"
        raise TeiError(message, where=place(element))
    return number
