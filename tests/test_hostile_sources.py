"""A source that is damaged or made to do harm costs one line, and neither the build nor the good sources beside it."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ezri_archive.pipeline import build
from hostile_sources import HOSTILE, Hostile

Folder = Callable[..., Path]

HERE = Path(__file__).parent
GOOD = {
    "letter.txt": "Dear friends, the ferry leaves at nine.\n\nידידים יקרים, המעבורת יוצאת בתשע.",
    "page.html": "<title>Ferries</title><p>The ferry leaves at nine in the morning.</p>",
    "zz.md": "# Ferries\n\nقایق ساعت نه حرکت می‌کند.",
}
BY_PATH = {source.path: source for source in HOSTILE}


def rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(database)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_there_are_many_and_no_two_have_one_name() -> None:
    assert len(HOSTILE) == len({source.name for source in HOSTILE}) >= 90


# --- all at once --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """Build one archive of all hostile and all good sources by the command."""
    folder = tmp_path_factory.mktemp("together")
    sources = folder / "sources"
    sources.mkdir()
    for name, content in GOOD.items():
        (sources / name).write_text(content)
    for source in HOSTILE:
        source.make(sources / source.name)
    command = [sys.executable, "-m", "ezri_archive", "build", "sources", "--db", "archive.db"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return folder / "archive.db", ended


def test_the_build_ends_with_status_1_and_all_good_sources(
    together: tuple[Path, "subprocess.CompletedProcess[str]"],
) -> None:
    database, ended = together
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert {path for (path,) in rows(database, "select source_path from documents")} >= GOOD.keys()


@pytest.mark.parametrize("source", HOSTILE, ids=[source.path for source in HOSTILE])
def test_a_hostile_source_costs_one_line_that_says_what_and_where(
    together: tuple[Path, "subprocess.CompletedProcess[str]"], source: Hostile
) -> None:
    _, ended = together
    begins = tuple(f"{source.level}: {source.path}{after}" for after in (":", ",", "/", ".toml"))
    (line,) = (line for line in ended.stderr.splitlines() if line.startswith(begins))
    assert source.said in line
    assert line.isprintable()
    assert len(line) < 400


def test_every_line_is_about_one_of_them(together: tuple[Path, "subprocess.CompletedProcess[str]"]) -> None:
    assert len(together[1].stderr.splitlines()) == len(HOSTILE)


def test_each_has_one_row_among_the_notices(together: tuple[Path, "subprocess.CompletedProcess[str]"]) -> None:
    found = rows(together[0], "select source_path, level, code from notices where level <> 'info' order by source_path")
    told = [(_hostile(path), level, code) for path, level, code in found]
    assert sorted(told) == sorted((source.path, source.level, source.code) for source in HOSTILE)


def _hostile(path: str) -> str:
    """Name the hostile source that a path is of, or lies in."""
    return path if path in BY_PATH else path.partition("/")[0]


# --- one by one, within limits ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Build one archive for each, in processes that end after ten seconds of work."""
    command = [sys.executable, str(HERE / "limited_builds.py"), str(tmp_path_factory.mktemp("alone"))]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return dict(json.loads(line) for line in ended.stdout.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("source", HOSTILE, ids=[source.path for source in HOSTILE])
def test_a_hostile_source_is_done_with_in_ten_seconds_and_500_megabytes(
    measured: dict[str, dict[str, Any]], source: Hostile
) -> None:
    found = measured[source.path]
    ((path, level, code),) = found["notices"]
    assert (_hostile(path), level, code) == (source.path, source.level, source.code)
    assert found["failed"] == (source.level == "error")
    assert found["documents"] >= 1
    assert found["megabytes"] < 500


# --- archive.toml -------------------------------------------------------------------------------------------

SETTINGS: list[tuple[str, str]] = [
    ("title = ", "archive.toml: not valid TOML"),
    ('name = "Letters"', "archive.toml: key “name” is not allowed; expected languages, licence, publisher"),
    ("title = []", "archive.toml: title = []; expected a text, number or date"),
    ('languages = ["English"]', "archive.toml: languages “English” is not allowed; expected the code of a language"),
    ("#" * 2_000_000, "archive.toml: has 2,000,000 bytes; expected at most 1,000,000"),
]


def refused_build(folder: Path) -> str:
    command = [sys.executable, "-m", "ezri_archive", "build", str(folder), "--db", str(folder.parent / "a.db")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    return line


@pytest.mark.parametrize(("content", "said"), SETTINGS)
def test_wrong_settings_end_the_build_in_one_line(folder: Folder, content: str, said: str) -> None:
    line = refused_build(folder(**{"archive.toml": content, "a.txt": "A line."}))
    assert line.startswith(f"Error: {said}")


def test_settings_that_are_no_file_end_the_build_in_one_line(folder: Folder) -> None:
    sources = folder(**{"a.txt": "A line."})
    os.mkfifo(sources / "archive.toml")
    assert refused_build(sources) == "Error: archive.toml: is a folder, pipe, socket or device; expected a file"


# --- what only looks dangerous ------------------------------------------------------------------------------

HARMLESS: dict[str, tuple[str | bytes, str]] = {
    "entities.html": ('<!DOCTYPE html [<!ENTITY a "expanded">]><p>The ferry &a; leaves.</p>', "The ferry &a; leaves."),
    "outside.html": ('<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>At nine.</p>', "At nine."),
    "mark.txt": (b"\xef\xbb\xbfA line.", "A line."),
    "wide.txt": ("\ufeffA line.".encode("utf-16-le"), "A line."),
    "stars.md": ("*" * 300_000 + " a line", "*" * 300_000 + " a line"),
    "brackets.md": ("[" * 300_000 + " a line", "[" * 300_000 + " a line"),
    "l" * 240 + ".txt": ("A line.", "A line."),
    "a.txt.txt": ("A line.", "A line."),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HARMLESS, ids=[name[:20] for name in HARMLESS])
def test_what_only_looks_dangerous_is_read_as_it_stands(folder: Folder, tmp_path: Path, name: str) -> None:
    content, text = HARMLESS[name]
    report = build(folder(**{name: content}), tmp_path / "a.db")
    assert not report.failed
    assert (text,) in rows(tmp_path / "a.db", "select text from segments")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_one_line(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{"closed.txt": "A line.", "good.txt": "A line."})
    (sources / "closed.txt").chmod(0)
    report = build(sources, tmp_path / "a.db")
    assert [(path, notice.code) for path, notice in report.refused] == [("closed.txt", "unreadable")]
