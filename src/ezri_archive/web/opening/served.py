"""The file of an archive, while others take its place → one database that Datasette reads.

An archive is rebuilt beside the file that is served and takes its place by renaming. Every request is answered from the
file it began with, even where several queries make its page; the next one gets the new file, and the old is closed when
nobody reads it any more.
"""

import asyncio
import contextlib
import hashlib
import queue
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database

from ezri_archive.web.opening import archives, connections

ASKED_AT_ONCE = 2
"""Queries written by strangers that run at the same time; they have threads of their own."""

_MOST_REMEMBERED = 2000
_MOST_LARGE = 32_000_000
_MOMENT = 0.01
_STEPS = 10_000
_COUNTING = ("select count(*)", "SELECT count(*)")
_FACET = " as value, count(*) as count from ("

_TITLE = "SELECT value FROM builds WHERE key = 'title'"

_Result = TypeVar("_Result")
_Identity = tuple[int, int, int, int]


class Opened:
    """One file of an archive: connections that all lead to it, and what was read from it once."""

    def __init__(self, path: Path, prepare: connections.Prepare, readers: int) -> None:
        """Open the file; raises sqlite3.DatabaseError where it is no archive or changes meanwhile."""
        self.identity = identity(path)
        self.users = 0
        self.superseded = False
        self._closed = False
        self.remembered: OrderedDict[Any, Any] = OrderedDict()
        self.large: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self.large_bytes = 0
        self._reading = _pool(connections.connect, path, prepare, readers)
        self._asked = _pool(connections.connect_asked, path, prepare, ASKED_AT_ONCE)
        self._quick = connections.connect(path, prepare)
        self._quick.text_factory = str
        self.digest, self.counts = self.run(_described, asked=False)
        if identity(path) != self.identity:
            self.close()
            message = f"{path} changed while it was opened"
            raise sqlite3.DatabaseError(message)

    def run(self, function: Callable[[sqlite3.Connection], _Result], *, asked: bool) -> _Result:
        """Run a function on a connection, on this thread."""
        pool = self._asked if asked else self._reading
        connection = pool.get()
        try:
            return function(connection)
        finally:
            if self._closed:
                connection.close()
            else:
                pool.put(connection)

    def at_once(self, sql: str, values: dict[str, str | int]) -> list[sqlite3.Row] | None:
        """Run a query here and now, on the thread of the event loop; None where it takes longer than a moment.

        Handing a query to another thread and back costs more than looking up a few rows by their index.
        """
        until = time.perf_counter() + _MOMENT
        self._quick.set_progress_handler(lambda: time.perf_counter() > until, _STEPS)
        try:
            return self._quick.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            # Interrupted, or wrong: the way that takes its time says which.
            return None
        finally:
            self._quick.set_progress_handler(None, _STEPS)

    def close(self) -> None:
        """Close all connections; one that is in use (a query whose request was given up) closes itself."""
        self._closed = True
        self._quick.close()
        for pool in (self._reading, self._asked):
            with contextlib.suppress(queue.Empty):
                while True:
                    pool.get_nowait().close()


class Reader:
    """One request: the files it is answered from, and whether it runs a query a stranger wrote."""

    def __init__(self, opened: dict[str, Opened], *, asked: bool) -> None:
        """Begin the request."""
        self.opened = opened
        self.asked = asked
        self.task = asyncio.current_task()


_READER: ContextVar[Reader | None] = ContextVar("ezri_reader", default=None)


