"""A source and a form → a response that is written while it is sent, in memory that does not grow with it.

Every export has a thread and a read-only connection of its own, so that pages do not wait for it, and one transaction,
so that it shows one moment. What can go wrong is said before the first byte: the first rows are read, and a form that
is whole is written, before the response begins. When its reader goes away, the query is stopped.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from datasette import Response
from datasette.utils.asgi import BadRequest

from ezri_archive.errors import ExportError
from ezri_archive.exports.queried import Batch
from ezri_archive.web import interface
from ezri_archive.web.exporting.file_names import attachment
from ezri_archive.web.exporting.forms import Form
from ezri_archive.web.exporting.sources import Source
from ezri_archive.web.opening import connections
from ezri_archive.web.serving import turns
from ezri_archive.web.speaking.words import Message

AT_ONCE = 2
"""Exports of a site that run at the same time."""

SECONDS_FOR_ROWS = 10.0
"""How long a query may work for the next rows of it."""

SECONDS_FOR_A_WHOLE = 600.0
"""How long a form may take that is written before it is sent."""

_PIECE = 1 << 17
"""Bytes handed to the reader at once."""
_HELD = 1 << 15
"""Characters of the rows that are read at once, about."""
_MOST_ROWS = 500
_MOST_ROWS_ASKED = 64
_STEPS = 10_000
"""Steps of SQLite between two looks at the clock: some hundredths of a millisecond."""
_BUSY = Message("Too many exports are running: try again in a moment")
_CACHE = "PRAGMA cache_size = -4096"

_RUNNING: WeakKeyDictionary[Any, int] = WeakKeyDictionary()


class Broken(BaseException):
    """An export that failed after it began: nothing but breaking the connection tells its reader.

    No Exception, for to one Datasette answers with a page, which would stand at the end of a file that looks complete.
    """


async def answer(datasette: Any, request: Any, source: Source, form: Form) -> Response:
    """Answer with an export.

    Raises BadRequest, saying why, for a query that fails or takes too long, or rows that the form cannot hold.
    """
    headers = {
        "content-disposition": attachment(source.name, form.ending),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    if request.method == "HEAD":
        return Response(b"", headers=headers, content_type=form.content_type)
    if _RUNNING.get(datasette, 0) >= AT_ONCE:
        said = interface.words_of(request).say(_BUSY)
        return Response.text(f"{said}\n", status=503, headers={"retry-after": "10", "cache-control": "no-store"})
    export = _Export(datasette, source, form)
    try:
        return await _begun(export, request, headers, form)
    except BaseException:
        await export.close()
        raise


async def _begun(export: "_Export", request: Any, headers: dict[str, str], form: Form) -> Response:
    """Write the first piece, unless the reader goes away meanwhile."""
    gone = asyncio.create_task(_gone(request.receive))
    try:
        first = await export.piece(gone)
    except BaseException:
        gone.cancel()
        raise
    return _Streamed(export, gone, first, headers=headers, content_type=form.content_type)


async def _gone(receive: Any) -> None:
    """Wait until the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class _Streamed(Response):
    """A response whose body is written as it is sent."""

    def __init__(self, export: "_Export", gone: "asyncio.Task[None]", first: bytes, **options: Any) -> None:
        super().__init__(b"", **options)
        self._export = export
        self._gone = gone
        self._first = first

    async def asgi_send(self, send: Any) -> None:
        headers = {**self.headers, "content-type": self.content_type}
        raw = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        try:
            await send({"type": "http.response.start", "status": self.status, "headers": raw})
            piece = self._first
            while piece and not self._gone.done():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await self._next()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._gone.cancel()
            await self._export.close()

    async def _next(self) -> bytes:
        try:
            return await self._export.piece(self._gone)
        except BadRequest as error:
            if self._gone.done():
                return b""
            raise Broken(str(error)) from error


