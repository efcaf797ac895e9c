"""`ezri import`: what people correct elsewhere comes back, changes what they changed, and nothing else."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ezri_archive.cli import main

Row = tuple[str, str, str, str, str | None, str | None]


@pytest.fixture(scope="module")
def built(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an archive of the samples whose sources may be written to."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(samples, folder / "sources")
    ezri("build", folder / "sources", "--db", folder / "archive.db")
    return folder


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "archive"))


def ezri(*arguments: str | Path, status: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    return result


def import_(file: Path, archive: Path, *options: str, status: int = 0) -> Result:
    places = ("--db", archive / "archive.db", "--sources", archive / "sources")
    return ezri("import", file, *places, "--by", "Dana", "--on", "2026-03-20", *options, status=status)


def export(archive: Path, kind: str, pair: str = "en-he") -> Path:
    out = archive / {"tmx": "out.tmx", "xces": "out", "intertext": "bundle", "tei": "out.xml"}[kind]
    ezri("export", archive / "archive.db", "--format", kind, "--pair", pair, "--out", out)
    return out


def rebuild(archive: Path) -> Result:
    return ezri("build", archive / "sources", "--db", archive / "archive.db")


def alignments(archive: Path) -> set[Row]:
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        found = connection.execute(
            "SELECT alignments.id, source_text, target_text, status, decided_by, decided_on FROM alignments"
        )
        return set(found.fetchall())


@pytest.mark.parametrize("kind", ["tmx", "xces", "intertext", "tei"])
def test_what_comes_back_as_it_was_changes_nothing(archive: Path, kind: str) -> None:
    result = import_(export(archive, kind), archive)

    assert re.search(r"[1-9]\d* as they were, 0 changed, 0 conflicts", result.output)
    assert not (archive / "sources" / "decisions.jsonl").exists()


def test_tei_that_comes_back_as_it_was_changes_nothing(archive: Path) -> None:
    ezri("build", archive / "sources", "--db", archive / "second.db", "--tei", archive / "tei")

    result = import_(archive / "tei", archive)

    assert re.search(r"[1-9]\d* as they were, 0 changed, 0 conflicts", result.output)


JUDGED = {
    "tmx": ("out.tmx", r'(x-status">)automatic(<)', ["confirmed", "rejected"]),
    "xces": ("out/en-he.xml", r'(xtargets="[^;"]+;[^;"]+" [^>]*status=")automatic(")', ["confirmed", "rejected"]),
    "intertext": ("bundle/*.en.he.xml", r'(type="[1-9]-[1-9]" [^>]*status=")auto(")', ["man"]),
    "tei": ("out.xml", r'(subtype=")automatic(")', ["confirmed", "rejected"]),
}
"""Where each format has the status of an alignment with both sides, and what a person can make of it."""


@pytest.mark.parametrize("kind", sorted(JUDGED))
def test_five_edits_change_five_alignments_with_who_and_when(archive: Path, kind: str) -> None:
    before = alignments(archive)
    returned = export(archive, kind)
    files, status, choices = JUDGED[kind]
    judged = iter(choices * 5)
    left = 5
    for file in sorted(archive.glob(files)):
        content, made = re.subn(
            status, lambda found: found[1] + next(judged) + found[2], file.read_text("utf-8"), count=left
        )
        file.write_text(content, "utf-8")
        left -= made
        if not left:
            break

    result = import_(returned, archive)
    rebuild(archive)

    assert "Added 5 to" in result.output
    after = alignments(archive)
    gone = {row[0] for row in before - after}
    assert len(gone) == 5
    assert {row[0].removesuffix("-2") for row in after - before} == gone
    assert {row[4:] for row in after - before} == {("Dana", "2026-03-20")}
    assert import_(export(archive, kind), archive).output.count(" 0 changed, 0 conflicts") == 1


def test_a_link_moved_in_intertext_moves_in_the_archive(archive: Path) -> None:
    bundle = archive / "bundle"
    ezri("export", archive / "archive.db", "--format", "intertext", "--pair", "he-fa", "--out", bundle)
    file, links = next(_with_two_plain_links(bundle))
    joined = '<link type="2-2" xtargets="{} {};{} {}" status="man"/>\n'.format(
        *(link[side] for side in ("to", "from") for link in links)
    )
    text = file.read_text("utf-8")
    file.write_text(text.replace(links[0][0] + "\n" + links[1][0] + "\n", joined), "utf-8")
    before = alignments(archive)

    result = import_(bundle, archive)
    rebuild(archive)

    assert "0 conflicts" in result.output
    (made,) = alignments(archive) - before
    assert made[3:] == ("corrected", "Dana", "2026-03-20")
    assert len(before - alignments(archive)) == 2


def _with_two_plain_links(bundle: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202 - an iterator of matches
    link = r'<link type="1-1" xtargets="(?P<to{0}>[\d:]+);(?P<from{0}>[\d:]+)" status="auto"/>'
    for file in sorted(bundle.glob("*.he.fa.xml")):
        found = re.search(f"({link.format(1)})\n({link.format(2)})", file.read_text("utf-8"))
        if found:
            yield (
                file,
                [
                    {0: found[1], "to": found["to1"], "from": found["from1"]},
                    {0: found[4], "to": found["to2"], "from": found["from2"]},
                ],
            )


def test_a_dry_run_writes_nothing(archive: Path) -> None:
    memory = export(archive, "tmx")
    memory.write_text(memory.read_text("utf-8").replace('x-status">automatic', 'x-status">confirmed', 1), "utf-8")

    result = import_(memory, archive, "--dry-run")

    assert "confirmed: " in result.output
    assert "1 changed" in result.output
    assert not (archive / "sources" / "decisions.jsonl").exists()


def test_an_edited_text_is_a_conflict_and_the_rest_is_taken(archive: Path) -> None:
    memory = export(archive, "tmx")
    content = memory.read_text("utf-8").replace('x-status">automatic', 'x-status">confirmed', 1)
    end = content.rindex("</seg>")
    memory.write_text(f"{content[:end]} שונה{content[end:]}", "utf-8")

    result = import_(memory, archive, status=1)

    assert re.search(r"conflict: .*out\.tmx, line \d+: “.*” is not a run of segments of the archive", result.output)
    assert "1 changed, 1 conflicts" in result.output


def test_a_decision_that_is_lost_is_told_by_every_build(archive: Path) -> None:
    memory = export(archive, "tmx")
    memory.write_text(memory.read_text("utf-8").replace('x-status">automatic', 'x-status">confirmed', 1), "utf-8")
    import_(memory, archive)
    decisions = archive / "sources" / "decisions.jsonl"
    decisions.write_text(decisions.read_text("utf-8").replace('"source_texts": ["', '"source_texts": ["Once '), "utf-8")

    first = rebuild(archive)
    other = archive / "sources" / "another.txt"
    other.write_text("A note on the harbour.\n", "utf-8")
    second = rebuild(archive)
    third = rebuild(archive)

    for result in (first, second, third):
        assert "what Dana decided on 2026-03-20" in result.output
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        found = connection.execute("SELECT message FROM notices WHERE code = 'decision-lost'").fetchall()
    assert len(found) == 1


def test_a_wrong_decisions_file_stops_the_build_in_one_line(archive: Path) -> None:
    (archive / "sources" / "decisions.jsonl").write_text("{}\n")

    result = ezri("build", archive / "sources", "--db", archive / "archive.db", status=1)

    assert "Error: decisions.jsonl, line 1: key “pair” is missing" in result.output


def test_a_memory_in_a_language_the_archive_lacks_is_a_conflict(archive: Path) -> None:
    memory = archive / "other.tmx"
    memory.write_text(
        '<tmx version="1.4"><body><tu><tuv xml:lang="de"><seg>Salz</seg></tuv>'
        '<tuv xml:lang="fr"><seg>Sel</seg></tuv></tu></body></tmx>'
    )

    result = import_(memory, archive, status=1)

    assert "is in no pair of languages of the archive" in result.output
