"""The two real documents, read through a whole build: what their readers know to be true of them."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.shared

OBSERVER = "persian-gulf-observer-30"
IRANWIRE = "iranwire-2018-08-14"


@pytest.fixture(scope="module")
def archive(real_archive: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(real_archive)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def row(archive: sqlite3.Connection, sql: str, *values: str) -> dict[str, object]:
    return dict(archive.execute(sql, values).fetchone())


def column(archive: sqlite3.Connection, sql: str, *values: str) -> list[object]:
    return [found[0] for found in archive.execute(sql, values)]


def test_the_newsletter_is_described(archive: sqlite3.Connection) -> None:
    expected = {
        "series": "The Persian Gulf Observer",
        "issue": "30",
        "published": "2018-09",
        "published_precision": "month",
        "year": 2018,
        "author": "Yossi Mansharof",
        "lang": "en",
    }

    found = row(archive, "select * from documents where id = ?", OBSERVER)

    assert {key: found[key] for key in expected} == expected
    assert str(found["title"]).startswith("Is Khamenei")


def test_the_newsletter_is_in_three_languages(archive: sqlite3.Connection) -> None:
    languages = column(archive, "select lang from document_languages where document_id = ? order by lang", OBSERVER)

    assert languages == ["en", "fa", "he"]


def test_the_masthead_names_are_one_unit_of_three_segments(archive: sqlite3.Connection) -> None:
    unit = archive.execute(
        """select s.lang, s.text from unit_segments u join segments s on s.id = u.segment_id
           where u.unit_id = (select unit_id from unit_segments where segment_id = ?) order by s.lang""",
        (f"{OBSERVER}.he.1",),
    ).fetchall()

    assert [segment["lang"] for segment in unit] == ["en", "fa", "he"]
    assert {"ك", "ي"} <= set(unit[1]["text"])


def test_the_stray_letters_are_noise_and_in_no_alignment(archive: sqlite3.Connection) -> None:
    noise = column(archive, "select text from segments where role = 'noise'")
    aligned = column(
        archive, "select 1 from alignment_segments a, segments s where s.id = segment_id and role = 'noise'"
    )
    joined = column(archive, "select 1 from unit_segments, segments s where s.id = segment_id and role = 'noise'")

    assert (noise, aligned, joined) == (["س", "س", "س"], [], [])


def test_the_two_letters_are_a_portion_each(archive: sqlite3.Connection) -> None:
    assert column(archive, "select lang from portions where role = 'letter' order by n") == ["en", "he"]


def test_every_passage_of_the_letter_meets_its_counterpart(archive: sqlite3.Connection) -> None:
    """Announcement, description, Twitter and Facebook, YouTube, web site; the third and fourth in two Hebrew blocks."""
    units = archive.execute(
        """select group_concat(case s.lang when 'en' then s.n end) english,
                  group_concat(case s.lang when 'he' then s.n end) hebrew
           from unit_segments u join segments s on s.id = u.segment_id
           where s.role = 'letter' group by u.unit_id having english is not null order by min(s.n)"""
    ).fetchall()
    first_english = min(int(unit["english"]) for unit in units)
    first_hebrew = min(int(unit["hebrew"].partition(",")[0]) for unit in units)

    places = {
        int(unit["english"]) - first_english: sorted(int(n) - first_hebrew for n in unit["hebrew"].split(","))
        for unit in units
    }

    assert places == {0: [0], 1: [1], 2: [2, 3], 3: [5, 6], 4: [7]}


def test_no_segment_of_the_article_is_aligned(archive: sqlite3.Connection) -> None:
    roles = column(
        archive, "select distinct s.role from alignment_segments join segments s on s.id = segment_id order by 1"
    )

    assert roles == ["letter", "masthead"]


def test_the_three_versions_are_elsewhere(archive: sqlite3.Connection) -> None:
    versions = archive.execute("select relation, lang, of_url, status from versions order by id").fetchall()

    assert [
        (version["relation"], version["lang"], version["of_url"][:23], version["status"]) for version in versions
    ] == [
        ("same_text_as", "en", "https://jiss.org.il/en/", "elsewhere"),
        ("translation_of", "he", "https://jiss.org.il/he/", "elsewhere"),
        ("edited_translation_of", "fa", "https://kayhan.london/f", "elsewhere"),
    ]


def test_the_persian_link_is_dated_canonical_and_safe_to_show(archive: sqlite3.Connection) -> None:
    link = row(archive, "select * from links where host = 'kayhan.london'")

    assert (link["role"], link["lang"], link["published"]) == ("version", "fa", "2018-09-12")
    assert link["calendar_date"] == "1397/06/21"
    assert "%e2%80%8e" in str(link["url"])
    assert "%E2%80%8E" in str(link["canonical_url"])
    assert "[U+200E]" in str(link["display_url"])
    assert "\u200e" not in str(link["display_url"])


def test_each_letter_has_each_of_its_links_once(archive: sqlite3.Connection) -> None:
    found = archive.execute(
        """select p.lang, l.role, l.host from links l join portions p on p.id = l.portion_id
           where p.role = 'letter' order by p.lang, l.host"""
    ).fetchall()
    expected = [
        ("social", "facebook.com"),
        ("home", "gulfc.haifa.ac.il"),
        ("social", "twitter.com"),
        ("social", "youtube.com"),
    ]

    assert [tuple(link) for link in found] == [(lang, *link) for lang in ("en", "he") for link in expected]


def test_the_displaced_full_stop_is_reported_and_the_sentence_stays_whole(archive: sqlite3.Connection) -> None:
    texts = column(archive, "select text from segments where text like '% .heavy %'")
    notice = row(archive, "select * from notices where code = 'displaced-full-stop'")

    assert [(str(text).split()[0], str(text).split()[-1]) for text in texts] == [("This", "sides")]
    assert notice["source_path"] == f"{OBSERVER}.txt"


def test_the_clipped_article_is_described(archive: sqlite3.Connection) -> None:
    expected = {
        "author": "Reza HaghighatNejad",
        "published": "2018-08-14",
        "published_precision": "day",
        "genre": "Special Features",
        "lang": "en",
    }

    found = row(archive, "select * from documents where id = ?", IRANWIRE)

    assert {key: found[key] for key in expected} == expected
    assert str(found["title"]).startswith("Why the Supreme Leader")


def test_the_surroundings_of_the_clipped_article_are_boilerplate(archive: sqlite3.Connection) -> None:
    """Four lines of the light version's offer, the reading time, and the next article's teaser."""
    sql = "select text from segments where document_id = ? and role = 'boilerplate' order by start"
    boilerplate = [str(text) for text in column(archive, sql, IRANWIRE)]

    assert len(boilerplate) == 9
    assert [text for text in boilerplate if len(text.split()) < 3] == ["close button"]
    assert [text for text in boilerplate if text.endswith("min read")] == ["8 min read", "1 min read"]


def test_the_repeated_caption_stands_once(archive: sqlite3.Connection) -> None:
    assert column(archive, "select role from segments where text like 'Crowd %'") == ["caption"]


def test_the_article_has_four_numbered_headings_and_one_more(archive: sqlite3.Connection) -> None:
    sql = "select text from segments where document_id = ? and role = 'heading' order by n"

    assert [str(text)[:3] for text in column(archive, sql, IRANWIRE)] == ["1. ", "2. ", "3. ", "4. ", "Cor"]


def test_the_related_items_have_their_dates(archive: sqlite3.Connection) -> None:
    sql = "select published from links where document_id = ? and role = 'related' order by rowid"
    expected = ["2018-08-02", "2018-07-26", "2018-07-06", "2018-07-05", "2018-05-21", "2018-05-21"]

    assert column(archive, sql, IRANWIRE) == expected


def test_the_clipped_article_is_aligned_with_nothing_and_a_version_of_nothing(archive: sqlite3.Connection) -> None:
    assert not column(archive, "select id from alignments where ? in (document_id, target_document_id)", IRANWIRE)
    assert not column(archive, "select id from versions where document_id = ?", IRANWIRE)


def test_every_segment_points_to_its_words_in_the_source(archive: sqlite3.Connection, shared: Path) -> None:
    for path, document in archive.execute("select source_path, id from documents").fetchall():
        source = (shared / "sources" / path).read_text("utf-8")
        for segment in archive.execute("select text, start, end from segments where document_id = ?", (document,)):
            assert segment["text"][0] == source[segment["start"]]
            assert segment["text"][-1] == source[segment["end"] - 1]
