"""The addresses of exports → what answers there: `/-/ezri/export/WHAT/….FORM`, with the arguments of the page."""

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import NotFound, Response
from datasette.utils import tilde_decode

from ezri_archive.web.exporting import sources, streaming
from ezri_archive.web.exporting.forms import FORMS, Form
from ezri_archive.web.opening import archives
from ezri_archive.web.speaking.words import Message

View = Callable[[Any, Any], Awaitable[Response]]

_FORM = rf"\.(?P<form>{'|'.join(FORMS)})"
_DATABASE = r"(?:(?P<database>[^/]+)/)?"


def routes(answering: Callable[[View], View]) -> list[tuple[str, View]]:
    """Give the routes; `answering` makes a page of what is refused."""
    start = "^/-/ezri/export"
    return [
        (rf"{start}/table/(?P<database>[^/]+)/(?P<table>[^/]+){_FORM}$", answering(_table)),
        (rf"{start}/query/(?P<database>[^/]+)/(?P<query>[^/]+){_FORM}$", answering(_query)),
        (rf"{start}/sql/(?P<database>[^/]+){_FORM}$", answering(_sql)),
        (rf"{start}/document/{_DATABASE}(?P<document>[^/]+){_FORM}$", answering(_document)),
        (rf"{start}/read/{_DATABASE}(?P<work>[^/]+){_FORM}$", answering(_work)),
        (rf"{start}/search/{_DATABASE}hits{_FORM}$", answering(_search)),
        (rf"{start}(?:/.*)?$", answering(_nothing)),
    ]


async def _table(request: Any, datasette: Any) -> Response:
    database = _database(datasette, request)
    table = tilde_decode(request.url_vars["table"])
    form = _form(request)
    return await streaming.answer(
        datasette, request, await sources.of_table(datasette, request, database, table, form), form
    )


async def _query(request: Any, datasette: Any) -> Response:
    database = _database(datasette, request)
    source = await sources.of_stored_query(datasette, request, database, tilde_decode(request.url_vars["query"]))
    return await streaming.answer(datasette, request, source, _form(request))


async def _sql(request: Any, datasette: Any) -> Response:
    source = await sources.of_sql(datasette, request, _database(datasette, request))
    return await streaming.answer(datasette, request, source, _form(request))


async def _document(request: Any, datasette: Any) -> Response:
    form = _form(request)
    return await streaming.answer(datasette, request, await sources.of_document(datasette, request, form), form)


async def _work(request: Any, datasette: Any) -> Response:
    form = _form(request)
    return await streaming.answer(datasette, request, await sources.of_work(datasette, request, form), form)


async def _search(request: Any, datasette: Any) -> Response:
    form = _form(request)
    return await streaming.answer(datasette, request, await sources.of_search(datasette, request, form), form)


async def _nothing(request: Any, datasette: Any) -> Response:
    del request, datasette
    message = Message("This cannot be exported")
    raise NotFound(message)


def _form(request: Any) -> Form:
    return FORMS[request.url_vars["form"]]


def _database(datasette: Any, request: Any) -> str:
    """Find the archive an address names, by its route. Raises NotFound where there is none."""
    route = tilde_decode(request.url_vars["database"])
    for name in archives.known(datasette):
        if (datasette.get_database(name).route or name) == route:
            return str(name)
    message = Message("No such archive")
    raise NotFound(message)
