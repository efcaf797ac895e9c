"""The archive → what the form of the search page offers: languages, roles, series, and what was narrowed to by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ezri_archive import languages
from ezri_archive.web.addresses import Archive
from ezri_archive.web.searching.asking import Asked

MOST_SERIES = 300
"""Series that a list can be chosen from; in an archive with more, the name is typed."""

_LANGUAGES = "SELECT code FROM languages ORDER BY rowid"
# Each step looks the next value up in the index: a scan of all segments would take a hundred times longer.
_DISTINCT = """
WITH RECURSIVE found (value) AS (
  SELECT min({column}) FROM {table}
  UNION ALL SELECT (SELECT min({column}) FROM {table} WHERE {column} > value) FROM found WHERE value IS NOT NULL
) SELECT value FROM found WHERE value > '' LIMIT {most}"""
_TITLES = {
    "document": "SELECT coalesce(title, id), coalesce(lang, '') FROM documents WHERE id = :identifier",
    "work": "SELECT coalesce(title, id), '' FROM works WHERE id = :identifier",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen; `series` is empty where there are more than MOST_SERIES."""

    languages: tuple[str, ...]
    roles: tuple[str, ...]
    series: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The document or work that is searched alone, and the search without that."""

    kind: str
    title: str
    lang: str
    direction: str
    url: str


async def choices(archive: Archive) -> Choices:
    """Read what the form offers."""

    async def make() -> Choices:
        return Choices(
            await _column(archive, _LANGUAGES),
            await _column(archive, _DISTINCT.format(table="portions", column="role", most=100)),
            await _few(archive),
        )

    return await archive.once(("choices of the search page",), make)


async def narrowed(archive: Archive, asked: Asked) -> Sequence[Narrowed]:
    """Name the document and the work that are searched alone."""
    found = []
    for kind in ("document", "work"):
        identifier = getattr(asked, kind)
        if identifier:
            rows = await archive.rows(_TITLES[kind], identifier=identifier)
            title, lang = tuple(rows[0]) if rows else (identifier, "")
            direction = languages.direction(lang) if lang else "auto"
            found.append(Narrowed(kind, title, lang, direction, _without(archive, asked, kind)))
    return found


def _without(archive: Archive, asked: Asked, kind: str) -> str:
    cleared: dict[str, Any] = {kind: "", "after": "", "before": ""}
    return archive.search(asked.query(**cleared))


async def _few(archive: Archive) -> tuple[str, ...]:
    found = await _column(archive, _DISTINCT.format(table="documents", column="series", most=MOST_SERIES + 1))
    return found if len(found) <= MOST_SERIES else ()


async def _column(archive: Archive, statement: str) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in await archive.rows(statement))
