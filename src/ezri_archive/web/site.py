"""An archive → a site: Datasette with the plugin, in this process."""

import asyncio
import contextlib
import multiprocessing
import multiprocessing.connection
import signal
import socket
import sqlite3
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from ezri_archive.errors import ArchiveError, DatabaseError
from ezri_archive.web import compat
from ezri_archive.web.opening import archives

_MOST_CONNECTIONS = 500
_SECONDS_BETWEEN_REQUESTS = 15
_SECONDS_TO_FINISH = 10
_LONGEST_HEADERS = 32_768
# What SQLite may hold in all: beyond this a query fails, and not the machine.
_MOST_MEMORY = 1_500_000_000


def make_datasette(path: Path, *, base_url: str = "/") -> Any:
    """Make the site that publishes the archive at `path`, immutable; `base_url` is the path its addresses begin with.

    Everything about it comes from the plugin, so `datasette -i PATH` serves the same pages. Raises DatabaseError where
    there is no archive.
    """
    _must_be_archive(path)
    return Datasette([], immutables=[str(path)], settings={"base_url": f"/{base_url.strip('/')}/".replace("//", "/")})


def serve(  # noqa: PLR0913 - what the command offers
    path: Path,
    *,
    host: str,
    port: int,
    base_url: str = "/",
    workers: int = 1,
    open_browser: bool = False,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Publish the archive at `path` until interrupted or terminated; port 0 takes a free one.

    `workers` processes answer at the same port. `announce` is told the address once it is there. Raises DatabaseError
    where there is no archive, ArchiveError where the address cannot be had.
    """
    _must_be_archive(path)
    said = _say(announce, open_browser=open_browser)
    with _listening(host, port) as listener, _ending_cleanly():
        if workers == 1:
            _serve_here(path, base_url, listener, lambda: said(_address(listener, base_url)))
        else:
            said(_address(listener, base_url))
            _serve_in_processes(workers, lambda: _serve_here(path, base_url, listener, _nothing))


def _serve_here(path: Path, base_url: str, listener: socket.socket, ready: Callable[[], None]) -> None:
    compat.log_briefly()
    site = make_datasette(path, base_url=base_url)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(site, listener, ready))
    finally:
        compat.close(site)


async def _serve(site: Any, listener: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn  # noqa: PLC0415 - heavy, and only a server needs it

    from ezri_archive.web.serving.patience import Impatient  # noqa: PLC0415 - the same

    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"PRAGMA hard_heap_limit = {_MOST_MEMORY}")
    await site.invoke_startup()
    config = uvicorn.Config(
        site.app(),
        http=Impatient,
        lifespan="on",
        log_level="warning",
        server_header=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_SECONDS_BETWEEN_REQUESTS,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        h11_max_incomplete_event_size=_LONGEST_HEADERS,
        reset_contextvars=True,
    )
    ready()
    await uvicorn.Server(config).serve(sockets=[listener])


def _serve_in_processes(workers: int, serve_here: Callable[[], None]) -> None:
    """Answer in processes of their own; when one of them ends, all end, and whoever watches starts them again."""
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=serve_here) for _ in range(workers)]
    for process in processes:
        process.start()
    try:
        with contextlib.suppress(KeyboardInterrupt):
            multiprocessing.connection.wait([process.sentinel for process in processes])
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


@contextlib.contextmanager
def _ending_cleanly() -> Iterator[None]:
    """Take a request to terminate for an interruption, so that all is closed."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _nothing() -> None:
    pass


def _say(announce: Callable[[str], None] | None, *, open_browser: bool) -> Callable[[str], None]:
    def say(address: str) -> None:
        if announce:
            announce(address)
        if open_browser:
            webbrowser.open(address)

    return say


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ArchiveError(where=f"{host}:{port}", message=f"cannot be served there: {error.strerror}") from error


def _address(listener: socket.socket, base_url: str) -> str:
    host, port = listener.getsockname()[:2]
    path = f"/{base_url.strip('/')}/".replace("//", "/")
    return f"http://[{host}]:{port}{path}" if ":" in host else f"http://{host}:{port}{path}"


def _must_be_archive(path: Path) -> None:
    if not path.is_file():
        raise DatabaseError(where=str(path), message="no such file")
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if not archives.is_archive(connection):
            raise DatabaseError(where=str(path), message="is not an archive")
