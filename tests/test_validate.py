"""`ezri validate`: what we write is valid; what is wrong is told with its line."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from aligned_rows import rows
from ezri_archive.cli import main
from ezri_archive.database.validity import archive_problems
from ezri_archive.exports import save, save_folder, save_zip, write_intertext, write_tmx, write_xces
from ezri_archive.imports import exchange_problems
from ezri_archive.tei import tei_problems
from tei_schema import KEPT, SCHEMA, prune

KINDS = ("1-1", "1-2", "2-1", "2-2", "1-0", "0-1")


def validate(*arguments: str | Path, status: int = 0) -> Result:
    result = CliRunner().invoke(main, ["validate", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return result


# --- archives and TEI -----------------------------------------------------------------------------------------


def test_the_schema_that_is_shipped_is_that_part_of_tei_all() -> None:
    assert SCHEMA.is_file(), f"{SCHEMA} is missing; `make test` puts it there"
    shipped = Path("src/ezri_archive/tei/schema.rng").read_bytes()

    def canonical(content: bytes) -> bytes:
        parser = etree.XMLParser(remove_comments=True, remove_blank_text=True)
        return etree.tostring(etree.fromstring(content, parser), method="c14n")

    assert canonical(shipped) == canonical(prune(SCHEMA.read_bytes(), KEPT))


def test_the_sample_archive_and_its_tei_are_valid(sample_archive: Path) -> None:
    result = validate(sample_archive)

    lines = result.output.splitlines()
    assert lines[0] == "archive.db: valid"
    assert len(lines) > 10
    assert all(line.endswith(": valid") for line in lines)


@pytest.fixture
def archive(sample_archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sample_archive, tmp_path))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("DELETE FROM works", r"documents, row \d+: leads to nothing in works"),
        ('UPDATE segments SET "start" = "end" + 1 WHERE rowid = 3', r"segments, .*: ends before it begins"),
        ("UPDATE segments SET norm = 'x' WHERE rowid = 3", "has a search key that is not the fold of its text"),
        ("UPDATE segments SET text = text || ' once', norm = norm || ' once' WHERE rowid = 30",
         r"alignments, .*: has another text than its segments|segments"),
        ("UPDATE alignments SET target_text = 'once' WHERE rowid = 1", "has another text than its segments"),
        ("UPDATE alignments SET score = 7 WHERE rowid = 1", "has a score that is no probability"),
        ("UPDATE works SET documents = 99", "works, .*: counts other documents than it has"),
        ("UPDATE portions SET segments = 99 WHERE rowid = 1", "portions, .*: counts other segments than it has"),
        ("DELETE FROM tei WHERE rowid = 1", "documents, .*: has no TEI"),
        ("PRAGMA user_version = 99", "the schema: is of format 99; expected"),
        ("DELETE FROM unit_segments", ""),
    ],
)  # fmt: skip
def test_what_contradicts_itself_in_an_archive_is_told(archive: Path, damage: str, message: str) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(damage)
        connection.commit()

    found = [f"{problem.place}: {problem.message}" for problem in archive_problems(archive)]

    assert bool(found) == bool(message)
    assert not message or any(re.search(message, line) for line in found), found


@pytest.mark.parametrize(
    ("again", "message"),
    [
        (
            (
                "INSERT INTO unit_segments (unit_id, segment_id, lang, n)"
                " SELECT (SELECT id FROM units WHERE id <> unit_id LIMIT 1), segment_id, lang, 99"
                " FROM unit_segments LIMIT 1"
            ),
            "stands in more than one unit",
        ),
        (
            (
                "INSERT INTO alignment_segments (alignment_id, segment_id, lang, n)"
                " SELECT other.id, segment_id, lang, 99 FROM alignment_segments JOIN alignments AS own"
                " ON own.id = alignment_id JOIN alignments AS other ON other.pair = own.pair AND other.id <> own.id"
                " AND (other.document_id, other.target_document_id) = (own.document_id, own.target_document_id) LIMIT 1"
            ),
            "stands in two alignments of one pair of documents",
        ),
    ],
)
def test_a_segment_that_stands_twice_is_told(archive: Path, again: str, message: str) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute(again)
        connection.commit()

    assert message in {problem.message for problem in archive_problems(archive)}


def test_a_damaged_file_is_told(archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[8192:12288] = bytes(4096)
    archive.write_bytes(content)

    result = CliRunner().invoke(main, ["validate", str(archive)])

    assert result.exit_code == 1
    assert "archive.db" in result.output


@pytest.fixture(scope="module")
def tei(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tei")
    CliRunner().invoke(main, ["build", str(samples), "--db", str(folder / "a.db"), "--tei", str(folder / "tei")])
    return folder / "tei"


def test_a_folder_of_tei_is_validated_file_by_file(tei: Path) -> None:
    result = validate(tei)

    assert result.output.count(": valid\n") == len(list(tei.glob("*.xml")))


def test_one_file_that_is_no_xml_does_not_hide_what_is_said_of_others(tei: Path, tmp_path: Path) -> None:
    first = min(tei.glob("*.xml")).read_bytes()
    folder = tmp_path / "bundle"
    folder.mkdir()
    for name, content in {"a.xml": b"no markup", "b.xml": first, "c.tei": first + b"<", "d.txt": b"words"}.items():
        (folder / name).write_bytes(content)
    with ZipFile(tmp_path / "bundle.zip", "w") as bundle:
        for file in sorted(folder.iterdir()):
            bundle.write(file, file.name)

    for path in (folder, tmp_path / "bundle.zip"):
        told = [line.split(": ") for line in validate(path, status=1).output.splitlines()]
        assert [words[0] for words in told] == ["a.xml", "b.xml", "c.tei"]
        assert [words[-1] == "valid" for words in told] == [False, True, False]


def _renamed(xml: str) -> str:
    return xml.replace("<body>", "<body><paragraph/>", 1)


def _dangling(xml: str) -> str:
    return re.sub(r'(<ptr [^>]*target="#)[^"]+', r"\1nowhere", xml, count=1)


def _twice(xml: str) -> str:
    return re.sub(
        r'(<s xml:id=")[^"]+("[^>]*>.*?</s>\s*<s xml:id=")[^"]+', r"\1same\2same", xml, count=1, flags=re.DOTALL
    )


def _uncounted(xml: str) -> str:
    return re.sub(r'(<s xml:id="[^"]+" n=")[0-9]+', r"\1x", xml, count=1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_renamed, r"line \d+: Did not expect element paragraph there"),
        (_dangling, r"line \d+: target=“#nowhere” leads to nothing in this file"),
        (_twice, r"line \d+: .*same.*"),
        (lambda xml: xml.replace("</TEI>", ""), "line .*: is not well-formed XML"),
        (lambda xml: f"<!DOCTYPE TEI>{xml.split('?>', 1)[-1]}", "has a document type declaration"),
        (_uncounted, "expected a whole number"),
    ],
)
def test_what_is_wrong_with_tei_is_told_with_its_line(tei: Path, change: Callable[[str], str], message: str) -> None:
    file = next(file for file in sorted(tei.glob("*.xml")) if '<ptr type="tuv"' in file.read_text("utf-8"))
    changed = change(file.read_text("utf-8"))

    found = [f"{problem.place}: {problem.message}" for problem in tei_problems(changed.encode())]

    assert any(re.search(message, line) for line in found), found


def test_another_schema_can_be_asked_for(tei: Path, tmp_path: Path) -> None:
    schema = tmp_path / "empty.rng"
    schema.write_text('<element name="none" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>')
    file = next(tei.glob("*.xml"))

    assert "line" in validate(file, "--schema", schema, status=1).output

    schema.write_text("no schema")
    assert "empty.rng: is no RELAX NG schema that can be read" in validate(file, "--schema", schema, status=1).output


# --- what others read -----------------------------------------------------------------------------------------


def test_what_we_export_is_valid(tmp_path: Path) -> None:
    save(tmp_path / "memory.tmx", write_tmx(rows(*KINDS), "en"))
    save_zip(tmp_path / "xces.zip", write_xces(rows(*KINDS), "en", "he"))
    save_folder(tmp_path / "intertext", write_intertext(rows(*KINDS), "en", "he"))

    result = validate(*(tmp_path / name for name in ("memory.tmx", "xces.zip", "intertext")))

    assert result.output == "memory.tmx: valid\nen-he.xml: valid\nletter-7.en.he.xml: valid\n"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('version="1.4"', 'version="1.4b"', "line 2: Value for attribute version of tmx must be"),
        (' srclang="en"', "", "line 3: Element header does not carry attribute srclang"),
        ("letter-7.en-he.letter.2", "letter-7.en-he.letter.1", r"line \d+: tuid=“.*” stands twice .first on line 5."),
        ('xml:lang="he"', 'xml:lang="en"', r"line \d+: <tu> has one language twice: en, en"),
        ("<seg>Salt came by the northern road.</seg>", "<seg> </seg>", r"line \d+: <seg> is empty"),
        ("<seg>Salt", "<text>Salt", "is not well-formed XML"),
    ],
)
def test_what_is_wrong_with_a_memory_is_told(tmp_path: Path, before: str, after: str, message: str) -> None:
    path = tmp_path / "memory.tmx"
    save(path, write_tmx(rows("1-1", "1-1"), "en"))
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")

    (found,) = exchange_problems(path).values()

    assert any(re.search(message, f"{problem.place}: {problem.message}") for problem in found), found


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("letter-7.en.1;", "letter-7.en.9;", "line 4: “letter-7.en.9” is no sentence of en/letter-7.xml.gz"),
        ("letter-7.en.2;", "letter-7.en.1;", "line 5: “letter-7.en.1” of en/letter-7.xml.gz is in two links"),
        (' certainty="0.9731"', "", "line 4: <link> lacks certainty"),
        ("en/letter-7", "fr/letter-7", "line 3: “fr/letter-7.xml.gz” is not beside it"),
        ("letter-7.en.1;letter", "letter", "line 4: <link> has xtargets"),
    ],
)
def test_what_is_wrong_with_xces_is_told(tmp_path: Path, before: str, after: str, message: str) -> None:
    save_folder(tmp_path, write_xces(rows("1-1", "1-1"), "en", "he"))
    path = tmp_path / "en-he.xml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")

    (found,) = exchange_problems(path).values()

    assert any(f"{problem.place}: {problem.message}".startswith(message) for problem in found), found


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('type="2-1"', 'type="1-2"', "line 4: type=“1-2”; expected 2-1, the server reads it"),
        ('<link type="2-1" xtargets="1:2 1:3;1:2" status="auto"/>\n', "", "“1:2” and 1 others are in no link"),
        ("1:2 1:3;", "1:3 1:2;", "line 4: “1:2” of letter-7.he.xml comes after a later sentence"),
    ],
)
def test_what_is_wrong_with_an_intertext_bundle_is_told(tmp_path: Path, before: str, after: str, message: str) -> None:
    save_folder(tmp_path, write_intertext(rows("1-1", "1-2"), "en", "he"))
    path = tmp_path / "letter-7.en.he.xml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")

    (found,) = exchange_problems(tmp_path).values()

    assert any(message in f"{problem.place}: {problem.message}" for problem in found), found


def test_what_is_none_of_these_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.xml"
    path.write_text("<html/>")

    assert "Error: " in validate(path, status=1).output
    assert (
        "holds nothing that can be validated; expected tei, tmx, xces, intertext" in validate(tmp_path, status=1).output
    )
