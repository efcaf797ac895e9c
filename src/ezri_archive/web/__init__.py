"""The Datasette plugin: hooks alone. Beside databases that are no archives it does nothing."""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from markupsafe import Markup

from ezri_archive.web import archives, cells, compat, pages, presets, routes, search
from ezri_archive.web.descriptions import ARCHIVE, DESCRIPTIONS

_DISTRIBUTION = "ezri-archive"


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Find the archives of a site; describe them, and set the site up for them where its owner has not."""
    return lambda: _start(datasette)


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Fold what is searched for in an archive, in every box and query: last, over Datasette's own function."""
    if archives.is_archive(conn):
        search.add_functions(conn)


@hookimpl
def render_cell(row: Any, value: Any, column: str, database: str, datasette: Any) -> Markup | None:
    """Show a text of an archive in its own language and direction."""
    return cells.render(row, value, column) if database in archives.known(datasette) else None


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Answer at the addresses of our own pages: documents, and works side by side."""
    return routes.routes()


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """Add the stylesheet to every page of a site that has an archive."""
    return [datasette.urls.static_plugins(_DISTRIBUTION, "ezri.css")] if archives.known(datasette) else []


@hookimpl
def extra_template_vars(view_name: str, request: Any, datasette: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Give the home page what it says of each archive, and a table page the words that were searched for."""
    return lambda: _variables(view_name, request, datasette)


async def _start(datasette: Any) -> None:
    names = await archives.find(datasette)
    if names:
        compat.set_where_default(datasette, presets.SETTINGS)
    for name in sorted(names):
        await compat.install(datasette, name, {"tables": presets.table_presets()})
        await compat.describe(datasette, name, ARCHIVE, DESCRIPTIONS)
        await compat.add_queries(datasette, name, presets.QUERIES)
    if len(names) == 1:
        await compat.title(datasette, await pages.build_title(datasette, *names))


async def _variables(view_name: str, request: Any, datasette: Any) -> dict[str, Any]:
    if view_name == "index":
        return {"ezri_archives": await _homes(datasette, request)}
    if view_name == "table" and archives.known(datasette):
        # Datasette 1.0a41 shows an empty search box above what was found.
        return {"search": request.args.get("_search") or ""}
    return {}


async def _homes(datasette: Any, request: Any) -> list[pages.Home]:
    names = sorted(archives.known(datasette))
    return [
        await pages.home(datasette, name) for name in names if await compat.may_view(datasette, request.actor, name)
    ]
