"""Counts of passages by language, series and year → facets of the search page, and where their values lead."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from ezri_archive.web.addresses import Archive
from ezri_archive.web.searching.asking import Asked

_MOST_VALUES = 20

_CHOICES: Mapping[str, tuple[str, ...]] = {"language": ("lang",), "series": ("series",), "year": ("since", "until")}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: how many passages have it, and the search narrowed to it, or widened where it is `chosen`."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A property of passages, with its values; `left` more of them are not shown."""

    name: str
    values: tuple[Value, ...]
    left: int


def facets(archive: Archive, asked: Asked, rows: Sequence[tuple[str, str, int | None, int]]) -> tuple[Facet, ...]:
    """Make the facets of counts by language, series ("" for none) and year; each value leads to the search with it."""
    spoken: Counter[str] = Counter()
    series: Counter[str] = Counter()
    years: Counter[str] = Counter()
    for lang, name, year, passages in rows:
        spoken[lang] += passages
        series[name] += passages
        years[str(year or "")] += passages
    one_year = asked.since if asked.since == asked.until else ""
    return (
        _facet(archive, asked, "language", spoken.most_common(), asked.lang[0] if len(asked.lang) == 1 else ""),
        _facet(archive, asked, "series", sorted(series.items(), key=lambda one: (-one[1], one[0])), asked.series),
        _facet(archive, asked, "year", sorted(years.items()), one_year),
    )


def _facet(archive: Archive, asked: Asked, name: str, counted: Sequence[tuple[str, int]], chosen: str) -> Facet:
    known = [(value, count) for value, count in counted if value]
    shown = known if name == "year" else known[:_MOST_VALUES]
    fields = _CHOICES[name]
    cleared: dict[str, Any] = {field: () if field == "lang" else "" for field in (*fields, "after", "before")}
    without = archive.search(asked.query(**cleared))
    values = (
        Value(value, count, without + ("" if value == chosen else _with(fields, value)), value == chosen)
        for value, count in shown
    )
    return Facet(name, tuple(values), len(known) - len(shown))


def _with(fields: Sequence[str], value: str) -> str:
    return "".join(f"&{field}={quote_plus(value)}" for field in fields)
