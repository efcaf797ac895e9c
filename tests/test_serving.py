"""What stands around Datasette: pages that are kept, headers, refusals, health, and the way of a query."""

import asyncio
import gzip
import re
import shutil
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from datasette import Response, hookimpl
from datasette.app import Datasette
from datasette.plugins import pm

from ezri_archive.web import compat, site
from ezri_archive.web.describing import presets
from ezri_archive.web.opening import connections, served
from ezri_archive.web.serving import answers, page_cache, patience
from ezri_archive.web.serving.page_cache import Asked, PageCache

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLE = "/archive/segments"
SQL = compat.query_path("/archive")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site_of_archive(archive: Path) -> AsyncIterator[Any]:
    """Give the site of the sample archive."""
    made = site.make_datasette(archive)
    await made.invoke_startup()
    yield made
    compat.close(made)


@pytest.fixture
def made(site_of_archive: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List the addresses whose pages Datasette makes, from now on."""
    listed: list[str] = []
    make = answers.Serving._run  # noqa: SLF001 - where a page is made

    async def run(self: Any, application: Any, scope: Any, *rest: Any, **options: Any) -> None:
        listed.append(scope["path"])
        await make(self, application, scope, *rest, **options)

    monkeypatch.setattr(answers.Serving, "_run", run)
    answers._SERVING.pop(site_of_archive, None)  # noqa: SLF001 - begins with no page kept
    return listed


@pytest.mark.parametrize("path", ["/", TABLE, f"{TABLE}.json?_size=2", "/-/ezri/read/road", "/-/ezri/document/road-he"])
async def test_a_page_is_made_once(site_of_archive: Any, made: list[str], path: str) -> None:
    first = await site_of_archive.client.get(path)
    second = await site_of_archive.client.get(path)
    assert (first.status_code, second.status_code, len(made)) == (200, 200, 1)
    assert first.text == second.text
    assert first.headers == second.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"accept-language": "he"},
        {"cookie": "ezri_ui=fa"},
        {"host": "other.example"},
        {"cookie": "session=1"},
        {"cookie": "ezri_ui=fa; ds_actor=x"},
        {"authorization": "Bearer x"},
        {"range": "bytes=0-1"},
    ],
)
async def test_what_decides_a_page_makes_another(
    site_of_archive: Any, made: list[str], headers: dict[str, str]
) -> None:
    await site_of_archive.client.get(TABLE)
    await site_of_archive.client.get(TABLE, headers=headers)
    assert len(made) == 2


@pytest.mark.parametrize(
    ("chosen", "language"),
    [
        ({}, "en"),
        ({"accept-language": "he-IL,he;q=0.9"}, "he"),
        ({"cookie": "ezri_ui=fa", "accept-language": "he"}, "fa"),
        ({"cookie": "ezri_ui=none", "accept-language": "he"}, "he"),
    ],
)
async def test_a_page_is_kept_for_each_language(
    site_of_archive: Any, made: list[str], chosen: dict[str, str], language: str
) -> None:
    for headers in ({}, {"accept-language": "he"}, {"accept-language": "fa"}, chosen):
        shown = await site_of_archive.client.get("/-/ezri/document/road-he", headers=headers)
    assert re.search('<html lang="([a-z]+)"', shown.text)[1] == language
    assert len(made) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/archive/none", 404),
        ("/-/ezri/document/none", 404),
        ("/-/ezri/read/road?from=x", 400),
        (f"{SQL}?sql=select+random()", 200),
        (f"{TABLE}?_where=1", 200),
        ("/-/ezri/health", 200),
        ("/-/ezri/document/road-he.txt", 200),
        ("/?_ui=he", 200),
    ],
)
async def test_what_is_no_page_for_all_is_made_every_time(
    site_of_archive: Any, made: list[str], path: str, status: int
) -> None:
    for _ in range(2):
        assert (await site_of_archive.client.get(path)).status_code == status
    assert len(made) == 2


async def test_a_page_that_a_reader_has_is_not_sent_again(site_of_archive: Any) -> None:
    first = await site_of_archive.client.get(TABLE)
    for known in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = await site_of_archive.client.get(TABLE, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = await site_of_archive.client.get(TABLE, headers={"if-none-match": '"x"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, br", "gzip"), ("gzip;q=0", None), ("identity", None), ("br", None)],
)
async def test_a_page_is_packed_for_who_takes_it(site_of_archive: Any, accepted: str, encoding: str | None) -> None:
    plain = await site_of_archive.client.get(TABLE, headers={"accept-encoding": "identity"})
    shown = await site_of_archive.client.get(TABLE, headers={"accept-encoding": accepted})
    assert shown.headers.get("content-encoding") == encoding
    assert shown.text == plain.text
    assert "Accept-Encoding" in shown.headers["vary"]


async def test_a_small_page_is_not_packed(site_of_archive: Any) -> None:
    robots = await site_of_archive.client.get("/robots.txt")
    assert "content-encoding" not in robots.headers
    assert "Disallow: /-/\n" in robots.text


async def test_the_same_page_is_the_same_bytes_in_another_process_of_the_site(
    site_of_archive: Any, archive: Path
) -> None:
    other = site.make_datasette(archive)
    await other.invoke_startup()
    for path in ("/", "/-/ezri/document/road-he", "/-/ezri/read/road"):
        tags = [(await one.client.get(path)).headers["etag"] for one in (site_of_archive, other)]
        assert tags[0] == tags[1]
    compat.close(other)


async def test_beside_another_database_no_page_is_kept(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('one')")
    both = Datasette([str(other)], immutables=[str(archive)])
    await both.invoke_startup()
    assert "one" in (await both.client.get("/other/notes")).text
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("UPDATE notes SET text = 'two'")
    assert "two" in (await both.client.get("/other/notes")).text
    compat.close(both)


async def test_where_a_plugin_says_who_somebody_is_no_page_is_kept(archive: Path) -> None:
    class Guard:
        __name__ = "guard"

        @hookimpl
        def actor_from_request(self, request: Any) -> dict[str, str] | None:
            return {"id": "noa"} if request.headers.get("x-user") == "noa" else None

    guard = Guard()
    pm.register(guard, name="guard")
    try:
        closed = compat.with_settings([str(archive)], config={"databases": {"archive": {"allow": {"id": "noa"}}}})
        await closed.invoke_startup()
        for headers, status in (({"x-user": "noa"}, 200), ({}, 403), ({"x-user": "noa"}, 200), ({}, 403)):
            assert (await closed.client.get("/-/ezri/document/road-he", headers=headers)).status_code == status
            assert (await closed.client.get(TABLE, headers=headers)).status_code == status
        compat.close(closed)
    finally:
        pm.unregister(guard)


async def test_the_cache_holds_no_more_than_it_has_room_for() -> None:
    cache = PageCache(room=30_000)
    cache.find(Asked(b"", b"", b"", "http", "en"), 0)
    for number in range(20):
        page = page_cache.finished([(b"content-type", b"text/html")], b"x" * 4000)
        cache.keep(Asked(b"/%d" % number, b"", b"", "http", "en"), page, 0)
        cache.find(Asked(b"/0", b"", b"", "http", "en"), 0)
    kept = [number for number in range(20) if cache.find(Asked(b"/%d" % number, b"", b"", "http", "en"), 0)]
    assert kept == [0, 17, 18, 19]
    cache.keep(Asked(b"/large", b"", b"", "http", "en"), page_cache.finished([], b"x" * 40_000), 0)
    cache.keep(Asked(b"/late", b"", b"", "http", "en"), page_cache.finished([], b"x"), 1)
    assert not cache.find(Asked(b"/large", b"", b"", "http", "en"), 0)
    assert not cache.find(Asked(b"/0", b"", b"", "http", "en"), 1)
    assert not cache.find(Asked(b"/late", b"", b"", "http", "en"), 0)


async def test_a_packed_page_is_packed_alike_every_time() -> None:
    pages = [page_cache.finished([], b"salt " * 1000) for _ in range(2)]
    assert pages[0].packed == pages[1].packed
    assert gzip.decompress(pages[0].packed[1]) == b"salt " * 1000


# --- headers ------------------------------------------------------------------------------------------------

OWN_POLICY = (
    "default-src 'none'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/-/ezri/read/road", "/-/ezri/document/road-he", "/-/ezri/document/none"])
async def test_our_pages_run_nothing_but_files_of_the_site(site_of_archive: Any, path: str) -> None:
    assert (await site_of_archive.client.get(path)).headers["content-security-policy"] == OWN_POLICY


@pytest.mark.parametrize("path", [TABLE, "/archive", f"{SQL}?sql=select+1", "/archive/none", "/-/versions"])
async def test_the_scripts_of_datasette_are_allowed_by_their_hash(site_of_archive: Any, path: str) -> None:
    shown = await site_of_archive.client.get(path)
    policy = shown.headers["content-security-policy"]
    scripts = re.search("script-src ([^;]*)", policy)[1]
    assert "sha256-" in scripts
    assert "'unsafe-inline'" not in scripts
    assert "data-ezri-script" not in shown.text


async def test_a_script_that_was_slipped_into_a_page_is_not_allowed(archive: Path) -> None:
    class Careless:
        __name__ = "careless"

        @hookimpl
        def render_cell(self, value: Any) -> Any:
            from markupsafe import Markup  # noqa: PLC0415 - the test's own plugin

            return Markup("<script>alert(1)</script>") if value == "heading" else None

        @hookimpl
        def extra_body_script(self) -> str:
            return "const wanted = 1"

        @hookimpl
        def extra_js_urls(self) -> list[str]:
            return ["https://scripts.example/a.js"]

    careless = Careless()
    pm.register(careless, name="careless")
    try:
        served_so = site.make_datasette(archive)
        await served_so.invoke_startup()
        shown = await served_so.client.get(TABLE)
        compat.close(served_so)
    finally:
        pm.unregister(careless)
    scripts = re.search("script-src ([^;]*)", shown.headers["content-security-policy"])[1]
    assert "<script>alert(1)</script>" in shown.text
    assert "bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=" not in scripts
    assert "https://scripts.example" in scripts
    assert "ooZTm4khRSZTcgR8bdeIyTHaEsAltkJerM4pejpf+UU=" in scripts


@pytest.mark.parametrize("path", ["/", TABLE, f"{TABLE}.json", "/robots.txt", "/archive/none", "/-/static/app.css"])
async def test_every_answer_has_the_headers_of_safety(site_of_archive: Any, path: str) -> None:
    headers = (await site_of_archive.client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_a_refusal_has_them_too(site_of_archive: Any) -> None:
    refused = await site_of_archive.client.post(TABLE)
    assert refused.status_code == 405
    assert refused.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert refused.headers["cache-control"] == "no-store"


# --- what is beside -----------------------------------------------------------------------------------------


async def test_the_forms_of_datasette_itself_may_be_sent(site_of_archive: Any) -> None:
    assert (await site_of_archive.client.post("/-/logout", data={})).status_code in {302, 403}
    assert (await site_of_archive.client.post("/archive/segments/-/insert", json={})).status_code == 405


async def test_health_tells_one_build_from_another(site_of_archive: Any) -> None:
    told = (await site_of_archive.client.get("/-/ezri/health")).json()
    assert told["ok"] is True
    assert told["archives"]["archive"]["documents"] == 4
    assert re.fullmatch("[0-9a-f]{64}", told["archives"]["archive"]["digest"])


async def test_health_is_bad_where_the_archive_cannot_be_read(archive: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    shutil.copy(archive, broken)
    datasette = site.make_datasette(broken)
    await datasette.invoke_startup()
    datasette.databases["broken"].opened.close()

    async def refuse(*_: Any) -> None:
        message = "disk I/O error"
        raise sqlite3.OperationalError(message)

    datasette.databases["broken"].execute = refuse
    response = await datasette.client.get("/-/ezri/health")
    assert response.status_code == 503
    assert response.json()["archives"]["broken"] == {"ok": False, "problem": "OperationalError: disk I/O error"}


async def test_beside_databases_that_are_no_archives_there_is_none_of_this(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    alone = Datasette([str(other)])
    await alone.invoke_startup()
    assert "content-security-policy" not in (await alone.client.get("/other/notes")).headers
    assert (await alone.client.get("/robots.txt")).status_code == 404
    assert (await alone.client.get("/-/ezri/health")).status_code == 503
    assert "can only be read" not in (await alone.client.request("PURGE", "/other")).text
    compat.close(alone)


async def test_facets_and_counts_are_taken_once(site_of_archive: Any) -> None:
    database = site_of_archive.get_database("archive")
    remembered = database.opened.remembered
    remembered.clear()
    await site_of_archive.client.get(f"{TABLE}?_facet=lang&_once=1")
    first = dict(remembered)
    assert any("group by [lang]" in str(key) or "group by lang" in str(key).lower() for key in first)
    await site_of_archive.client.get(f"{TABLE}?_facet=lang&_once=2")
    assert {key: id(value) for key, value in remembered.items()} == {key: id(value) for key, value in first.items()}


async def test_only_so_much_is_remembered(site_of_archive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "_MOST_REMEMBERED", 3)
    database = site_of_archive.get_database("archive")
    database.opened.remembered.clear()

    async def make(number: int = 0) -> int:
        return number

    for number in range(6):
        assert await database.once(number, lambda number=number: make(number)) == number
    assert list(database.opened.remembered) == [3, 4, 5]


async def test_a_query_that_is_no_quick_one_takes_the_other_way(
    site_of_archive: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = site_of_archive.get_database("archive")
    sql = "SELECT count(*) AS n FROM segments a, segments b, segments c WHERE a.n >= :least"
    quick = await database.look_up(sql, {"least": 0})
    monkeypatch.setattr(served, "_MOMENT", -1.0)
    monkeypatch.setattr(served, "_STEPS", 10)
    assert database.opened.at_once(sql, {"least": 0}) is None
    assert [row["n"] for row in await database.look_up(sql, {"least": 0})] == [quick[0]["n"]]


async def test_a_page_that_takes_too_long_is_given_up(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        __name__ = "slow"

        @hookimpl
        def register_routes(self) -> list[tuple[str, Any]]:
            async def slow() -> Response:
                await asyncio.sleep(5)
                return Response.text("done")

            return [("^/slow$", slow)]

    plugin = Slow()
    pm.register(plugin, name="slow")
    try:
        datasette = site.make_datasette(archive)
        await datasette.invoke_startup()
        monkeypatch.setattr(answers, "SECONDS_FOR_A_PAGE", 0.05)
        response = await datasette.client.get("/slow")
        compat.close(datasette)
    finally:
        pm.unregister(plugin)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")


# --- connections --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select instr('salt road', 'road')", 6),
        ("select instr(x'0102', x'02')", 2),
        ("select instr('שלום', 'ום')", 3),
        ("select instr(null, 'a')", None),
        ("select instr('a', 'b')", 0),
        ("select trim('  a ')", "a"),
        ("select trim('xxaxx', 'x')", "a"),
        ("select ltrim('xxaxx', 'x')", "axx"),
        ("select rtrim('xxaxx', 'x')", "xxa"),
        ("select trim(null, 'x')", None),
        ("select trim('a', '')", "a"),
        ("select printf('%d %5.2f %s %c %%', 3, 1.5, 'מלח', 'xyz')", "3  1.50 מלח x %"),
        ("select format('%05d|%-4s|', 42, 'a')", "00042|a   |"),
        ("select printf(null)", None),
        ("select printf('%s')", ""),
        ("select count(*) > 0 from segments_fts where segments_fts match 'salt'", 1),
        ("select count(*) from json_each('[1,2,3]')", 3),
        ("select count(*) > 5 from pragma_table_info('segments')", 1),
    ],
)  # fmt: skip
async def test_a_stranger_has_the_functions_of_sqlite(archive: Path, sql: str, expected: object) -> None:
    with closing(connections.connect_asked(archive, lambda _: None)) as connection:
        assert connection.execute(sql).fetchone()[0] == expected


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of functions that refuse
@pytest.mark.parametrize(
    "sql",
    ["select printf('%1000d', 1)", "select printf('%w', 'a')", f"select trim('a', '{'x' * 200}')",
     "select json_patch('{}', '{}')",
     "attach 'x' as y", "pragma query_only = 0", "select 9223372036854775807 + :missing", "create temp table t (x)",
     "select zeroblob(2000000)", "select * from " + ", ".join(f"segments s{number}" for number in range(9))],  # noqa: S608 - a number
)  # fmt: skip
async def test_what_a_stranger_may_not_is_said_as_his_fault(archive: Path, sql: str) -> None:
    with (
        closing(connections.connect_asked(archive, lambda _: None)) as connection,
        pytest.raises(sqlite3.OperationalError),
    ):
        connection.cursor().execute(sql).fetchall()


async def test_a_stranger_gets_no_more_than_fits_in_a_page(archive: Path) -> None:
    with closing(connections.connect_asked(archive, lambda _: None)) as connection:
        cursor = connection.cursor().execute("select hex(zeroblob(400000)) from segments, segments b")
        with pytest.raises(sqlite3.OperationalError, match="the result is larger than 16 MB"):
            cursor.fetchmany(100)
        assert len(connection.execute("select 1 from segments").fetchmany(5)) == 5


async def test_an_archive_can_only_be_read(archive: Path) -> None:
    with closing(connections.connect(archive, lambda _: None)) as connection:
        for sql in ("DELETE FROM segments", "CREATE TABLE x (y)", "ATTACH 'x' AS y", "DROP TABLE segments"):
            with pytest.raises(sqlite3.OperationalError):
                connection.execute(sql)


async def test_a_file_that_changes_while_it_is_opened_is_no_archive_yet(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive, path)

    def replace(_: sqlite3.Connection) -> None:
        other = tmp_path / "other.db"
        shutil.copy(archive, other)
        other.replace(path)

    with pytest.raises(sqlite3.DatabaseError, match="changed while it was opened"):
        served.Opened(path, replace, 1)


# --- patience -----------------------------------------------------------------------------------------------


async def test_who_neither_asks_nor_reads_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS_TO_ASK", 0.3)
    monkeypatch.setattr(patience, "SECONDS_TO_READ", 0.3)

    async def application(scope: Any, _receive: Any, send: Any) -> None:
        size = 50_000_000 if scope["path"] == "/large" else 5
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
        await send({"type": "http.response.body", "body": b"x" * size})

    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    config = uvicorn.Config(application, http=patience.Impatient, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    whole = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    assert await _ended_within(port, [b"GET / HTTP/1.1\r\nX: "], 3) == b""
    assert (await _ended_within(port, [whole, whole[:10]], 3)).endswith(b"xxxxx")
    assert await _ended_within(port, [b""], 3) == b""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
    writer.write(whole.replace(b"/ ", b"/large ", 1))
    await asyncio.sleep(1.2)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(50_000_000), 10)
    writer.close()
    server.should_exit = True
    await running


async def _ended_within(port: int, parts: list[bytes], seconds: float) -> bytes:
    """Send parts, a moment between them, and give what comes until the other end closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    for part in parts:
        writer.write(part)
        await asyncio.sleep(0.1)
    received = bytearray()
    try:
        while part := await asyncio.wait_for(reader.read(1000), seconds):
            received += part
    except ConnectionResetError:
        pass
    writer.close()
    assert time.monotonic() - began < seconds
    return bytes(received)


async def test_the_presets_of_a_large_archive_are_those_that_are_served(site_of_archive: Any) -> None:
    assert site_of_archive.setting("num_sql_threads") == 3
    assert presets.SETTINGS["suggest_facets"] is False
