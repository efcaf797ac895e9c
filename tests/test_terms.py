"""The learned lexicon as a page: a word in any script, its translations, names, and the passages that hold both."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from ezri_archive.database import ArchiveWriter
from ezri_archive.records import Alignment, Metadata, Term, Unit, Work
from ezri_archive.web import compat, site
from ezri_archive.web.searching import terms
from sample_archive import edition

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSAGES = 12
MANY = 120


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("terms") / "archive.db")


def write(path: Path) -> Path:
    """Write an archive whose passages all tell of salt, and of a harbour whose name three scripts write."""
    told = {
        "en": "Salt {} came to Anzali & was <sold>.",
        "he": "המלח {} הגיע לאנזלי ונמכר.",
        "fa": "نمک {} به انزلی رسید و فروخته شد.",
    }
    editions = [
        edition(f"road-{code}", [("article", code, [("paragraph", said.format(n)) for n in range(PASSAGES)])],
                Metadata(title="Road", language=code))
        for code, said in told.items()
    ]  # fmt: skip
    english, hebrew, persian = (made.portions[0].segments for made in editions)
    across = (
        ("road-en", "road-he", "en", "he"),
        ("road-en", "road-fa", "en", "fa"),
        ("road-he", "road-fa", "he", "fa"),
    )
    sides = ((english, hebrew), (english, persian), (hebrew, persian))
    names = ("name: Anzali = אנזלי", "name: Anzali = انزلی", "name: אנזלי = انزلی")
    beads = [
        Alignment(f"road.{first}-{second}.{n}", "road", one, other, first, second, (source[n],), (target[n],),
                  0.9, "high", "ezri", evidence=("length", name))
        for (one, other, first, second), (source, target), name in zip(across, sides, names, strict=True)
        for n in range(PASSAGES)
    ]  # fmt: skip
    with ArchiveWriter(path) as writer:
        for made in editions:
            writer.add_document(made, [], f"<TEI xml:id='{made.id}'/>")
        writer.add_works([Work("road", "Road", tuple(made.id for made in editions))])
        writer.add_alignments(beads)
        writer.add_units(
            Unit(f"road.u{n}", "road", n, found)
            for n, found in enumerate(zip(english, hebrew, persian, strict=True), 1)
        )
        writer.add_terms(learned())
        writer.add_builds({"version": "0.1.0", "title": "Salt"})
        writer.finish()
    return path


def learned() -> list[Term]:
    """Make the terms: of salt and the harbour, one nobody finds, one that attacks, and many more."""
    some = [
        Term("en-he", "Salt", "המלח", 14, 0.93), Term("en-fa", "salt", "نمک", 13, 0.9),
        Term("he-fa", "המלח", "نمک", 12, 0.88),
        Term("en-he", "salt", "מליח", 3, 0.4), Term("en-he", "Anzali", "אנזלי", 11, 0.9),
        Term("en-he", "<b>", "!", 4, 0.2), Term("en-he", "road", "דרך", 2, 0.5),
    ]  # fmt: skip
    return [*some, *(replace(some[0], source=f"w{n}", target=f"מ{n}", count=1) for n in range(MANY))]


async def page(served: Any, path: str) -> html.HtmlElement:
    response = await served.client.get(f"/-/ezri/terms{path}")
    assert response.status_code == 200, response.text[:300]
    return html.fromstring(response.content.decode())


def rows(shown: html.HtmlElement) -> list[str]:
    found = shown.xpath("//table[.//th[.='Sureness']]/tbody/tr")
    return [" ".join(" ".join(cell.text_content().split()) for cell in row.cssselect("td")) for row in found]


@pytest.mark.parametrize("word", ["salt", "SALT", "sált"])
async def test_a_word_is_found_however_it_is_spelt(served: Any, word: str) -> None:
    shown = await page(served, f"?q={word}")
    assert rows(shown) == ["Salt המלח 14 93% Show", "salt نمک 13 90% Show", "salt מליח 3 40% Show"]


@pytest.mark.parametrize("word", ["מלח", "הַמֶּלַח", "נמק"])
async def test_a_hebrew_word_is_found_without_its_points_and_its_article(served: Any, word: str) -> None:
    expected = ["Salt המלח 14 93% Show", "המלח نمک 12 88% Show"] if word != "נמק" else []
    assert rows(await page(served, f"?q={word}")) == expected


async def test_a_persian_word_leads_to_both_other_languages(served: Any) -> None:
    shown = await page(served, "?q=نمك")
    assert rows(shown) == ["salt نمک 13 90% Show", "המלח نمک 12 88% Show"]
    (marked, _) = shown.xpath("//table//mark")
    assert (marked.getparent().get("lang"), marked.getparent().get("dir")) == ("fa", "rtl")


async def test_the_passages_hold_both_words_marked_and_lead_to_where_they_are_read(served: Any) -> None:
    shown = await page(served, "?q=salt&pair=en-he")
    passages = shown.cssselect("#passages li")
    assert len(passages) == terms.PASSAGES
    english, hebrew = passages[0].cssselect("p[lang]")
    assert (english.get("dir"), english.text_content()) == ("ltr", "Salt 0 came to Anzali & was <sold>.")
    assert [mark.text_content() for mark in english.cssselect("mark")] == ["Salt"]
    assert [mark.text_content() for mark in hebrew.cssselect("mark")] == ["המלח"]
    assert passages[0].cssselect("a")[0].get("href") == "/-/ezri/read/road#u1"


async def test_the_passages_of_a_term_go_on_on_the_next_page(served: Any) -> None:
    first = await page(served, "?pair=en-fa&source=salt&target=نمک")
    (further,) = first.xpath("//section[@id='passages']//a[@rel='next']/@href")
    second = html.fromstring((await served.client.get(further)).content.decode())
    told = [one.text_content() for shown in (first, second) for one in shown.cssselect("#passages li p[lang='en']")]
    assert told == [f"Salt {n} came to Anzali & was <sold>." for n in range(PASSAGES)]
    assert not second.xpath("//section[@id='passages']//a[@rel='next']")


async def test_the_list_goes_on_from_page_to_page_and_holds_every_term_once(served: Any) -> None:
    address, seen = "/-/ezri/terms", []
    while address:
        shown = html.fromstring((await served.client.get(address)).content.decode())
        seen += rows(shown)
        address = next(iter(shown.xpath("//nav[@aria-label='Pages of the terms']/a/@href")), "")
    assert len(seen) == len(set(seen)) == len(learned())
    assert seen[0] == "Salt המלח 14 93% Show"
    assert "<b> ! 4 20% Show" in seen


async def test_the_pair_is_kept_while_one_searches_and_turns_pages(served: Any) -> None:
    shown = await page(served, "?pair=he-fa")
    assert rows(shown) == ["המלח نمک 12 88% Show"]
    assert shown.xpath("//input[@name='pair']/@value") == ["he-fa"]
    assert all("pair=he-fa" in link for link in shown.xpath("//nav[contains(@class, 'ezri-export')]//a/@href"))


async def test_a_name_is_shown_in_all_three_scripts(served: Any) -> None:
    for path in ("", "?q=anzali", "?q=انزلی"):
        shown = await page(served, path)
        (name,) = shown.xpath("//section[not(@id)]//tbody/tr")
        assert name.text_content() == f"AnzaliאנזליانزلیX{3 * PASSAGES}".replace("X", ""), path
    assert not (await page(served, "?q=salt")).xpath("//section[not(@id)]//tbody/tr")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("?q=unheard", "Nothing was learned of this word."),
        ("?q=---", "Nothing was learned of this word."),
        ("?pair=en-he&source=x&target=y", "Nothing was learned of this word."),
        ("?pair=en-he&source=road&target=דרך", "No alignment holds both words as they stand here."),
        ("?pair=en-he&source=%3Cb%3E&target=!", "No alignment holds both words as they stand here."),
    ],
)
async def test_what_was_not_learned_is_said(served: Any, path: str, said: str) -> None:
    shown = await page(served, path)
    assert said in [" ".join((one.text or "").split()) for one in shown.cssselect(".ezri-note")]


async def test_an_empty_lexicon_says_so(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with ArchiveWriter(path) as writer:
        writer.finish()
    made = site.make_datasette(path)
    await made.invoke_startup()
    assert "No terms were learned from these texts." in (await page(made, "")).text_content()
    compat.close(made)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("?after=last", "This is no place in the list of terms"),
        ("?pair=en-xx", "There are no terms of this pair, only of: en-fa, en-he, he-fa"),
        ("?pair=en-he&source=Salt&target=המלח&from=-1", "This is no place in the passages of a term"),
        (f"?q={'x' * 201}", "No word is as long as that: at most 200 characters"),
        ("?q=%00", "No word is as long as that: at most 200 characters"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_its_reason(served: Any, path: str, said: str) -> None:
    response = await served.client.get(f"/-/ezri/terms{path}")
    assert response.status_code == 400
    assert html.fromstring(response.text).cssselect("h1")[0].text_content() == said


async def test_the_terms_are_not_shown_to_those_who_may_not_see_them(archive: Path) -> None:
    config = {"databases": {"archive": {"tables": {"terms": {"allow": False}}}}}
    made = compat.with_settings([str(archive)], config=config)
    await made.invoke_startup()
    assert (await made.client.get("/-/ezri/terms")).status_code == 403
    compat.close(made)
