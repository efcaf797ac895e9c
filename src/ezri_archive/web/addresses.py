"""A request → the archive it is about, if its reader may see it; a document or work → the address of its page."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from datasette import Forbidden, NotFound
from datasette.utils import tilde_encode

from ezri_archive.web import compat
from ezri_archive.web.opening import archives, served
from ezri_archive.web.speaking.words import Message

_EXAMPLE = "/-/ezri/document/DATABASE/ID"
_Made = TypeVar("_Made")
_LIVE = ("http://", "https://", "mailto:")


class Archive:
    """One archive of a site: its rows, and the addresses of its pages."""

    def __init__(self, datasette: Any, name: str) -> None:
        """Take the archive `name` of a site that has started."""
        self._datasette = datasette
        self.name = name

    async def rows(self, statement: str, **values: str | int) -> list[Any]:
        """Run a query; its rows answer by the names of its columns."""
        database = self._datasette.get_database(self.name)
        if isinstance(database, served.ServedArchive):
            return await database.look_up(statement, values)
        return list((await database.execute(statement, values)).rows)

    async def once(self, key: Any, make: Callable[[], Awaitable[_Made]]) -> _Made:
        """Await `make()`, or, for an archive that only changes by a new file in its place, what it gave for `key`."""
        database = self._datasette.get_database(self.name)
        if isinstance(database, served.ServedArchive):
            made: _Made = await database.once(key, make)
            return made
        return await make()

    async def once_large(self, key: Any, make: Callable[[], Awaitable[tuple[_Made, int]]]) -> _Made:
        """Do as `once` for what is large; `make` gives it with its bytes."""
        database = self._datasette.get_database(self.name)
        if isinstance(database, served.ServedArchive):
            kept: _Made = await database.once_large(key, make)
            return kept
        made, _ = await make()
        return made

    def search(self, query: str = "") -> str:
        """Give the page that searches the archive; `query` begins with a question mark."""
        several = len(archives.known(self._datasette)) > 1
        path = "/-/ezri/search" + (f"/{quote(self.name, safe='')}" if several else "")
        return str(self._datasette.urls.path(path)) + query

    def terms(self, **arguments: str) -> str:
        """Give the page of the terms that were learned, or of what is asked of them."""
        several = len(archives.known(self._datasette)) > 1
        path = "/-/ezri/terms" + (f"/{quote(self.name, safe='')}" if several else "")
        given = {name: value for name, value in arguments.items() if value}
        return str(self._datasette.urls.path(path)) + (f"?{urlencode(given)}" if given else "")

    def document(self, document: str, *, form: str = "") -> str:
        """Give the page of a document, or what it can be downloaded as: xml, txt, bib, ris, json."""
        return self._page("document", document) + (f".{form}" if form else "")

    def read(self, work: str, *, languages: Iterable[str] = (), start: int = 1, anchor: str = "") -> str:
        """Give the page where a work is read, from unit `start`; `anchor` names a segment or unit on it."""
        chosen = ",".join(languages)
        query = {**({"langs": chosen} if chosen else {}), **({"from": str(start)} if start > 1 else {})}
        shown = "?" + urlencode(query, safe=",") if query else ""
        return self._page("read", work) + shown + (f"#{quote(anchor)}" if anchor else "")

    def report(self, name: str, **arguments: str) -> str:
        """Give the page that compares two documents: `name` is a version's identifier, or both, `DOCUMENT~DOCUMENT`."""
        given = {key: value for key, value in arguments.items() if value}
        return self._page("report", name) + (f"?{urlencode(given)}" if given else "")

    def table(self, table: str, **filters: str | int) -> str:
        """Give Datasette's page of a table, filtered."""
        path: str = self._datasette.urls.table(self.name, table)
        return f"{path}?{urlencode(filters)}" if filters else path

    def database(self) -> str:
        """Give Datasette's page of the archive: its tables and queries."""
        return str(self._datasette.urls.database(self.name))

    def row(self, table: str, identifier: str) -> str:
        """Give Datasette's page of a row."""
        return str(self._datasette.urls.row(self.name, table, tilde_encode(identifier)))

    def _page(self, kind: str, identifier: str) -> str:
        # The name of the archive is left out where there is one alone, so that an address can outlive its file name.
        parts = [identifier] if len(archives.known(self._datasette)) == 1 else [self.name, identifier]
        return str(self._datasette.urls.path("/".join(["/-/ezri", kind, *(quote(part, safe="") for part in parts)])))


async def asked(datasette: Any, request: Any, tables: Iterable[str]) -> Archive:
    """Find the archive a request names, or the only one.

    Raises NotFound where there is none or no name tells which, Forbidden where its reader may not see the archive or
    one of `tables`.
    """
    name = part(request.url_vars, "database")
    known = archives.known(datasette)
    if not name and len(known) > 1:
        message = Message(
            "Several archives are served here: the address must name one, as in {example}", example=_EXAMPLE
        )
        raise NotFound(message)
    found = name or next(iter(known), "")
    if found not in known:
        message = Message("No such archive")
        raise NotFound(message)
    if not await compat.may_read(datasette, request.actor, found, tables):
        raise Forbidden(found)
    return Archive(datasette, found)


def part(parts: Mapping[str, str | None], name: str) -> str:
    """Read a part of a path, decoded; "" where the path has none. What is no UTF-8 in it becomes U+FFFD."""
    return unquote(parts.get(name) or "")


def live(url: str) -> str:
    """Give an address that may be linked to, "" for any other: only http, https and mailto are followed."""
    return url if url.lower().startswith(_LIVE) else ""
