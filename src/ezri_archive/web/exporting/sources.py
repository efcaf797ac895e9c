"""A request → what is exported: the statement that reads it, and how its rows are to be understood.

What a table page shows is asked of Datasette itself, with its reader's own credentials: filters, search, order (those
of plugins too) and permissions are all its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette import Forbidden, NotFound
from datasette.utils import InvalidSql, validate_sql_select
from datasette.utils.asgi import BadRequest

from ezri_archive import languages
from ezri_archive.exports.queried import Batch
from ezri_archive.web import addresses, compat
from ezri_archive.web.addresses import Archive
from ezri_archive.web.exporting import aligned
from ezri_archive.web.exporting.forms import Aligned, Form
from ezri_archive.web.opening import served
from ezri_archive.web.reading import documents, reading
from ezri_archive.web.searching import asking, finding
from ezri_archive.web.searching.questions import QuestionError
from ezri_archive.web.serving import requests
from ezri_archive.web.speaking.words import Message

_PAIR_VIEW = re.compile("([a-z]{2})_([a-z]{2})")
_LIMIT = re.compile(r"\s+limit\s+1\s*$")
# A page shows a whole table by one of its columns; read so, a table of a million rows is read a million times from
# another place. Where the reader chose no order, an export has that of the archive.
_ORDER = re.compile(r'\s+order by (?:["\[]?\w+["\]]?(?: desc)?(?:, )?)+$')
_CHOSEN_ORDER = frozenset({"_sort", "_sort_desc", "_sort_by_desc"})
_MAGIC = re.compile(r":_[a-z]+_\w+")
# Arguments of a page that say how much of a table it shows and how, not which rows.
_OF_THE_PAGE = re.compile(
    "_(?:next|size|shape|facet.*|nofacet|nosuggest|nocount|labels?|extra|ttl|nl|dl|json|stream|header|trace|timelimit|ui)"
)
_COLUMNS = frozenset({"_col", "_nocol"})
_NOT_PASSED_ON = frozenset({"host", "connection", "content-length", "accept-encoding", "if-none-match", "range"})
_ALIGNED_TABLES = ("alignments", "alignment_segments", "segments")
_UNIT_TABLES = ("units", "unit_segments", "segments")
_BOTH = 2

_NOT_ALIGNED = Message("Nothing here stands side by side: this can be exported as CSV, TSV, JSON lines or Parquet")
_OF_DOCUMENT = """
SELECT * FROM alignments WHERE (document_id = :document OR target_document_id = :document)
  AND (:pair = '' OR pair = :pair) ORDER BY document_id, target_document_id, n
"""
_SEGMENTS = """
SELECT segments.id, document_id, segments.n, lang, role, kind, text, "start", "end" FROM segments
WHERE document_id = :document ORDER BY "start"
"""
_UNITS = """
SELECT id, work_id, n FROM units WHERE work_id = :work AND EXISTS (
  SELECT 1 FROM json_each(:langs) WHERE instr(' ' || languages || ' ', ' ' || value || ' ')
) ORDER BY n
"""
_HITS = "s.id, s.document_id, s.n, s.lang, s.role, s.kind, s.text, s.year"


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported: a statement and its values, in one database; `name` names the file, `title` what it is of.

    `shape` says what its rows are: "rows" of any kind; "alignments", their "texts", or "units" as `aligned` reads them;
    those of a "query" tell by their columns. One that is `asked` was written by a stranger. `declared` are the types of
    columns.
    """

    database: str
    name: str
    statement: str
    values: Mapping[str, Any]
    shape: str = "rows"
    title: str = ""
    languages: tuple[str, ...] = ()
    asked: bool = False
    declared: Mapping[str, str] = field(default_factory=dict)

    def written(self, form: Form, columns: Sequence[str], batches: Iterable[Batch]) -> Iterator[bytes]:
        """Write rows in a form. Raises ExportError where they do not fit it."""
        if form.plain:
            return form.plain(columns, batches, self.declared)
        if form.aligned is None:
            raise AssertionError(form)
        return form.aligned(self._aligned(form, columns, batches), self.title or self.database)

    def _aligned(self, form: Form, columns: Sequence[str], batches: Iterable[Batch]) -> Aligned:
        if self.shape == "alignments":
            return Aligned(self.languages, rows=aligned.alignments(batches))
        if self.shape == "texts":
            return Aligned(self.languages, columns=aligned.tmx_columns(batches))
        if self.shape == "query":
            return aligned.of_query(columns, batches)
        if len(self.languages) == _BOTH or not form.several:
            return Aligned(self.languages, rows=aligned.pairs(batches, Aligned(self.languages).pair))
        return Aligned(self.languages, units=aligned.units(batches, self.languages))


