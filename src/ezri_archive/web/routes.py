"""The addresses of the plugin's own pages → what answers there."""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import NotFound, Response
from datasette.utils.asgi import BadRequest

from ezri_archive.web import addresses, citations, documents, downloads, pages, reading

_DATABASE = r"(?:(?P<database>[^/]+)/)?"
_SAFE = {"x-content-type-options": "nosniff"}
_NO_DOCUMENT = "No such document in this archive"

View = Callable[[Any, Any], Awaitable[Response]]


def routes() -> list[tuple[str, View]]:
    """Give the routes, as Datasette's hook wants them: a pattern of the path, and its view."""
    return [
        (rf"^/-/ezri/document/{_DATABASE}(?P<document>[^/]+)$", _answering(_document)),
        (rf"^/-/ezri/read/{_DATABASE}(?P<work>[^/]+)$", _answering(_read)),
    ]


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
            return await _page(datasette, request, "ezri_refused.html", {"said": str(refused)}, status=refused.status)

    return answer


async def _document(request: Any, datasette: Any) -> Response:
    archive = await addresses.asked(datasette, request, documents.TABLES)
    name = addresses.part(request.url_vars, "document")
    title = await pages.build_title(datasette, archive.name)
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
    }
    return await _page(datasette, request, "ezri_document.html", context)


async def _download(datasette: Any, request: Any, document: str, form: str) -> Response:
    tables = {*documents.TABLES, "tei"} if form == "xml" else documents.TABLES
    archive = await addresses.asked(datasette, request, tables)
    title = await pages.build_title(datasette, archive.name)
    made = await downloads.download(archive, document, form, title)
    if made is None:
        raise NotFound(_NO_DOCUMENT)
    return made


async def _read(request: Any, datasette: Any) -> Response:
    archive = await addresses.asked(datasette, request, reading.TABLES)
    work = addresses.part(request.url_vars, "work")
    shown = await reading.reading(archive, work, request.args.getlist("langs"), request.args.get("from") or "")
    return await _page(datasette, request, "ezri_read.html", {"reading": shown, "archive": archive})


async def _page(datasette: Any, request: Any, template: str, context: dict[str, Any], *, status: int = 200) -> Response:
    shown = await datasette.render_template(template, context, request=request)
    # The frame of every page is Datasette's, and that of 0.65 does not say which language its words are in.
    return Response.html(shown.replace("<html>", '<html lang="en">', 1), status=status, headers=dict(_SAFE))
