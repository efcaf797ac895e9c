"""What can be taken away from the site: exactly what a page shows, in any format, whoever asks and however badly."""

import asyncio
import csv
import io
import json
import shutil
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

import aligned_rows
from ezri_archive.web import compat
from ezri_archive.web.exporting import streaming
from ezri_archive.web.exporting.file_names import attachment

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXPORT = "/-/ezri/export"
TABLE = f"{EXPORT}/table/archive"
SQL = f"{EXPORT}/sql/archive"
ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c) "
ENDLESS_COUNT = f"{ENDLESS}select count(*) from c"  # noqa: S608 - a test's own
ENDLESS_ROWS = f"{ENDLESS}select x from c"  # noqa: S608 - a test's own
LONG_ROWS = f"{ENDLESS}select x, hex(zeroblob(500)) from (select x from c limit 20000)"  # noqa: S608 - a test's own
BREAKING = """
with recursive a(x) as (select 1 union all select x + 1 from a limit 100),
  c(x) as (select 1 union all select x + 1 from c)
select hex(zeroblob(2000)) from a union all select count(*) from c
"""
PAGES = [
    "/archive/segments?lang=en", "/archive/en_he", "/archive/alignments", "/archive/alignments?pair=he-fa",
    "/archive/units",
    f"{compat.query_path('/archive')}?sql=select+1+as+en,+2+as+he", "/archive/side_by_side?work=road",
    "/-/ezri/document/letter-7", "/-/ezri/read/letter-7", "/-/ezri/read/road?langs=fa,he", "/-/ezri/search?q=salt",
    "/-/ezri/terms",
]  # fmt: skip


@asynccontextmanager
async def configured(archive: Path, config: dict[str, Any]) -> AsyncIterator[Any]:
    made = compat.with_settings([str(archive)], config=config)
    await made.invoke_startup()
    yield made
    compat.close(made)


async def taken(served: Any, address: str, **values: str) -> bytes:
    response = await served.client.get(address + (f"?{urlencode(values)}" if values else ""))
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-disposition"].startswith("attachment; ")
    assert response.headers["x-content-type-options"] == "nosniff"
    return bytes(response.content)


async def refused(served: Any, address: str, **values: str) -> tuple[int, str]:
    """Give the status of an export that is none, and what is said of it."""
    response = await served.client.get(address + (f"?{urlencode(values)}" if values else ""))
    assert "content-disposition" not in response.headers
    shown = response.text
    if response.headers["content-type"].startswith("text/html"):
        (title,) = html.fromstring(shown).cssselect("h1")
        shown = " ".join(title.text_content().split())
    return response.status_code, shown


def rows_of(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().splitlines()]


# --- what is exported ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_of_rows_leads_to_its_exports_and_all_of_them_answer(served: Any, page: str) -> None:
    shown = html.fromstring((await served.client.get(page)).text)
    links = shown.cssselect(".ezri-export a")
    assert {link.text_content() for link in links} >= {"CSV", "TSV", "JSON lines", "Parquet"}
    for link in links:
        response = await served.client.get(link.get("href"))
        assert response.status_code == 200, link.get("href")
        assert response.content, link.get("href")


async def test_a_page_without_rows_offers_no_export(served: Any) -> None:
    for page in ("/archive", "/-/ezri/search", "/-/ezri/terms?q=salt"):
        assert not html.fromstring((await served.client.get(page)).text).cssselect(".ezri-export"), page


async def test_an_export_holds_the_rows_that_the_filters_and_the_search_leave(served: Any) -> None:
    found = rows_of(await taken(served, f"{TABLE}/segments.jsonl", _search="salt", lang="en", _nocol="norm"))
    assert [row["id"] for row in found] == ["letter-7.en.2", "letter-7.en.4"]
    assert found[0]["text"] == "The Salt Road Letter"
    assert "norm" not in found[0]


async def test_the_order_that_a_reader_chose_is_kept_and_otherwise_it_is_that_of_the_archive(served: Any) -> None:
    chosen = rows_of(await taken(served, f"{TABLE}/segments.jsonl", _sort_desc="start", lang="he"))
    assert [row["start"] for row in chosen] == sorted((row["start"] for row in chosen), reverse=True)
    plain = rows_of(await taken(served, f"{TABLE}/segments.jsonl", lang="he"))
    assert [row["id"] for row in plain][:3] == ["letter-7.he.1", "letter-7.he.2", "letter-7.he.3"]


