"""Reading side by side, on whichever line of Datasette is installed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from datasette.utils.asgi import BadRequest
from lxml import html

import reading_archive
import sample_archive
from ezri_archive.web import compat, site
from ezri_archive.web.reading import inline, reading
from ezri_archive.web.reading.inline import Link
from test_web_documents import assert_harmless, page, words

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    made = site.make_datasette(sample_archive.write(tmp_path_factory.mktemp("reading") / "archive.db"))
    await made.invoke_startup()
    yield made
    compat.close(made)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def long(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    made = site.make_datasette(reading_archive.write(tmp_path_factory.mktemp("long") / "long.db"))
    await made.invoke_startup()
    yield made
    compat.close(made)


def cells(row: html.HtmlElement) -> list[tuple[str | None, str | None, str]]:
    return [(cell.get("lang"), cell.get("dir"), said(cell)) for cell in row.cssselect("td")]


def said(cell: html.HtmlElement) -> str:
    return " ".join(words(one) for one in cell.cssselect(".ezri-segment, .ezri-none"))


async def test_a_row_is_a_passage_in_every_language_each_in_its_direction(served: Any) -> None:
    shown = await page(served, "/-/ezri/read/letter-7")
    (row,) = shown.cssselect(".ezri-unit")
    assert cells(row) == [
        ("en", "ltr", "The Institute for Inland Seas"),
        ("he", "rtl", "המכון לחקר ימים פנימיים"),
        ("fa", "rtl", "موسسه پژوهش درياهاي درونی"),
    ]
    assert [words(label) for label in row.cssselect(".ezri-label")] == ["English", "Hebrew", "Persian"]
    assert [words(heading).rstrip(" ¶") for heading in row.cssselect("h2")] == [text for _, _, text in cells(row)]


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("", ["en", "he", "fa"]),
        ("?langs=", ["en", "he", "fa"]),
        ("?langs=fa", ["fa"]),
        ("?langs=fa,en", ["fa", "en"]),
        ("?langs=fa&langs=he", ["fa", "he"]),
        ("?langs=he,he", ["he"]),
        ("?langs=he&from=1", ["he"]),
        ("?langs=he&other=%3Cscript%3E", ["he"]),
    ],
)
async def test_the_columns_are_those_that_are_asked_for(served: Any, query: str, columns: list[str]) -> None:
    shown = await page(served, f"/-/ezri/read/letter-7{query}")
    assert [cell[0] for cell in cells(shown.cssselect(".ezri-unit")[0])] == columns
    assert len(shown.cssselect("thead th")) == len(columns) + 1
    checked = shown.xpath("//input[@name='langs'][@checked]/@value")
    assert checked == columns
    assert shown.xpath("//input[@name='langs']/@value")[: len(columns)] == columns


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("langs=xx", "langs: this work cannot be read in 'xx', only in: en, he, fa"),
        ("langs=ar", "cannot be read in 'ar'"),
        ("langs=EN", "cannot be read in 'EN'"),
        ("langs=en,%3Cscript%3Ealert(1)%3C/script%3E", "cannot be read in '<script>alert(1)</script>'"),
        ("langs=en%00", r"cannot be read in 'en\x00'"),
        ("langs=%E2%80%AEen", r"cannot be read in '\u202een'"),
        ("langs=%FF", "cannot be read in"),
        ("langs=" + "x" * 7000, "x…'"),
        ("langs=en';DROP TABLE units", "cannot be read in"),
        ("from=x", "from: the number of a unit is wanted (1, 2, 3 …), not 'x'"),
        ("from=0", "not '0'"),
        ("from=-1", "not '-1'"),
        ("from=1.5", "not '1.5'"),
        ("from=1e3", "not '1e3'"),
        ("from=%D9%A1", "not '١'"),
        ("from=" + "9" * 400, "9…'"),
        ("from=1;DROP TABLE units", "is wanted"),
        ("from=%3Cimg src=x onerror=alert(1)%3E", "not '<img src=x onerror=alert(1)>'"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused_in_a_clear_line(served: Any, query: str, message: str) -> None:
    response = await served.client.get(f"/-/ezri/read/letter-7?{query}")
    assert response.status_code == 400
    shown = html.fromstring(response.content.decode())
    assert message in words(shown)
    assert not shown.cssselect("script:contains('alert'), img")
    assert len(response.content) < 20_000


@pytest.mark.parametrize("path", ["none", "road-he", "letter-7?from=2", "%2e%2e%2f", "%FF", "archive/none", "x/road"])
async def test_what_is_not_there_is_not_found(served: Any, path: str) -> None:
    assert (await served.client.get(f"/-/ezri/read/{path}")).status_code == 404


async def test_at_most_three_languages_stand_side_by_side() -> None:
    with pytest.raises(BadRequest, match="at most 3 languages stand side by side, not 4"):
        reading.choose(["en,he,fa,ar"], "", ("en", "he", "fa", "ar"))
    assert reading.choose([], "", ("en", "he", "fa", "ar")).languages == ("en", "he", "fa")


async def test_every_segment_has_an_anchor_of_its_own(served: Any) -> None:
    shown = await page(served, "/-/ezri/read/road")
    assert shown.xpath("//*[@class='ezri-segment']/@id") == ["road-he.he.3", "road-he.he.4", "road-fa.fa.3"]
    assert shown.xpath("//a[@class='ezri-anchor']/@href") == ["#road-he.he.3", "#road-he.he.4", "#road-fa.fa.3"]


async def test_a_passage_without_counterpart_is_shown_as_such(long: Any) -> None:
    rows = (await page(long, "/-/ezri/read/long")).cssselect(".ezri-unit")
    assert cells(rows[8]) == [("en", "ltr", "Passage 9."), ("he", "rtl", "פסקה 9.")]
    assert cells(rows[9]) == [("en", "ltr", "Passage 10."), ("he", "rtl", "No counterpart found")]
    assert cells(rows[99]) == [("en", "ltr", "No counterpart found"), ("he", "rtl", "פסקה 100.")]
    (none,) = rows[9].cssselect(".ezri-none")
    assert (none.get("lang"), none.get("dir")) == ("en", "ltr")


async def test_a_row_with_nothing_in_the_chosen_language_is_left_out(long: Any) -> None:
    rows = (await page(long, "/-/ezri/read/long?langs=he")).cssselect(".ezri-unit")
    assert [row.get("id") for row in rows[:11]] == [f"u{number}" for number in (*range(1, 10), 11, 12)]
    assert not [row for row in rows if row.cssselect(".ezri-none")]


async def test_a_long_work_is_turned_page_by_page_without_loss(long: Any) -> None:
    path, seen = "/-/ezri/read/long?langs=he,en", []
    for _ in range(3):
        shown = await page(long, path)
        seen.append([int(row.attrib["id"][1:]) for row in shown.cssselect(".ezri-unit")])
        path = next(iter(shown.xpath("//a[@rel='next']/@href")), "")
    assert path == ""
    assert seen == [list(range(1, 201)), list(range(201, 401)), list(range(401, 451))]


@pytest.mark.parametrize(
    ("query", "previous", "following"),
    [
        ("", [], ["?langs=en,he&from=201"]),
        ("?from=201", ["?langs=en,he"], ["?langs=en,he&from=401"]),
        ("?from=401", ["?langs=en,he&from=201"], []),
        ("?from=77", ["?langs=en,he"], ["?langs=en,he&from=277"]),
        ("?langs=he&from=2", ["?langs=he"], ["?langs=he&from=222"]),
        ("?from=450", ["?langs=en,he&from=250"], []),
    ],
)
async def test_the_pages_before_and_after_are_named(
    long: Any, query: str, previous: list[str], following: list[str]
) -> None:
    shown = await page(long, f"/-/ezri/read/long{query}")
    for relation, expected in (("prev", previous), ("next", following)):
        links = shown.xpath(f"(//nav[@class='ezri-turn'])[1]/a[@rel='{relation}']/@href")
        assert links == [f"/-/ezri/read/long{one}" for one in expected]
    assert len(shown.cssselect(".ezri-unit")) <= reading.PAGE


@pytest.mark.parametrize(("unit", "first"), [(1, 1), (200, 1), (201, 201), (450, 401)])
async def test_a_unit_stands_on_the_page_that_is_named_for_it(unit: int, first: int) -> None:
    assert reading.first_of_page(unit) == first


async def test_a_work_that_is_not_aligned_is_read_as_it_stands(served: Any) -> None:
    shown = await page(served, "/-/ezri/read/harbour")
    assert "Nothing of this work is aligned" in words(shown)
    rows = [cells(row) for row in shown.cssselect(".ezri-unit")]
    assert rows == [
        [("en", "ltr", "A harbour <b>without</b> ships & men")],
        [("en", "ltr", "The harbour of Tel Maro was closed in 1931.")],
        [("en", "ltr", "1403 crates were left.")],
        [("ar", "rtl", "أغلق الميناء في ذلك العام.")],
    ]
    arabic = (await page(served, "/-/ezri/read/harbour?langs=ar")).cssselect(".ezri-unit")
    assert [row.get("id") for row in arabic] == ["u4"]


async def test_the_page_leads_to_the_documents_of_the_work(served: Any) -> None:
    shown = await page(served, "/-/ezri/read/road")
    links = [(one.get("lang"), one.get("href")) for one in shown.cssselect(".ezri-held a")]
    assert links == [
        ("he", "/-/ezri/document/road-he"),
        ("fa", "/-/ezri/document/road-fa"),
        (None, "/-/ezri/report/road-he~road-fa"),
        (None, "/archive/works/road"),
    ]


async def test_the_script_is_served_from_the_site(served: Any) -> None:
    shown = await page(served, "/-/ezri/read/road")
    (script,) = [one for one in shown.xpath("//script/@src") if "ezri" in one]
    response = await served.client.get(script)
    assert response.status_code == 200
    assert "http" not in response.text


async def test_what_a_source_says_is_never_obeyed(long: Any) -> None:
    shown = await page(long, "/-/ezri/read/attack")
    assert_harmless(shown)
    assert cells(shown.cssselect(".ezri-unit")[0])[1] == ("he", "rtl", "שלום <b>לכם</b>.")
    assert words(shown.cssselect("h2")[0]).startswith(reading_archive.ATTACKS[0])


@pytest.mark.parametrize(
    ("text", "links", "expected"),
    [
        ("a <b> & c", [], "a &lt;b&gt; &amp; c"),
        (
            "See our site.",
            [Link("https://salt.example", "our site")],
            'See <a href="https://salt.example" rel="noreferrer">our site</a>.',
        ),
        (
            "ראו https://salt.example/a?b=1&c=2.",
            [],
            (
                'ראו <a href="https://salt.example/a?b=1&amp;c=2" rel="noreferrer">'
                '<span class="ezri-url" dir="ltr">https://salt.example/a?b=1&amp;c=2</span></a>.'
            ),
        ),
        (
            "www.salt.example",
            [],
            (
                '<a href="http://www.salt.example" rel="noreferrer">'
                '<span class="ezri-url" dir="ltr">www.salt.example</span></a>'
            ),
        ),
        (
            "Write to a@salt.example now",
            [Link("mailto:a@salt.example", "Write to")],
            (
                'Write to <a href="mailto:a@salt.example" rel="noreferrer">'
                '<span class="ezri-url" dir="ltr">a@salt.example</span></a> now'
            ),
        ),
        (
            "salt and salt",
            [Link("https://one.example", "salt"), Link("https://two.example", "salt")],
            (
                '<a href="https://one.example" rel="noreferrer">salt</a> and '
                '<a href="https://two.example" rel="noreferrer">salt</a>'
            ),
        ),
        (
            "No label",
            [Link("https://salt.example/%D7%90", "elsewhere")],
            (
                'No label <a href="https://salt.example/%D7%90" rel="noreferrer">'
                '<span class="ezri-url" dir="ltr">https://salt.example/א</span></a>'
            ),
        ),
        ("click", [Link("javascript:alert(1)", "click")], "click"),
        ("click", [Link("", "click")], "click"),
        (
            "'x' \"y\"",
            [Link("https://salt.example/\"onclick='", "'x'")],
            '<a href="https://salt.example/&#34;onclick=&#39;" rel="noreferrer">&#39;x&#39;</a> &#34;y&#34;',
        ),
    ],
)
async def test_links_are_live_where_they_stand(text: str, links: list[Link], expected: str) -> None:
    assert str(inline.with_links(text, links)) == expected
