# ruff: noqa: S608 - queries that are written to be refused
"""What strangers send to a site: each is answered, within limits of time and memory, and does no harm."""

import base64
import hashlib
import html as html_entities
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from lxml import html

import hostile_archive
from ezri_archive.web import compat
from running_server import Server, serving

MB = 1_000_000
SQL = "/archive/-/query?sql=" if compat.IS_1 else "/archive?sql="
ENDLESS = "with recursive t(n) as (select 1 union all select n + 1 from t) "


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_archive.write(tmp_path_factory.mktemp("hostile") / "archive.db")


@pytest.fixture(scope="module")
def server(archive: Path) -> Iterator[Server]:
    with serving(archive) as running:
        running.get("/archive/segments")
        yield running


@pytest.fixture(autouse=True)
def unharmed(server: Server, archive: Path) -> Iterator[None]:
    """After whatever was sent, the site answers, the archive is the same, and memory has not grown beyond measure."""
    before, held = hashlib.sha256(archive.read_bytes()).digest(), server.memory()
    yield
    assert server.get("/-/ezri/health")[0] == 200
    until = time.monotonic() + 20
    while server.get(SQL + "select+1")[0] == 503:
        assert time.monotonic() < until, "queries that nobody waits for are still running"
        time.sleep(0.2)
    assert hashlib.sha256(archive.read_bytes()).digest() == before
    assert server.memory() - held < 250 * MB


@pytest.mark.parametrize(
    "sql",
    [
        "select hex(randomblob(900000000))",
        "select length(zeroblob(2000000000))",
        "select zeroblob(999999) from segments, segments b, segments c",
        "select replace(hex(zeroblob(400000)), '0', 'aaaaaaaaaa')",
        "select printf('%.*c', 1000000000, 'x')",
        "select printf('%1000000000d', 1)",
        "select group_concat(hex(zeroblob(400000))) from segments a, segments b",
        "select json_group_array(hex(zeroblob(100000))) from segments a, segments b",
        "select " + ", ".join(["hex(zeroblob(499999))"] * 150),
        "select json_patch(1, 2)",
        "select trim(hex(zeroblob(400000)), hex(zeroblob(400000)))",
        "select '" + "(" * 3000 + "'; select 1",
        "select " + "(" * 500 + "1" + ")" * 500,
        "select " + "+".join(["1"] * 2000),
        " union all ".join(["select 1"] * 200),
        "select * from " + ", ".join(f"segments s{n}" for n in range(70)),
        "attach database '/tmp/other.db' as other",
        "select * from pragma_database_list; attach '/etc/passwd' as p",
        "pragma hard_heap_limit=1",
        "select * from pragma_hard_heap_limit",
        "select load_extension('/tmp/x.so')",
        "select writefile('/tmp/x', 'y')",
        "select readfile('/etc/passwd')",
        "select fts3_tokenizer('simple')",
        "insert into documents (id) values ('x')",
        "delete from segments",
        "with x as (select 1) delete from segments",
        "update documents set title = 'x'",
        "drop table segments",
        "vacuum into '/tmp/stolen.db'",
        "create table x (y)",
        "insert into segments_fts(segments_fts) values ('delete-all')",
        "select 1 where 1 in (select",
        "select 9223372036854775808 << 1, x'zz'",
        "\u202eselect 1",
    ],
)
def test_a_query_that_would_take_memory_or_write_is_refused(server: Server, sql: str) -> None:
    status, _, body = server.get(SQL + quote_plus(sql))
    # Datasette 1.0 says on the page of the query what is wrong with it.
    said = compat.IS_1 and status == 200 and b"message-error" in body
    assert said or status in {400, 403, 414, 405, 302}, body[:300]


