"""The whole way: what a build writes, what it does again and what not, and what it refuses."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from ezri_archive.database import content_digest
from ezri_archive.errors import DatabaseError, SourceError
from ezri_archive.pipeline import Outcome, build, edition_of, is_current, load_file, save_tei
from ezri_archive.pipeline.spool import Spool, packed

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
    for name, jobs in (("a", 1), ("b", 2)):
        build(samples, tmp_path / f"{name}.db", jobs=jobs)
        save_tei(tmp_path / f"{name}.db", tmp_path / name)

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
    "cut.txt": ("נמל".encode()[:-1], "cut.txt, line 1: is not UTF-8"),
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

    first = build(sources, tmp_path / "a.db")
    again = build(sources, tmp_path / "a.db")

    assert (first.failed, again.failed) == (True, True)
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


# --- versions, from the sources to the archive --------------------------------------------------------------

GOLD = Path(__file__).parent / "gold"


def column(pair: str, side: int) -> str:
    rows = (GOLD / f"{pair}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return "\n\n".join(text for row in rows if (text := row.split("\t")[side]))


def test_versions_nobody_speaks_of_are_found_and_aligned(folder: Folder, tmp_path: Path) -> None:
    sources = folder(
        **{"a.txt": column("salt-road.en-he", 0), "b.txt": column("salt-road.en-he", 1), "c.txt": "A text of its own."}
    )

    build(sources, tmp_path / "a.db")

    assert rows(tmp_path / "a.db", "select document_id, of_document_id, relation, status from versions") == [
        ("b", "a", "translation_of", "held")
    ]
    assert rows(tmp_path / "a.db", "select id, documents from works order by id") == [("a", 2), ("c", 1)]
    assert rows(tmp_path / "a.db", "select count(*) from alignments where pair = 'en-he'")[0][0] > 40


def test_what_only_seems_a_version_is_suggested_and_not_aligned(folder: Folder, tmp_path: Path) -> None:
    other = ["שורה אחרת לגמרי, על גשם ועל עצים שנטועים בחצר.", "הילדים יצאו אל הגן ושיחקו שם עד הערב."] * 7
    half = "\n\n".join(column("salt-road.en-he", 1).split("\n\n")[5:23] + other)
    sources = folder(**{"a.txt": column("salt-road.en-he", 0), "b.txt": half})

    build(sources, tmp_path / "a.db")
    save_tei(tmp_path / "a.db", tmp_path / "tei")

    assert rows(tmp_path / "a.db", "select document_id, of_document_id, status from versions") == [
        ("b", "a", "suggested")
    ]
    assert rows(tmp_path / "a.db", "select id from works order by id") == [("a",), ("b",)]
    assert rows(tmp_path / "a.db", "select count(*) from alignments") == [(0,)]
    assert "<relation " not in (tmp_path / "tei" / "b.xml").read_text(encoding="utf-8")


def test_files_named_alike_are_one_work(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{"letter.en.md": "# Dear friends\n\nCome.", "letter.he.md": "# ידידים יקרים\n\nבואו אלינו."})

    build(sources, tmp_path / "a.db")

    assert rows(tmp_path / "a.db", "select evidence, confidence from versions") == [
        ("file names: letter.he.md, letter.en.md", 0.8)
    ]


def test_the_spool_gives_back_every_edition_and_its_tei(samples: Path, tmp_path: Path) -> None:
    editions = [edition_of(load_file(file), file.stem) for file in sorted(samples.rglob("*.md"))]
    with Spool(tmp_path) as spool:
        for number, edition in enumerate(editions):
            spool.put(edition.id, packed(edition), b"<TEI/>" * number)

        assert [spool.edition(edition.id) for edition in editions] == editions
        assert [spool.tei(edition.id) for edition in editions] == [
            b"<TEI/>" * number for number in range(len(editions))
        ]


# --- again and again ----------------------------------------------------------------------------------------


def fresh_digest(sources: Path, tmp_path: Path) -> str:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    build(sources, fresh / "a.db")
    digest = content_digest(fresh / "a.db")
    for file in fresh.iterdir():
        file.unlink()
    fresh.rmdir()
    return digest


NOTE = "# A Note\n\nSome words.\n\n**For Hebrew version:**\n\n<https://x.example/he>\n"
MASTHEAD = "מכון גלים  \nمؤسسهٔ موج  \nThe Galim Institute\n\n# The Tide Table\n\n*Issue No. 4*\n\n"
NAMES = "\n\n".join(f"Kamrani, Golnar and Astaneh told {number} tales of Bushehr." for number in range(30))
CHANGES: list[dict[str, str | bytes | None]] = [
    {"names.txt": NAMES},
    {"single.txt.toml": 'version_of = "gone.txt"'},
    {"hebrew-letters.txt": "שורה אחת, כתובה בקידוד ישן.".encode("cp1255")},
    {"single.txt": "Other words, in one line."},
    {"new.md": "# A New Text\n\nIts line."},
    {"broken.txt": b""},
    {"broken.txt": "Mended."},
    {"new.md": None, "single.txt": "Again other words."},
    {"note.md": NOTE},
    {"hebrew.md": "---\nurl: https://x.example/he\n---\n\n# כותרת\n\nמילים אחדות."},
    {"single.txt.toml": 'title = "A Title"'},
    {"letter.txt": None},
    {"french.txt": "Une phrase en français, pour une langue de plus dans cette archive."},
    {"french.txt": None},
    {"note.md": NOTE.replace("/he>", "/gone>")},
    {"b.txt": None},
]


def test_a_build_on_a_build_says_what_a_fresh_one_says(folder: Folder, tmp_path: Path) -> None:
    sources = folder(
        **{
            "letter.txt": LETTER,
            "single.txt": "One line.",
            "a.md": MASTHEAD + column("salt-road.en-he", 0),
            "b.txt": column("salt-road.en-he", 1),
            **{f"more-{number}.txt": f"Line {number} of many more." for number in range(12)},
        }
    )
    database = tmp_path / "a.db"
    build(sources, database)

    for change in CHANGES:
        for name, content in change.items():
            if content is None:
                (sources / name).unlink()
            else:
                folder(**{name: content})
        report = build(sources, database)
        assert content_digest(database) == fresh_digest(sources, tmp_path), change
        assert report.reused >= 10


def test_nothing_of_the_old_archive_is_needed_to_build_on_it(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": LETTER, "b.txt": "One line.", "c.txt": "Another."}), tmp_path / "a.db"
    build(sources, database)
    (tmp_path / "a.db.kept").unlink()
    (sources / "b.txt").write_text("A changed line.")

    report = build(sources, database)

    assert report.reused == 2
    assert content_digest(database) == fresh_digest(sources, tmp_path)


def test_what_was_kept_for_another_state_is_not_used(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": LETTER, "b.txt": "One line."}), tmp_path / "a.db"
    build(sources, database)
    older = database.read_bytes()
    (sources / "b.txt").write_text("A changed line.")
    build(sources, database)
    database.write_bytes(older)

    build(sources, database)

    assert content_digest(database) == fresh_digest(sources, tmp_path)


def test_unchanged_alignments_are_not_made_again(folder: Folder, tmp_path: Path) -> None:
    many = {f"{number}.txt": f"Line {number}." for number in range(9)}
    sources, database = folder(**{"letter.txt": LETTER, **many}), tmp_path / "a.db"
    build(sources, database)
    connection = sqlite3.connect(database)
    connection.execute("UPDATE alignments SET method = 'marked'")
    connection.commit()
    connection.close()

    (sources / "3.txt").write_text("A changed line.")
    build(sources, database)
    kept = rows(database, "select distinct method from alignments")
    (sources / "letter.txt").write_text(LETTER + "\nWe thank you.\n\nתודה לכם.\n")
    build(sources, database)

    assert kept == [("marked",)]
    assert rows(database, "select distinct method from alignments") == [("ezri",)]


def test_two_builds_of_one_archive_do_not_run_at_once(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": "One line."}), tmp_path / "a.db"

    def meanwhile(outcomes: Iterable[Outcome], _total: int) -> Iterable[Outcome]:
        with pytest.raises(DatabaseError, match="another build of this archive is running; wait until it is done"):
            build(sources, database)
        return outcomes

    build(sources, database, progress=meanwhile)

    assert rows(database, "select id from documents") == [("a",)]


def test_a_file_that_is_not_what_a_build_left_is_named(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{"a.txt": "One line."})
    (tmp_path / "a.db.kept").write_text("This is no database, and long enough to be seen as none of ours. " * 20)

    with pytest.raises(DatabaseError, match=r"a\.db\.kept: is not what a build left; delete it and build again"):
        build(sources, tmp_path / "a.db")


KILLED = """
import os, signal, sys, threading, time
from pathlib import Path
from ezri_archive.pipeline import build

