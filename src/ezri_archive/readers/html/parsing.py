"""Bytes of a saved page → its decoded text and its tree, or a refusal in words.

libxml2 reads any markup there is and mends it, but its time is quadratic in the attributes of one tag and in depth
times tags; both are bounded here before and after it reads.
"""

import re
import sys
from dataclasses import dataclass

from lxml import etree

from ezri_archive.errors import SourceError
from ezri_archive.readers.encodings import Decoded, decode
from ezri_archive.records import Notice, Source

MAXIMUM_TAGS = 200_000
"""The most tags a page may have, script and style apart; a long book as one page has about 50,000."""
MAXIMUM_CHARACTERS = 20_000_000
"""The longest page that is read, without the pictures in it."""
MAXIMUM_ATTRIBUTES = 500
"""The most attributes one tag may have."""

_HEAD = 4096
_CHARSET = re.compile(rb"""<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_PICTURE = re.compile(r"(data:[\w/+.-]{1,60};base64,)[A-Za-z0-9+/=%\s]{200,}")
_VALUE = r"""(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)"""
_ATTRIBUTE = rf"[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+{_VALUE}?)?+"
"""An attribute as HTML 13.2.5 reads it."""
_TAG = re.compile(
    rf"(?P<many><[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{{MAXIMUM_ATTRIBUTES + 1}}})"
    r"|<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style)\b.*?(?:</(?P=raw)|\Z)"
    r"|(?P<tag><[/a-zA-Z])",
    re.DOTALL | re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));?")
_SURROGATES = range(0xD800, 0xE000)
_WINDOWS = range(0x80, 0xA0)
"""References to these are read as windows-1252 (HTML, 13.2.5.80)."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page: its decoded text, the facts of its encoding, its tree, and what was left out of it."""

    text: str
    decoded: Decoded
    root: etree._Element
    notices: tuple[Notice, ...]


def parse_page(source: Source) -> Parsed:
    """Decode and parse a page; raises SourceError for what is no text, or too large, deep or full to be a page."""
    decoded = decode(source.content, declared=_declared(source.content), markup=True, where=source.path)
    text = _PICTURE.sub(r"\1", decoded.text)
    _refuse_large(text, source.path)
    text, notices = _without_controls(text)
    return Parsed(text, decoded, _tree(text, source.path), (*decoded.notices, *notices))


def _declared(content: bytes) -> str:
    """Read the charset a page declares of itself."""
    found = _XML_ENCODING.match(content, 0, _HEAD) or _CHARSET.search(content, 0, _HEAD)
    return found[1].decode("ascii") if found else ""


def _refuse_large(text: str, path: str) -> None:
    if len(text) > MAXIMUM_CHARACTERS:
        message = f"has {len(text):,} characters of markup; expected at most {MAXIMUM_CHARACTERS:,}"
        raise SourceError(message, where=path, code="too-large")
    tags = 0
    for found in _TAG.finditer(text):
        tags += 1
        if found["many"]:
            line = text.count("\n", 0, found.start()) + 1
            message = f"has a tag of more than {MAXIMUM_ATTRIBUTES:,} attributes"
            raise SourceError(message, where=path, code="too-many-attributes", place=f"line {line}")
    if tags > MAXIMUM_TAGS:
        message = f"has {tags:,} tags; expected at most {MAXIMUM_TAGS:,}"
        raise SourceError(message, where=path, code="too-large")


def _without_controls(text: str) -> tuple[str, tuple[Notice, ...]]:
    """Leave out what no text may hold: control characters, and references to them or to half a character."""
    text, written = _CONTROL.subn("", text)
    references = sum(map(_is_no_character, _REFERENCE.finditer(text)))
    if references:
        text = _REFERENCE.sub(lambda found: "" if _is_no_character(found) else found.group(), text)
    removed = written + references
    message = f"{removed:,} control characters left out of the text"
    return text, (Notice("warning", "control-character", message),) if removed else ()


def _is_no_character(reference: re.Match[str]) -> bool:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return code in _SURROGATES or code > sys.maxunicode or (code not in _WINDOWS and bool(_CONTROL.match(chr(code))))


def _tree(text: str, path: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root: etree._Element | None = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, AssertionError) as error:
        message = "has no markup and no text; expected a web page"
        raise SourceError(message, where=path, code="empty") from error
    if root is None:  # nothing but comments
        message = "has no text; expected at least one word"
        raise SourceError(message, where=path, code="empty")
    limits = [entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    if limits:
        place = f"line {limits[0].line}"
        message = f"nests deeper than any page: {limits[0].message.partition(',')[0]}"
        raise SourceError(message, where=path, code="too-deep", place=place)
    return root
