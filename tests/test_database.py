"""archive.db: what records become, what a broken archive is refused for, what a later build reads back."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample_archive
from ezri_archive import text
from ezri_archive.database import (
    PAIR_VIEWS,
    TABLES,
    ArchiveUpdater,
    ArchiveWriter,
    PreviousSource,
    build_values,
    content_digest,
    previous,
    read_tei,
)
from ezri_archive.errors import DatabaseError
from ezri_archive.records import Metadata, Notice, SourceFacts, Work


def select(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def search(path: Path, query: str) -> list[str]:
    statement = "SELECT id FROM segments WHERE rowid IN (SELECT rowid FROM segments_fts WHERE norm MATCH ?)"
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(statement + " ORDER BY id", (f'"{text.fold(query)}"',))]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            """SELECT id, work_id, lang, issue, published, published_precision, calendar_date, year, segments,
            words FROM documents WHERE id IN ('letter-7', 'road-fa') ORDER BY id""",
            [
                ("letter-7", "letter-7", "en", "7", "2019-03", "month", None, 2019, 9, 63),
                ("road-fa", "road", "fa", None, "2019-02-24", "day", "1397/12/05", 2019, 3, 26),
            ],
        ),
        (
            "SELECT lang, segments FROM document_languages WHERE document_id = 'letter-7' ORDER BY rowid",
            [("en", 5), ("he", 3), ("fa", 1)],
        ),
        (
            "SELECT lang, segments FROM document_languages WHERE document_id = 'harbour' ORDER BY rowid",
            [("en", 3), ("ar", 1)],
        ),
        (
            """SELECT id, n, role, lang, rule, lang_rule, confidence, start, "end", segments FROM portions
            WHERE id = 'letter-7.p2'""",
            [("letter-7.p2", 2, "masthead", "he", "masthead-rule", "script", 0.8, 53, 76, 1)],
        ),
        (
            """SELECT id, portion_id, n, lang, role, kind, norm, start, "end", year FROM segments
            WHERE id = 'letter-7.fa.1'""",
            [
                (
                    "letter-7.fa.1", "letter-7.p3", 1, "fa", "masthead", "heading",
                    "موسسه پژوهش دریاهای درونی", 78, 103, 2019,
                )
            ],
        ),
        (
            """SELECT id, n, segment_id, role, lang, target_document_id, published, calendar_date
            FROM links ORDER BY id""",
            [
                ("letter-7.link1", 1, "letter-7.en.5", "home", None, None, None, None),
                ("letter-7.link2", 2, None, "version", "he", "road-he", None, None),
                ("letter-7.link3", 3, None, "version", "fa", None, "2019-02-24", "1397/12/05"),
            ],
        ),
        (
            "SELECT id, languages, documents FROM works ORDER BY id",
            [("harbour", "en ar", 1), ("letter-7", "en he fa", 1), ("road", "he fa", 2)],
        ),
        (
            """SELECT id, of_document_id, of_url IS NULL, relation, derived_end, lang, status
            FROM versions ORDER BY id""",
            [
                ("letter-7.v1", None, 0, "translation_of", "other", "fa", "elsewhere"),
                ("road.v1", "road-he", 1, "edited_translation_of", "document", "he", "held"),
            ],
        ),
        (
            """SELECT id, n, pair, source_lang, kind, score_band, status, document_id, target_document_id, year
            FROM alignments WHERE id IN ('letter-7.a3', 'road.a2') ORDER BY id""",
            [
                ("letter-7.a3", 3, "en-he", "en", "1-0", "low", "automatic", "letter-7", "letter-7", 2019),
                ("road.a2", 2, "he-fa", "he", "2-1", "middle", "automatic", "road-he", "road-fa", 2019),
            ],
        ),
        (
            """SELECT segment_id, lang, n FROM alignment_segments
            WHERE alignment_id = 'road.a2' ORDER BY lang, n""",
            [("road-fa.fa.3", "fa", 1), ("road-he.he.3", "he", 1), ("road-he.he.4", "he", 2)],
        ),
        ("SELECT languages FROM units ORDER BY id", [("en he fa",), ("he fa",)]),
        (
            "SELECT segment_id, n FROM unit_segments WHERE unit_id = 'road.u1' ORDER BY lang, n",
            [("road-fa.fa.3", 1), ("road-he.he.3", 1), ("road-he.he.4", 2)],
        ),
        ("SELECT pair, source, target, count FROM terms ORDER BY pair",
         [("en-he", "salt", "מלח", 2), ("he-fa", "מלח", "نمک", 3)]),
        (
            "SELECT id, source_path, level, code, place FROM notices ORDER BY id",
            [
                (1, "letter-7.txt", "warning", "displaced-full-stop", "line 12"),
                (2, "broken.txt", "error", "not-utf-8", "byte 7"),
            ],
        ),
        ("SELECT id, document_id, work_id, kind FROM tei WHERE id LIKE 'road%' ORDER BY id",
         [("road-fa", "road-fa", "road", "document"), ("road-he", "road-he", "road", "document"),
          ("road.he-fa", None, "road", "alignment")]),
        ("SELECT code, native_name, direction FROM languages ORDER BY rowid",
         [("en", "English", "ltr"), ("he", "עברית", "rtl"), ("fa", "فارسی", "rtl"), ("ar", "العربية", "rtl"),
          ("und", "—", "ltr")]),
        ("SELECT en, he FROM en_he WHERE id = 'letter-7.a3'", [("Write to us.", "")]),
        (
            "SELECT he, fa FROM he_fa WHERE id = 'road.a1'",
            [("השיירות יצאו מן המכרות בתחילת החורף.", "کاروان‌ها در آغاز زمستان از معدن‌ها به راه می‌افتادند.")],
        ),
        ("SELECT count(*) FROM en_fa", [(0,)]),
    ],
)  # fmt: skip
def test_every_record_becomes_its_rows(archive: Path, statement: str, expected: list[tuple[object, ...]]) -> None:
    assert select(archive, statement) == expected


def test_every_foreign_key_leads_an_index(archive: Path) -> None:
    keys = select(
        archive,
        """SELECT t.name, f."from" FROM sqlite_master t, pragma_foreign_key_list(t.name) f
            WHERE t.type = 'table'""",
    )
    leading = select(
        archive,
        """SELECT DISTINCT t.name, c.name
            FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
            WHERE t.type = 'table' AND c.seqno = 0""",
    )
    assert len(keys) == 36
    assert set(keys) <= set(leading)


def test_the_schema_has_every_table_and_view_of_the_public_contract() -> None:
    assert TABLES == (
        "languages", "sources", "works", "documents", "document_languages", "portions", "segments", "links",
        "versions", "alignments", "alignment_segments", "moved", "units", "unit_segments", "terms",
        "notices", "tei", "builds",
    )  # fmt: skip
    assert PAIR_VIEWS == ("en_he", "en_fa", "he_fa")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("שלום", ["road-he.he.4"]),
        ("שָׁלוֹם", ["road-he.he.4"]),
        ("درياهاي", ["letter-7.fa.1"]),
        ("دریاهای", ["letter-7.fa.1"]),
        ("می‌افتادند", ["road-fa.fa.2"]),
        ("میافتادند", ["road-fa.fa.2"]),
        ("120", ["road-fa.fa.3", "road-he.he.3"]),
        ('ק"ג', ["road-he.he.3"]),
        ("מלח", ["letter-7.he.3"]),
        ("HARBOUR", ["harbour.en.2", "harbour.en.3"]),
    ],
)  # fmt: skip
def test_search_finds_a_word_however_it_is_spelt(archive: Path, query: str, found: list[str]) -> None:
    assert search(archive, query) == found


def test_datasette_can_find_the_search_index_by_its_declaration(archive: Path) -> None:
    ((declared,),) = select(archive, "SELECT sql FROM sqlite_master WHERE name = 'segments_fts'")
    assert 'content="segments"' in str(declared)
    assert "'unicode61 remove_diacritics 2'" in str(declared)


def test_the_archive_is_one_file_with_no_trace_of_its_building(archive: Path) -> None:
    assert [file.name for file in archive.parent.iterdir()] == ["archive.db"]


def test_the_same_records_give_the_same_digest_and_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    again = sample_archive.write(tmp_path / "again.db")
    assert content_digest(again) == content_digest(archive)
    assert again.read_bytes() == archive.read_bytes()


def test_the_digest_does_not_see_pages_or_builds_but_sees_every_row(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(archive.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(
            "PRAGMA page_size = 1024; UPDATE builds SET value = 'other'; DROP INDEX ix_segments_lang; VACUUM;"
        )
        assert copy.read_bytes() != archive.read_bytes()
        assert content_digest(copy) == content_digest(archive)
        connection.executescript("UPDATE terms SET score = score + 0.001 WHERE pair = 'en-he'")
    assert content_digest(copy) != content_digest(archive)


def test_the_digest_does_not_depend_on_the_order_of_insertion(tmp_path: Path) -> None:
    made = sample_archive.editions()
    digests = set()
    for order in (made, made[::-1]):
        path = tmp_path / f"{order[0].id}.db"
        with ArchiveWriter(path) as archive:
            for document in order:
                archive.add_document(replace(document, notices=()), [], "<TEI/>")
            archive.finish()
        digests.add(content_digest(path))
    assert len(digests) == 1


def test_a_later_build_learns_what_each_source_was(archive: Path) -> None:
    sources = previous(archive)
    assert list(sources) == ["broken.txt", "harbour.txt", "letter-7.txt", "road-fa.txt", "road-he.txt"]
    assert sources["broken.txt"] == PreviousSource(
        "broken.txt", "b" * 64, "", "", (Notice("error", "not-utf-8", "is not UTF-8", "byte 7"),)
    )
    assert sources["letter-7.txt"].document_id == "letter-7"
    assert sources["letter-7.txt"].notices == sample_archive.editions()[0].notices


def test_what_is_not_there_cannot_be_reused(tmp_path: Path) -> None:
    assert previous(tmp_path / "none.db") == {}


def test_an_archive_of_another_format_is_not_reused(archive: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    old.write_bytes(archive.read_bytes())
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version = 999")
    assert previous(old) == {}


def test_tei_and_build_values_are_read_back(archive: Path) -> None:
    assert read_tei(archive, "road-he") == "<TEI xml:id='road-he'/>"
    assert build_values(archive) == {"title": "Salt Road Archive", "version": "0.1.0"}


def test_tei_that_is_not_held_is_named(archive: Path) -> None:
    with pytest.raises(DatabaseError, match="holds no TEI of 'road-en'"):
        read_tei(archive, "road-en")


@pytest.mark.parametrize("read", [previous, content_digest, build_values])
@pytest.mark.parametrize(
    ("content", "said"),
    [(b"plain words, not a database at all", "cannot be read as an archive"), (b"", "is a database but not")],
)
def test_a_file_that_is_no_archive_is_named(tmp_path: Path, read: object, content: bytes, said: str) -> None:
    path = tmp_path / "shopping list?.db"
    path.write_bytes(content)
    assert callable(read)
    with pytest.raises(DatabaseError, match=rf"shopping list\?\.db: {said}"):
        read(path)


def test_an_archive_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"none\.db: no such file"):
        content_digest(tmp_path / "none.db")


def test_a_failure_leaves_the_archive_that_was_there(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(archive.read_bytes())
    with pytest.raises(KeyError), ArchiveWriter(path) as writer:  # noqa: PT012 - the failure is in the block
        writer.add_document(sample_archive.editions()[0], [], "<TEI/>")
        raise KeyError
    assert path.read_bytes() == archive.read_bytes()
    assert list(tmp_path.iterdir()) == [path]


def test_without_finish_there_is_no_archive(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "archive.db") as writer:
        writer.add_builds({"version": "0"})
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_behind_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "archive.db.building").write_bytes(b"half a page")
    sample_archive.write(tmp_path / "archive.db")
    assert [file.name for file in tmp_path.iterdir()] == ["archive.db"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"archive\.db\.building: cannot be written"):
        sample_archive.write(tmp_path / "no such folder" / "archive.db")


def test_a_document_that_comes_twice_is_refused(tmp_path: Path) -> None:
    document = sample_archive.editions()[0]
    with ArchiveWriter(tmp_path / "archive.db") as writer:
        writer.add_document(document, [], "<TEI/>")
        with pytest.raises(DatabaseError, match=r"sources: UNIQUE constraint failed"):
            writer.add_document(document, [], "<TEI/>")


def test_a_row_that_refers_to_nothing_is_refused_at_the_end(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "archive.db") as writer:
        writer.add_document(sample_archive.editions()[1], [], "<TEI/>", "no-such-work")
        with pytest.raises(DatabaseError, match=r"documents, row 1: refers to works that are not there"):
            writer.finish()
    assert list(tmp_path.iterdir()) == []


def test_a_search_index_that_differs_from_its_table_is_refused(tmp_path: Path) -> None:
    class Spoiled(ArchiveWriter):
        def _check_references(self) -> None:
            self._database.execute("UPDATE segments SET norm = 'changed' WHERE id = 'road-he.he.1'")

    with Spoiled(tmp_path / "archive.db") as writer:
        writer.add_document(sample_archive.editions()[1], [], "<TEI/>")
        with pytest.raises(DatabaseError, match="full-text index"):
            writer.finish()


def test_a_change_that_takes_what_others_refer_to_is_refused(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(archive.read_bytes())
    with ArchiveUpdater(path) as writer:
        writer.drop(["letter-7"], [])
        with pytest.raises(DatabaseError, match=r"row \d+: refers to (documents|segments) that are not there"):
            writer.finish()
    assert path.read_bytes() == archive.read_bytes()


def test_a_changed_archive_that_finds_fewer_segments_than_it_has_is_refused(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(archive.read_bytes())
    with ArchiveUpdater(path) as writer:
        writer._database.execute("DELETE FROM segments_fts_docsize WHERE id = 1")  # noqa: SLF001 - damage that no call can do
        with pytest.raises(DatabaseError, match=r"full-text index: holds \d+ segments; expected \d+"):
            writer.finish()


def test_a_change_rewrites_only_works_that_differ(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(archive.read_bytes())
    first, *others = sample_archive.works()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE works SET rowid = rowid + 1000")
    connection.commit()
    connection.close()
    with ArchiveUpdater(path) as writer:
        writer.add_works([replace(first, title="Another Title"), *others])
        writer.finish()

    changed = select(path, f"SELECT title FROM works WHERE id = '{first.id}'")  # noqa: S608 - a name of our own
    untouched = select(path, f"SELECT count(*) FROM works WHERE id <> '{first.id}' AND rowid > 1000")  # noqa: S608 - as above
    assert (changed, untouched) == ([("Another Title",)], [(len(others),)])


def test_alignments_come_in_any_number(tmp_path: Path) -> None:
    made = sample_archive.editions()
    first = sample_archive.alignments(made)[0]
    many = (replace(first, id=f"letter-7.a{number}") for number in range(2345))
    path = tmp_path / "archive.db"
    with ArchiveWriter(path) as writer:
        writer.add_document(made[0], [], "<TEI/>")
        writer.add_works([Work("letter-7", "", ("letter-7",))])
        writer.add_alignments(many)
        writer.finish()
    assert select(path, "SELECT count(*) FROM alignments") == [(2345,)]
    assert select(path, "SELECT count(*) FROM alignment_segments") == [(4690,)]


def test_an_undated_document_takes_the_year_of_what_it_is_aligned_with(tmp_path: Path) -> None:
    made = sample_archive.editions()
    made[1] = replace(made[1], metadata=Metadata(title="דרך המלח", language="he"))
    with ArchiveWriter(tmp_path / "archive.db") as writer:
        for document in made:
            writer.add_document(document, [], "<TEI/>")
        writer.add_works(sample_archive.works())
        writer.add_alignments(sample_archive.alignments(made))
        writer.finish()
    assert select(tmp_path / "archive.db", "SELECT DISTINCT year FROM alignments WHERE work_id = 'road'") == [(2019,)]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@settings(max_examples=40, deadline=None)
@given(title=words, said=st.lists(words.filter(bool), min_size=1, max_size=5))
def test_any_text_comes_back_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, title: str, said: list[str]
) -> None:
    passages: list[sample_archive.Passage] = [("article", "fa", [("paragraph", one) for one in said])]
    path = tmp_path_factory.mktemp("any") / "archive.db"
    with ArchiveWriter(path) as writer:
        writer.add_document(sample_archive.edition("one", passages, Metadata(title=title)), [], title or "x")
        writer.finish()
    assert [row[0] for row in select(path, "SELECT text FROM segments ORDER BY n")] == said
    assert select(path, "SELECT title FROM documents") == [(title or None,)]
    assert read_tei(path, "one") == (title or "x")


def test_a_notice_may_concern_no_source(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with ArchiveWriter(path) as writer:
        writer.add_notices([Notice("info", "no-works", "no two documents are versions of one another")])
        writer.add_source(SourceFacts("gone.txt", "", "", "", 0, "c" * 64))
        writer.finish()
    assert select(path, "SELECT source_path, code, place FROM notices") == [(None, "no-works", None)]
    assert previous(path) == {"gone.txt": PreviousSource("gone.txt", "", "c" * 64, "", ())}