@pytest.mark.parametrize(
    "sql",
    [
        "select instr(replace(hex(zeroblob(200000)), '0', 'a'), replace(hex(zeroblob(100000)), '0', 'a') || 'b')",
        "select hex(zeroblob(400000)) like '" + "%0" * 90 + "1'",
        "select ezri_fold(hex(zeroblob(400000)))",
        "select escape_fts(hex(zeroblob(400000)))",
        "select text from segments where text regexp '(a+)+$'",
        "select * from pragma_function_list",
    ],
)
def test_a_query_that_would_hold_a_thread_on_one_value_is_soon_done(server: Server, sql: str) -> None:
    began = time.monotonic()
    assert server.get(SQL + quote_plus(sql))[0] in {200, 400}
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "sql",
    [
        ENDLESS + "select count(*) from t",
        ENDLESS + "select group_concat(n) from t",
        ENDLESS + "select max(hex(randomblob(10000))) from t order by random()",
        "select count(*) from segments a, segments b, segments c, segments d, segments e, segments f, segments g",
    ],
)
def test_a_query_without_end_is_ended(server: Server, sql: str) -> None:
    began = time.monotonic()
    assert server.get(SQL + quote_plus(sql))[0] == 400
    assert time.monotonic() - began < 15


def test_readers_are_answered_while_strangers_run_endless_queries(server: Server) -> None:
    seen: list[tuple[int, dict[str, str]]] = []
    path = SQL + quote_plus(ENDLESS + "select count(*) from t")
    strangers = [threading.Thread(target=lambda: seen.append(server.get(path)[:2])) for _ in range(12)]
    for stranger in strangers:
        stranger.start()
    time.sleep(0.5)
    began = time.monotonic()
    assert server.get("/-/ezri/document/letter-7?new")[0] == 200
    waited = time.monotonic() - began
    for stranger in strangers:
        stranger.join()
    assert waited < 2
    assert {status for status, _ in seen} == {400, 503}
    assert {headers.get("retry-after") for status, headers in seen if status == 503} == {"2"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/archive/segments?_where=" + quote_plus("1=1) union select 1 --"), {400}),
        (
            "/archive/segments?_where=" + quote_plus("(select count(*) from segments a, segments b, segments c) > 0"),
            {200},
        ),
        ("/archive/segments?_where=" + quote_plus("text = json('" + "[" * 2500 + "]" * 2500 + "')"), {400, 414, 200}),
        ("/archive/segments?_through=" + quote_plus('{"table":"x","column":"y","value":"z"}'), {400, 500, 404, 200}),
        ("/archive/segments?_search=" + "a" * 7000, {200}),
        ("/archive/segments?_search=" + quote_plus('"' * 2000), {200}),
        ("/archive/segments?_search=" + quote_plus(" ".join(["NEAR(a b)", "*", "^", "AND", "(", '"'] * 100)), {200}),
        ("/archive/segments?_searchmode=raw&_search=" + quote_plus("a OR " * 1000), {400, 200}),
        ("/archive/segments?_search=%ff%fe%80", {200}),
        ("/archive/segments?_search=%ED%A0%80%ED%B0%80", {200}),
        ("/archive/segments?_search=a%00b", {400}),
        ("/archive/segments?text__like=" + "%25a" * 500, {200}),
        ("/archive/segments?text__glob=" + "*a" * 500, {200}),
        ("/archive/segments?" + "&".join(["_facet=text"] * 20), {400}),
        ("/archive/segments?" + "&".join(f"a{n}=1" for n in range(300)), {400}),
        ("/archive/segments?_size=99999999", {400}),
        ("/archive/segments?_next=" + "9" * 400, {200, 400, 404, 500}),
        ("/archive/segments?_facet_date=<script>", {200, 400}),
        ("/archive/segments?_sort=<script>", {400, 500}),
        ("/archive/segments?_col=<script>alert(1)</script>", {400}),
        ("/" + "x" * 9000, {414}),
        ("/-/ezri/read/road?from=99999999999999999999", {400}),
        ("/-/ezri/read/" + quote("../../etc/passwd", safe=""), {404}),
        ("/-/ezri/document/" + quote("' or 1=1 --", safe=""), {404}),
        ("/-/ezri/document/%c0%ae%c0%ae%c0%af", {404}),
        ("/-/static/../../../../../../etc/passwd", {404}),
        ("/-/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", {404, 302}),
        ("/-/static/..%2f..%2f..%2fetc%2fpasswd", {404, 302}),
        ("/-/static-plugins/ezri-archive/../__init__.py", {404}),
        ("/-/static-plugins/ezri-archive/%2e%2e/__init__.py", {404, 302}),
        ("/-/static-plugins/ezri-archive//etc/passwd", {404}),
        ("/archive/segments/%2e%2e", {404, 302}),
        ("/~2E~2E/etc/passwd", {404}),
        ("/archive.db?_journal=x", {200, 302, 403, 404}),
        ("/%0d%0aSet-Cookie:%20a=b", {404, 302}),
        ("/archive?sql=select+1%0d%0aX-Evil:%201", {200, 302, 400}),
        ("//evil.example/%2e%2e", {404, 302, 301}),
        ("/archive/segments.json?_shape=<script>", {400, 200}),
        ("/archive/segments.blob?_blob_column=text", {400, 404, 200}),
        ("/-/logout", {302, 200, 405}),
        ("/?_ui=<script>", {200}),
    ],
)
def test_an_address_is_answered_and_nothing_comes_out_of_it(server: Server, path: str, status: set[int]) -> None:
    found, headers, body = server.get(path)
    assert found in status, body[:300]
    assert "x-evil" not in headers
    assert not headers.get("set-cookie", "").startswith("a=b")
    assert b"root:" not in body
    assert not headers.get("location", "").startswith(("//", "http"))
    assert_nothing_is_obeyed(headers, body)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "X" * 500])
