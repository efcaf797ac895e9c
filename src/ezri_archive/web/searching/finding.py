"""What is asked for → the segments that answer it, by statements that only look up what an index leads to.

Every page of hits costs what its fifty hits cost: the full-text index gives them in the order of the archive, from a
place on. Where other conditions leave out many of them, at most `EXAMINED` are looked at for a page; counts, facets and
sorting have bounds of their own, and say when they reached them.
"""

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ezri_archive.web.addresses import Archive
from ezri_archive.web.searching import hits
from ezri_archive.web.searching.asking import Wanted

TABLES = ("documents", "segments", "units", "unit_segments")
"""The tables that a reader of the page must be allowed to see."""

EXAMINED = 10_000
"""Hits of the words that are looked at for one page, or for one count, when other conditions may leave them out."""

COUNTED = 10_000
"""Passages that are counted; beyond, there are more."""

FACETED = 1_000
"""Passages that facets are counted on: the first."""

SORTED = 2_000
"""Passages that are sorted by year or context: the first."""

MOST_DOCUMENTS = 100
"""Documents that are looked through one by one, where only these are asked for."""

_MOST_HITS = 255
_HIT_BITS = 8

_WITHIN = "segments_fts CROSS JOIN segments AS s ON s.rowid = segments_fts.rowid"
_WITHIN_RANGES = """json_each(:ranges) AS r CROSS JOIN segments_fts ON segments_fts.rowid
  BETWEEN json_extract(r.value, '$[0]') AND json_extract(r.value, '$[1]') CROSS JOIN segments AS s
  ON s.rowid = segments_fts.rowid"""
_MATCH = "segments_fts MATCH :expression"
_OTHERS = """
SELECT 1 FROM unit_segments AS mine CROSS JOIN unit_segments AS theirs ON theirs.unit_id = mine.unit_id
WHERE mine.segment_id = s.id AND {language}"""
_HOLDING = """ AND (SELECT rowid FROM segments WHERE id = theirs.segment_id) IN (
  SELECT rowid FROM segments_fts WHERE segments_fts MATCH :beside)"""
_SHOWN = "s.rowid AS place, s.id, s.document_id, s.lang, s.role, s.text, s.year"
_CONDITIONS = {
    "languages": "s.lang IN (SELECT value FROM json_each(:languages))",
    "role": "s.role = :role",
    "first_year": "s.year >= :first_year",
    "last_year": "s.year <= :last_year",
    "document": "s.document_id = :document",
    "work": "(SELECT work_id FROM documents WHERE id = s.document_id) = :work",
    "series": "(SELECT series FROM documents WHERE id = s.document_id) = :series",
}

Values = dict[str, str | int]
Codes: TypeAlias = "array[int]"  # packed, for they are remembered


