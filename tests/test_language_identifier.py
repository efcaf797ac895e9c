"""The letter statistics that are asked: langdetect by default, lingua where it is wanted and installed."""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from ezri_archive.cli import main
from ezri_archive.errors import ArchiveError
from ezri_archive.languages import IDENTIFIERS, identify, identifying_with
from ezri_archive.languages.letter_statistics import probabilities
from ezri_archive.pipeline import Choices, build, is_current

ANCHOR = "لنگر"
"""A word that spelling leaves open: langdetect takes it for Urdu, lingua for Persian."""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def said_of_identifier(database: Path) -> str:
    connection = sqlite3.connect(database)
    (value,) = connection.execute("select value from builds where key = 'language_identifier'").fetchone()
    connection.close()
    return str(value)


# --- without lingua --------------------------------------------------------------------------------------------------


def test_langdetect_is_asked_by_default_and_the_archive_says_so(folder: Callable[..., Path], tmp_path: Path) -> None:
    build(folder(**{"a.txt": "The boats stayed in the harbour."}), tmp_path / "a.db")

    assert (IDENTIFIERS[0], said_of_identifier(tmp_path / "a.db")) == ("langdetect", "langdetect")


def test_a_program_nobody_knows_is_refused() -> None:
    with (
        pytest.raises(ArchiveError, match="“oracle” cannot identify languages; expected langdetect or lingua"),
        identifying_with("oracle"),
    ):
        pass


def test_lingua_where_it_is_missing_is_one_line_that_says_how_to_get_it(
    folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lingua", None)  # what Python itself knows as a module that cannot be imported
    sources = folder(**{"a.txt": ANCHOR})
    expected = "Error: lingua is not installed; try: pip install 'ezri-archive[langid]'\n"

    built = run("build", sources, "--db", tmp_path / "a.db", "--language-identifier", "lingua")
    inspected = run("inspect", sources / "a.txt", "--language-identifier", "lingua")

    assert [(result.exit_code, result.stderr) for result in (built, inspected)] == [(1, expected), (1, expected)]
    assert not (tmp_path / "a.db").exists()


def test_an_identifier_that_is_none_is_a_usage_error() -> None:
    assert run("build", "--language-identifier", "oracle").exit_code == 2


# --- with lingua -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lingua() -> str:
    pytest.importorskip("lingua", reason="needs pip install 'ezri-archive[langid]'")
    return "lingua"


def test_lingua_answers_alike_each_time_and_not_at_all_without_letters(lingua: str) -> None:
    codes = ("fa", "ar", "ur")
    answers = [probabilities("بندر بزرگ", codes, identifier=lingua) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert set(answers[0]) == set(codes)
    assert sum(answers[0].values()) == pytest.approx(1)
    assert max(answers[0], key=lambda code: answers[0][code]) == "fa"
    assert probabilities("12 !", codes, identifier=lingua) == {}


def test_lingua_is_asked_only_inside_and_only_where_spelling_leaves_a_language_open(lingua: str) -> None:
    plain = "بندر پس از توفان سه روز بسته بود."
    outside = identify(ANCHOR), identify(plain)
    with identifying_with(lingua):
        inside = identify(ANCHOR), identify(plain)

    assert (outside[0].code, inside[0].code) == ("ur", "fa")
    assert inside[1] == outside[1]
    assert identify(ANCHOR) == outside[0]


def test_the_rule_names_lingua_where_it_weighed_most(lingua: str) -> None:
    with identifying_with(lingua):
        assert identify("Alte Fischer").rule == "lingua"


@settings(max_examples=40)
@given(text=st.text(alphabet="abcdeéöüضصثقفغعهخحجچ اوئیנמל ,.", max_size=40))
def test_what_lingua_says_is_sure_between_nothing_and_all(text: str) -> None:
    pytest.importorskip("lingua", reason="needs pip install 'ezri-archive[langid]'")
    with identifying_with("lingua"):
        found = identify(text)

    assert 0 <= found.confidence <= 1
    assert found.rule


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_archive_is_built_with_lingua_and_anew_with_the_other(
    folder: Callable[..., Path], tmp_path: Path, lingua: str, jobs: int
) -> None:
    sources, database = folder(**{"a.txt": ANCHOR}), tmp_path / "a.db"
    first = build(sources, database, Choices(lingua), jobs=jobs)
    said, current = said_of_identifier(database), is_current(sources, database, Choices(lingua))
    again = build(sources, database, Choices(lingua), jobs=jobs)
    other = build(sources, database, jobs=jobs)

    assert (said, current) == ("lingua", True)
    assert [report.changed for report in (first, again, other)] == [True, False, True]
    assert (first.counts["segments fa"], other.counts["segments ur"]) == (1, 1)
    assert said_of_identifier(database) == "langdetect"


def test_inspect_and_check_ask_lingua_too(folder: Callable[..., Path], tmp_path: Path, lingua: str) -> None:
    sources, database = folder(**{"a.txt": ANCHOR}), tmp_path / "a.db"
    option = ("--language-identifier", lingua)

    built = run("build", sources, "--db", database, *option)
    checks = [run("build", sources, "--db", database, "--check", *more).exit_code for more in (option, ())]
    inspected = [run("inspect", sources / "a.txt", *more).stdout for more in (option, ())]

    assert (built.exit_code, checks) == (0, [0, 1])
    assert [", fa " in text for text in inspected] == [True, False]
