"""Pages and exports of a site → a table: ours, and plain Datasette of the same version on the same archive."""

from collections.abc import Iterator
from pathlib import Path

import pages
from pages import Site
from peers.installing import OURS, installed
from peers.tables import Column, Row, Table

_TIMES = 30
_KEPT = "asked again"
"""Hundreds of times: no plot shows that beside the others."""
_ROUNDS = 2
"""Of each page, on both sites in turn; the cheapest counts."""
_FEW = 3
_EVERY_WORK = "another work each time"
"""Asks for more works than a small archive has."""
_SAID = """\
The server's CPU for a page, or a file, of an archive of 20,000 segments that is asked for anew each time. The first
pages, to those of the search, are ours alone: beside them stands the cheapest table page of plain Datasette,
*{smallest}*. The pages of tables with two facets are the same page on both. Exports are of a whole table, ours
`alignments` as TMX and `segments` as JSON Lines, Datasette's its own streamed CSV. *Asked again* is the same address
over and over, which ours answers from what it kept."""
_EXPORTS = {
    "alignments, exported": ("alignments.csv?_stream=1&_size=max&", "alignments.tmx?"),
    "segments, exported": ("segments.csv?_stream=1&_size=max&", "segments.jsonl?"),
}


def table(archive: Path) -> Table:
    """Measure both sites."""
    name = archive.stem
    with pages.plain_site(archive) as plain, pages.own_site(archive) as own:
        smallest = min(pages.TABLES, key=lambda one: _cpu(plain, f"/{name}/{one}?", _TIMES))
        ratios = {
            page: _ratio((plain, theirs), (own, ours), times)
            for page, theirs, ours, times in _pages(name, f"/{name}/{smallest}?")
        }
        ratios[_KEPT] = own.rate(f"/{name}/segments", _FEW) / plain.rate(f"/{name}/segments", _FEW)
    rows = (Row(installed(OURS), (1.0,) * len(ratios)), Row(installed("Datasette"), tuple(ratios.values())))
    columns = tuple(Column(page, plotted=page != _KEPT) for page in ratios)
    said = _SAID.format(smallest=smallest)
    return Table("pages", "Pages and exports", said, "CPU, times ours", columns, rows)


def _pages(name: str, smallest: str) -> Iterator[tuple[str, str, str, int]]:
    """Give a page's name, its address on either site, and how often to ask for it."""
    for page, path in pages.PAGES.items():
        if _EVERY_WORK not in page:
            yield page, smallest, path, _TIMES
    for page, path in pages.FACETS.items():
        yield page, f"/{name}/{path}", f"/{name}/{path}", _TIMES
    for page, (theirs, ours) in _EXPORTS.items():
        yield page, f"/{name}/{theirs}", f"/-/ezri/export/table/{name}/{ours}", _FEW


def _ratio(plain: tuple[Site, str], own: tuple[Site, str], times: int) -> float:
    rounds = [[_cpu(site, path, times) for site, path in (plain, own)] for _ in range(_ROUNDS)]
    theirs, ours = (min(column) for column in zip(*rounds, strict=True))
    return float(theirs / ours)


def _cpu(site: Site, path: str, times: int) -> float:
    found = site.measure(path, times).cpu
    if found < 0:
        message = f"there is no page {path}"
        raise LookupError(message)
    return found
