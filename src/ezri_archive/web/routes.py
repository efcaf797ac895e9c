"""The addresses of the plugin's own pages → what answers there."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from datasette import NotFound, Response
from datasette.utils.asgi import BadRequest
from markupsafe import Markup

from ezri_archive.web import addresses, compat, exporting, interface
from ezri_archive.web.home import contents, front
from ezri_archive.web.opening import archives
from ezri_archive.web.reading import citations, documents, downloads, passages, reading, report
from ezri_archive.web.searching import asking, concordance, finding, lines, terms
from ezri_archive.web.serving import health
from ezri_archive.web.speaking.words import Message, Words

_DATABASE = r"(?:(?P<database>[^/]+)/)?"
_SAFE = {"x-content-type-options": "nosniff"}
_NO_DOCUMENT = Message("No such document in this archive")

View = Callable[..., Awaitable[Response]]


def routes() -> list[tuple[str, View]]:
    """Give the routes, as Datasette's hook wants them: a pattern of the path, and its view."""
    return [
        (r"^/(?P<format>(?!))?$", _answering(_home)),
        (r"^/-/ezri/health$", health.health),
        (r"^/robots\.txt$", health.robots),
        *exporting.routes(_answering),
        (r"^/-/ezri/terms(?:/(?P<database>[^/]+))?$", _answering(_terms)),
        (rf"^/-/ezri/document/{_DATABASE}(?P<document>[^/]+)$", _answering(_document)),
        (rf"^/-/ezri/read/{_DATABASE}(?P<work>[^/]+)$", _answering(_read)),
        (rf"^/-/ezri/report/{_DATABASE}(?P<report>[^/]+)$", _answering(_report)),
        (r"^/-/ezri/search(?:/(?P<database>[^/]+))?$", _answering(_search)),
    ]


async def _home(request: Any, datasette: Any) -> Response:
    """Show the home page of the archives that the reader may see; without one, Datasette's or the owner's own."""
    shown = [
        name for name in sorted(archives.known(datasette)) if await compat.may_view(datasette, request.actor, name)
    ]
    if not shown or compat.has_own_home(datasette) or not await compat.may_enter(datasette, request.actor):
        return await compat.home(datasette, request)
    words = interface.words_of(request)
    homes = [await contents.home(datasette, name) for name in shown]
    context = {
        "homes": [(home, await _front(home, words)) for home in homes],
        "archive": homes[0].archive if len(homes) == 1 else None,
        "description": await compat.site_description(datasette),
        "others": [
            name
            for name in datasette.databases
            if name not in shown and name != "_internal" and await compat.may_view(datasette, request.actor, name)
        ],
        "pair_name": lambda pair: front.pair_name(pair, words),
    }
    return await _page(datasette, request, "ezri_home.html", context)


async def _front(home: contents.Home, words: Words) -> front.Front:
    async def write() -> front.Front:
        return front.front(home, words)

    return await home.archive.once(("front", words.code), write)


def _answering(view: View) -> View:
    """Answer those who only read; say what is not there or cannot be asked for on a page of our own.

    Raised to Datasette, it would be logged with all that is in memory around it, half a second of work for each.
    """

    async def answer(request: Any, datasette: Any) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response.text("This page can only be read", status=405, headers={"allow": "GET, HEAD"})
        try:
            return await view(request, datasette)
        except (BadRequest, NotFound) as refused:
            return await _page(datasette, request, "ezri_refused.html", {"said": _said(refused)}, status=refused.status)

    return answer


async def _document(request: Any, datasette: Any) -> Response:
    archive = await addresses.asked(datasette, request, documents.TABLES)
    name = addresses.part(request.url_vars, "document")
    title = await contents.build_title(datasette, archive.name)
    identifier, _, form = name.rpartition(".")
    if identifier and form in downloads.FORMS:
        return await _download(datasette, request, identifier, form)
    shown = await documents.document(archive, name, title)
    if shown is None:
        raise NotFound(_NO_DOCUMENT)
    context = {
        "document": shown,
        "archive": archive,
        "archive_title": title,
        "plain_citation": citations.plain(shown.cited),
        "bibtex": citations.bibtex(shown.cited),
        "ezri_exports": exporting.of_document(datasette, archive, name, aligned=bool(shown.read_url)),
    }
    return await _page(datasette, request, "ezri_document.html", context)