@dataclass(frozen=True, slots=True)
class Total:
    """How many passages there are: `number`, or `more`; `examined` where only EXAMINED hits were looked at."""

    number: int
    more: bool
    examined: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Passages of a page: rows of `segments`, each with the number of its hit, or None for all of them.

    `more` passages follow (or precede, where the page was asked for backwards); `examined` is the segment after which
    it goes on when EXAMINED hits were looked at and the page is not full.
    """

    rows: tuple[tuple[Any, int | None], ...]
    more: bool
    examined: str = ""


class Search:
    """A search in an archive, ready to be run; made by `search`."""

    def __init__(self, archive: Archive, asked: Wanted, ranges: Sequence[tuple[int, int]] | None) -> None:
        """Prepare what is `asked` of an archive; `ranges`, where not None, are the only places it can stand."""
        self._archive = archive
        self._asked = asked
        self._conditions, self._values = conditions(asked)
        self._within = _WITHIN if ranges is None else _WITHIN_RANGES
        self._in_ranges = ranges is not None
        if ranges is not None:
            self._values["ranges"] = json.dumps(ranges)

    async def page(self, *, after: int = 0, before: int = 0, size: int) -> Found:
        """Find passages in the order of the archive: those after a place, or the last ones before one."""
        edge = await self._edge(after=after, before=before)
        bounds, values = _bounds(*_narrowed(after, before, edge))
        order = "DESC" if before else "ASC"
        statement = self._statement(_SHOWN, bounds) + f" ORDER BY segments_fts.rowid {order} LIMIT :size"
        rows = await self._archive.rows(statement, **self._values, **values, size=size + 1)
        shown = [(row, None) for row in rows[:size]]
        more = len(rows) > size
        return Found(tuple(shown[::-1] if before else shown), more, await self._name(0 if more else edge))

    async def in_order(self, *, start: int, size: int) -> Found:
        """Find passages in the order that is asked for, from the `start`th of the first SORTED on."""
        order = (await self.order())[start : start + size + 1]
        places = [code >> _HIT_BITS for code in order[:size]]
        statement = f"SELECT {_SHOWN} FROM segments AS s WHERE s.rowid IN (SELECT value FROM json_each(:places))"  # noqa: S608 - ours
        rows = {row["place"]: row for row in await self._archive.rows(statement, places=json.dumps(places))}
        numbers = (code & _MOST_HITS for code in order[:size])
        by_context = self._asked.sort in {"left", "right"}
        shown = ((rows[place], number if by_context else None) for place, number in zip(places, numbers, strict=True))
        return Found(tuple(shown), len(order) > size)

    async def order(self) -> Codes:
        """Sort the first SORTED passages: codes of their places and hits (see `code`)."""
        bounds, values = _bounds(*_narrowed(0, 0, await self._edge()))
        columns = "s.rowid AS place, coalesce(s.year, 9999) AS year, s.lang, s.norm"
        statement = self._statement(columns, bounds) + " ORDER BY segments_fts.rowid LIMIT :size"
        bound: Values = {**self._values, **values, "size": SORTED}

        async def make() -> Codes:
            return self._sorted(await self._archive.rows(statement, **bound))

        return await self._archive.once((self._asked.sort, statement, *sorted(bound.items())), make)

    async def total(self) -> Total:
        """Count the passages, as far as COUNTED."""
        edge = await self._edge()
        bounds, values = _bounds(*_narrowed(0, 0, edge))
        if self._conditions or self._in_ranges:
            counted = self._statement("1", bounds)
        else:
            counted = f"SELECT 1 FROM segments_fts WHERE {_MATCH}"  # noqa: S608 - ours
        statement = f"SELECT count(*) AS number FROM ({counted} LIMIT :most)"  # noqa: S608 - ours
        ((number,),) = await self._remembered(statement, {**self._values, **values, "most": COUNTED + 1})
        return Total(min(number, COUNTED), number > COUNTED, bool(edge))

    async def facets(self) -> Sequence[tuple[str, str, int | None, int]]:
        """Count the first FACETED passages by language, series and year."""
        bounds, values = _bounds(*_narrowed(0, 0, await self._edge()))
        counted = self._statement("s.lang, s.document_id", bounds) + " ORDER BY segments_fts.rowid LIMIT :most"
        statement = f"""
        SELECT g.lang, coalesce(d.series, ''), d.year, sum(g.passages) FROM (
          SELECT lang, document_id, count(*) AS passages FROM ({counted}) GROUP BY lang, document_id
        ) AS g JOIN documents AS d ON d.id = g.document_id GROUP BY 1, 2, 3"""  # noqa: S608 - ours
        return await self._remembered(statement, {**self._values, **values, "most": FACETED})

    async def _edge(self, *, after: int = 0, before: int = 0) -> int:
        """Find the place of the last of EXAMINED hits of the words; 0 where there are fewer, or all may be read."""
        if not self._conditions or self._in_ranges:
            return 0
        bounds, values = _bounds(after, before)
        last, order = ("min", "DESC") if before else ("max", "ASC")
        statement = f"""
        SELECT {last}(place) AS edge, count(*) AS looked FROM (
          SELECT rowid AS place FROM segments_fts WHERE {" AND ".join([_MATCH, *bounds])}
          ORDER BY rowid {order} LIMIT :most
        )"""  # noqa: S608 - ours
        bound: Values = {"expression": self._values["expression"], **values, "most": EXAMINED}
        ((edge, looked),) = await self._archive.rows(statement, **bound)
        return int(edge) if looked == EXAMINED else 0

    async def _name(self, place: int) -> str:
        rows = await self._archive.rows("SELECT id FROM segments WHERE rowid = :place", place=place) if place else []
        return str(rows[0][0]) if rows else ""

    def _statement(self, columns: str, bounds: Sequence[str]) -> str:
        conditions_of_all = " AND ".join([_MATCH, *bounds, *self._conditions])
        return f"SELECT {columns} FROM {self._within} WHERE {conditions_of_all}"  # noqa: S608 - ours

    async def _remembered(self, statement: str, values: Values) -> Sequence[Any]:
        async def make() -> Sequence[Any]:
            return tuple(map(tuple, await self._archive.rows(statement, **values)))

        return await self._archive.once((statement, *sorted(values.items())), make)

    def _sorted(self, rows: Sequence[Any]) -> Codes:
        if self._asked.sort == "year":
            return array("q", (code(row["place"]) for row in sorted(rows, key=lambda row: (row["year"], row["place"]))))
        finder = hits.Finder(self._asked.question)
        lines = sorted(line for row in rows for line in hits.in_order(finder, row, self._asked.sort, most=_MOST_HITS))
        return array("q", (code(place, number) for _, place, number in lines))


def decode(written: int) -> tuple[int, int]:
    """Read the place of a segment, and the number of a hit in it, out of what `code` wrote."""
    return written >> _HIT_BITS, written & _MOST_HITS


def code(place: int, number: int = 0) -> int:
    """Write the place of a segment and the number of a hit in it as one."""
    return place << _HIT_BITS | number


async def search(archive: Archive, asked: Wanted) -> Search:
    """Prepare a search: where few documents are asked for, find out at which places they stand."""
    ranges = await _ranges(archive, asked) if asked.document or asked.work or asked.series else None
    return Search(archive, asked, ranges)


def search_sql(asked: Wanted, *, columns: str = "s.id") -> tuple[str, Values]:
    """Give the statement, and its values by name, that finds all segments which answer, in the order of the archive.

    `columns` are those of `segments AS s`. Nothing is bounded: it is for exports, which read as it goes.
    """
    asked_conditions, values = conditions(asked)
    where = " AND ".join([_MATCH, *asked_conditions])
    return f"SELECT {columns} FROM {_WITHIN} WHERE {where} ORDER BY segments_fts.rowid", values  # noqa: S608 - ours


def alignments_sql(asked: Wanted, *, columns: str = "a.id") -> tuple[str, Values]:
    """Give the statement, and its values by name, that finds the alignments a segment which answers stands in.

    They come by their documents, in order. `columns` are those of `alignments AS a`; nothing is bounded.
    """
    found, values = search_sql(asked)
    statement = f"""
    SELECT {columns} FROM alignments AS a WHERE a.id IN (
      SELECT alignment_id FROM alignment_segments WHERE segment_id IN ({found})
    ) ORDER BY a.document_id, a.target_document_id, a.n"""  # noqa: S608 - ours
    return statement, values


def conditions(asked: Wanted) -> tuple[tuple[str, ...], Values]:
    """Write what is asked beside the words as conditions on `segments AS s`, with the values of all."""
    given: dict[str, str | int | None] = {
        "languages": json.dumps(asked.languages) if asked.languages else None,
        "role": asked.role or None,
        "first_year": asked.first_year,
        "last_year": asked.last_year,
        "document": asked.document or None,
        "work": asked.work or None,
        "series": asked.series or None,
    }
    beside: dict[str, str | int | None] = {
        "expression": asked.question.expression,
        "other": asked.other if asked.counterpart and asked.other else None,
        "beside": asked.beside.expression if asked.beside else None,
    }
    said = tuple(_CONDITIONS[name] for name, value in given.items() if value is not None)
    values = {name: value for name, value in {**given, **beside}.items() if value is not None}
    return (*said, *_beside(asked)), values


def _beside(asked: Wanted) -> tuple[str, ...]:
    """Write what is asked of the passage in another language."""
    others = _OTHERS.format(language="theirs.lang = :other" if asked.other else "theirs.lang <> s.lang")
    return {
        "": (),
        "yes": (f"EXISTS ({others})",),
        "no": (f"NOT EXISTS ({others})",),
        "has": (f"EXISTS ({others}{_HOLDING})",),
        "lacks": (f"EXISTS ({others})", f"NOT EXISTS ({others}{_HOLDING})"),
    }[asked.counterpart]


async def _ranges(archive: Archive, asked: Wanted) -> list[tuple[int, int]] | None:
    """Find the places of the documents that are asked for, in order; None where they are too many to go one by one."""
    given = {name: value for name in ("document", "work", "series") if (value := getattr(asked, name))}
    columns = {"document": "id", "work": "work_id", "series": "series"}
    where = " AND ".join(f"{columns[name]} = :{name}" for name in given)
    listed = await archive.rows(f"SELECT id FROM documents WHERE {where} LIMIT {MOST_DOCUMENTS + 1}", **given)  # noqa: S608 - ours
    if len(listed) > MOST_DOCUMENTS:
        return None
    statement = """SELECT min(rowid), max(rowid) FROM segments
    WHERE document_id IN (SELECT value FROM json_each(:documents)) GROUP BY document_id ORDER BY 1"""
    rows = await archive.rows(statement, documents=json.dumps([row["id"] for row in listed]))
    return [(first, last) for first, last in rows]


def _narrowed(after: int, before: int, edge: int) -> tuple[int, int]:
    """Bound a page by the edge of what is examined, which belongs to it."""
    if not edge:
        return after, before
    return (edge - 1, before) if before else (after, edge + 1)


def _bounds(after: int, before: int) -> tuple[list[str], Mapping[str, int]]:
    given = {"after": (after, "segments_fts.rowid > :after"), "before": (before, "segments_fts.rowid < :before")}
    said = {key: one for key, one in given.items() if one[0]}
    return [condition for _, condition in said.values()], {key: value for key, (value, _) in said.items()}
