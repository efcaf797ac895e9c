"""The whole way: what a build writes, what it does again and what not, and what it refuses."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from ezri_archive.database import content_digest
from ezri_archive.errors import SourceError
from ezri_archive.pipeline import build, is_current

Folder = Callable[..., Path]

LETTER = """\
Dear friends, the reading takes place in Haifa on 12 May 2020 at the Galim Institute.

Please write to us.

ידידים יקרים, הקריאה תתקיים בחיפה ב-12 במאי 2020 במכון גלים.

אנא כתבו לנו.
"""


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_a_letter_in_two_languages_is_aligned(folder: Folder, tmp_path: Path) -> None:
    build(folder(**{"letter.txt": LETTER}), tmp_path / "a.db")

    assert rows(tmp_path / "a.db", "select source_text, target_text from alignments order by id") == [
        (
            "Dear friends, the reading takes place in Haifa on 12 May 2020 at the Galim Institute.",
            "ידידים יקרים, הקריאה תתקיים בחיפה ב-12 במאי 2020 במכון גלים.",
        ),
        ("Please write to us.", "אנא כתבו לנו."),
    ]


def test_the_same_sources_give_the_same_bytes_of_tei_and_the_same_digest(samples: Path, tmp_path: Path) -> None:
    build(samples, tmp_path / "a.db", tei_folder=tmp_path / "a")
    build(samples, tmp_path / "b.db", tei_folder=tmp_path / "b", jobs=2)

    first = {file.name: file.read_bytes() for file in (tmp_path / "a").iterdir()}
    second = {file.name: file.read_bytes() for file in (tmp_path / "b").iterdir()}

    assert first == second
    assert len(first) == 11
    assert content_digest(tmp_path / "a.db") == content_digest(tmp_path / "b.db")


def test_a_build_of_what_is_up_to_date_leaves_the_file_alone(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"letter.txt": LETTER}), tmp_path / "a.db"
    first = build(sources, database)
    before = database.stat().st_mtime_ns

    second = build(sources, database)

    assert (first.changed, second.changed) == (True, False)
    assert (second.reused, second.counts) == (1, first.counts)
    assert database.stat().st_mtime_ns == before


def test_a_changed_source_is_done_again_alone(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": LETTER, "b.txt": "One line.", "c.txt": "Another line."}), tmp_path / "a.db"
    build(sources, database)
    (sources / "b.txt").write_text("A changed line.")

    report = build(sources, database)

    assert (report.sources, report.reused) == (3, 2)
    build(sources, tmp_path / "fresh.db")
    assert content_digest(database) == content_digest(tmp_path / "fresh.db")


def test_a_changed_sidecar_is_a_changed_source(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": "One line.", "b.txt": "Another line."}), tmp_path / "a.db"
    build(sources, database)
    (sources / "a.txt.toml").write_text('title = "A Title"')

    report = build(sources, database)

    assert report.reused == 1
    assert rows(database, "select title from documents where id = 'a'") == [("A Title",)]


def test_a_removed_source_leaves_the_archive(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": "One line.", "b.txt": "Another line."}), tmp_path / "a.db"
    build(sources, database)
    (sources / "a.txt").unlink()

    build(sources, database)

    assert rows(database, "select id from documents") == [("b",)]


def test_changed_settings_of_the_archive_do_everything_again(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": "One line."}), tmp_path / "a.db"
    build(sources, database)
    (sources / "archive.toml").write_text('title = "Papers"\nrights = "free"')

    report = build(sources, database)

    assert (report.changed, report.reused) == (True, 0)
    assert rows(database, "select rights from documents") == [("free",)]


REFUSED = {
    "empty.txt": (b"", "empty.txt: is empty"),
    "blank.txt": (b" \n\t\n", "blank.txt: is empty"),
    "nul.txt": (b"A line\x00with NUL", "nul.txt, byte 6: has a NUL byte"),
    "latin.txt": ("naïve".encode("latin-1"), "latin.txt, line 1: is not UTF-8"),
    "picture.png": (b"\x89PNG\r\n\x1a\n", "picture.png: no reader for files ending in “.png”"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_source_that_cannot_be_read_is_named_and_the_rest_is_built(folder: Folder, tmp_path: Path, name: str) -> None:
    content, message = REFUSED[name]

    report = build(folder(**{name: content, "good.txt": "A good line."}), tmp_path / "a.db")

    assert report.failed
    assert [path for path, _ in report.refused] == [name]
    assert report.refused[0][1].message.startswith(message)
    assert rows(tmp_path / "a.db", "select id from documents") == [("good",)]
    assert rows(tmp_path / "a.db", "select source_path, level from notices") == [(name, "error")]


def test_a_refused_source_is_tried_again_at_the_next_build(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": b"", "b.txt": "A line."}), tmp_path / "a.db"
    build(sources, database)

    again = build(sources, database)

    assert (again.failed, again.reused, len(again.refused)) == (True, 1, 1)


def test_a_version_of_no_source_fails_the_build_at_its_end(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{"a.txt": "A line of text.", "a.txt.toml": 'version_of = "gone.txt"'})

    report = build(sources, tmp_path / "a.db")

    assert report.failed
    assert rows(tmp_path / "a.db", "select source_path, code from notices") == [("a.txt", "no-such-source")]


def test_no_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a folder"):
        build(tmp_path / "nowhere", tmp_path / "a.db")


def test_an_archive_is_current_until_a_source_changes(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": "One line."}), tmp_path / "a.db"
    build(sources, database)
    before = is_current(sources, database)
    (sources / "a.txt").write_text("Two lines.")

    assert (before, is_current(sources, database)) == (True, False)


def test_identifiers_do_not_change_when_an_unrelated_source_is_added(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{"m.txt": LETTER})
    build(sources, tmp_path / "a.db")
    folder(**{"a.txt": "Something else.", "z.txt": "Something other."})
    build(sources, tmp_path / "b.db")

    for table in ("segments", "portions", "alignments", "units", "links"):
        before = set(rows(tmp_path / "a.db", f"select id from {table}"))  # noqa: S608 - a fixed list of tables
        after = set(rows(tmp_path / "b.db", f"select id from {table}"))  # noqa: S608 - a fixed list of tables
        assert before <= after
