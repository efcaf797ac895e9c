"""The site: what Datasette serves of an archive, on whichever of its two lines is installed."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from lxml import html

from ezri_archive.database import PAIR_VIEWS, TABLES
from ezri_archive.errors import DatabaseError
from ezri_archive.web import compat, site
from ezri_archive.web.describing import presets
from ezri_archive.web.describing.descriptions import DESCRIPTIONS

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def page(served: Any, path: str) -> html.HtmlElement:
    response = await served.client.get(path, follow_redirects=True)
    assert response.status_code == 200, path
    return html.fromstring(response.content.decode())


async def ids(served: Any, path: str) -> list[str]:
    response = await served.client.get(path)
    assert response.status_code == 200, path
    return [row["id"] for row in response.json()]


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


async def test_the_home_page_says_what_the_archive_holds(served: Any) -> None:
    home = await page(served, "/")
    assert [words(title) for title in home.cssselect("h1")] == ["Salt Road Archive"]
    assert words(home.cssselect(".ezri-facts")[0]) == "4 documents 3 works 20 segments 2 units 2019 year"
    by_language, by_year, by_pair = [
        [words(row) for row in table.cssselect("tbody tr")] for table in home.cssselect(".ezri-figures")
    ]
    assert by_language == ["English 8 54", "Hebrew עברית 7 52", "Persian فارسی 4 30", "Arabic العربية 1 5"]
    assert by_year == ["2019 1 1 1 3"]
    assert by_pair == ["English – Hebrew 3", "Hebrew – Persian 2"]
    counted = [words(chip) for chip in home.cssselect(".ezri-chips li")]
    assert counted == [
        "The Salt Road Letter 1", "כתב העת לימים פנימיים. 1", "مجله دریاهای درونی. 1", "2019 3",
        "English · Hebrew · Persian 1", "Hebrew · Persian 1", "English – Hebrew 1", "Hebrew – Persian 1",
        "salt.example 2", "shore.example 1", "error 1", "warning 1",
    ]  # fmt: skip
    latest = [(one.get("lang"), one.get("dir"), words(one)) for one in home.cssselect("ol.ezri-latest > li > a")]
    assert latest == [
        ("en", "ltr", "The Salt Road Letter, issue 7"),
        ("fa", "rtl", "راه نمک"),
        ("he", "rtl", "דרך המלח"),
        ("en", "ltr", "A harbour <b>without</b> ships & men"),
    ]
    assert words(home.cssselect("ul.ezri-elsewhere > li")[0]) == (
        "https://shore.example/1397/12/05/[U+200E]namak translation · Persian · The Salt Road Letter, issue 7"
    )
    assert [words(table) for table in home.cssselect(".ezri-tables dt")] == [
        said.title for said in DESCRIPTIONS.values()
    ]


async def test_every_link_of_the_home_page_leads_somewhere(served: Any) -> None:
    home = await page(served, "/")
    links = sorted({link for link in home.xpath("//main//a/@href | //main//form/@action") if link.startswith("/")})
    assert len(links) > 40
    for link in links:
        await page(served, link)


async def test_the_number_of_segments_is_that_of_the_page_it_leads_to(served: Any) -> None:
    home = await page(served, "/")
    for row in home.cssselect(".ezri-figures")[0].cssselect("tbody tr"):
        (link,) = row.xpath(".//a/@href")
        found = await ids(served, link.replace("/segments?", "/segments.json?_shape=array&"))
        assert len(found) == int(words(row.cssselect("td")[0]))


@pytest.mark.parametrize("table", sorted(DESCRIPTIONS))
async def test_every_table_and_column_is_titled_and_described(served: Any, table: str) -> None:
    shown = await page(served, f"/archive/{table}")
    said = DESCRIPTIONS[table]
    assert words(shown.cssselect("h1")[0]).removesuffix(" (view)") == said.title
    assert said.text in words(shown)
    described = [words(name) for name in shown.cssselect("dl.column-descriptions dt")]
    assert sorted(described) == sorted(said.columns)
    response = await served.client.get(f"/archive/{table}.json?_shape=array&_size=1&_labels=off")
    assert list(said.columns) == list(response.json()[0] if response.json() else said.columns)


async def test_the_descriptions_are_of_the_whole_schema(archive: Path) -> None:
    assert set(DESCRIPTIONS) == {*TABLES, *PAIR_VIEWS, "compared"}
    with closing(sqlite3.connect(archive)) as connection:
        for table, said in DESCRIPTIONS.items():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            assert list(said.columns) == columns, table


@pytest.mark.parametrize("table", sorted(presets.FACETS))
async def test_every_table_offers_its_facets(served: Any, table: str) -> None:
    shown = await page(served, f"/archive/{table}")
    offered = {facet.get("data-column") for facet in shown.cssselect(".facet-info")}
    rows = shown.cssselect("table.rows-and-columns tbody tr")
    assert offered == (set(presets.FACETS[table]) if rows else offered)


async def test_every_facet_has_an_index_that_begins_with_it(archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        leading = set(
            connection.execute(
                """SELECT t.name, c.name FROM sqlite_master t, pragma_index_list(t.name) i,
                pragma_index_info(i.name) c WHERE t.type = 'table' AND c.seqno = 0"""
            )
        )
    small = {"works", "sources"}
    tables = {table: columns for table, columns in presets.FACETS.items() if table not in {*PAIR_VIEWS, *small}}
    assert {(table, column) for table, columns in tables.items() for column in columns} <= leading


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("שָׁלוֹם", ["road-he.he.4"]),
        ("שלום", ["road-he.he.4"]),
        ("درياهاي", ["letter-7.fa.1"]),
        ("می‌افتادند", ["road-fa.fa.2"]),
        ("ميافتادند", ["road-fa.fa.2"]),
        ("۱۲۰", ["road-he.he.3", "road-fa.fa.3"]),
        ('ק"ג', ["road-he.he.3"]),
        ('"salt road"', ["letter-7.en.2", "letter-7.he.3"]),
        ("road salt", ["letter-7.en.2", "letter-7.he.3"]),
        ('"road salt"', []),
        ("carav*", ["letter-7.en.4"]),
        ("carav", []),
        ("!!!", []),
        ('"', []),
        ("NEAR(", []),
    ],
)
async def test_the_search_box_folds_what_is_typed(served: Any, query: str, found: list[str]) -> None:
    response = await served.client.get("/archive/segments.json", params={"_shape": "array", "_search": query})
    assert [row["id"] for row in response.json()] == found


async def test_the_search_box_keeps_what_was_typed(served: Any) -> None:
    shown = await page(served, "/archive/segments?_search=שָׁלוֹם")
    assert shown.xpath("//input[@type='search']/@value") == ["שָׁלוֹם"]


async def test_a_query_can_fold_a_word(served: Any) -> None:
    response = await served.client.get(
        compat.query_path("/archive") + ".json",
        params={"sql": "select ezri_fold('كتابِ מַיִם') as folded, ezri_fold(null) as empty", "_shape": "array"},
        follow_redirects=True,
    )
    assert response.json() == [{"folded": "کتاب מימ", "empty": None}]


def cell(shown: html.HtmlElement, row: str, column: str) -> html.HtmlElement:
    headings = [words(heading) for heading in shown.cssselect("table.rows-and-columns th")]
    place = [heading.split()[0] for heading in headings].index(column)
    for one in shown.cssselect("table.rows-and-columns tbody tr"):
        cells = one.cssselect("td")
        if words(cells[0]) == row:
            return cells[place]
    raise AssertionError(row)


@pytest.mark.parametrize(
    ("place", "language", "direction", "text"),
    [
        (("segments", "road-he.he.2", "text"), "he", "rtl", "השיירות יצאו מן המכרות בתחילת החורף."),
        (("segments", "letter-7.fa.1", "norm"), "fa", "rtl", "موسسه پژوهش دریاهای درونی"),
        (("segments", "letter-7.en.5", "text"), "en", "ltr", "Write to us."),
        (("segments", "harbour.en.2", "text"), "en", "ltr", "A harbour <b>without</b> ships & men"),
        (("alignments", "road.a1", "source_text"), "he", "rtl", "השיירות יצאו מן המכרות בתחילת החורף."),
        (("alignments", "letter-7.a2", "source_text"), "en", "ltr",
         "It tells of the caravans that carried salt to the coast."),
        (("he_fa", "road.a1", "he"), "he", "rtl", "השיירות יצאו מן המכרות בתחילת החורף."),
        (("documents", "road-fa", "title"), "fa", "rtl", "راه نمک"),
        (("documents", "road-fa", "author"), None, "auto", "پروین سامانی"),
        (("works", "road", "title"), None, "auto", "The salt road"),
        (("languages", "ar", "native_name"), "ar", "rtl", "العربية"),
        (("terms", "he-fa,מלח,نمک", "target"), "fa", "rtl", "نمک"),
        (("terms", "en-he,salt,מלח", "source"), "en", "ltr", "salt"),
    ],
)  # fmt: skip
async def test_a_cell_has_the_language_and_direction_of_its_text(
    served: Any, place: tuple[str, str, str], language: str | None, direction: str, text: str
) -> None:
    table, row, column = place
    shown = await page(served, f"/archive/{table}")
    block = cell(shown, row, column).cssselect("div.ezri-text")[0]
    assert (block.get("lang"), block.get("dir"), block.text_content()) == (language, direction, text)
    assert len(block) == 0


async def test_an_address_runs_left_to_right_and_shows_its_directional_marks(served: Any) -> None:
    shown = await page(served, "/archive/links")
    (link,) = cell(shown, "letter-7.link3", "url").cssselect("a")
    assert (link.get("dir"), link.text_content()) == ("ltr", "https://shore.example/1397/12/05/[U+200E]namak")
    assert link.get("href") == "https://shore.example/1397/12/05/\u200enamak"


async def test_a_query_without_the_language_of_its_text_is_shown_plainly(served: Any) -> None:
    response = await served.client.get(
        compat.query_path("/archive"),
        params={"sql": "select text, 'javascript:alert(1)' as url from segments where id = 'road-he.he.1'"},
        follow_redirects=True,
    )
    cells = html.fromstring(response.text).cssselect("table.rows-and-columns td")
    assert [words(one) for one in cells] == ["דרך המלח", "javascript:alert(1)"]
    assert not [one for one in cells if one.cssselect("div, a")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/archive/concordance?words=קוראים", "The Salt Road Letter, issue 7"),
        ("/archive/concordance?words=قالب", "כל גמל נשא שני גושים"),
        ("/archive/side_by_side?work=letter-7", "موسسه پژوهش درياهاي درونی"),
    ],
)
async def test_the_queries_of_the_archive_find_counterparts(served: Any, path: str, expected: str) -> None:
    shown = await page(served, path)
    rows = shown.cssselect("table.rows-and-columns tbody tr")
    assert len(rows) == 1
    assert expected in words(rows[0])
    assert {block.get("dir") for block in rows[0].cssselect("div[lang]")} >= {"rtl"}


async def test_what_is_no_table_of_ours_is_hidden(served: Any) -> None:
    response = await served.client.get("/archive.json?_extra=tables")
    assert {table["name"] for table in response.json()["tables"] if not table["hidden"]} == set(TABLES)


async def test_the_settings_are_those_of_a_large_archive(served: Any) -> None:
    assert {name: served.setting(name) for name in presets.SETTINGS} == dict(presets.SETTINGS)
    assert len((await page(served, "/archive/segments")).cssselect("table.rows-and-columns tbody tr")) == 22
    assert served.page_size == 50
    assert served.sql_time_limit_ms == 2000


async def test_the_stylesheet_is_served_and_asks_for_nothing_from_elsewhere(served: Any) -> None:
    home = await page(served, "/")
    (sheet,) = [link for link in home.xpath("//link/@href") if "ezri" in link]
    response = await served.client.get(sheet)
    assert response.status_code == 200
    assert "http" not in response.text
    assert "@import" not in response.text


async def test_datasette_alone_serves_the_same_pages(served: Any, archive: Path) -> None:
    plain = Datasette([], immutables=[str(archive)])
    await plain.invoke_startup()
    for path in (
        "/",
        "/archive/segments?_search=מלח",
        "/archive/alignments",
        "/archive/en_he",
        "/archive/documents/road-he",
    ):
        shown, expected = [(await one.client.get(path)).text.split("<footer")[0] for one in (plain, served)]
        assert shown == expected
    compat.close(plain)


async def test_what_the_owner_of_a_site_says_stands(archive: Path) -> None:
    tables = {"segments": {"title": "Sentences", "columns": {"text": "the words"}}}
    queries = {"concordance": {"sql": "select 1 as one"}}
    owned = compat.with_settings(
        [str(archive)],
        metadata={"title": "My site", "databases": {"archive": {"tables": tables}}},
        config={"databases": {"archive": {"tables": {"segments": {"facets": ["kind"]}}, "queries": queries}}},
        settings={"default_page_size": 7},
    )
    await owned.invoke_startup()
    shown = await page(owned, "/archive/segments")
    assert words(shown.cssselect("h1")[0]) == "Sentences"
    assert "the words" in words(shown)
    assert DESCRIPTIONS["segments"].columns["lang"] in words(shown)
    assert [facet.get("data-column") for facet in shown.cssselect(".facet-info")] == ["kind"]
    assert len(shown.cssselect("table.rows-and-columns tbody tr")) == 7
    assert words((await page(owned, "/")).cssselect("title")[0]) == "My site"
    assert words((await page(owned, "/archive/concordance")).cssselect("table.rows-and-columns td")[0]) == "1"
    compat.close(owned)


async def test_beside_another_database_the_plugin_does_nothing(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript(
            """CREATE TABLE segments (id INTEGER PRIMARY KEY, text TEXT, lang TEXT);
            INSERT INTO segments (text, lang) VALUES ('שלום.', 'he');"""
        )
    alone = Datasette([str(other)])
    await alone.invoke_startup()
    shown = await page(alone, "/other/segments")
    assert not shown.cssselect(".ezri-text")
    assert not [link for link in shown.xpath("//link/@href") if "ezri" in link]
    assert alone.setting("default_page_size") == 100
    assert "ezri" not in (await alone.client.get("/")).text
    response = await alone.client.get(
        compat.query_path("/other"), params={"sql": "select ezri_fold('a')"}, follow_redirects=True
    )
    assert "no such function: ezri_fold" in response.text
    compat.close(alone)


async def test_beside_an_archive_another_database_is_left_alone_but_listed(archive: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript("CREATE TABLE notes (text TEXT, lang TEXT); INSERT INTO notes VALUES ('שלום.', 'he')")
    both = Datasette([str(other)], immutables=[str(archive)])
    await both.invoke_startup()
    assert not (await page(both, "/other/notes")).cssselect(".ezri-text")
    home = await page(both, "/")
    assert words(home.cssselect("h1")[0]) == "Salt Road Archive"
    assert "/other" in home.xpath("//main//a/@href")
    compat.close(both)


async def test_who_may_not_see_an_archive_sees_nothing_of_it_on_the_home_page(archive: Path) -> None:
    closed = compat.with_settings([str(archive)], config={"databases": {"archive": {"allow": {"id": "root"}}}})
    await closed.invoke_startup()
    assert "Salt Road Letter" not in (await closed.client.get("/")).text
    compat.close(closed)


async def test_a_damaged_file_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "damaged.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 2000)
    with pytest.raises(DatabaseError, match=r"damaged\.db: is not an archive"):
        site.make_datasette(tmp_path / "damaged.db")
    with pytest.raises(DatabaseError, match=r"none\.db: no such file"):
        site.make_datasette(tmp_path / "none.db")


async def test_the_plugin_is_whole_when_it_is_imported_before_datasette() -> None:
    program = (
        "import ezri_archive.web.site; from datasette.plugins import pm;"
        " plugin = pm.get_plugin('ezri_archive'); print(sorted(c.name for c in pm.get_hookcallers(plugin)))"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (
        "['asgi_wrapper', 'extra_css_urls', 'extra_template_vars', 'prepare_connection', 'register_routes',"
        " 'render_cell', 'startup', 'table_actions']"
    )


async def test_an_owner_s_own_home_page_stands(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>Mine: {{ databases|length }}</h1>")
    owned = compat.with_settings([str(archive)], config={}, template_dir=str(tmp_path))
    await owned.invoke_startup()
    assert words(await page(owned, "/")) == "Mine: 1"
    compat.close(owned)


async def test_who_may_not_enter_the_site_sees_no_home_page(archive: Path) -> None:
    closed = compat.with_settings([str(archive)], config={"allow": {"id": "root"}})
    await closed.invoke_startup()
    response = await closed.client.get("/")
    assert response.status_code == 403
    assert "Salt Road Letter" not in response.text
    compat.close(closed)


async def test_the_home_page_is_only_read(served: Any) -> None:
    response = await served.client.request("PUT", "/")
    assert response.status_code == 405