async def of_table(datasette: Any, request: Any, database: str, table: str, form: Form) -> Source:
    """Read what a page of a table shows, all of it.

    Raises NotFound where there is no such table, Forbidden where its reader may not see it, BadRequest for filters that
    cannot be, and for a form its rows do not fit.
    """
    found = datasette.get_database(database)
    if not (await found.table_exists(table) or table in await found.view_names()):
        message = Message("No such table in this archive")
        raise NotFound(message)
    await _must_see(datasette, request, database, (table,))
    asked = requests.is_asked(request.scope)
    resolved = _Resolved(datasette, request, database, table, asked=asked)
    if form.plain:
        statement, values = await resolved.statement()
        declared = {column.name: column.type for column in await found.table_column_details(table)}
        return Source(database, table, statement, values, asked=asked, declared=declared)
    archive = Archive(datasette, database)
    if table == "units":
        await _must_see(datasette, request, database, _UNIT_TABLES)
        statement, values = await resolved.statement(whole=True)
        codes = await _codes_of_units(archive)
        return Source(database, table, aligned.of_units(statement, codes), values, "units", "", codes, asked)
    return await _of_alignments(archive, request, resolved, form)


async def _of_alignments(archive: Archive, request: Any, resolved: "_Resolved", form: Form) -> Source:
    view = _PAIR_VIEW.fullmatch(resolved.table)
    if resolved.table != "alignments" and not view:
        raise BadRequest(_NOT_ALIGNED)
    await _must_see(resolved.datasette, request, archive.name, _ALIGNED_TABLES)
    statement, values = await resolved.statement(whole=True)
    if view:
        statement = f"SELECT alignments.* FROM ({statement}) AS v CROSS JOIN alignments ON alignments.id = v.id"  # noqa: S608 - Datasette's own
    if form.in_order:
        statement = f"SELECT * FROM ({statement}) ORDER BY document_id, target_document_id, n"  # noqa: S608 - Datasette's own
    pair = f"{view[1]}-{view[2]}" if view else request.args.get("pair") or ""
    codes = tuple(pair.split("-")) if view else await _pair(archive, pair)
    shape, found = _read_as(form, statement)
    return Source(archive.name, resolved.table, found, values, shape, "", codes, resolved.asked)


def _read_as(form: Form, found: str) -> tuple[str, str]:
    """Choose how alignments found by a statement are read: the shape of the rows, and the statement."""
    return ("texts", aligned.of_texts(found)) if form.texts_alone else ("alignments", aligned.of_alignments(found))


async def of_stored_query(datasette: Any, request: Any, database: str, name: str) -> Source:
    """Read what a query of the site gives, for the values in the address.

    Raises NotFound where there is none, Forbidden where its reader may not run it, BadRequest for one that writes.
    """
    statement = await compat.stored_query(datasette, request.actor, database, name)
    if statement is None:
        message = Message("No such query in this archive")
        raise NotFound(message)
    if _MAGIC.search(statement):
        message = Message("This query asks who you are; it can only be read on its own page")
        raise BadRequest(message)
    return Source(database, name, statement, _Values(request), "query")


async def of_sql(datasette: Any, request: Any, database: str) -> Source:
    """Read what a query written by the reader gives.

    Raises Forbidden where that is not allowed, BadRequest for what is no query.
    """
    if not await compat.may_run_sql(datasette, request.actor, database):
        raise Forbidden(database)
    statement = request.args.get("sql") or ""
    try:
        validate_sql_select(statement)
    except InvalidSql as error:
        raise BadRequest(str(error)) from error
    return Source(database, f"{database}-query", statement.rstrip(" \t\r\n;"), _Values(request), "query", asked=True)


async def of_document(datasette: Any, request: Any, form: Form) -> Source:
    """Read the segments of a document, or the alignments that it takes part in: those of `pair`, where that is given.

    Raises NotFound where there is no such document.
    """
    tables = (*documents.TABLES, *(() if form.plain else _ALIGNED_TABLES))
    archive = await addresses.asked(datasette, request, tables)
    document = _named(request, "document")
    if not await archive.rows("SELECT 1 FROM documents WHERE id = :document", document=document):
        message = Message("No such document in this archive")
        raise NotFound(message)
    if form.plain:
        return Source(archive.name, document, _SEGMENTS, {"document": document})
    pair = request.args.get("pair") or ""
    held = await archive.rows(f"SELECT DISTINCT pair FROM ({_OF_DOCUMENT})", document=document, pair=pair)  # noqa: S608 - ours
    codes = tuple(held[0]["pair"].split("-")) if len(held) == 1 else ()
    values = {"document": document, "pair": pair}
    shape, statement = _read_as(form, _OF_DOCUMENT)
    return Source(archive.name, document, statement, values, shape, document, codes)


