"""A translation memory as a source: its segments are never cut anew, and what it puts together stays together."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ezri_archive.cli import main
from ezri_archive.errors import SourceError
from ezri_archive.pipeline import Choices, build
from ezri_archive.pipeline.documents import edition_of
from ezri_archive.readers import read
from ezri_archive.records import Document, Edition, GivenBlocks, GivenUnit, Source
from ezri_archive.tei import read_edition, tei_problems, write_edition

Folder = Callable[..., Path]

SALT = '<tuv xml:lang="EN-GB"><seg>Salt came by road. It was <bpt i="1">{b</bpt>dear<ept i="1">b}</ept>.</seg></tuv>'
MELACH = '<tuv lang="iw_IL"><seg>המלח בא בדרך.\n הוא היה יקר.</seg></tuv>'
NAMAK = '<tuv xml:lang="fa"><seg>نمک از راه <hi>می‌آمد</hi>. گران بود.</seg></tuv>'


def memory(*units: str, header: str = '<header srclang="he-IL"/>') -> str:
    written = "".join(f"<tu>{unit}</tu>" for unit in units)
    return (
        f'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4">{header}<body>{written}</body></tmx>'
    )


def status(value: str) -> str:
    return f'<prop type="x-status">{value}</prop>'


def source(content: str) -> Source:
    return Source("memory.tmx", "0" * 64, "application/x-tmx+xml", content.encode())


def document(*units: str, header: str = '<header srclang="he-IL"/>') -> Document:
    return read(source(memory(*units, header=header)), "memory")


def edition(*units: str) -> Edition:
    return edition_of(source(memory(*units)), "memory")


# --- reading --------------------------------------------------------------------------------------------------


def test_the_segments_of_each_language_stand_one_after_another() -> None:
    made = document(SALT + MELACH, NAMAK, SALT + NAMAK)

    assert [(block.language, block.text) for block in made.blocks] == [
        ("en", "Salt came by road. It was dear."),
        ("en", "Salt came by road. It was dear."),
        ("he", "המלח בא בדרך. הוא היה יקר."),
        ("fa", "نمک از راه می‌آمد. گران بود."),
        ("fa", "نمک از راه می‌آمد. گران بود."),
    ]
    assert [one.lines for one in made.given] == [(1, 3), (4,), (2, 5)]
    assert (made.declared.language, made.declared.genre) == ("he", "translation memory")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("confirmed", (GivenBlocks((1, 2), "confirmed"),)),
        ("corrected", (GivenBlocks((1, 2), "corrected"),)),
        ("approved by Ann", (GivenBlocks((1, 2), "automatic"),)),
        ("rejected", (GivenBlocks((1,), "automatic"), GivenBlocks((2,), "automatic"))),
    ],
)
def test_the_status_is_the_memorys_own(said: str, expected: tuple[GivenBlocks, ...]) -> None:
    assert document(status(said) + SALT + MELACH).given == expected


@pytest.mark.parametrize(
    ("header", "language"),
    [('<header srclang="*all*"/>', "en"), ("", "en"), ('<header srclang="fa"/>', "en"), ("<header/>", "en")],
)
def test_a_memory_without_a_source_language_of_its_own_is_in_its_first(header: str, language: str) -> None:
    assert document(SALT + MELACH, header=header).declared.language == language


def test_what_is_not_read_is_told() -> None:
    made = document(
        SALT + SALT.replace("Salt", "More salt"),
        "<tuv><seg>Where?</seg></tuv>" + MELACH,
        '<tuv xml:lang="en"/><tuv xml:lang="he"><seg> </seg></tuv>',
    )

    assert [block.text[:9] for block in made.blocks] == ["Salt came", "המלח בא ב"]
    assert [(notice.code, notice.place) for notice in made.notices] == [
        ("two-variants", "unit 1"),
        ("no-language", "unit 2"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<tmx", "is not well-formed XML"),
        ("salt", "is not well-formed XML"),
        ("<tmx/>", "begins with <tmx>; expected TMX: <tmx> with a <body>"),
        ("<html><body/></html>", "begins with <html>; expected TMX"),
        (memory(), "has no text"),
        (memory("<tuv><seg>Where?</seg></tuv>"), "has no text"),
        ('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx><body/></tmx>', "declares entities"),
        ("<tmx><body>" + "<tu>" * 300 + "</tu>" * 300 + "</body></tmx>", "nests elements more than"),
    ],
)
def test_what_is_no_memory_is_refused_in_one_line(content: str, message: str) -> None:
    with pytest.raises(SourceError, match=r"memory\.tmx") as refused:
        read(source(content), "memory")
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


# --- the text of record ---------------------------------------------------------------------------------------


def test_what_a_memory_puts_together_is_part_of_its_tei() -> None:
    made = edition(status("confirmed") + SALT + MELACH, NAMAK)

    xml = write_edition(made)

    assert made.given == (
        GivenUnit(("memory.en.1", "memory.he.1"), "confirmed"),
        GivenUnit(("memory.fa.1",), "automatic"),
    )
    assert read_edition(xml) == made
    assert tei_problems(xml) == ()


WORDS = st.text(st.sampled_from("salt. מלח? نمک! 12 –\n"), min_size=1, max_size=30)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.sampled_from(["en", "he", "fa"]), WORDS, min_size=1), min_size=1, max_size=5))
def test_every_segment_stands_whole_in_one_unit(units: list[dict[str, str]]) -> None:
    written = [
        "".join(f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>' for code, text in unit.items()) for unit in units
    ]
    expected = sorted(" ".join(text.split()) for unit in units for text in unit.values() if text.strip())
    if not expected:
        return

    made = edition(*written)

    segments = {segment.id: segment.text for portion in made.portions for segment in portion.segments}
    assert sorted(segments.values()) == expected
    assert sorted(name for unit in made.given for name in unit.segment_ids) == sorted(segments)
    assert read_edition(write_edition(made)) == made


# --- the archive ------------------------------------------------------------------------------------------------


def alignments(database: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(
            "SELECT pair, kind, source_text, target_text, method, status FROM alignments ORDER BY pair, n"
        ).fetchall()


EN, HE, FA = "Salt came by road. It was dear.", "המלח בא בדרך. הוא היה יקר.", "نمک از راه می‌آمد. گران بود."


def test_what_a_memory_puts_together_is_aligned_as_it_says(folder: Folder, tmp_path: Path) -> None:
    sources = folder(**{"memory.tmx": memory(status("confirmed") + SALT + MELACH + NAMAK, SALT.replace("Salt", "Tea"))})
    database = tmp_path / "archive.db"
    tea = EN.replace("Salt", "Tea")

    report = build(sources, database)

    assert not report.failed
    assert alignments(database) == [
        ("en-fa", "1-1", EN, FA, "imported", "confirmed"),
        ("en-fa", "1-0", tea, "", "imported", "automatic"),
        ("en-he", "1-1", EN, HE, "imported", "confirmed"),
        ("en-he", "1-0", tea, "", "imported", "automatic"),
        ("he-fa", "1-1", HE, FA, "imported", "confirmed"),
    ]
    valid = CliRunner().invoke(main, ["validate", str(database)])
    assert valid.exit_code == 0, valid.output


def test_a_changed_status_is_a_changed_alignment(folder: Folder, tmp_path: Path) -> None:
    database = tmp_path / "archive.db"
    others = {f"note-{number}.txt": f"A note on the harbour, number {number}." for number in range(6)}
    build(folder(**{"memory.tmx": memory(SALT + MELACH), **others}), database)

    build(folder(**{"memory.tmx": memory(status("confirmed") + SALT + MELACH)}), database)

    assert [row[-1] for row in alignments(database)] == ["confirmed"]


def test_an_archive_comes_back_from_its_own_memory(sample_archive: Path, folder: Folder) -> None:
    sources = folder()
    memory_file = sources / "memory.tmx"
    exported = CliRunner().invoke(
        main,
        ["export", str(sample_archive), "--format", "tmx", "--pair", "he-fa", "--out", str(memory_file)],
    )
    assert exported.exit_code == 0, exported.output
    database = sources.parent / "again.db"

    build(sources, database)

    with closing(sqlite3.connect(sample_archive)) as connection:
        before = connection.execute(
            "SELECT source_text, target_text FROM alignments WHERE pair = 'he-fa' AND kind NOT LIKE '%0%'"
        ).fetchall()
    assert sorted(row[2:4] for row in alignments(database)) == sorted(before)


def test_a_public_archive_holds_no_part_of_a_memory_that_is_closed(folder: Folder, tmp_path: Path) -> None:
    sidecar = 'rights = "free"\n[[blocks]]\nlines = "2"\nrights = "closed"\n'
    sources = folder(**{"memory.tmx": memory(SALT + MELACH, NAMAK), "memory.tmx.toml": sidecar})
    database = tmp_path / "public.db"

    build(sources, database, Choices(public=True))

    assert alignments(database) == [("en-fa", "1-0", EN, "", "imported", "automatic"),
                                    ("en-fa", "0-1", "", FA, "imported", "automatic")]  # fmt: skip
