"""TEI → what is wrong with it: against a schema, and against what its own pointers promise."""

from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from lxml import etree

from ezri_archive.errors import TeiError
from ezri_archive.records import Problem
from ezri_archive.tei.editions import read_edition
from ezri_archive.tei.elements import EDITION, ID, tag
from ezri_archive.tei.parsing import parse

_ENOUGH = 100
"""Problems of one file that are told; a schema error in a loop would bury the first."""


def tei_problems(xml: bytes, *, schema: Path | None = None) -> tuple[Problem, ...]:
    """Find what is wrong with a TEI file.

    It is checked against the part of tei_all that an archive writes, or against another RELAX NG `schema`. Every local
    pointer must lead to an element of the file; an edition of ours must be one that the archive can be loaded from.
    Raises TeiError when the schema cannot be read.
    """
    try:
        root = parse(xml)
    except TeiError as error:
        return (Problem(error.where, error.message),)
    found = [*_against(root, _own_schema() if schema is None else _schema(schema)), *_dangling(root)]
    if not found and schema is None and root.get("type") == EDITION:
        found += _unreadable(xml)
    return tuple(found[:_ENOUGH])


@cache
def _own_schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.fromstring((resources.files("ezri_archive.tei") / "schema.rng").read_bytes()))


def _schema(path: Path) -> etree.RelaxNG:
    try:
        return etree.RelaxNG(etree.parse(path))
    except (OSError, etree.XMLSyntaxError, etree.RelaxNGParseError) as error:
        message = f"is no RELAX NG schema that can be read: {error}"
        raise TeiError(message, where=str(path)) from error


def _against(root: etree._Element, schema: etree.RelaxNG) -> Iterator[Problem]:
    if not schema.validate(root):
        yield from (Problem(f"line {entry.line}", entry.message) for entry in schema.error_log)


def _dangling(root: etree._Element) -> Iterator[Problem]:
    """Find pointers into this file that lead nowhere, and identifiers that stand twice."""
    known: set[str] = set()
    for element in root.iter("*"):
        name = element.get(ID, "")
        if name and name in known:
            yield Problem(_line(element), f"xml:id=“{name}” stands twice; expected once")
        known.add(name)
    for element in root.iter(tag("ptr"), tag("relation"), tag("div")):
        for attribute in ("target", "active", "passive", "mutual", "corresp"):
            for value in element.get(attribute, "").split():
                if value.startswith("#") and value[1:] not in known:
                    yield Problem(_line(element), f"{attribute}=“{value}” leads to nothing in this file")


def _unreadable(xml: bytes) -> Iterator[Problem]:
    try:
        read_edition(xml)
    except TeiError as error:
        yield Problem(error.where, error.message)


def _line(element: etree._Element) -> str:
    return f"line {element.sourceline}"
