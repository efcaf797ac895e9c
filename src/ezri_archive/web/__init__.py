"""The Datasette plugin: hooks alone. Beside databases that are no archives it does nothing."""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from markupsafe import Markup

from ezri_archive.web import addresses, compat, exporting, interface, routes
from ezri_archive.web.describing import presets
from ezri_archive.web.describing.descriptions import ARCHIVE, DESCRIPTIONS
from ezri_archive.web.home import contents
from ezri_archive.web.opening import archives, served
from ezri_archive.web.searching import expressions
from ezri_archive.web.serving import answers, safety
from ezri_archive.web.speaking import cells

_DISTRIBUTION = "ezri-archive"
_WITH_TEXTS = frozenset({"segments", "alignments", "units", "documents", "works"})


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:
    """Find the archives of a site; describe them, and set the site up for them where its owner has not."""
    return lambda: _start(datasette)


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Fold what is searched for in an archive, in every box and query: last, over Datasette's own function."""
    if archives.is_archive(conn):
        expressions.add_functions(conn)


@hookimpl
def render_cell(row: Any, value: Any, column: str, database: str, datasette: Any) -> Markup | None:
    """Show a text of an archive in its own language and direction."""
    return cells.render(row, value, column) if database in archives.known(datasette) else None


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Answer at the addresses of our own pages: documents, and works side by side."""
    return routes.routes()


@hookimpl(trylast=True)
def asgi_wrapper(datasette: Any) -> Callable[[interface.Application], interface.Application]:
    """Stand around a site that has an archive, outermost: its limits, its cache, the language a reader chooses."""
    return lambda application: answers.around(datasette, interface.remembering(datasette, application))


@hookimpl
def table_actions(datasette: Any, database: str, table: str) -> list[dict[str, str]]:
    """Lead from the tables that hold texts to the page that searches them."""
    if database not in archives.known(datasette) or table not in _WITH_TEXTS:
        return []
    return [{"href": addresses.Archive(datasette, database).search(), "label": "Search, with words in context"}]


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    """Add the stylesheet to every page of a site that has an archive."""
    return [datasette.urls.static_plugins(_DISTRIBUTION, "ezri.css")] if archives.known(datasette) else []


@hookimpl
def extra_template_vars(  # noqa: PLR0913, PLR0917 - what Datasette tells of a page
    template: str, database: str | None, table: str | None, columns: Any, view_name: str, request: Any, datasette: Any
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Give a table page the words that were searched for, and pages of rows the links to their exports."""

    async def variables() -> dict[str, Any]:
        said = await _variables(view_name, request, datasette)
        if request is None or database not in archives.known(datasette):
            return said
        page = exporting.PageOf(template, database, table, columns or ())
        return {**said, "ezri_exports": exporting.of_page(datasette, request, page)}

    return variables


async def _start(datasette: Any) -> None:
    names = await archives.find(datasette)
    if names:
        compat.set_where_default(datasette, presets.SETTINGS)
        safety.mark_scripts(datasette)
        served.serve_archives(datasette, names)
    for name in sorted(names):
        await compat.install(datasette, name, {"tables": presets.table_presets()})
        await compat.describe(datasette, name, ARCHIVE, DESCRIPTIONS)
        await compat.add_queries(datasette, name, presets.QUERIES)
    if len(names) == 1:
        (name,) = names
        await compat.title(datasette, await contents.build_title(datasette, name), archive=name)


async def _variables(view_name: str, request: Any, datasette: Any) -> dict[str, Any]:
    if view_name == "table" and archives.known(datasette):
        # Datasette 1.0a41 shows an empty search box above what was found.
        return {"search": request.args.get("_search") or ""}
    return {}