@pytest.mark.parametrize("path", ["/archive/segments", "/-/ezri/health", "/archive/-/create", "/archive/-/query"])
def test_nothing_can_be_done_but_read(server: Server, method: str, path: str) -> None:
    status, headers, _ = server.get(path, "Content-Length: 0", method=method)
    assert status in {400, 405}
    assert headers.get("allow", "GET, HEAD") == "GET, HEAD"


HEAD = b"GET / HTTP/1.1\r\nHost: archive.example\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (HEAD + b"Cookie: " + b"a" * 20_000 + b"\r\n\r\n", {431}),
        (HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(100)) + b"\r\n", {431}),
        (HEAD + b"X-Long: " + b"a" * 60_000 + b"\r\n\r\n", {400, 431}),
        (HEAD + b"Cookie: ds_actor=forged; ds_messages=%22%3Cscript%3E%22; ezri_ui=<script>\r\n\r\n", {200}),
        (HEAD + b"Authorization: Bearer " + b"x" * 5000 + b"\r\n\r\n", {200, 401}),
        (HEAD + b"Accept-Language: " + b"he;q=x," * 1000 + b"\r\n\r\n", {200}),
        (HEAD + b"If-None-Match: " + b'"x",' * 3000 + b"\r\n\r\n", {200}),
        (HEAD + b"Range: bytes=0-1,2-3,-99999\r\n\r\n", {200, 206, 416}),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n", {400, 413}),
        (HEAD + b"Content-Length: 99999999999\r\n\r\nabc", {413}),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", {400, 413}),
        (HEAD + b"Content-Length: -1\r\n\r\n", {400}),
        (HEAD + b"X-A: b\r\n\tfolded\r\n\r\n", {200, 400}),
        (HEAD + b"X-A\x00: b\r\n\r\n", {400}),
        (HEAD + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n", {200, 400}),
        (HEAD + b"Host: evil.example\r\n\r\n", {400}),
        (b'GET / HTTP/1.1\r\nHost: evil.example/"><script>\r\nConnection: close\r\n\r\n', {400}),
        (b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", {400}),
        (b"GET / HTTP/1.1\r\nHost: " + b"a" * 5000 + b"\r\nConnection: close\r\n\r\n", {400}),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", {200, 400}),
        (
            b"GET http://evil.example/ HTTP/1.1\r\nHost: archive.example\r\nConnection: close\r\n\r\n",
            {200, 400, 404, 302},
        ),
        (b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {400}),
        (b"GET /?q=\xd7\xa9 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", {400}),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", {400, 200}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200, {400}),
        (b"\r\n" * 2000 + HEAD + b"\r\n", {200, 400}),
        (b"GET " + b"/" * 70_000 + b" HTTP/1.1\r\n\r\n", {400, 414}),
    ],
)
def test_a_request_that_no_browser_sends_is_answered(server: Server, request_bytes: bytes, status: set[int]) -> None:
    found, headers, body = server.send(request_bytes)
    assert found in status, (found, body[:300])
    assert_nothing_is_obeyed(headers, body)


