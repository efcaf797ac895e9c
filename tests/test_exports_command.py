"""`ezri export`: what an archive holds, filtered, in the formats of others; and the rows it is read as."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sample_archive
from aligned_rows import read_intertext, read_tmx, read_xces, variants
from ezri_archive.cli import main
from ezri_archive.database import ArchiveWriter
from ezri_archive.database.aligned import Chosen, aligned_rows, aligned_units, pairs_held
from ezri_archive.errors import DatabaseError
from ezri_archive.exports import row_of, turned
from ezri_archive.records import Alignment, Metadata, Unit, Work


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


# --- reading ------------------------------------------------------------------------------------------------


def test_rows_are_the_alignments_in_the_order_of_their_documents(archive: Path) -> None:
    made = [row_of(alignment) for alignment in sample_archive.alignments(sample_archive.editions())]

    assert list(aligned_rows(archive, "en-he")) == made[:3]
    assert list(aligned_rows(archive, "he-fa")) == [turned(row) for row in made[3:]]
    assert list(aligned_rows(archive, "en-fa")) == []
    assert pairs_held(archive) == ("en-he", "he-fa")


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (Chosen(statuses=("automatic",)), ["letter-7.a1", "letter-7.a2", "letter-7.a3"]),
        (Chosen(statuses=("confirmed",)), []),
        (Chosen(bands=("high", "low")), ["letter-7.a1", "letter-7.a3"]),
        (Chosen(minimum_score=0.62), ["letter-7.a1", "letter-7.a2"]),
        (Chosen(documents=("letter-7", "road-he")), ["letter-7.a1", "letter-7.a2", "letter-7.a3"]),
        (Chosen(documents=("road-he",)), []),
        (Chosen(works=("letter-7",), minimum_score=0.9), ["letter-7.a1"]),
        (Chosen(works=("road",)), []),
    ],
)
def test_rows_are_chosen_by(archive: Path, chosen: Chosen, names: list[str]) -> None:
    assert [row.id for row in aligned_rows(archive, "en-he", chosen)] == names


@pytest.mark.parametrize("document", ["road-he", "road-fa"])
def test_a_document_is_found_on_either_side(archive: Path, document: str) -> None:
    assert len(list(aligned_rows(archive, "he-fa", Chosen(documents=(document,))))) == 2


def many(path: Path, number: int) -> Path:
    """Write an archive of one document with `number` alignments, scores rising, and a unit of each."""
    passages: list[sample_archive.Passage] = [
        ("letter", "en", [("paragraph", f"Sentence {place}.") for place in range(number)]),
        ("letter", "he", [("paragraph", f"משפט {place}.") for place in range(number)]),
    ]
    made = sample_archive.edition("long", passages, Metadata(title="Long", language="en"))
    english, hebrew = (portion.segments for portion in made.portions)
    with ArchiveWriter(path) as writer:
        writer.add_document(made, [], "<TEI/>")
        writer.add_works([Work("long", "Long", ("long",))])
        writer.add_alignments(
            Alignment(
                f"long.{place}", "long", "long", "long", "en", "he", (english[place],), (hebrew[place],),
                place / number, "low", "ezri", evidence=("seed: a = א", "name: b = ב"),
            )
            for place in range(number)
        )  # fmt: skip
        writer.add_units(
            Unit(f"long.u{place}", "long", place + 1, (english[place], hebrew[place])) for place in range(number)
        )
        writer.finish()
    return path


def test_pages_follow_one_another_without_gap(tmp_path: Path) -> None:
    path = many(tmp_path / "a.db", 1001)
    found = list(aligned_rows(path, "en-he"))

    assert [row.id for row in found] == [f"long.{place}" for place in range(1001)]
    assert found[1000].target_texts == ("משפט 1000.",)
    assert found[0].evidence == ("seed: a = א", "name: b = ב")
    assert [unit.score for unit in aligned_units(path)] == [place / 1001 for place in range(1001)]


def test_units_rest_on_the_alignments_that_lie_within_them(archive: Path) -> None:
    masthead, road = aligned_units(archive)

    assert [side.language for side in masthead.sides] == ["en", "he", "fa"]
    assert (masthead.score, masthead.methods, masthead.statuses) == (0.0, (), ())
    assert [(side.language, side.documents) for side in road.sides] == [
        ("he", ("road-he",)),
        ("fa", ("road-fa",)),
    ]
    assert (road.id, road.score, road.methods, road.statuses) == (
        "road.u1",
        0.77,
        ("length+names",),
        ("automatic",),
    )


def test_units_are_those_of_the_works_asked_for(archive: Path) -> None:
    assert [unit.id for unit in aligned_units(archive, works=("road",))] == ["road.u1"]


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no such file"):
        list(aligned_rows(tmp_path / "none.db", "en-he"))


# --- the command --------------------------------------------------------------------------------------------


def test_export_writes_to_standard_output(archive: Path) -> None:
    result = run(archive, "--format", "tsv", "--pair", "en-he", "--minimum-score", "0.9")

    assert result.exit_code == 0
    head, *lines = result.stdout_bytes.decode().splitlines()
    assert head.startswith("id\tsource_document\ttarget_document\tsource_ids\ttarget_ids\ten\the\tkind\tscore\t")
    assert [line.split("\t") for line in lines] == [
        [
            "letter-7.a1", "letter-7", "letter-7", "letter-7.en.3", "letter-7.he.2",
            "Dear readers, the seventh issue of our letter has come out.",
            "קוראים יקרים, הגיליון השביעי של האיגרת יצא לאור.",
            "1-1", "0.91", "high", "length+names", "automatic",
        ]
    ]  # fmt: skip


def test_the_language_named_first_is_the_source(archive: Path) -> None:
    result = run(archive, "--format", "jsonl", "--pair", "he-en")
    found = [json.loads(line) for line in result.stdout_bytes.splitlines()]

    assert [(row["source_language"], row["kind"]) for row in found] == [
        ("he", "1-1"),
        ("he", "1-1"),
        ("he", "0-1"),
    ]


def test_export_writes_a_translation_memory_with_regional_tags(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.tmx"
    result = run(
        archive, "--format", "tmx", "--pair", "fa-he", "--tmx-lang", "he=he-IL,fa=fa-IR", "--tmx-date",
        "20240320T120000Z", "--out", out,
    )  # fmt: skip
    units = read_tmx(out.read_bytes())

    assert (result.exit_code, result.stdout) == (0, "")
    assert [set(variants(unit)) for unit in units] == [{"fa-IR", "he-IL"}] * 2
    assert b'srclang="fa-IR" datatype="plaintext" creationdate="20240320T120000Z"' in out.read_bytes()


def test_export_writes_units_in_all_their_languages(archive: Path) -> None:
    units = read_tmx(run(archive, "--format", "tmx", "--multilingual", "--work", "letter-7").stdout_bytes)

    assert [list(variants(unit)) for unit in units] == [["en", "he", "fa"]]


def test_export_writes_bundles_as_folder_or_zip(archive: Path, tmp_path: Path) -> None:
    for kind, out in (("xces", "x"), ("intertext", "i"), ("moses", "m.zip"), ("xces", "links.xml")):
        assert run(archive, "--format", kind, "--pair", "en-he", "--out", tmp_path / out).exit_code == 0

    assert len(read_xces(tmp_path / "x", "en-he.xml")) == 3
    assert [status for *_, status in read_intertext(tmp_path / "i", "letter-7.en.he.xml")] == ["auto"] * 3
    assert (tmp_path / "m.zip").read_bytes().startswith(b"PK")
    assert (tmp_path / "links.xml").read_bytes() == (tmp_path / "x" / "en-he.xml").read_bytes()


def test_csv_for_excel_begins_with_a_byte_order_mark(archive: Path) -> None:
    result = run(archive, "--format", "csv", "--pair", "en-he", "--bom")

    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfid,")
    assert len(list(csv.reader(result.stdout_bytes.decode("utf-8-sig").splitlines()))) == 4


def test_the_only_pair_need_not_be_named(tmp_path: Path) -> None:
    assert run(many(tmp_path / "a.db", 2), "--format", "moses", "--out", tmp_path / "m").exit_code == 0
    assert (tmp_path / "m" / "en-he.en").read_text() == "Sentence 0.\nSentence 1.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "tsv"], "holds en-he, he-fa; say which with --pair"),
        (["--format", "moses", "--pair", "en-he"], "several files; say where with --out FOLDER"),
        (["--format", "beads", "--pair", "en-he"], "'beads' is not one of"),
        (["--format", "tsv", "--pair", "english"], "'english' is no pair of languages"),
        (["--format", "tmx", "--tmx-lang", "he-IL"], "'he-IL' gives no language a tag; expected he=he-IL"),
        (["--format", "tsv", "--multilingual"], "--multilingual is for --format tmx, not tsv"),
        (["--format", "tmx", "--multilingual", "--pair", "en-he"], "of the filters it takes --work alone"),
        (["--format", "tmx", "--multilingual", "--band", "high"], "of the filters it takes --work alone"),
        (["--format", "intertext", "--pair", "en-he", "--band", "high"], "intertext must have every alignment"),
    ],
)  # fmt: skip
def test_a_wrong_wish_is_a_usage_error(archive: Path, arguments: list[str], said: str) -> None:
    result = run(archive, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_what_cannot_be_done_is_said_in_one_line(archive: Path, tmp_path: Path) -> None:
    for arguments, said in (
        ([archive, "--pair", "en-fa"], "holds no alignments of en-fa, only of en-he, he-fa"),
        ([tmp_path / "none.db", "--pair", "en-fa"], "none.db: no such file"),
        (
            [archive, "--pair", "en-he", "--out", tmp_path / "no" / "a.tsv"],
            "a.tsv: cannot be written: No such file",
        ),
        ([empty(tmp_path)], "empty.db: holds no alignments"),
        ([empty(tmp_path), "--pair", "en-he"], "holds no alignments of en-he, nor of any other pair"),
    ):
        result = run(*arguments, "--format", "tsv")

        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert said in result.stderr


def empty(folder: Path) -> Path:
    path = folder / "empty.db"
    with ArchiveWriter(path) as writer:
        writer.finish()
    return path


def test_every_export_of_an_archive_built_from_sources_can_be_read(sample_archive: Path, tmp_path: Path) -> None:
    """Whatever the archive holds: as many links as alignments in every format, the texts the same."""
    for pair in pairs_held(sample_archive):
        source, target = pair.split("-")
        held = list(aligned_rows(sample_archive, pair))
        for kind in ("xces", "intertext", "moses"):
            run(sample_archive, "--format", kind, "--pair", pair, "--out", tmp_path / pair / kind)
        memory = read_tmx(run(sample_archive, "--format", "tmx", "--pair", pair).stdout_bytes)

        two_sided = [replace(row, evidence=()) for row in held if row.source_ids and row.target_ids]
        assert read_xces(tmp_path / pair / "xces", f"{pair}.xml") == [
            (list(row.source_texts), list(row.target_texts)) for row in held
        ]
        assert [variants(unit) for unit in memory] == [
            {source: " ".join(row.source_texts), target: " ".join(row.target_texts)} for row in two_sided
        ]
        alignments = sorted((tmp_path / pair / "intertext").glob(f"*.{source}.{target}.xml"))
        assert sum(len(read_intertext(path.parent, path.name)) for path in alignments) == len(held)
        lines = (tmp_path / pair / "moses" / f"{pair}.{target}").read_text().splitlines()
        assert lines == [" ".join(row.target_texts) for row in two_sided]
