"""A work → its passages side by side: rows of units, a column for each language."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette import NotFound
from datasette.utils.asgi import BadRequest
from markupsafe import Markup

from ezri_archive import languages
from ezri_archive.web.addresses import Archive
from ezri_archive.web.reading import inline
from ezri_archive.web.speaking.words import Message

TABLES = ("documents", "segments", "units", "unit_segments", "works", "links")
"""The tables that a reader of the page must be allowed to see."""

PAGE = 200
"""Units on a page."""

_MOST_LANGUAGES = 3
_NUMBER = re.compile("[0-9]{1,9}")

_WORK = "SELECT id, title, languages FROM works WHERE id = :work"
_DOCUMENTS = "SELECT id, title, lang FROM documents WHERE work_id = :work ORDER BY published, id"
_ALIGNED_WITH = """
SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(:others)) AND (
  EXISTS (SELECT 1 FROM alignments WHERE document_id = :document AND target_document_id = documents.id)
  OR EXISTS (SELECT 1 FROM alignments WHERE document_id = documents.id AND target_document_id = :document)
)
"""
_UNIT_LANGUAGES = "SELECT DISTINCT languages FROM units WHERE work_id = :work"
_UNITS = """
SELECT n, id FROM units WHERE work_id = :work AND EXISTS (
  SELECT 1 FROM json_each(:langs) WHERE instr(' ' || languages || ' ', ' ' || value || ' ')
)
"""
# A work of which nothing is aligned is read as it stands, a segment a row.
_SEGMENTS = """
SELECT n, id FROM (
  SELECT row_number() OVER (ORDER BY published, documents.id, "start") AS n, segments.id, segments.lang
  FROM documents JOIN segments ON document_id = documents.id
  WHERE work_id = :work AND role NOT IN ('boilerplate', 'noise')
) WHERE lang IN (SELECT value FROM json_each(:langs))
"""
_OF_UNITS = """
SELECT unit_id AS row, segments.id, segments.lang, kind, text
FROM unit_segments JOIN segments ON segments.id = segment_id
WHERE unit_id IN (SELECT value FROM json_each(:rows)) ORDER BY unit_id, segments.lang, unit_segments.n
"""
_OF_THEMSELVES = """
SELECT id AS row, id, lang, kind, text FROM segments WHERE id IN (SELECT value FROM json_each(:rows))
"""
_LINKS = """
SELECT segment_id, url, coalesce(label, '') AS label FROM links
WHERE segment_id IN (SELECT value FROM json_each(:segments)) ORDER BY segment_id, n
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader asks for: languages in the order of the columns, and the number of the first unit."""

    languages: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Column:
    """A language that a work can be read in."""

    code: str
    name: str
    native_name: str
    direction: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment, as it is shown: its links are live."""

    identifier: str
    body: Markup
    heading: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row has in one language; without segments it has no counterpart there."""

    code: str
    name: str
    direction: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A unit: the same passage in all the chosen languages."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the work; `report_url` compares it with the first of them, "" where there is nothing to compare."""

    title: str
    lang: str
    direction: str
    url: str
    report_url: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a page of a work says; an address is "" where there is no such page."""

    work: str
    title: str
    url: str
    row_url: str
    aligned: bool
    start: int
    documents: tuple[Held, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    previous_url: str
    next_url: str


async def reading(archive: Archive, work: str, asked_languages: Sequence[str], asked_start: str) -> Reading:
    """Read a page of a work.

    Raises NotFound where there is no such work or nothing of it from that unit on, BadRequest where what is asked for
    is no choice at all.
    """
    found = await archive.rows(_WORK, work=work)
    if not found:
        message = Message("No such work in this archive")
        raise NotFound(message)
    held = await archive.rows(_UNIT_LANGUAGES, work=work)
    offered = _in_order([row["languages"] for row in held] or [found[0]["languages"]])
    chosen = choose(asked_languages, asked_start, offered)
    return await _page(archive, found[0], chosen, offered, aligned=bool(held))


def first_of_page(unit: int) -> int:
    """Give the number of the unit that the page with `unit` begins with."""
    return unit - (unit - 1) % PAGE


def choose(asked_languages: Sequence[str], asked_start: str, offered: Sequence[str]) -> Chosen:
    """Check what a reader asks for: `asked_languages` as they come, each one code or several with commas.

    An empty choice is the first three that are offered, from the beginning. Raises BadRequest, saying what can be
    asked for.
    """
    codes = tuple(dict.fromkeys(code for several in asked_languages for code in several.split(",") if code))
    for code in codes:
        if code not in offered:
            known = ", ".join(offered)
            message = Message(
                "langs: this work cannot be read in {asked}, only in: {known}", asked=_quoted(code), known=known
            )
            raise BadRequest(message)
    if len(codes) > _MOST_LANGUAGES:
        message = Message(
            "langs: at most {most} languages stand side by side, not {asked}", most=_MOST_LANGUAGES, asked=len(codes)
        )
        raise BadRequest(message)
    return Chosen(codes or tuple(offered[:_MOST_LANGUAGES]), _start(asked_start))


def _start(asked: str) -> int:
    if not asked:
        return 1
    if not _NUMBER.fullmatch(asked) or int(asked) < 1:
        message = Message("from: the number of a unit is wanted (1, 2, 3 …), not {asked}", asked=_quoted(asked))
        raise BadRequest(message)
    return int(asked)


def _quoted(value: str) -> str:
    """Quote what a stranger typed: short, and what is no visible character by its code."""
    return repr(value if len(value) <= 40 else value[:40] + "…")  # noqa: PLR2004 - what fits in a line


def _in_order(lists: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({code for several in lists for code in several.split()}, key=languages.pair_order))


async def _page(archive: Archive, work: Any, chosen: Chosen, offered: Sequence[str], *, aligned: bool) -> Reading:
    identifier = work["id"]
    listed = await _listed(archive, identifier, chosen, aligned=aligned)
    previous = await _previous(archive, identifier, chosen, aligned=aligned)
    return Reading(
        work=identifier,
        title=work["title"] or identifier,
        url=archive.read(identifier),
        row_url=archive.row("works", identifier),
        aligned=aligned,
        start=chosen.start,
        documents=await _documents(archive, identifier),
        columns=_columns(chosen, offered),
        rows=await _rows(archive, listed[:PAGE], chosen, aligned=aligned),
        previous_url=archive.read(identifier, languages=chosen.languages, start=previous) if previous else "",
        next_url=archive.read(identifier, languages=chosen.languages, start=listed[PAGE][0]) if listed[PAGE:] else "",
    )


async def _listed(archive: Archive, work: str, chosen: Chosen, *, aligned: bool) -> list[tuple[int, str]]:
    """List the rows of a page by number and name, and the one after it."""
    listing = _UNITS if aligned else _SEGMENTS
    statement = f"SELECT n, id FROM ({listing}) WHERE n >= :start ORDER BY n LIMIT :limit"  # noqa: S608 - ours
    codes = json.dumps(chosen.languages)
    rows = await archive.rows(statement, work=work, langs=codes, start=chosen.start, limit=PAGE + 1)
    if not rows and chosen.start > 1:
        message = Message("This work has nothing from unit {number} on", number=chosen.start)
        raise NotFound(message)
    return [(row["n"], row["id"]) for row in rows]


async def _previous(archive: Archive, work: str, chosen: Chosen, *, aligned: bool) -> int:
    """Find where the page before begins; 0 where there is none."""
    if chosen.start == 1:
        return 0
    listing = _UNITS if aligned else _SEGMENTS
    statement = f"""SELECT min(n) AS first FROM (
    SELECT n FROM ({listing}) WHERE n < :start ORDER BY n DESC LIMIT :limit)"""  # noqa: S608 - ours
    codes = json.dumps(chosen.languages)
    rows = await archive.rows(statement, work=work, langs=codes, start=chosen.start, limit=PAGE)
    return rows[0]["first"] or 0


async def _documents(archive: Archive, work: str) -> tuple[Held, ...]:
    rows = await archive.rows(_DOCUMENTS, work=work)
    names = [row["id"] for row in rows]
    beside = await aligned_with(archive, names[0], names[1:]) if names else frozenset()
    return tuple(
        Held(
            row["title"] or row["id"],
            row["lang"] or "",
            _direction(row["lang"]),
            archive.document(row["id"]),
            archive.report(f"{names[0]}~{row['id']}") if row["id"] in beside else "",
        )
        for row in rows
    )


async def aligned_with(archive: Archive, document: str, others: Sequence[str]) -> frozenset[str]:
    """Say which of several documents have alignments with one."""
    found = await archive.rows(_ALIGNED_WITH, document=document, others=json.dumps(others)) if others else []
    return frozenset(row["id"] for row in found)


def _direction(code: str | None) -> str:
    return languages.direction(code) if code else "auto"


def _columns(chosen: Chosen, offered: Sequence[str]) -> tuple[Column, ...]:
    """Give the chosen languages as the reader ordered them, and the others after them."""
    known = map(languages.language, dict.fromkeys((*chosen.languages, *offered)))
    return tuple(
        Column(one.code, one.name, one.native_name, one.direction, one.code in chosen.languages) for one in known
    )


_Members = Mapping[str, Mapping[str, Sequence[Segment]]]
"""The segments of each row, by language."""


async def _rows(
    archive: Archive, listed: Sequence[tuple[int, str]], chosen: Chosen, *, aligned: bool
) -> tuple[Row, ...]:
    members = await _members(archive, [name for _, name in listed], aligned=aligned)
    return tuple(Row(number, _cells(members[name], chosen, aligned=aligned)) for number, name in listed)


def _cells(members: Mapping[str, Sequence[Segment]], chosen: Chosen, *, aligned: bool) -> tuple[Cell, ...]:
    # Where nothing was aligned, nothing is missing either.
    codes = chosen.languages if aligned else tuple(members)
    return tuple(
        Cell(one.code, one.name, one.direction, tuple(members.get(one.code, ())))
        for one in map(languages.language, codes)
    )


async def _members(archive: Archive, names: Sequence[str], *, aligned: bool) -> _Members:
    rows = await archive.rows(_OF_UNITS if aligned else _OF_THEMSELVES, rows=json.dumps(names))
    links = await _links(archive, [row["id"] for row in rows])
    found: defaultdict[str, defaultdict[str, list[Segment]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        place, identifier, lang, kind, text = row
        # Most are plain, and a page has hundreds.
        is_plain = identifier not in links and inline.is_plain(text, lang)
        body = Markup(text) if is_plain else inline.with_links(text, links.get(identifier, ()), lang=lang)  # noqa: S704 - nothing in it that HTML obeys
        found[place][lang].append(Segment(identifier, body, heading=kind == "heading"))
    return found


async def _links(archive: Archive, segments: Sequence[str]) -> Mapping[str, Sequence[inline.Link]]:
    found: defaultdict[str, list[inline.Link]] = defaultdict(list)
    for row in await archive.rows(_LINKS, segments=json.dumps(segments)):
        found[row["segment_id"]].append(inline.Link(row["url"], row["label"]))
    return found
