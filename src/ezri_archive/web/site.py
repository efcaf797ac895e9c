"""An archive → a site: Datasette with the plugin, in this process."""

import asyncio
import contextlib
import socket
import sqlite3
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from ezri_archive.errors import ArchiveError, DatabaseError
from ezri_archive.web import archives, compat


def make_datasette(path: Path) -> Any:
    """Make the site that publishes the archive at `path`, immutable.

    Everything about it comes from the plugin, so `datasette PATH` serves the same pages. Raises DatabaseError where
    there is no archive.
    """
    _must_be_archive(path)
    return Datasette([], immutables=[str(path)])


def serve(
    path: Path,
    *,
    host: str,
    port: int,
    open_browser: bool = False,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Publish the archive at `path` until interrupted; port 0 takes a free one.

    `announce` is told the address once it answers. Raises DatabaseError where there is no archive, ArchiveError where
    the address cannot be had.
    """
    site = make_datasette(path)
    try:
        with _listening(host, port) as listener, contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(site, listener, _say(announce, open_browser=open_browser)))
    finally:
        compat.close(site)


async def _serve(site: Any, listener: socket.socket, said: Callable[[str], None]) -> None:
    import uvicorn  # noqa: PLC0415 - heavy, and only a server needs it

    await site.invoke_startup()
    server = uvicorn.Server(uvicorn.Config(site.app(), lifespan="on", log_level="warning"))
    said(_address(listener))
    await server.serve(sockets=[listener])


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


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _must_be_archive(path: Path) -> None:
    if not path.is_file():
        raise DatabaseError(where=str(path), message="no such file")
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if not archives.is_archive(connection):
            raise DatabaseError(where=str(path), message="is not an archive")
