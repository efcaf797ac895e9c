"""The page of a document and what can be taken away from it, on whichever line of Datasette is installed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from datasette.app import Datasette
from lxml import html

import reading_archive
from ezri_archive.web import compat
from ezri_archive.web.reading import documents
from opened_site import opened

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reading_archive.write(tmp_path_factory.mktemp("hostile") / "hostile.db")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def attacked(hostile: Path) -> AsyncIterator[Any]:
    async with opened(hostile) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both(archive: Path, hostile: Path) -> AsyncIterator[Any]:
    made = Datasette([], immutables=[str(archive), str(hostile)])
    await made.invoke_startup()
    yield made
    compat.close(made)


async def page(served: Any, path: str) -> html.HtmlElement:
    response = await served.client.get(path)
    assert response.status_code == 200, path
    return html.fromstring(response.content.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


async def test_the_page_says_what_is_known_of_a_document(served: Any) -> None:
    shown = await page(served, "/-/ezri/document/road-fa")
    (title,) = shown.cssselect("h1")
    assert (title.get("lang"), title.get("dir"), words(title)) == ("fa", "rtl", "راه نمک")
    assert {words(one.cssselect("dt")[0]): words(one.cssselect("dd")[0]) for one in shown.cssselect("dl > div")} == {
        "Author": "پروین سامانی",
        "Series": "مجله دریاهای درونی.",
        "Genre": "article",
        "Language": "Persian",
        "Address": "https://namak.example/fa/road",
        "Source": "road-fa.txt",
        "Length": "3 segments, 26 words",
        "Date": "1397/12/05 · 24 February 2019 (Gregorian)",
        "Rights": "unknown",
    }


@pytest.mark.parametrize("path", ["document/road-fa", "read/road", "read/none"])
async def test_a_page_says_which_language_its_own_words_are_in(served: Any, path: str) -> None:
    response = await served.client.get(f"/-/ezri/{path}")
    assert html.fromstring(response.content.decode()).get("lang") == "en"
    assert response.text.count("<html") == 1


async def test_the_contents_are_the_portions_in_order(served: Any) -> None:
    shown = await page(served, "/-/ezri/document/letter-7")
    assert [words(line) for line in shown.cssselect(".ezri-contents li")] == [
        "masthead · English The Institute for Inland Seas 2 segments",
        "masthead · Hebrew המכון לחקר ימים פנימיים 1 segment",
        "masthead · Persian موسسه پژوهش درياهاي درونی 1 segment",
        "letter · English Dear readers, the seventh issue of our letter has come out. 3 segments",
        "letter · Hebrew קוראים יקרים, הגיליון השביעי של האיגרת יצא לאור. 2 segments",
        "noise · Undetermined س 1 segment",
    ]
    first, *_, last = shown.xpath("//ol[@class='ezri-contents']/li/a[1]/@href")
    assert first == "/-/ezri/read/letter-7#u1"
    assert last.startswith("/archive/segments?portion_id=letter-7.p6")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            "road-fa",
            (
                "This is an edited translation of · Hebrew דרך המלח Compare the two"
                " by: Translated and edited by Parvin Samani"
            ),
        ),
        (
            "road-he",
            (
                "Translated and edited in · Persian راه نمک Compare the two https://namak.example/fa/road"
                " by: Translated and edited by Parvin Samani"
            ),
        ),
        (
            "letter-7",
            (
                "Translated in · Persian · not held here https://shore.example/1397/12/05/[U+200E]namak"
                " by: For the Persian version"
            ),
        ),
    ],
)
async def test_the_versions_are_named_from_the_side_of_the_document(served: Any, document: str, expected: str) -> None:
    shown = await page(served, f"/-/ezri/document/{document}")
    (section,) = shown.xpath("//section[h2='Versions']")
    assert [words(one) for one in section.cssselect("li")] == [expected]


@pytest.mark.parametrize(
    ("relation", "derived_end", "expected"),
    [
        ("same_text_as", "document", "The same text"),
        ("excerpt_of", "other", "Excerpted in"),
        ("translation_of", "", "A translation of this, or what this is translated from"),
        ("reply_to", "", "reply to"),
    ],
)
async def test_a_relation_is_said_in_words(relation: str, derived_end: str, expected: str) -> None:
    assert documents._saying(relation, derived_end) == expected  # noqa: SLF001 - the sample has not every relation


async def test_the_plain_citation_stands_on_the_page(served: Any) -> None:
    shown = await page(served, "/-/ezri/document/road-fa")
    (cited,) = shown.cssselect(".ezri-cite")
    assert cited.text_content() == (
        "پروین سامانی. “راه نمک”. مجله دریاهای درونی. 1397/12/05 (2019-02-24)."
        " https://namak.example/fa/road. Salt Road Archive, road-fa."
    )
    (address,) = cited.cssselect("bdi[dir=ltr]")
    assert address.text == "https://namak.example/fa/road"


async def test_the_links_are_grouped_by_role(served: Any) -> None:
    shown = await page(served, "/-/ezri/document/letter-7")
    (section,) = shown.xpath("//section[h2='Links']")
    assert [(one.tag, words(one)) for one in section.cssselect("h3, li")] == [
        ("h3", "home"),
        ("li", "our site https://salt.example"),
        ("h3", "version"),
        ("li", "For the Hebrew version https://salt.example/he/road Hebrew held here"),
        ("li", "کرانه https://shore.example/1397/12/05/[U+200E]namak Persian 1397/12/05 · 24 February 2019"),
    ]


@pytest.mark.parametrize("document", ["letter-7", "road-he", "road-fa", "harbour"])
async def test_every_link_of_the_page_leads_somewhere(served: Any, document: str) -> None:
    shown = await page(served, f"/-/ezri/document/{document}")
    links = {link for link in shown.xpath("//main//a/@href") if link.startswith("/")}
    assert len(links) > 8
    for link in sorted(links):
        response = await served.client.get(link.partition("#")[0], follow_redirects=True)
        assert response.status_code == 200, link


async def test_the_home_page_leads_to_the_documents(served: Any) -> None:
    home = await page(served, "/")
    assert home.xpath("//ol[@class='ezri-latest']/li/a/@href") == [
        "/-/ezri/document/letter-7",
        "/-/ezri/document/road-fa",
        "/-/ezri/document/road-he",
        "/-/ezri/document/harbour",
    ]


@pytest.mark.parametrize(
    ("form", "content_type", "expected"),
    [
        ("xml", "application/tei+xml", "<TEI xml:id='road-he'/>"),
        ("bib", "application/x-bibtex", "@article{road-he,\n  author = {{נועה תמיר}},\n"),
        ("ris", "application/x-research-info-systems", "TY  - JOUR\r\nID  - road-he\r\nAU  - נועה תמיר\r\n"),
        ("json", "application/vnd.citationstyles.csl+json", '[\n  {\n    "id": "road-he",\n'),
        ("txt", "text/plain", "דרך המלח\n\nהשיירות יצאו מן המכרות בתחילת החורף.\nכל גמל נשא"),
    ],
)
async def test_a_document_can_be_taken_away(served: Any, form: str, content_type: str, expected: str) -> None:
    response = await served.client.get(f"/-/ezri/document/road-he.{form}")
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert response.headers["content-disposition"] == f"attachment; filename*=UTF-8''road-he.{form}"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.content.decode().startswith(expected)


async def test_the_plain_text_leaves_out_what_is_not_read(served: Any) -> None:
    response = await served.client.get("/-/ezri/document/harbour.txt")
    assert response.text == (
        "A harbour <b>without</b> ships & men\n\n"
        "The harbour of Tel Maro was closed in 1931.\n1403 crates were left.\n\n"
        "أغلق الميناء في ذلك العام.\n"
    )


@pytest.mark.parametrize(
    "path",
    [
        "none",
        "none.xml",
        "none.txt",
        "none.bib",
        "road-he.exe",
        "road-he.",
        ".xml",
        "road-he%00",
        "%FF%FE",
        "..%2F..%2Fetc%2Fpasswd",
        "..%2F..%2Fetc%2Fpasswd.txt",
        "road-he'%20OR%20'1'='1",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%E2%80%AEroad-he",
        "other/road-he",
        "archive/none",
        "_internal/x",
        "x" * 5000,
    ],
)
async def test_what_is_no_document_is_not_found(served: Any, path: str) -> None:
    response = await served.client.get(f"/-/ezri/document/{path}")
    assert response.status_code == 404
    assert "<script>alert" not in response.text


async def test_a_page_is_only_read(served: Any) -> None:
    for path in ("document/road-he", "read/road"):
        response = await served.client.put(f"/-/ezri/{path}")
        assert response.status_code in {403, 405}


async def test_where_several_archives_are_served_an_address_names_one(both: Any) -> None:
    assert words((await page(both, "/-/ezri/document/archive/road-he")).cssselect("h1")[0]) == "דרך המלח"
    response = await both.client.get("/-/ezri/document/road-he")
    assert response.status_code == 404
    assert "the address must name one" in response.text
    home = await page(both, "/")
    links = home.xpath("//ol[@class='ezri-latest']/li/a/@href")
    assert "/-/ezri/document/archive/road-he" in links
    assert "/-/ezri/document/hostile/long-he" in links
    read = (await page(both, "/-/ezri/document/hostile/long-he")).cssselect("a.ezri-door")[0].get("href")
    assert read == "/-/ezri/read/hostile/long"
    await page(both, read)


@pytest.mark.parametrize(
    "rule",
    [
        {"databases": {"archive": {"allow": {"id": "root"}}}},
        {"databases": {"archive": {"tables": {"segments": {"allow": {"id": "root"}}}}}},
    ],
)
async def test_who_may_not_see_the_data_does_not_see_the_pages(archive: Path, rule: dict[str, Any]) -> None:
    closed = compat.with_settings([str(archive)], config=rule)
    await closed.invoke_startup()
    for path in ("document/road-he", "document/road-he.txt", "document/road-he.xml", "read/road"):
        response = await closed.client.get(f"/-/ezri/{path}")
        assert response.status_code == 403, path
        assert "המלח" not in response.text
    compat.close(closed)


async def test_who_may_not_see_the_tei_may_still_read(archive: Path) -> None:
    rule = {"databases": {"archive": {"tables": {"tei": {"allow": False}}}}}
    closed = compat.with_settings([str(archive)], config=rule)
    await closed.invoke_startup()
    assert (await closed.client.get("/-/ezri/document/road-he.xml")).status_code == 403
    assert (await closed.client.get("/-/ezri/document/road-he.txt")).status_code == 200
    compat.close(closed)


async def test_without_an_archive_there_are_no_such_pages() -> None:
    empty = Datasette([], memory=True)
    await empty.invoke_startup()
    for path in ("document/road-he", "document/_memory/road-he", "read/road"):
        assert (await empty.client.get(f"/-/ezri/{path}")).status_code == 404
    compat.close(empty)


def assert_harmless(shown: html.HtmlElement) -> None:
    """Assert that a page has nothing in it that only an attack can have brought."""
    main = shown.cssselect("main")[0]
    assert not main.cssselect("script, img, svg, b, iframe, object, embed, style")
    assert not [name for one in main.iter() for name in one.attrib if name.startswith("on")]
    for link in main.xpath(".//@href | .//@src | .//@action"):
        assert link.startswith(("/", "#", "http://", "https://", "mailto:")), link
        assert not link.startswith("//")
    assert "49" not in words(main.cssselect("h1")[0])


async def test_what_a_source_says_is_never_obeyed(attacked: Any) -> None:
    shown = await page(attacked, "/-/ezri/document/attack")
    assert_harmless(shown)
    assert words(shown.cssselect("h1")[0]) == reading_archive.ATTACKS[0]
    assert shown.cssselect("title")[0].text == reading_archive.ATTACKS[0]
    facts = {words(one.cssselect("dt")[0]): words(one.cssselect("dd")[0]) for one in shown.cssselect("dl > div")}
    assert facts["Issue"] == "{{ 7 * 7 }}{% raw %}"
    assert facts["Address"] == "javascript:alert(1)"
    (section,) = shown.xpath("//section[h2='Versions']")
    live = section.xpath(".//a/@href")
    assert live == [url for url in reading_archive.ADDRESSES if url.startswith("https://")]


async def test_a_home_page_never_obeys_either(attacked: Any) -> None:
    home = await page(attacked, "/")
    assert not home.cssselect("main script, main img, main svg:not(.ezri-chart)")


async def test_an_attack_is_downloaded_and_never_shown(attacked: Any) -> None:
    for form in ("xml", "txt", "bib", "ris", "json"):
        response = await attacked.client.get(f"/-/ezri/document/attack.{form}")
        assert response.status_code == 200
        assert response.headers["content-disposition"].startswith("attachment;")
        assert "html" not in response.headers["content-type"]
    cited = json.loads((await attacked.client.get("/-/ezri/document/attack.json")).text)
    assert "URL" not in cited[0]