def test_another_host_is_not_answered_from_what_was_kept_for_this_one(server: Server) -> None:
    path = "/archive/segments.json?_size=1"
    request = "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n"
    server.send(request.format(path, "evil.example").encode())
    assert b"evil.example" not in server.send(request.format(path, "archive.example").encode())[2]


def test_a_request_that_never_comes_whole_keeps_nobody_out(server: Server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(100)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
    assert server.get("/-/ezri/health")[0] == 200
    for connection in slow:
        connection.close()


def test_a_header_without_end_is_cut_off(server: Server) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=30)) as connection:
        connection.sendall(HEAD + b"X-Endless: ")
        with pytest.raises(OSError, match=r"reset|pipe|Connection"):
            _send_without_end(connection)


def _send_without_end(connection: socket.socket) -> None:
    for _ in range(1000):
        connection.sendall(b"x" * 10_000)
        time.sleep(0.001)


def test_requests_that_are_abandoned_leave_nothing_behind(server: Server) -> None:
    path = SQL + quote_plus(ENDLESS + "select count(*) from t")
    for _ in range(5):
        with closing(socket.create_connection(("127.0.0.1", server.port))) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert server.get("/archive/documents?new")[0] == 200


PAGES = [
    "/",
    "/?_ui=he",
    "/-/ezri/document/letter-7",
    "/-/ezri/document/road-he",
    "/-/ezri/read/road",
    "/-/ezri/read/letter-7",
    "/-/ezri/report/road.v1",
    "/-/ezri/report/letter-7~letter-7?show=all",
    "/archive",
    *(
        f"/archive/{table}"
        for table in (
            "documents", "segments", "alignments", "links", "versions", "works", "terms", "notices", "tei", "sources",
            "portions", "en_he", "he_fa", "concordance?words=salt", "side_by_side?work=road", "documents/road-he",
            "segments/letter-7~2Een~2E5", "links/letter-7~2Elink3",
        )
    ),
    "/archive/segments?_search=" + quote_plus(hostile_archive.MARKUP),
    "/archive/segments?text=" + quote_plus(hostile_archive.MARKUP),
    "/archive/segments?_facet=text",
    SQL + quote_plus("select text as '<script>top.obeyed=1</script>', 'javascript:alert(1)' as url from segments"),
    "/archive/nothing" + quote(hostile_archive.MARKUP, safe=""),
    "/-/ezri/read/" + quote(hostile_archive.MARKUP, safe=""),
    "/-/ezri/read/road?langs=" + quote(hostile_archive.MARKUP, safe=""),
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_no_text_of_an_archive_or_address_is_obeyed(server: Server, path: str) -> None:
    status, headers, body = server.get(path)
    assert status in {200, 302, 400, 404}
    assert_nothing_is_obeyed(headers, body)


def assert_nothing_is_obeyed(headers: dict[str, str], body: bytes) -> None:
    """Every script of a page is a file of the site or allowed by its hash; no element has a handler or runs a link."""
    if "text/html" not in headers.get("content-type", "") or not body.strip():
        return
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-inline'" not in re.search("script-src [^;]*", policy)[0]
    page = html.fromstring(body)
    for script in page.iter("script"):
        assert script.get("src", "").startswith("/-/static") or _hash(script.text) in policy
        assert "obeyed" not in (script.text or "")
    for element in page.iter():
        handlers = {name for name in element.attrib if name.lower().startswith("on")}
        assert not handlers or element.attrib.get("onclick") == "openColumnChooser()"
        for name in ("href", "src", "action", "formaction"):
            value = html_entities.unescape(element.get(name) or "").strip().lower()
            assert not value.startswith(("javascript:", "data:", "vbscript:"))
    assert not page.xpath("//iframe | //object | //embed | //base | //img[@onerror]")


def _hash(script: str | None) -> str:
    return base64.b64encode(hashlib.sha256((script or "").encode()).digest()).decode()