sources, database, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def watch():
    while not database.with_name(database.name + ".building").exists():
        time.sleep(0.0005)
    time.sleep(float(moment))
    die()

def progress(outcomes, total):
    for number, outcome in enumerate(outcomes):
        if moment == "reading" and number == total // 2:
            die()
        yield outcome

if moment != "reading":
    threading.Thread(target=watch, daemon=True).start()
build(sources, database, progress=progress)
"""


@pytest.mark.parametrize("moment", ["reading", "0", "0.02", "0.05"])
def test_a_build_that_is_killed_leaves_the_old_archive_and_the_next_is_right(
    folder: Folder, tmp_path: Path, moment: str
) -> None:
    many = {f"{number}.txt": f"Line {number}." for number in range(30)}
    sources, database = folder(**{"letter.txt": LETTER, **many}), tmp_path / "a.db"
    build(sources, database)
    before = content_digest(database)
    folder(**{f"{number}.txt": f"A changed line {number}." for number in range(20)})
    after = fresh_digest(sources, tmp_path)

    killed = subprocess.run([sys.executable, "-c", KILLED, sources, database, moment], check=False)

    assert killed.returncode == -signal.SIGKILL or content_digest(database) == after
    assert content_digest(database) in {before, after}
    build(sources, database)
    assert content_digest(database) == after
    # Killed between the two commits, SQLite leaves its journal for whoever opens the kept file next.
    left = {file.name for file in tmp_path.glob("a.db*")} - {"a.db.kept-journal"}
    assert left == {"a.db", "a.db.kept"}