class ServedArchive(Database):
    """The database of an archive that only changes by a new file in its place."""

    def __init__(self, datasette: Any, name: str, path: Path) -> None:
        """Open the archive at `path`; raises sqlite3.DatabaseError where there is none."""
        super().__init__(datasette, path=str(path), is_mutable=False)
        self.name = name
        self.route = name
        self.states = 0
        self.problem = ""
        self._refused: _Identity | None = None
        self._file = path
        self._asked_threads = ThreadPoolExecutor(ASKED_AT_ONCE, thread_name_prefix=f"ezri-asked-{name}")
        self._current = self._open()

    @property
    def opened(self) -> Opened:
        """The file that whoever asks is answered from."""
        reader = _READER.get()
        return reader.opened.get(self.name, self._current) if reader else self._current

    @property
    def hash(self) -> str:
        """What tells this archive from another, in hexadecimal."""
        return self.opened.digest

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.opened.identity[2]

    @property
    def cached_table_counts(self) -> dict[str, int]:
        """Rows of every table."""
        return self.opened.counts

    async def table_counts(self, limit: int = 10) -> dict[str, int]:  # noqa: ARG002 - Datasette's signature
        """Give the rows of every table, which were counted when the file was opened."""
        return self.opened.counts

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run a function on a connection to the file that the request began with."""
        return await self._execute_fn(fn)

    async def _execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        reader = _READER.get()
        asked = bool(reader and reader.asked)
        opened = self.opened
        opened.users += 1
        try:
            threads: Executor | None = self._asked_threads if asked else self.ds.executor
            if threads is None:
                return opened.run(fn, asked=asked)
            return await asyncio.get_running_loop().run_in_executor(threads, lambda: opened.run(fn, asked=asked))
        finally:
            self._leave(opened)

    async def execute(self, sql: str, params: Any = None, *args: Any, **options: Any) -> Any:
        """Run a query; what is counted over a whole table or facet is counted once for every file."""
        reader = _READER.get()
        if (reader and reader.asked) or not (_FACET in sql or sql.lstrip().startswith(_COUNTING)):
            return await super().execute(sql, params, *args, **options)
        frozen = tuple(sorted(params.items())) if isinstance(params, dict) else tuple(params or ())
        key = (sql, frozen, args, tuple(sorted(options.items())))
        return await self.once(key, lambda: super(ServedArchive, self).execute(sql, params, *args, **options))

    async def look_up(self, sql: str, values: dict[str, str | int]) -> list[Any]:
        """Run a query of our own that an index answers; gives its rows."""
        found = self.opened.at_once(sql, values)
        return list((await self.execute(sql, values)).rows) if found is None else found

    async def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Await `make()` the first time, and give the same again as long as the file is the same."""
        remembered = self.opened.remembered
        if key in remembered:
            remembered.move_to_end(key)
            return remembered[key]
        made = await make()
        remembered[key] = made
        while len(remembered) > _MOST_REMEMBERED:
            remembered.popitem(last=False)
        return made

    async def once_large(self, key: Any, make: Callable[[], Awaitable[tuple[Any, int]]]) -> Any:
        """Do as `once` for what is large: `make` gives it with its bytes, and only so many bytes are remembered."""
        opened = self.opened
        if key in opened.large:
            opened.large.move_to_end(key)
            return opened.large[key][0]
        made, size = await make()
        if key not in opened.large:
            opened.large[key] = (made, size)
            opened.large_bytes += size
        while opened.large_bytes > _MOST_LARGE:
            _, (_, dropped) = opened.large.popitem(last=False)
            opened.large_bytes -= dropped
        return made

    @property
    def replaced(self) -> bool:
        """Whether another file has taken the place of the one that is read."""
        try:
            found = identity(self._file)
        except FileNotFoundError:
            self.problem = "the file of the archive is gone"
            return False
        if found == self._current.identity:
            self.problem = ""
        return found not in (self._current.identity, self._refused)

    async def take_up(self) -> None:
        """Read the file that has taken the place of the old one; where that is no archive, keep the old one."""
        found = identity(self._file)
        try:
            opened = await asyncio.to_thread(self._open)
        except sqlite3.DatabaseError as error:
            self._refused, self.problem = found, f"the new file is no archive: {error}"
            return
        before, self._current = self._current, opened
        self.states += 1
        self._refused, self.problem = None, ""
        before.superseded = True
        self._close_unread(before)

    def begin(self) -> Opened:
        """Take the file for a request; it must be given to `end` when it is answered."""
        self._current.users += 1
        return self._current

    def end(self, opened: Opened) -> None:
        """Give back the file of a request."""
        self._leave(opened)

    def close(self) -> None:
        """End the threads and close the file."""
        self._asked_threads.shutdown(wait=True)
        self._current.close()
        super().close()

    def _leave(self, opened: Opened) -> None:
        opened.users -= 1
        self._close_unread(opened)

    def _close_unread(self, opened: Opened) -> None:
        if opened.superseded and not opened.users:
            opened.close()

    def _open(self) -> Opened:
        readers = max(1, self.ds.setting("num_sql_threads"))
        return Opened(self._file, lambda connection: self.ds._prepare_connection(connection, self.name), readers)  # noqa: SLF001 - Datasette prepares every connection so


async def once(database: Any, key: Any, make: Callable[[], Awaitable[_Result]]) -> _Result:
    """Await `make()` once for every file of a database that only changes by a new one, else each time."""
    made: _Result = await (database.once(key, make) if isinstance(database, ServedArchive) else make())
    return made


async def build_title(database: Any) -> str:
    """Read the title an archive was built with; "" when it was given none."""

    async def read() -> str:
        found = (await database.execute(_TITLE)).first()
        return str(found[0]) if found else ""

    return await once(database, _TITLE, read)


def identity(path: Path) -> _Identity:
    """Tell a file from any other that takes its place. Raises FileNotFoundError."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@contextlib.contextmanager
def reading(datasette: Any, *, asked: bool) -> Iterator[None]:
    """Answer all of a request from the files of this moment; `asked` where it runs a query a stranger wrote."""
    served = {name: database for name, database in datasette.databases.items() if isinstance(database, ServedArchive)}
    opened = {name: database.begin() for name, database in served.items()}
    token = _READER.set(Reader(opened, asked=asked))
    try:
        yield
    finally:
        _READER.reset(token)
        for name, database in served.items():
            database.end(opened[name])


def is_inside() -> bool:
    """Say whether this is a request that Datasette makes to itself, for the sake of another."""
    reader = _READER.get()
    # A server may start the task of the next request in the context of the last: only its own task is inside one.
    return reader is not None and reader.task is asyncio.current_task()


def serve_archives(datasette: Any, names: frozenset[str]) -> None:
    """Put a ServedArchive in the place of every immutable database of a site that is an archive."""
    databases = dict(datasette.databases)
    for name in sorted(names):
        plain = databases[name]
        if plain.path and not plain.is_mutable:
            databases[name] = ServedArchive(datasette, name, Path(plain.path))
            databases[name].route = plain.route
            plain.close()
    datasette.databases = databases


def _pool(
    connect: Callable[[Path, connections.Prepare], sqlite3.Connection],
    path: Path,
    prepare: connections.Prepare,
    number: int,
) -> "queue.SimpleQueue[sqlite3.Connection]":
    pool: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
    for _ in range(number):
        pool.put(connect(path, prepare))
    return pool


def _described(connection: sqlite3.Connection) -> tuple[str, dict[str, int]]:
    """Read the digest of what was built, and the rows of every table."""
    if not archives.is_archive(connection):
        message = "is not an archive"
        raise sqlite3.DatabaseError(message)
    builds = [tuple(row) for row in connection.execute('SELECT "key", value FROM builds ORDER BY "key"')]
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - names of its own tables
    said = repr((builds, sorted(counts.items())))
    return hashlib.sha256(said.encode()).hexdigest(), counts
