"""Stable identifiers: of documents from their path, of what lies in a document from its place in it.

`observer-30` names a document, `observer-30.p4` its fourth portion, `observer-30.en.12` its twelfth English
segment. They depend on nothing outside the document, so an unrelated new source changes none of them. All are valid
XML names (they stand in TEI as `xml:id`) and plain in a URL.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

_KNOWN_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"})
_NOT_IN_NAME = re.compile(r"[^\w-]+", re.UNICODE)


def document_id(path: str) -> str:
    """Name the document that the source at `path` (relative, with `/`) holds.

    Folders are joined with `-`, the suffix of a known format is dropped, other marks become `-`:
    `letters/salt-road.he.md` is `letters-salt-road-he`. A name that would not start with a letter gets `d-` in front.
    """
    pure = PurePosixPath(path)
    stem = pure.with_suffix("") if pure.suffix.lower() in _KNOWN_SUFFIXES else pure
    name = unicodedata.normalize("NFC", "-".join(stem.parts)).lower()
    name = _NOT_IN_NAME.sub("-", name).replace("_", "-").strip("-") or "document"
    return name if name[0].isalpha() else f"d-{name}"


def document_ids(paths: Iterable[str]) -> dict[str, str]:
    """Name the documents of many sources, apart.

    Where two paths give one name (`a.txt`, `a.md`), each of them keeps its suffix in the name (`a-txt`, `a-md`); where
    even that is not enough, the later in order of path gets a number.
    """
    ordered = sorted(paths)
    plain = {path: document_id(path) for path in ordered}
    shared = {name for name in plain.values() if list(plain.values()).count(name) > 1} if _repeats(plain) else set()
    taken: set[str] = set()
    names: dict[str, str] = {}
    for path in ordered:
        name = plain[path] if plain[path] not in shared else _with_suffix(path)
        names[path] = _free(name, taken)
        taken.add(names[path])
    return names


def _repeats(names: dict[str, str]) -> bool:
    return len(set(names.values())) < len(names)


def _with_suffix(path: str) -> str:
    return document_id(path + "-") if not PurePosixPath(path).suffix else document_id(path.replace(".", "-"))


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name}-{number}"
        number += 1
    return free


def portion_id(document: str, number: int) -> str:
    """Name portion `number` (from 1) of a document."""
    return f"{document}.p{number}"


def segment_id(document: str, language: str, number: int) -> str:
    """Name segment `number` (from 1, counted within its language) of a document."""
    return f"{document}.{language}.{number}"


def link_id(document: str, number: int) -> str:
    """Name link `number` (from 1) of a document."""
    return f"{document}.link{number}"
