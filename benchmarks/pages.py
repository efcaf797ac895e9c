"""Measure the pages of a large archive, each beside plain Datasette of the same version on the same file.

`python benchmarks/pages.py ARCHIVE.db` takes an archive that `benchmarks/large_archive.py` made; without it, one is
made in a temporary folder (three minutes, 1.4 GB). Each site is one process, asked over one connection. A page is asked
for anew every time, never twice at one address, but for the last table; the figures are the median of the time until it
is there, and CPU time of the server for each page, which does not depend on what else the machine does.
"""

import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_WORK = "work-00007"
TABLES = ("languages", "documents", "segments", "alignments", "works", "units", "sources", "links")
PAGES = {
    "home": "/?",
    "document": f"/-/ezri/document/{_WORK}-he?",
    "side by side": f"/-/ezri/read/{_WORK}?",
    "side by side, another work each time": "/-/ezri/read/work-{:05}?",
    "search": "/-/ezri/search?q=salt&",
    "search, sorted by context": "/-/ezri/search?q=salt&sort=left&",
}
FACETS = {
    "segments by lang and role": "segments?_facet=lang&_facet=role&",
    "alignments by pair and status": "alignments?_facet=pair&_facet=status&",
}
_SERVER = """
import sys
sys._called_from_test = True  # so Datasette 0.65 loads no plugins; 1.0 looks at DATASETTE_LOAD_PLUGINS
import asyncio, pathlib, socket, sys, uvicorn
from datasette.app import Datasette
site = Datasette([], immutables=[sys.argv[1]])
# With its protocol named, as uvicorn itself opens it: else every answer waits 40 ms for an acknowledgement.
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen(100)
async def serve():
    await site.invoke_startup()
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    await uvicorn.Server(uvicorn.Config(site.app(), lifespan="on", log_level="warning")).serve(sockets=[listener])
asyncio.run(serve())
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A page: milliseconds until it is there (the median), and of CPU; -1 where it is not there at all."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return "no such page" if self.wall < 0 else f"{self.wall:8.1f} ms {self.cpu:8.1f} ms CPU"


class Site:
    """A running site, and one connection to it."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        """Mean to ask a site at a port."""
        self._process = process
        self._port = port
        self._connection = self._connected()
        self._asked = 0

    def measure(self, path: str, times: int) -> Figure:
        """Ask for a page so many times, each at an address of its own."""
        self._connection = self._connected()
        if self._ask(path + self._new()) != 200 or self._ask(path + self._new()) != 200:
            return Figure(-1, -1)
        walls = []
        began = self._cpu()
        for _ in range(times):
            start = time.perf_counter()
            self._ask(path + self._new())
            walls.append(time.perf_counter() - start)
        return Figure(1000 * statistics.median(walls), 1000 * (self._cpu() - began) / times)

    def rate(self, path: str, seconds: float) -> float:
        """Ask for the same address over and over: requests for each second of the server's CPU."""
        self._connection = self._connected()
        self._ask(path)
        began, end, number = self._cpu(), time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            self._ask(path)
            number += 1
        return number / max(self._cpu() - began, 1 / _TICKS)

    def _connected(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)

    def _ask(self, path: str) -> int:
        self._connection.request("GET", path.format(self._asked))
        answer = self._connection.getresponse()
        answer.read()
        return answer.status

    def _new(self) -> str:
        self._asked += 1
        return f"_new={self._asked}"

    def _cpu(self) -> float:
        said = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / _TICKS


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    if options.archive:
        _report(options.archive, options.times)
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        subprocess.run([sys.executable, Path(__file__).with_name("large_archive.py"), archive], check=True)
        _report(archive, options.times)


def _report(archive: Path, times: int) -> None:
    name = archive.stem
    with plain_site(archive) as plain, own_site(archive) as ours:
        tables = {table: plain.measure(f"/{name}/{table}?", max(3, times // 4)) for table in TABLES}
        smallest = min(tables, key=lambda table: tables[table].cpu)
        print(f"plain Datasette's smallest table page: {smallest:<17} {tables[smallest]}")
        for page, path in PAGES.items():
            _line(page, ours.measure(path, times), tables[smallest])
        print("\ntwo facets")
        for page, path in FACETS.items():
            before = plain.measure(f"/{name}/{path}", max(3, times // 4))
            print(f"  plain {page:<32} {before}")
            _line(page, ours.measure(f"/{name}/{path}", times), before)
        print("\nthe same page again, requests a second of CPU")
        for path in (f"/{name}/{smallest}", f"/{name}/segments", f"/{name}/alignments"):
            before, after = plain.rate(path, 3), ours.rate(path, 3)
            print(f"  {path:<32} plain {before:8.1f}   ours {after:8.1f}   {after / before:6.1f} times")
        for path in ("/", f"/-/ezri/read/{_WORK}"):
            print(f"  {path:<32}                  ours {ours.rate(path, 3):8.1f}")


def _line(page: str, figure: Figure, beside: Figure) -> None:
    share = (
        ""
        if figure.cpu < 0
        else f"{figure.wall / beside.wall:8.2f} of its time, {figure.cpu / beside.cpu:.2f} of its CPU"
    )
    print(f"  {page:<38} {figure} {share}", flush=True)


@contextmanager
def plain_site(archive: Path) -> Iterator[Site]:
    """Start Datasette alone on an archive."""
    # Without the plugins that are installed, this one among them.
    with _started([sys.executable, "-c", _SERVER, str(archive)], {"DATASETTE_LOAD_PLUGINS": ""}) as site:
        yield site


@contextmanager
def own_site(archive: Path) -> Iterator[Site]:
    """Start `ezri serve` on an archive."""
    with _started([sys.executable, "-m", "ezri_archive", "serve", str(archive), "--port", "0"], {}) as site:
        yield site


@contextmanager
def _started(command: list[str], environment: dict[str, str]) -> Iterator[Site]:
    surroundings = {**os.environ, **environment, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surroundings
    ) as made:
        assert made.stdout is not None  # noqa: S101 - it was asked for
        try:
            said = re.search(r":(\d+)/", made.stdout.readline())
            assert said  # noqa: S101 - the site says where it is, or is none
            yield Site(made, int(said[1]))
        finally:
            made.terminate()


if __name__ == "__main__":
    main()
