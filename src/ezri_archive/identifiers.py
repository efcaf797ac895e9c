"""Stable identifiers: of documents from their path, of what lies in a document from its place in it.

`observer-30` names a document, `observer-30.p4` its fourth portion, `observer-30.en.12` its twelfth English
segment. They depend on nothing outside the document, so an unrelated new source changes none of them. All are
valid XML names (they stand in TEI as `xml:id`) and plain in a URL.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

_KNOWN_SUFFIXES = frozenset(
    {".txt", ".md", ".markdown", ".text", ".html", ".htm", ".xhtml", ".xml", ".tei", ".tmx"}
    | {".pdf", ".docx", ".odt", ".eml", ".msg"}
)
_NAME_CHARACTER = re.compile(
    "["
    "0-9a-z\u00df-\u00f6\u00f8-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"  # Latin
    "\u03ac-\u03ce\u0430-\u044f\u0451-\u045c\u045e\u045f"  # Greek, Cyrillic
    "\u05d0-\u05ea"  # Hebrew
    "\u0621-\u063a\u0641-\u064a\u0660-\u0669\u0671-\u06b7\u06ba-\u06be\u06c0-\u06ce\u06d0-\u06d3\u06d5\u06f0-\u06f9"
    "\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3"  # Japanese, Chinese, Korean
    "]"
)
"""Lower-case letters and digits that are name characters in every edition of XML 1.0.

Validators still follow appendix B of the fourth edition, which knows fewer than the fifth.
"""
_LONGEST = 80
_DIGEST_DIGITS = 12


def document_id(path: str) -> str:
    """Name the document that the source at `path` (relative, with `/`) holds.

    Folders are joined with `-`, the suffix of a known format is dropped, other marks become `-`:
    `letters/salt-road.he.md` is `letters-salt-road-he`. A name that would not start with a letter gets `d-` in
    front; one of more than 80 characters is cut, and ends in digits of the hash of its path.
    """
    pure = PurePosixPath(path)
    stem = pure.with_suffix("") if pure.suffix.lower() in _KNOWN_SUFFIXES else pure
    return _short(_name("-".join(stem.parts)), path)


def document_ids(paths: Iterable[str]) -> dict[str, str]:
    """Name the documents of many sources, apart.

    Where paths give one name (`a.txt`, `a.md`), each of them keeps its suffix in the name (`a-txt`, `a-md`); where
    even that is not enough, each ends in digits of the hash of its path.
    """
    names = {path: document_id(path) for path in sorted(paths)}
    longer: Callable[[str], str]
    for longer in (_with_suffix, _with_digest):
        uses = Counter(names.values())
        names = {path: longer(path) if uses[name] > 1 else name for path, name in names.items()}
    return names


def _name(text: str) -> str:
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    name = re.sub("-+", "-", "".join(map(_name_characters, lowered))).strip("-") or "document"
    return name if name[0].isalpha() else f"d-{name}"


def _name_characters(character: str) -> str:
    """Give what a character becomes in a name: itself, its letters without their marks, or `-`; a mark vanishes."""
    if _NAME_CHARACTER.match(character):
        return character
    plain = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
    return "".join(part if _NAME_CHARACTER.match(part) else "-" for part in plain)


def _short(name: str, path: str) -> str:
    return name if len(name) <= _LONGEST else _marked(name, path)


def _marked(name: str, path: str) -> str:
    digits = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGEST_DIGITS]
    return f"{name[: _LONGEST - _DIGEST_DIGITS - 1]}-{digits}"


def _with_suffix(path: str) -> str:
    return _short(_name(path), path)


def _with_digest(path: str) -> str:
    return _marked(_name(path), path)


def portion_id(document: str, number: int) -> str:
    """Name portion `number` (from 1) of a document."""
    return f"{document}.p{number}"


def segment_id(document: str, language: str, number: int) -> str:
    """Name segment `number` (from 1, counted within its language) of a document."""
    return f"{document}.{language}.{number}"


def document_of_segment(segment: str) -> str:
    """Name the document that a segment stands in: `observer-30` of `observer-30.en.12`."""
    return segment.rsplit(".", 2)[0]


def language_of_segment(segment: str) -> str:
    """Name the language that a segment is numbered in: `en` of `observer-30.en.12`, "" of what is no such name."""
    parts = segment.rsplit(".", 2)
    return parts[1] if len(parts) == 3 else ""  # noqa: PLR2004 - document, language, number


def link_id(document: str, number: int) -> str:
    """Name link `number` (from 1) of a document."""
    return f"{document}.link{number}"