class _Export:
    """One export that runs: its thread, its connection, and what it has still to write."""

    def __init__(self, datasette: Any, source: Source, form: Form) -> None:
        _RUNNING[datasette] = _RUNNING.get(datasette, 0) + 1
        self._datasette = datasette
        self._turns = turns.of_site(datasette)
        self._source = source
        self._form = form
        self._seconds = SECONDS_FOR_A_WHOLE if form.whole else SECONDS_FOR_ROWS
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ezri-export")
        self._connection: sqlite3.Connection | None = None
        self._pieces: Iterator[bytes] = iter(())
        self._stopped = self._closed = False
        self._deadline = 0.0

    async def piece(self, gone: "asyncio.Task[None]") -> bytes:
        """Write the next piece; b"" at the end. Raises BadRequest for what is wrong with the query or its rows."""
        self._deadline = time.monotonic() + self._seconds
        writing = asyncio.get_running_loop().run_in_executor(self._thread, self._write)
        either: list[asyncio.Future[Any]] = [writing, gone]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            self._stopped = True
        return await writing

    async def close(self) -> None:
        """Stop the query, if it still runs, and end the thread."""
        if self._closed:
            return
        self._closed = self._stopped = True
        _RUNNING[self._datasette] -= 1
        self._thread.submit(self._end)
        self._thread.shutdown(wait=False)

    def _end(self) -> None:
        close = getattr(self._pieces, "close", None)
        with contextlib.suppress(sqlite3.Error, ExportError):
            if close:
                close()
        if self._connection:
            self._connection.close()

    def _write(self) -> bytes:
        """Write as much as is sent at once, on the thread of the export."""
        try:
            if self._connection is None:
                self._open()
            return self._some()
        except (sqlite3.Error, ExportError, ValueError, OverflowError, MemoryError) as error:
            raise BadRequest(self._said(error)) from error

    def _open(self) -> None:
        connection = _connect(self._datasette, self._source)
        self._connection = connection
        connection.set_progress_handler(self._is_over, _STEPS)
        cursor = connection.execute(self._source.statement, self._source.values)
        columns = [described[0] for described in cursor.description]
        self._pieces = self._source.written(self._form, columns, self._batches(cursor))

    def _some(self) -> bytes:
        held: list[bytes] = []
        size = 0
        for piece in self._pieces:
            held.append(piece)
            size += len(piece)
            if size >= _PIECE or self._stopped:
                break
        return b"".join(held)

    def _batches(self, cursor: sqlite3.Cursor) -> Iterator[Batch]:
        most = _MOST_ROWS_ASKED if self._source.asked else _MOST_ROWS
        number = 1
        while rows := cursor.fetchmany(number):
            if self._stopped:
                message = "interrupted"
                raise sqlite3.OperationalError(message)
            yield rows
            self._turns.give_way()
            number = min(most, number * 4, max(1, _HELD // _size(rows[-1])))

    def _is_over(self) -> bool:
        return self._stopped or time.monotonic() > self._deadline

    def _said(self, error: Exception) -> str | Message:
        if str(error) == "interrupted":
            return Message("The query takes too long: it had {seconds} seconds", seconds=int(self._seconds))
        return str(error) or type(error).__name__


def _size(row: Sequence[Any]) -> int:
    return 1 + sum(len(value) for value in row if isinstance(value, str | bytes))


def _connect(datasette: Any, source: Source) -> sqlite3.Connection:
    """Open the archive of a source for its export alone."""
    database = datasette.get_database(source.database)
    connect = connections.connect_asked if source.asked else connections.connect

    def prepare(connection: sqlite3.Connection) -> None:
        datasette._prepare_connection(connection, source.database)  # noqa: SLF001 - Datasette prepares every one so
        connection.execute(_CACHE)
        # Rows as tuples, texts as they stand: no function of Datasette's for each of them. What a query makes of bytes
        # may be no UTF-8.
        connection.row_factory = None
        connection.text_factory = _decoded if source.asked else str

    return connect(Path(database.path), prepare, mutable=database.is_mutable)


_decoded: Callable[[bytes], str] = partial(str, encoding="utf-8", errors="replace")