async def _download(datasette: Any, request: Any, document: str, form: str) -> Response:
    tables = {*documents.TABLES, "tei"} if form == "xml" else documents.TABLES
    archive = await addresses.asked(datasette, request, tables)
    title = await contents.build_title(datasette, archive.name)
    made = await downloads.download(archive, document, form, title)
    if made is None:
        raise NotFound(_NO_DOCUMENT)
    return made


async def _read(request: Any, datasette: Any) -> Response:
    archive = await addresses.asked(datasette, request, reading.TABLES)
    work = addresses.part(request.url_vars, "work")
    shown, rows = await _rows(archive, work, request)
    codes = [column.code for column in shown.columns if column.chosen]
    exports = exporting.of_reading(datasette, archive, work, codes) if shown.aligned else ()
    context = {"reading": shown, "rows": rows, "archive": archive, "ezri_exports": exports}
    return await _page(datasette, request, "ezri_read.html", context)


async def _rows(archive: addresses.Archive, work: str, request: Any) -> tuple[reading.Reading, Markup]:
    """Read a page of a work, and write its rows: once, for whoever reads the same in the same language."""
    words = interface.words_of(request)
    chosen, start = request.args.getlist("langs"), request.args.get("from") or ""

    async def write() -> tuple[tuple[reading.Reading, Markup], int]:
        shown = await reading.reading(archive, work, chosen, start)
        rows = passages.body(shown.rows, words)
        return (replace(shown, rows=()), rows), sys.getsizeof(rows)

    return await archive.once_large(("read", work, tuple(chosen), start, words.code), write)


async def _report(request: Any, datasette: Any) -> Response:
    archive = await addresses.asked(datasette, request, report.TABLES)
    name = addresses.part(request.url_vars, "report")
    shown = await report.report(archive, name, report.Asked.from_arguments(request.args))
    context = {"report": shown, "archive": archive, "said": report}
    return await _page(datasette, request, "ezri_report.html", context)


async def _search(request: Any, datasette: Any) -> Response:
    archive = await addresses.asked(datasette, request, finding.TABLES)
    shown = await concordance.page(archive, asking.Asked.from_arguments(request.args))
    status = 400 if shown.trouble else 200
    exports = exporting.of_search(datasette, archive, request.query_string) if shown.results else ()
    found = shown.results.lines if shown.results else ()
    written = (lines.items if shown.asked.view == "list" else lines.rows)(found, interface.words_of(request))
    context = {"page": shown, "lines": written, "archive": archive, "ezri_exports": exports}
    return await _page(datasette, request, "ezri_search.html", context, status=status)


async def _terms(request: Any, datasette: Any) -> Response:
    archive = await addresses.asked(datasette, request, terms.TABLES)
    shown = await terms.page(archive, terms.Asked.from_arguments(request.args))
    all_of_it = not (shown.asked.q or shown.asked.source)
    exports = exporting.of_table(datasette, archive.name, "terms", shown.filters) if all_of_it else ()
    context = {"page": shown, "archive": archive, "ezri_exports": exports}
    return await _page(datasette, request, "ezri_terms.html", context)


def _said(refused: BadRequest | NotFound) -> str:
    # Its text is English; what it was raised with can be a Message, which the page translates.
    (message,) = refused.args
    return message if isinstance(message, Message) else str(message)


async def _page(datasette: Any, request: Any, template: str, context: dict[str, Any], *, status: int = 200) -> Response:
    spoken = await interface.context(datasette, request, context.get("archive"))
    shown = await datasette.render_template(template, {**spoken, **context}, request=request)
    return Response.html(shown, status=status, headers={**_SAFE, **interface.VARY})