async def test_arguments_that_say_how_much_a_page_shows_do_not_shorten_an_export(served: Any) -> None:
    whole = await taken(served, f"{TABLE}/segments.csv")
    assert await taken(served, f"{TABLE}/segments.csv?_size=1&_next=1,2&_facet=lang&_labels=on&_shape=array") == whole
    assert len(list(csv.reader(io.StringIO(whole.decode())))) == 23


async def test_a_filter_written_as_sql_is_run_within_the_limits_of_a_stranger(served: Any) -> None:
    found = rows_of(await taken(served, f"{TABLE}/segments.jsonl", _where="lang = 'fa'"))
    assert {row["lang"] for row in found} == {"fa"}
    status, said = await refused(served, f"{TABLE}/segments.jsonl", _where="length(hex(zeroblob(450000000))) > 1")
    assert (status, said) == (400, "string or blob too big")


async def test_alignments_become_a_translation_memory_with_their_segments(served: Any) -> None:
    units = aligned_rows.read_tmx(await taken(served, f"{TABLE}/alignments.tmx", pair="en-he"))
    assert [unit.get("tuid") for unit in units] == ["letter-7.a1", "letter-7.a2"]
    assert aligned_rows.variants(units[0]) == {
        "en": "Dear readers, the seventh issue of our letter has come out.",
        "he": "קוראים יקרים, הגיליון השביעי של האיגרת יצא לאור.",
    }
    assert units[0].findtext("prop[@type='x-segments-he']") == "letter-7.he.2"
    again = aligned_rows.read_tmx(await taken(served, f"{TABLE}/en_he.tmx"))
    assert [unit.get("tuid") for unit in again] == ["letter-7.a1", "letter-7.a2"]


async def test_several_pairs_in_one_translation_memory_have_no_one_source_language(served: Any) -> None:
    content = await taken(served, f"{TABLE}/alignments.tmx")
    assert b'srclang="*all*"' in content
    assert len(aligned_rows.read_tmx(content)) == 4


async def test_units_become_a_translation_memory_of_all_their_languages(served: Any) -> None:
    units = aligned_rows.read_tmx(await taken(served, f"{TABLE}/units.tmx"))
    assert [list(aligned_rows.variants(unit)) for unit in units] == [["en", "he", "fa"], ["he", "fa"]]
    assert units[1].get("segtype") == "block"


async def test_xces_can_be_read_with_its_sentences(served: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(await taken(served, f"{TABLE}/he_fa.xces"))) as bundle:
        bundle.extractall(tmp_path)
    pairs = aligned_rows.read_xces(tmp_path, "he-fa.xml")
    assert pairs[1] == (
        ["כל גמל נשא שני גושים, כ־120 ק״ג, לפי היומן של C. Orlan (1911).", "שָׁלוֹם לַמְּלָחִים, כתב בסוף היומן."],
        ["هر شتر دو قالب نمک می‌برد، نزدیک ۱۲۰ کیلوگرم (نگاه کنید به C. Orlan, 1911)."],
    )


async def test_the_columns_that_a_work_is_read_in_are_exported(served: Any, tmp_path: Path) -> None:
    address = f"{EXPORT}/read/road"
    told = list(csv.DictReader(io.StringIO((await taken(served, f"{address}.csv", langs="fa,he")).decode())))
    assert list(told[0]) == ["unit", "id", "fa", "he"]
    assert told[0]["fa"].startswith("هر شتر")
    with zipfile.ZipFile(io.BytesIO(await taken(served, f"{address}.moses", langs="fa,he"))) as bundle:
        assert bundle.namelist() == ["fa-he.fa", "fa-he.he", "ids.tsv"]
    with zipfile.ZipFile(io.BytesIO(await taken(served, f"{address}.xces", langs="he,fa"))) as bundle:
        bundle.extractall(tmp_path)
        assert b"certainty" not in bundle.read("he-fa.xml")


async def test_a_query_with_columns_of_languages_becomes_a_translation_memory(served: Any) -> None:
    (unit,) = aligned_rows.read_tmx(await taken(served, f"{EXPORT}/query/archive/side_by_side.tmx", work="letter-7"))
    assert aligned_rows.variants(unit)["en"] == "The Institute for Inland Seas"
    statement = "select :said as en, char(2, 65) as he union all select null, 'x'"
    (unit,) = aligned_rows.read_tmx(await taken(served, f"{SQL}.tmx", sql=statement, said="a < b"))
    assert aligned_rows.variants(unit) == {"en": "a < b", "he": "\ufffdA"}
    named = """select 'q' as id, 'en' as source_lang, '"><x' as target_lang, 'a' as source_text, 'b' as target_text,
    1 as score"""
    (unit,) = aligned_rows.read_tmx(await taken(served, f"{SQL}.tmx", sql=named))
    assert (unit.get("tuid"), aligned_rows.variants(unit)) == ("q", {"en": "a", '"><x': "b"})