async def of_work(datasette: Any, request: Any, form: Form) -> Source:
    """Read the units of a work in the languages of the columns that its reader chose.

    Raises NotFound where nothing of such a work is aligned, BadRequest for languages that it has not.
    """
    archive = await addresses.asked(datasette, request, reading.TABLES)
    work = _named(request, "work")
    held = await archive.rows("SELECT DISTINCT languages FROM units WHERE work_id = :work", work=work)
    offered = _in_order(row["languages"] for row in held)
    if not offered:
        message = Message("Nothing of such a work is aligned in this archive")
        raise NotFound(message)
    codes = reading.choose(request.args.getlist("langs"), "", offered).languages
    values = {"work": work, "langs": _json(codes)}
    written = aligned.texts_of_units if form.plain else aligned.of_units
    return Source(archive.name, work, written(_UNITS, codes), values, "rows" if form.plain else "units", work, codes)


async def of_search(datasette: Any, request: Any, form: Form) -> Source:
    """Read all that a search finds: the segments, or the alignments that hold them.

    Raises BadRequest for a question that cannot be understood.
    """
    tables = (*finding.TABLES, *(() if form.plain else _ALIGNED_TABLES))
    archive = await addresses.asked(datasette, request, tables)
    try:
        wanted = asking.wanted(asking.Asked.from_arguments(request.args))
    except QuestionError as error:
        raise BadRequest(error.message) from error
    if form.plain:
        statement, values = finding.search_sql(wanted, columns=_HITS)
        return Source(archive.name, "search", statement, values)
    statement, values = finding.alignments_sql(wanted, columns="a.*")
    shape, found = _read_as(form, statement)
    return Source(archive.name, "search", found, values, shape, "", await _pair(archive, ""))


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A page of a table, and the statement Datasette makes of it."""

    datasette: Any
    request: Any
    database: str
    table: str
    asked: bool

    async def statement(self, *, whole: bool = False) -> tuple[str, dict[str, Any]]:
        """Ask Datasette for the statement and its values; `whole` for one of all columns, whichever the page shows."""
        path = self.datasette.urls.table(self.database, self.table, format="json")
        arguments = urlencode(self._arguments(whole=whole))
        # The filters of a stranger are run within a stranger's limits.
        with served.reading(self.datasette, asked=self.asked):
            answer = await self.datasette.client.get(path + f"?{arguments}", headers=self._headers())
        said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if answer.status_code == 403:  # noqa: PLR2004 - HTTP's
            raise Forbidden(self.table)
        query = said.get("query")
        if answer.status_code != 200 or not query:  # noqa: PLR2004 - HTTP's
            raise BadRequest(str(said.get("error") or Message("This cannot be exported")))
        statement, cut = _LIMIT.subn("", query["sql"])
        if cut != 1:
            message = f"Datasette made a statement without a limit: {query['sql']}"
            raise AssertionError(message)
        if not _CHOSEN_ORDER.intersection(self.request.args):
            statement = _ORDER.sub("", statement)
        return statement, dict(query["params"] or {})

    def _arguments(self, *, whole: bool) -> list[tuple[str, str]]:
        given = parse_qsl(self.request.query_string, keep_blank_values=True)
        kept = [(name, value) for name, value in given if not _OF_THE_PAGE.fullmatch(name)]
        kept = [(name, value) for name, value in kept if not (whole and name in _COLUMNS)]
        return [*kept, ("_size", "0"), ("_nofacet", "1"), ("_nosuggest", "1"), ("_nocount", "1"), ("_extra", "query")]

    def _headers(self) -> dict[str, str]:
        return {name: value for name, value in self.request.headers.items() if name not in _NOT_PASSED_ON}


class _Values(dict[str, str]):
    """The values of a query, from the arguments of an address; "" for one that is not given, as on its page."""

    def __init__(self, request: Any) -> None:
        super().__init__({name: request.args.get(name) or "" for name in request.args if name != "sql"})

    def __missing__(self, name: str) -> str:
        return ""


async def _must_see(datasette: Any, request: Any, database: str, tables: Iterable[str]) -> None:
    if not await compat.may_read(datasette, request.actor, database, tables):
        raise Forbidden(database)


async def _pair(archive: Archive, asked: str) -> tuple[str, ...]:
    """Say which two languages rows have: those asked for, or the only ones of the archive; none where it has more."""
    rows = await archive.rows("SELECT DISTINCT pair FROM alignments ORDER BY pair")
    held = [row["pair"] for row in rows]
    chosen = asked if asked in held else held[0] if len(held) == 1 else ""
    return tuple(chosen.split("-")) if chosen else ()


async def _codes_of_units(archive: Archive) -> tuple[str, ...]:
    rows = await archive.rows("SELECT DISTINCT languages FROM units")
    return _in_order(row["languages"] for row in rows)


def _in_order(lists: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({code for several in lists for code in several.split()}, key=languages.pair_order))


def _json(codes: Sequence[str]) -> str:
    return "[" + ",".join(f'"{code}"' for code in codes) + "]"


def _named(request: Any, part: str) -> str:
    return addresses.part(request.url_vars, part)
