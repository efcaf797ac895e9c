"""An archive that is rebuilt while it is read: nobody is refused, and no page is of two archives."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import sample_archive
from ezri_archive.web import compat, site
from ezri_archive.web.opening import served
from ezri_archive.web.serving import answers

pytestmark = pytest.mark.asyncio(loop_scope="function")

SWAPS = 20
PAGES = ("/", "/-/ezri/read/road", "/-/ezri/document/road-he", "/archive/documents", "/archive/segments?_facet=text")


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Write the same archive many times, each saying in all its texts which it is."""
    folder = tmp_path_factory.mktemp("editions")
    first = sample_archive.write(folder / "0.db")
    return [first, *(_edition(first, folder / f"{number}.db", number) for number in range(1, SWAPS + 1))]


def _edition(first: Path, path: Path, number: int) -> Path:
    shutil.copy(first, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, column in (("segments", "text"), ("documents", "title"), ("works", "title"), ("builds", "value")):
            connection.execute(f"UPDATE {table} SET {column} = 'edition{number}e ' || rowid")  # noqa: S608 - ours
        connection.execute("UPDATE documents SET author = title, series = title, publisher = title")
    return path


@pytest_asyncio.fixture
async def live(editions: list[Path], tmp_path: Path) -> AsyncIterator[tuple[Any, Path]]:
    """Serve the first edition; give the site, and the file it is served from."""
    path = tmp_path / "archive.db"
    _put(editions[1], path)
    datasette = site.make_datasette(path)
    await datasette.invoke_startup()
    yield datasette, path
    compat.close(datasette)


def _put(edition: Path, path: Path) -> None:
    """Put an edition in the place of the served file, as a build does."""
    building = path.with_name("archive.db.building")
    shutil.copy(edition, building)
    building.replace(path)


async def _taken_up(datasette: Any, number: int) -> None:
    for _ in range(200):
        shown = (await datasette.client.get("/-/ezri/document/road-he")).text
        if f"edition{number}e" in shown:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(number)


async def test_twenty_archives_are_taken_up_while_readers_read(
    live: tuple[Any, Path], editions: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_SECONDS_BETWEEN_LOOKS", 0.0)
    datasette, path = live
    ended = asyncio.Event()
    seen: list[set[str]] = []

    async def read() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            # Half of the addresses are new, so that they are not answered from what was kept.
            page = PAGES[number % len(PAGES)] + (f"{'&' if '?' in PAGES[number % len(PAGES)] else '?'}_n={number}")
            response = await datasette.client.get(page if number % 2 else PAGES[number % len(PAGES)])
            assert response.status_code == 200, (page, response.text[:300])
            seen.append(set(re.findall("edition[0-9]+e", response.text)))

    readers = [asyncio.create_task(read()) for _ in range(3)]
    for number in range(1, SWAPS + 1):
        _put(editions[number], path)
        await _taken_up(datasette, number)
    ended.set()
    await asyncio.gather(*readers)
    assert {len(editions_of_page) for editions_of_page in seen} == {1}
    # Readers saw most of them come and go.
    assert len(set().union(*seen)) > SWAPS // 3


async def test_a_request_finishes_on_the_archive_it_began_with(live: tuple[Any, Path], editions: list[Path]) -> None:
    datasette, path = live
    database = datasette.get_database("archive")
    with served.reading(datasette, asked=False):
        before = (await database.execute("SELECT title FROM works")).rows[0][0]
        _put(editions[2], path)
        await database.take_up()
        assert (await database.execute("SELECT title FROM works")).rows[0][0] == before
        assert before.startswith("edition1e")
    assert (await database.execute("SELECT title FROM works")).rows[0][0].startswith("edition2e")


async def test_the_old_file_is_closed_when_nobody_reads_it(live: tuple[Any, Path], editions: list[Path]) -> None:
    datasette, path = live
    for number in range(1, 6):
        _put(editions[number], path)
        await datasette.get_database("archive").take_up()
    assert len(_deleted(path)) == 0
    with served.reading(datasette, asked=False):
        _put(editions[6], path)
        await datasette.get_database("archive").take_up()
        assert len(_deleted(path)) > 0
    assert len(_deleted(path)) == 0


def _deleted(path: Path) -> list[str]:
    """List the files of this process that stood at `path` and were replaced."""
    targets = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return [target for target in targets if target.startswith(str(path.parent)) and target.endswith("(deleted)")]


async def test_what_was_counted_is_counted_again(live: tuple[Any, Path], editions: list[Path]) -> None:
    datasette, path = live
    database = datasette.get_database("archive")
    before = (database.hash, await database.table_counts())
    with closing(sqlite3.connect(editions[3])) as connection, connection:
        connection.execute("DELETE FROM notices")
    _put(editions[3], path)
    await database.take_up()
    counts = await database.table_counts()
    assert database.hash != before[0]
    assert (before[1]["notices"], counts["notices"]) == (2, 0)
    assert database.size == path.stat().st_size


async def test_a_new_file_that_is_no_archive_is_not_taken_up_and_is_told(live: tuple[Any, Path]) -> None:
    datasette, path = live
    other = path.with_name("other.db")
    other.write_bytes(b"nothing of the kind")
    other.replace(path)
    for _ in range(3):
        assert (await datasette.client.get("/-/ezri/document/road-he")).status_code == 200
        await asyncio.sleep(0.15)
    health = await datasette.client.get("/-/ezri/health")
    assert health.status_code == 503
    told = health.json()
    assert (told["ok"], told["archives"]["archive"]["ok"]) == (False, False)
    assert told["archives"]["archive"]["problem"].startswith("the new file is no archive")
    assert not datasette.get_database("archive").replaced


async def test_a_file_that_is_gone_is_told_and_its_pages_stay(live: tuple[Any, Path], editions: list[Path]) -> None:
    datasette, path = live
    path.unlink()
    assert (await datasette.client.get("/-/ezri/document/road-he")).status_code == 200
    health = await datasette.client.get("/-/ezri/health")
    assert health.json()["archives"]["archive"]["problem"] == "the file of the archive is gone"
    _put(editions[4], path)
    await asyncio.sleep(0.15)
    await _taken_up(datasette, 4)
    assert (await datasette.client.get("/-/ezri/health")).json()["ok"] is True


async def test_large_pages_are_remembered_as_long_as_there_is_room(
    live: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "_MOST_LARGE", 250)
    database = live[0].get_database("archive")
    made: list[str] = []

    async def make(name: str) -> tuple[str, int]:
        made.append(name)
        return name, 100

    for name in ("one", "two", "one", "three", "one", "two"):
        assert await database.once_large(name, lambda name=name: make(name)) == name
    assert made == ["one", "two", "three", "two"]