async def test_a_document_is_exported_with_its_segments_and_what_is_aligned_of_it(served: Any) -> None:
    segments = rows_of(await taken(served, f"{EXPORT}/document/road-he.jsonl"))
    assert [row["id"] for row in segments] == [f"road-he.he.{number}" for number in range(1, 5)]
    units = aligned_rows.read_tmx(await taken(served, f"{EXPORT}/document/road-fa.tmx", pair="he-fa"))
    assert [unit.get("tuid") for unit in units] == ["road.a1", "road.a2"]


async def test_a_search_is_exported_with_all_its_hits(served: Any) -> None:
    found = rows_of(await taken(served, f"{EXPORT}/search/hits.jsonl", q="מלח"))
    assert {row["lang"] for row in found} == {"he"}
    units = aligned_rows.read_tmx(await taken(served, f"{EXPORT}/search/hits.tmx", q="caravans"))
    assert [unit.get("tuid") for unit in units] == ["letter-7.a2"]


async def test_a_table_as_parquet_has_the_types_of_its_columns(served: Any) -> None:
    parquet, duckdb = import_module("pyarrow.parquet"), import_module("duckdb")
    table = parquet.read_table(io.BytesIO(await taken(served, f"{TABLE}/documents.parquet")))
    kinds = {field.name: str(field.type) for field in table.schema}
    assert (kinds["id"], kinds["year"], kinds["issue"]) == ("string", "int64", "string")
    assert table.num_rows == 4
    with duckdb.connect() as database:
        assert database.from_arrow(table).aggregate("sum(words)").fetchall() == [(141,)]


async def test_nothing_but_the_headers_is_made_for_head(served: Any) -> None:
    response = await served.client.head(f"{TABLE}/segments.csv")
    assert (response.status_code, response.content) == (200, b"")
    assert (
        response.headers["content-disposition"]
        == "attachment; filename=\"segments.csv\"; filename*=UTF-8''segments.csv"
    )


async def test_every_kind_of_value_stands_in_a_file(served: Any) -> None:
    statement = "select 1 as n, 2.5 as f, null as z, x'00ff' as b, 'a\tb' as t, 9e999 as i, cast(x'ff' as text) as w"
    (row,) = rows_of(await taken(served, f"{SQL}.jsonl", sql=statement))
    assert row == {
        "n": 1, "f": 2.5, "z": None, "b": {"$base64": True, "encoded": "AP8="}, "t": "a\tb", "i": float("inf"),
        "w": "\ufffd",
    }  # fmt: skip
    line = (await taken(served, f"{SQL}.tsv", sql=statement)).decode().splitlines()[1]
    assert line == "1\t2.5\t\tAP8=\ta b\tinf\t\ufffd"


# --- hostile requests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "values", "expected"),
    [
        ("table/archive/nowhere.csv", {}, (404, "No such table in this archive")),
        ("table/nowhere/segments.csv", {}, (404, "No such archive")),
        ("table/archive/concordance.csv", {"words": "salt"}, (404, "No such table in this archive")),
        ("query/archive/nowhere.csv", {}, (404, "No such query in this archive")),
        ("document/nothing.csv", {}, (404, "No such document in this archive")),
        ("read/nothing.csv", {}, (404, "Nothing of such a work is aligned in this archive")),
        ("read/road.csv", {"langs": "ar"}, (400, "langs: this work cannot be read in 'ar', only in: he, fa")),
        ("search/hits.csv", {"q": '"salt'}, (400, "A quotation mark opens a phrase here, and none closes it.")),
        ("sql/archive.csv", {"sql": "select nowhere"}, (400, "no such column: nowhere")),
        ("sql/archive.csv", {}, (400, "Statement must be a SELECT")),
        ("sql/archive.csv", {"sql": "delete from segments"}, (400, "Statement must be a SELECT")),
        ("sql/archive.csv", {"sql": "with x as (select 1) delete from segments"}, (400, "not authorized")),
        (
            "sql/archive.csv",
            {"sql": "select 1; drop table segments"},
            (400, "You can only execute one statement at a time."),
        ),
        ("sql/archive.csv", {"sql": "select hex(zeroblob(450000000))"}, (400, "string or blob too big")),
        (
            "sql/archive.parquet",
            {"sql": "select 1 as a union all select 'x'"},
            (
                400,
                (
                    "the column 'a' holds more than one kind of value: cast it in the query"
                    " (Expected bytes, got a 'int' object)"
                ),
            ),
        ),
        (
            "table/archive/segments.tmx",
            {},
            (400, "Nothing here stands side by side: this can be exported as CSV, TSV, JSON lines or Parquet"),
        ),
        (
            "table/archive/alignments.moses",
            {},
            (400, "this format holds one pair of languages: choose two, or filter by pair"),
        ),
        (
            "table/archive/en_fa.xliff",
            {},
            (400, "nothing to translate: XLIFF must hold at least one passage"),
        ),
    ],
)  # fmt: skip
async def test_what_cannot_be_exported_is_refused_with_its_reason(
    served: Any, address: str, values: dict[str, str], expected: tuple[int, str]
) -> None:
    assert await refused(served, f"{EXPORT}/{address}", **values) == expected


