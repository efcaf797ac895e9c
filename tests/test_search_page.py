"""The search page: pages of hits that leave none out, what narrows them, counts, orders, and what cannot be asked."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

import reading_archive
import sample_archive
import search_archive
from ezri_archive.text import fold
from ezri_archive.web import compat, site
from ezri_archive.web.searching import finding
from ezri_archive.web.searching.asking import Asked, wanted

SEARCH = "/-/ezri/search"

module_loop = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return search_archive.write_many(tmp_path_factory.mktemp("many") / "many.db")


async def shown(served: Any, address: str, *, status: int = 200) -> html.HtmlElement:
    response = await served.client.get(address)
    assert response.status_code == status, response.text
    return html.fromstring(response.text)


async def search(served: Any, **asked: str) -> html.HtmlElement:
    return await shown(served, f"{SEARCH}?{urlencode(asked)}")


def words(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def found(page: html.HtmlElement) -> str:
    return words(page.cssselect("#ezri-found")[0])


def lines(page: html.HtmlElement) -> list[str]:
    """Name every hit of a page: its segment, and the words around it."""
    return [
        " | ".join([words(line.cssselect(".ezri-where a bdi")[0]), *(words(cell) for cell in line.cssselect("td")[:3])])
        for line in page.cssselect(".ezri-line")
    ]


async def walk(served: Any, address: str, way: str) -> tuple[list[list[str]], str]:
    """Follow the links to the next (or previous) pages; give the hits of each page, and the address of the last."""
    pages = []
    while True:
        page = await shown(served, address)
        pages.append(lines(page))
        onward = page.xpath(f"//a[@rel='{way}']/@href")
        if not onward:
            return pages, address
        address = onward[0]


@module_loop
@pytest.mark.parametrize(
    ("asked", "passages", "hits"),
    [
        ({"q": "salt"}, 130, 145),
        ({"q": "salt", "sort": "year"}, 130, 145),
        ({"q": "salt", "sort": "left"}, 130, 145),
        ({"q": "salt", "sort": "right"}, 130, 145),
        ({"q": "מלח", "sort": "left"}, 130, 130),
        ({"q": "salt OR מלח"}, 260, 275),
        ({"q": "salt", "series": "Odd letters"}, 78, 87),
        ({"q": "salt", "counterpart": "yes"}, 120, 135),
        ({"q": "salt", "since": "2016", "until": "2018", "sort": "right"}, 78, 87),
    ],
)
async def test_the_pages_hold_every_hit_once_there_and_back(
    served: Any, asked: dict[str, str], passages: int, hits: int
) -> None:
    there, last = await walk(served, f"{SEARCH}?{urlencode(asked)}", "next")
    everything = [line for page in there for line in page]
    assert len(everything) == hits
    assert len(set(everything)) == hits
    assert len({line.partition(" ")[0] for line in everything}) == passages
    back, _ = await walk(served, last, "prev")
    assert [line for page in reversed(back) for line in page] == everything
    assert len(there) == len(back) > 1


@module_loop
async def test_where_few_answer_a_page_ends_where_enough_was_looked_at_and_goes_on(
    served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "EXAMINED", 40)
    asked = {"q": "salt", "role": "letter", "view": "kwic"}
    first = await search(served, **asked)
    assert lines(first) == []
    assert words(first.cssselect("a[rel=next]")[0]) == "Look further"
    assert "Counted among the first 40 hits of the words." in words(first)
    there, last = await walk(served, f"{SEARCH}?{urlencode(asked)}", "next")
    everything = [line for page in there for line in page]
    assert len(everything) == len(set(everything)) == 29
    back, _ = await walk(served, last, "prev")
    assert [line for page in reversed(back) for line in page] == everything


@module_loop
@pytest.mark.parametrize(
    ("asked", "passages"),
    [
        ({"q": "salt"}, "130 passages"),
        ({"q": "salt", "lang": "en"}, "130 passages"),
        ({"q": "salt", "lang": "he"}, "Nothing is found"),
        ({"q": "salt", "role": "letter"}, "26 passages"),
        ({"q": "salt", "series": "Even letters"}, "52 passages"),
        ({"q": "salt", "series": "Lost letters"}, "Nothing is found"),
        ({"q": "salt", "since": "2018"}, "52 passages"),
        ({"q": "salt", "until": "2015"}, "26 passages"),
        ({"q": "salt", "document": "salt-2"}, "26 passages"),
        ({"q": "salt", "document": "melah-2"}, "Nothing is found"),
        ({"q": "salt", "work": "work-3"}, "26 passages"),
        ({"q": "salt", "work": "work-3", "document": "salt-2"}, "Nothing is found"),
        ({"q": "salt", "counterpart": "yes"}, "120 passages"),
        ({"q": "salt", "counterpart": "yes", "other": "fa"}, "Nothing is found"),
        ({"q": "salt", "counterpart": "no"}, "10 passages"),
        ({"q": "salt", "other": "he", "words": "ספינות"}, "25 passages"),
        ({"q": "salt", "other": "he", "counterpart": "has", "words": "ספינות"}, "25 passages"),
        ({"q": "salt", "counterpart": "lacks", "words": "ספינות"}, "95 passages"),
        ({"q": "salt", "other": "he", "words": "ספינות", "exact": "1"}, "Nothing is found"),
        ({"q": "salt ships"}, "40 passages"),
        ({"q": "salt -ships"}, "90 passages"),
        ({"q": '"passage 1"', "document": "salt-1"}, "1 passage"),
    ],
)
async def test_a_search_is_narrowed(served: Any, asked: dict[str, str], passages: str) -> None:
    page = await search(served, **asked)
    assert found(page) == passages
    named = {
        field.get("name"): field.value
        for field in page.cssselect(".ezri-ask input:not([type=radio]), .ezri-ask select")
    }
    assert {name: named[name] for name in asked if name not in {"lang", "exact"}} == {
        name: value for name, value in asked.items() if name not in {"lang", "exact"}
    }


@module_loop
async def test_facets_count_and_lead_on(served: Any) -> None:
    page = await search(served, q="salt")
    chips = {words(chip): chip.get("href") for chip in page.cssselect(".ezri-counts .ezri-chips a")}
    assert list(chips) == [
        "English 130", "Odd letters 78", "Even letters 52", "2015 26", "2016 26", "2017 26", "2018 26", "2019 26",
    ]  # fmt: skip
    for chip, address in chips.items():
        assert found(await shown(served, address)) == f"{chip.split()[-1]} passages"
    narrowed = await shown(served, chips["2018 26"])
    (chosen,) = narrowed.cssselect(".ezri-counts a[aria-current]")
    assert words(chosen) == "2018 26 chosen: show all again"
    assert found(await shown(served, chosen.get("href"))) == "130 passages"


@module_loop
@pytest.mark.parametrize(
    ("query", "sort", "side", "backwards"),
    [("salt", "right", 2, False), ("salt", "left", 0, True), ("מלח", "right", 0, True), ("מלח", "left", 2, False)],
)
async def test_hits_are_sorted_by_the_words_on_one_side_of_the_page(
    served: Any,
    query: str,
    sort: str,
    side: int,
    backwards: bool,  # noqa: FBT001 - a column of the table
) -> None:
    there, _ = await walk(served, f"{SEARCH}?{urlencode({'q': query, 'sort': sort})}", "next")
    contexts = [fold(line.split(" | ")[side + 1]).split()[:: -1 if backwards else 1] for page in there for line in page]
    cut = [context[:6] for context in contexts]
    assert cut == sorted(cut)


@module_loop
async def test_persian_is_sorted_by_its_own_alphabet(tmp_path: Path) -> None:
    told = [("fa", f"نمک {word} است.") for word in ("یخ", "گرم", "پاک", "بد", "چرب", "ژرف", "کم", "وزین", "هیچ")]
    served = site.make_datasette(search_archive.write(tmp_path / "fa.db", told))
    await served.invoke_startup()
    page = await search(served, q="نمک", sort="left")
    compat.close(served)
    assert [line.split(" | ")[3].split()[0] for line in lines(page)] == [
        "بد", "پاک", "چرب", "ژرف", "کم", "گرم", "وزین", "هیچ", "یخ",
    ]  # fmt: skip


@module_loop
async def test_what_is_bounded_is_said(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COUNTED", 100)
    monkeypatch.setattr(finding, "FACETED", 50)
    monkeypatch.setattr(finding, "SORTED", 60)
    page = await search(served, q="salt", sort="left", view="")
    assert found(page) == "More than 100 passages"
    assert [words(note) for note in page.cssselect(".ezri-note")] == [
        "Only the first 60 passages are sorted, and shown; narrow the search to sort all.",
        "Counted in the first 50 passages:",
    ]
    assert "English 50" in [words(chip) for chip in page.cssselect(".ezri-chips a")]
    there, _ = await walk(served, f"{SEARCH}?q=salt&sort=left&view=", "next")
    assert len([line for page in there for line in page]) == 67


@module_loop
async def test_a_hit_stands_between_its_words_and_beside_its_counterpart(served: Any) -> None:
    page = await search(served, q="מלח", document="melah-1")
    line = page.cssselect(".ezri-line")[3]
    cells = [(cell.get("lang"), cell.get("dir"), words(cell)) for cell in line.cssselect("td")[:3]]
    assert cells == [("he", "rtl", "קטע 4 מספר על"), ("he", "rtl", "המלח"), ("he", "rtl", "וספינות.")]
    assert "ezri-turned" in line.get("class")
    beside = [(one.get("lang"), one.get("dir"), words(one)) for one in line.cssselect(".ezri-beside .ezri-passage")]
    assert beside == [("en", "ltr", "Paper 1 ccc tells of salt sss in passage 4.")]
    (address,) = line.xpath(".//a[@class='ezri-to-read']/@href")
    read = await shown(served, address)
    (segment,) = read.xpath("//*[@id=$name]", name=address.partition("#")[2])
    assert words(segment) == "קטע 4 מספר על המלח וספינות."
    assert "No counterpart found" in words(page.cssselect(".ezri-line")[9])
    assert words(page.cssselect(".ezri-note")[0]) == "In one document alone: Paper 1 · search everything"


@module_loop
async def test_the_words_that_are_asked_for_beside_a_hit_are_marked_too(served: Any) -> None:
    page = await search(served, q="salt", words="ספינות")
    assert {words(mark) for mark in page.cssselect(".ezri-beside mark")} == {"וספינות"}


@module_loop
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": '"salt'}, "A quotation mark opens a phrase here, and none closes it."),
        ({"q": "salt", "words": "OR"}, "OR must stand between two words."),
        ({"q": "salt", "since": "MMXV"}, "A year is wanted in four digits."),
        ({"q": "salt", "view": "tree"}, "view: one of these is wanted: kwic, list"),
        ({"q": "salt", "sort": "rank"}, "sort: one of these is wanted: document, year, left, right"),
        ({"q": "salt", "counterpart": "x"}, "counterpart: one of these is wanted: yes, no, has, lacks"),
        (
            {"q": "salt", "counterpart": "lacks"},
            "Which words does the passage in the other language hold, or not hold?",
        ),
        (
            {"q": "salt", "counterpart": "no", "words": "מלח"},
            "Words of the other language go with “holds” or “does not hold”.",
        ),
        ({"q": "salt", "after": "nobody"}, "There is no hit nobody to go on from: the archive has changed."),
        (
            {"q": "salt", "sort": "left", "after": "salt-1.en.1"},
            "There is no hit salt-1.en.1 to go on from: the archive has changed.",
        ),
        (
            {"q": "salt", "sort": "left", "after": "melah-1.he.1:1"},
            "There is no hit melah-1.he.1:1 to go on from: the archive has changed.",
        ),
    ],
)
async def test_what_cannot_be_asked_is_said_beside_the_form(served: Any, asked: dict[str, str], said: str) -> None:
    page = await shown(served, f"{SEARCH}?{urlencode(asked)}", status=400)
    (trouble,) = page.cssselect("[role=alert]")
    assert words(trouble) == said
    assert page.cssselect("#q")[0].value == asked["q"]
    assert not page.cssselect(".ezri-results")


@module_loop
async def test_without_words_the_page_is_its_form(served: Any) -> None:
    page = await search(served)
    assert not page.cssselect(".ezri-results, [role=alert]")
    assert [one.get("value") for one in page.cssselect("input[name=lang]")] == ["en", "he"]
    assert page.cssselect("#role")[0].value_options == ["", "article", "letter"]
    assert page.cssselect("#series")[0].value_options == ["", "Even letters", "Odd letters"]


@module_loop
async def test_every_field_of_the_form_has_a_label(served: Any) -> None:
    page = await search(served, q="salt")
    for field in page.cssselect(".ezri-ask input, .ezri-ask select"):
        labelled = page.xpath("//label[@for=$name]", name=field.get("id") or "") or field.xpath("ancestor::label")
        assert labelled, field.get("name")


@module_loop
@pytest.mark.skipif(compat.IS_1, reason="1.0 reads its own settings under the same limit")
async def test_a_search_that_takes_too_long_says_so(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ezri_archive.web.opening.served._MOMENT", -1)
    monkeypatch.setattr("ezri_archive.web.opening.served._STEPS", 1)
    slow = compat.with_settings([str(archive)], config={}, settings={"num_sql_threads": 1})
    await slow.invoke_startup()
    await search(slow, q="salt")
    slow.sql_time_limit_ms = 0
    page = await shown(slow, f"{SEARCH}?q=ships", status=400)
    compat.close(slow)
    assert words(page.cssselect("[role=alert]")[0]).startswith("This took too long")


@module_loop
async def test_the_ways_to_the_page(served: Any) -> None:
    home = await shown(served, "/")
    (form,) = home.cssselect("form[role=search]")
    assert (form.get("action"), form.cssselect("input[type=search]")[0].get("name")) == (SEARCH, "q")
    assert home.xpath(f"//nav//a[@href='{SEARCH}']")
    table = await shown(served, "/many/segments")
    assert table.xpath(f"//a[@href='{SEARCH}']")
    assert not (await shown(served, "/many/languages")).xpath(f"//main//a[@href='{SEARCH}' and contains(., 'context')]")


@module_loop
async def test_each_of_several_archives_is_searched_at_its_own_address(archive: Path, tmp_path: Path) -> None:
    served = compat.with_settings([str(archive), str(sample_archive.write(tmp_path / "other.db"))], config={})
    await served.invoke_startup()
    page = await shown(served, f"{SEARCH}/many?q=salt")
    other = await shown(served, f"{SEARCH}/other?q=salt")
    refused = await served.client.get(f"{SEARCH}?q=salt")
    compat.close(served)
    assert (found(page), found(other)) == ("130 passages", "3 passages")
    assert page.cssselect(".ezri-ask")[0].get("action") == f"{SEARCH}/many"
    assert page.xpath("//a[@rel='next']/@href")[0].startswith(f"{SEARCH}/many?")
    assert refused.status_code == 404


@module_loop
@pytest.mark.parametrize("table", ["segments", "documents", "units", "unit_segments"])
async def test_who_may_not_see_a_table_may_not_search_it(archive: Path, table: str) -> None:
    config = {"databases": {"many": {"tables": {table: {"allow": {"id": "root"}}}}}}
    served = compat.with_settings([str(archive)], config=config)
    await served.invoke_startup()
    refused = await served.client.get(f"{SEARCH}?q=salt")
    allowed = await served.client.get(
        f"{SEARCH}?q=salt", cookies={"ds_actor": served.sign({"a": {"id": "root"}}, "actor")}
    )
    compat.close(served)
    assert (refused.status_code, allowed.status_code) == (403, 200)
    assert "salt-1" not in refused.text


@pytest.mark.parametrize(
    ("asked", "passages"),
    [
        (Asked(q="salt"), 130),
        (Asked(q="salt", series="Odd letters", counterpart="lacks", words="ספינות", other="he"), 57),
        (Asked(q="מלח", lang=("he",), since="2018"), 52),
    ],
)
def test_a_statement_gives_every_hit_to_whoever_exports_them(archive: Path, asked: Asked, passages: int) -> None:
    statement, values = finding.search_sql(wanted(asked))
    with closing(sqlite3.connect(archive)) as connection:
        named = [row[0] for row in connection.execute(statement, values)]
    assert len(named) == len(set(named)) == passages


@pytest.mark.parametrize(
    ("query", "alignments"),
    [("caravans", ["letter-7.a2"]), ("שיירות OR نمک", ["letter-7.a2", "road.a1", "road.a2"]), ("harbour", [])],
)
def test_a_statement_gives_the_alignments_of_the_hits(tmp_path: Path, query: str, alignments: list[str]) -> None:
    statement, values = finding.alignments_sql(wanted(Asked(q=query)))
    with closing(sqlite3.connect(sample_archive.write(tmp_path / "archive.db"))) as connection:
        assert [row[0] for row in connection.execute(statement, values)] == alignments


@module_loop
async def test_a_series_of_many_documents_is_searched_too(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_DOCUMENTS", 2)
    monkeypatch.setattr(finding, "EXAMINED", 30)
    there, _ = await walk(
        served, f"{SEARCH}?{urlencode({'q': 'salt', 'series': 'Odd letters', 'view': 'kwic'})}", "next"
    )
    assert len([line for page in there for line in page]) == 87
    assert len(there) == 5


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Any]]:
    """Give a site of an archive that attacks whoever shows it, and what runs it."""
    with asyncio.Runner() as runner:
        made = site.make_datasette(reading_archive.write(tmp_path_factory.mktemp("hostile") / "hostile.db"))
        runner.run(made.invoke_startup())
        yield runner, made
        compat.close(made)


_TYPED = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("\"“«»'*-−() \t<>&%;:OR{}^~+,.אבםך״־می\u200cها1۱\u202e\x00"), max_size=60),
    st.sampled_from(
        [*reading_archive.ATTACKS, "script", "alert OR src", "NEAR(a b)", 'norm : "a"', "a AND NOT b", "^a + b"]
    ),
)


@settings(max_examples=40)
@given(
    st.fixed_dictionaries(
        {"q": _TYPED},
        optional={
            "words": _TYPED,
            "sort": st.sampled_from(["left", "year"]),
            "view": st.just("list"),
            "after": st.one_of(st.text(max_size=20), st.sampled_from(["attack.en.1", "attack.en.1:1"])),
        },
    )
)
def test_whatever_is_typed_is_answered_and_nothing_of_it_runs(
    hostile: tuple[asyncio.Runner, Any], asked: dict[str, str]
) -> None:
    runner, served = hostile
    encoded = urlencode(asked, errors="surrogatepass")
    response = runner.run(served.client.get(f"{SEARCH}?{encoded}"))
    assert response.status_code in {200, 400}
    page = html.fromstring(response.text)
    assert not page.xpath("//script[not(@src)] | //img | //svg | //*[@onload or @onerror or @onmouseover or @style]")
    assert "<script>alert" not in response.text
    assert "49" not in [words(one) for one in page.cssselect("h1, h2, mark")]
