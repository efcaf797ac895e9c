"""The commands as a person runs them: what they print, and their exit status."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ezri_archive.cli import main
from ezri_archive.sources import load_sidecar

Folder = Callable[..., Path]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_build_says_what_it_found(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{"a.txt": "One line.\n\nשורה אחת בעברית.\n"})

    result = run("build", sources, "--db", tmp_path / "a.db")

    assert result.exit_code == 0
    assert result.stdout == (
        "1 sources, 0 of them unchanged, 0 refused\n"
        "1 documents in 1 works, 0 versions\n"
        "2 segments: 1 English, 1 Hebrew\n"
        "0 alignments in 0 units\n"
        f"{tmp_path / 'a.db'} written\n"
    )


def test_build_names_a_bad_source_in_one_line_and_exits_with_1(folder: Folder, tmp_path: Path) -> None:
    result = run("build", folder(**{"a.txt": "One line.", "b.txt": b"\xd7\xff"}), "--db", tmp_path / "a.db")

    assert result.exit_code == 1
    assert result.stderr.splitlines() == ["error: b.txt, line 1: is not UTF-8: byte 0xD7 at 0"]
    assert "1 documents" in result.stdout


def test_build_shows_what_a_person_should_know(folder: Folder, tmp_path: Path) -> None:
    result = run("build", folder(**{"a.txt": "A line with a .displaced stop"}), "--db", tmp_path / "a.db")

    assert result.exit_code == 0
    assert result.stderr.startswith("warning: a.txt: full stop before a word")


def test_check_tells_a_current_archive_from_a_stale_one(folder: Folder, tmp_path: Path) -> None:
    sources, database = folder(**{"a.txt": "One line."}), tmp_path / "a.db"
    missing = run("build", sources, "--db", database, "--check")
    run("build", sources, "--db", database)
    current = run("build", sources, "--db", database, "--check")
    (sources / "a.txt").write_text("Two lines.")
    stale = run("build", sources, "--db", database, "--check")

    assert [result.exit_code for result in (missing, current, stale)] == [1, 0, 1]
    assert current.stdout == f"{database} is what {sources} gives.\n"
    assert "no such archive" in missing.stderr
    assert f"is not what {sources} gives" in stale.stderr


def test_a_folder_that_is_none_is_an_error_in_one_line(tmp_path: Path) -> None:
    result = run("build", tmp_path / "nowhere", "--db", tmp_path / "a.db")

    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "not a folder" in result.stderr


def test_a_wrong_option_is_a_usage_error() -> None:
    assert run("build", "--jobs", "none").exit_code == 2


def test_inspect_shows_how_a_file_is_understood_and_why(samples: Path) -> None:
    lines = run("inspect", samples / "harbour-review-12.md").stdout.splitlines()

    assert lines[0].startswith("harbour-review-12.md: text/markdown, utf-8, ")
    assert "  title           Who Still Trades on the Salt Road?" in lines
    assert "  published       2021-03 (precision month, written March, 2021)" in lines
    assert any(
        line.startswith("p7 noise, he   role by stray-letter, language by script-of-the-letter") for line in lines
    )
    assert "  version, fa, 2021-03-13: Translated and edited by KETAB-E ROOZ" in lines
    assert any("[U+200E]" in line for line in lines)


def test_inspect_shows_repeated_lines_and_notices(samples: Path) -> None:
    assert "  repeats clipped-bazaar.en." in run("inspect", samples / "clipped-bazaar.txt").stdout
    assert "  warning displaced-full-stop, line" in run("inspect", samples / "harbour-review-13.md").stdout


def test_inspect_refuses_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")

    result = run("inspect", tmp_path / "a.txt")

    assert (result.exit_code, result.stderr) == (1, "Error: a.txt: is empty; expected text\n")


@pytest.mark.parametrize("command", ["build", "serve", "inspect"])
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: main {command}")


def test_inspect_prints_a_sidecar_that_says_what_is_known(samples: Path, folder: Folder) -> None:
    name = "harbour-review-12.md"
    sidecar = run("inspect", samples / name, "--sidecar").stdout
    sources = folder(**{name: (samples / name).read_bytes(), f"{name}.toml": sidecar.encode()})

    assert 'title = "Who Still Trades on the Salt Road?"' in sidecar.splitlines()
    assert 'date = "2021-03"' in sidecar.splitlines()
    assert '# version_of = ""' in sidecar.splitlines()
    assert load_sidecar(sources, name).series == "The Harbour Review"