async def test_a_format_that_is_none_is_no_page(served: Any) -> None:
    for ending in ("exe", "csv.exe", "", "csv/../x"):
        response = await served.client.get(f"{TABLE}/segments.{ending}")
        assert response.status_code == 404, ending


async def test_a_filter_that_is_broken_is_refused(served: Any) -> None:
    status, said = await refused(served, f"{TABLE}/segments.csv", _where="lang ((")
    assert status == 400
    assert "syntax error" in said


async def test_cells_that_a_spreadsheet_would_execute_are_defused(served: Any) -> None:
    statement = "select '=1+1' as '=head', '@sum' as b, '-2' as c, -2 as d, '+3' as e, char(9) || 'x' as f"
    head, row = csv.reader(io.StringIO((await taken(served, f"{SQL}.csv", sql=statement)).decode()))
    assert head[0] == "'=head"
    assert row == ["'=1+1", "'@sum", "'-2", "-2", "'+3", "'\tx"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("road-fa", "attachment; filename=\"road-fa.csv\"; filename*=UTF-8''road-fa.csv"),
        (
            "a\r\nSet-Cookie: x=1",
            "attachment; filename=\"a_Set-Cookie_x_1.csv\"; filename*=UTF-8''a_Set-Cookie_%20x%3D1.csv",
        ),
        ("../../etc/passwd", "attachment; filename=\"etc_passwd.csv\"; filename*=UTF-8''_.._etc_passwd.csv"),
        (
            'x"; filename="y.exe',
            "attachment; filename=\"x_filename_y.exe.csv\"; filename*=UTF-8''x_%3B%20filename%3D_y.exe.csv",
        ),
        ("נמל", "attachment; filename=\"export.csv\"; filename*=UTF-8''%D7%A0%D7%9E%D7%9C.csv"),
        ("gpj\u202e", "attachment; filename=\"gpj.csv\"; filename*=UTF-8''gpj_.csv"),
        ("...", "attachment; filename=\"export.csv\"; filename*=UTF-8''export.csv"),
    ],
)  # fmt: skip
async def test_the_name_of_a_file_breaks_no_header(name: str, expected: str) -> None:
    assert attachment(name, "csv") == expected


@given(st.text())
async def test_whatever_it_is_of_a_file_has_a_name_in_one_line_of_ascii(name: str) -> None:
    header = attachment(name, "csv")
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


async def test_a_name_with_line_breaks_comes_back_as_no_header(served: Any) -> None:
    response = await served.client.get(f"{EXPORT}/document/a%0d%0aSet-Cookie:%20x=1.csv")
    assert response.status_code == 404
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("config", "address"),
    [
        ({"tables": {"segments": {"allow": False}}}, f"{TABLE}/segments.csv"),
        ({"tables": {"segments": {"allow": False}}}, f"{TABLE}/alignments.tmx"),
        ({"tables": {"alignments": {"allow": False}}}, f"{EXPORT}/document/letter-7.tmx"),
        ({"tables": {"units": {"allow": False}}}, f"{EXPORT}/read/road.csv"),
        ({"allow": False}, f"{TABLE}/works.csv"),
        ({"allow_sql": False}, f"{SQL}.csv?sql=select+1"),
        (
            {"queries": {"side_by_side": {"sql": "select 1", "allow": False}}},
            f"{EXPORT}/query/archive/side_by_side.csv",
        ),
    ],
)
async def test_what_a_reader_may_not_see_is_not_exported(archive: Path, config: dict[str, Any], address: str) -> None:
    async with configured(archive, {"databases": {"archive": config}}) as site_of_some:
        response = await site_of_some.client.get(address)
        assert response.status_code == 403
        assert "content-disposition" not in response.headers


