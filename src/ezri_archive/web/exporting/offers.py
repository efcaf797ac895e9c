"""A page → the exports that are offered on it: what each is called, and its address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from datasette.utils import tilde_decode, tilde_encode

from ezri_archive.exports.parquet import is_available
from ezri_archive.web.addresses import Archive
from ezri_archive.web.exporting.aligned import codes_of
from ezri_archive.web.exporting.forms import FORMS
from ezri_archive.web.opening import archives

_PLAIN = tuple(name for name, form in FORMS.items() if form.plain)
_ALIGNED = tuple(name for name, form in FORMS.items() if form.aligned)
_OF_QUERY = ("tmx", "moses")
_OF_UNITS = ("tmx", "xces", "moses")
_PAIR_VIEWS = frozenset({"en_he", "en_fa", "he_fa"})
_BOTH = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """One export: what its form is called, and where it is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class PageOf:
    """What Datasette tells of a page that it shows: its template, and what stands on it."""

    template: str
    database: str
    table: str | None
    columns: Sequence[str]


def of_page(datasette: Any, request: Any, page: PageOf) -> tuple[Offer, ...]:
    """Offer what a page of Datasette's shows, of a table or a query; nothing on any other."""
    query = request.query_string
    if page.template.startswith("table") and page.table:
        return of_table(datasette, page.database, page.table, query)
    if not page.template.startswith("query") or not page.columns:
        return ()
    if "sql" in request.args:
        return of_statement_page(datasette, page.database, query, page.columns)
    name = tilde_decode(request.url_vars.get("table") or "")
    return of_query(datasette, page.database, name, query, page.columns) if name else ()


def of_table(datasette: Any, database: str, table: str, query: str) -> tuple[Offer, ...]:
    """Offer what a page of a table shows; `query` are the arguments of the page, as they stand in its address."""
    one_pair = table in _PAIR_VIEWS or "pair" in parse_qs(query)
    several = ("tmx", "tei") if table == "alignments" else ("tmx",) if table == "units" else ()
    aligned = _ALIGNED if one_pair and table in {*_PAIR_VIEWS, "alignments"} else several
    return _offers(datasette, ("table", _route(datasette, database), tilde_encode(table)), query, aligned)


def of_query(datasette: Any, database: str, name: str, query: str, columns: Sequence[str] = ()) -> tuple[Offer, ...]:
    """Offer what a query of the site gives; `columns` are those of its rows."""
    return _offers(datasette, ("query", _route(datasette, database), tilde_encode(name)), query, _side_by_side(columns))


def of_statement_page(datasette: Any, database: str, query: str, columns: Sequence[str] = ()) -> tuple[Offer, ...]:
    """Offer what a query written by the reader gives; it stands in `query`."""
    return _offers(datasette, ("sql", _route(datasette, database)), query, _side_by_side(columns))


def of_document(datasette: Any, archive: Archive, document: str, *, aligned: bool) -> tuple[Offer, ...]:
    """Offer a document: its segments, and what is `aligned` of it."""
    forms = ("tmx", "tei") if aligned else ()
    return _offers(datasette, ("document", *_named(datasette, archive), _quoted(document)), "", forms)


def of_reading(datasette: Any, archive: Archive, work: str, codes: Sequence[str]) -> tuple[Offer, ...]:
    """Offer the units of a work in the languages of some columns."""
    forms = _OF_UNITS if len(codes) == _BOTH else ("tmx",) if len(codes) > _BOTH else ()
    query = urlencode({"langs": ",".join(codes)}, safe=",")
    return _offers(datasette, ("read", *_named(datasette, archive), _quoted(work)), query, forms)


def of_search(datasette: Any, archive: Archive, query: str) -> tuple[Offer, ...]:
    """Offer all that a search finds; `query` are the arguments of its page."""
    return _offers(datasette, ("search", *_named(datasette, archive), "hits"), query.lstrip("?"), ("tmx", "tei"))


def _offers(datasette: Any, parts: Iterable[str], query: str, aligned: Iterable[str]) -> tuple[Offer, ...]:
    path = datasette.urls.path("/".join(["/-/ezri/export", *parts]))
    shown = f"?{query}" if query else ""
    names = [name for name in (*_PLAIN, *aligned) if name != "parquet" or is_available()]
    return tuple(Offer(FORMS[name].label, f"{path}.{name}{shown}") for name in names)


def _side_by_side(columns: Sequence[str]) -> tuple[str, ...]:
    codes = codes_of(columns)
    if codes is None:
        return ()
    return _OF_QUERY if len(codes) == _BOTH else ("tmx",)


def _route(datasette: Any, database: str) -> str:
    return str(tilde_encode(datasette.get_database(database).route or database))


def _named(datasette: Any, archive: Archive) -> tuple[str, ...]:
    return () if len(archives.known(datasette)) == 1 else (_quoted(archive.name),)


def _quoted(part: str) -> str:
    return quote(part, safe="")