async def test_a_reader_who_may_see_a_table_can_export_it(archive: Path) -> None:
    config = {"databases": {"archive": {"tables": {"segments": {"allow": {"id": "noa"}}}}}}
    async with configured(archive, config) as site_of_some:
        cookies = {"ds_actor": site_of_some.sign({"a": {"id": "noa"}}, "actor")}
        response = await site_of_some.client.get(f"{TABLE}/segments.csv?lang=fa", cookies=cookies)
        assert (response.status_code, response.text.count("\r\n")) == (200, 5)


async def test_a_query_that_asks_who_the_reader_is_is_not_run(archive: Path) -> None:
    queries = {"me": {"sql": "select :_actor_id as id"}}
    async with configured(archive, {"databases": {"archive": {"queries": queries}}}) as site_of_some:
        status, said = await refused(site_of_some, f"{EXPORT}/query/archive/me.csv")
        assert (status, said) == (400, "This query asks who you are; it can only be read on its own page")


async def test_a_query_that_takes_too_long_is_refused(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "SECONDS_FOR_ROWS", 0.05)
    status, said = await refused(served, f"{SQL}.csv", sql=ENDLESS_COUNT)
    assert (status, said) == (400, "The query takes too long: it had 0 seconds")
    assert streaming._RUNNING[served] == 0  # noqa: SLF001 - it has let go


async def test_what_fails_after_the_first_byte_breaks_the_connection(
    served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "SECONDS_FOR_ROWS", 0.3)
    with pytest.raises(streaming.Broken):
        await served.client.get(f"{SQL}.csv?{urlencode({'sql': BREAKING})}")
    assert streaming._RUNNING[served] == 0  # noqa: SLF001 - it has let go


async def test_more_exports_at_once_than_are_allowed_wait_outside(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "AT_ONCE", 0)
    response = await served.client.get(f"{TABLE}/segments.csv", headers={"accept-language": "fa"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "10")
    assert response.text.strip()
    assert not response.text.isascii()


async def test_an_export_that_its_reader_leaves_is_stopped(served: Any) -> None:
    """Read a first piece of what has no end, and go."""
    scope = {
        "type": "http", "method": "GET", "http_version": "1.1", "scheme": "http", "path": f"{SQL}.csv",
        "raw_path": f"{SQL}.csv".encode(), "headers": [(b"host", b"localhost")], "server": ("localhost", 80),
        "query_string": urlencode({"sql": ENDLESS_ROWS}).encode(), "root_path": "",
    }  # fmt: skip
    begun, sent = asyncio.Event(), []

    async def receive() -> dict[str, Any]:
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if message.get("body"):
            begun.set()
        await asyncio.sleep(0)

    await asyncio.wait_for(served.app()(scope, receive, send), timeout=20)
    assert sent[0]["status"] == 200
    assert streaming._RUNNING[served] == 0  # noqa: SLF001 - it has let go


async def test_a_reader_who_leaves_before_the_first_byte_stops_the_query(served: Any) -> None:
    scope = {
        "type": "http", "method": "GET", "http_version": "1.1", "scheme": "http", "path": f"{SQL}.csv",
        "raw_path": f"{SQL}.csv".encode(), "headers": [(b"host", b"localhost")], "server": ("localhost", 80),
        "query_string": urlencode({"sql": ENDLESS_COUNT}).encode(), "root_path": "",
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        del message

    await asyncio.wait_for(served.app()(scope, receive, send), timeout=8)
    assert streaming._RUNNING[served] == 0  # noqa: SLF001 - it has let go


async def test_pages_answer_while_an_export_runs(served: Any) -> None:
    export = asyncio.create_task(served.client.get(f"{SQL}.csv?{urlencode({'sql': LONG_ROWS})}"))
    await asyncio.sleep(0.05)
    response = await served.client.get("/archive/works/road.json?while=exporting")
    assert response.status_code == 200
    assert not export.done()
    assert (await export).text.count("\n") == 20_001


async def test_an_archive_that_somebody_writes_to_is_exported_too(archive: Path, tmp_path: Path) -> None:
    from datasette.app import Datasette  # noqa: PLC0415 - one that is mutable

    written = tmp_path / "archive.db"
    shutil.copyfile(archive, written)
    made = Datasette([str(written)])
    await made.invoke_startup()
    assert (await taken(made, f"{TABLE}/works.tsv")).count(b"\n") == 4
    compat.close(made)
