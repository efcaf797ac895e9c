"""Rows of any query as CSV, TSV, JSON lines and Parquet; alignments as Parquet, TEI and XLIFF."""

import csv
import io
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import aligned_rows
import sample_archive
import tei_schema
from ezri_archive import exports
from ezri_archive.cli import main
from ezri_archive.errors import ExportError
from ezri_archive.exports import (
    cells,
    parquet,
    write_queried_csv,
    write_queried_jsonl,
    write_queried_parquet,
    write_queried_tsv,
)
from ezri_archive.records import AlignedRow

TEI = "{http://www.tei-c.org/ns/1.0}"
XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"
values = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text(st.characters(codec="utf-8"))
)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(values, min_size=width, max_size=width), max_size=60)
)


@given(tables)
def test_json_lines_give_every_value_back(rows: list[list[Any]]) -> None:
    columns = [f"c%{place}" for place in range(len(rows[0]) if rows else 1)]
    lines = b"".join(write_queried_jsonl(columns, [rows] if rows else [])).decode().split("\n")[:-1]
    assert [json.loads(line) for line in lines] == [dict(zip(columns, row, strict=True)) for row in rows]


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.integers()), min_size=1, max_size=60))
def test_csv_gives_every_text_back_that_is_no_formula(rows: list[tuple[str, int]]) -> None:
    content = b"".join(write_queried_csv(["text", "n"], [rows])).decode()
    _, *read = csv.reader(io.StringIO(content, newline=""))
    assert [(cell.removeprefix("'") if cell[1:2] in set("=+-@\t\r") else cell, int(n)) for cell, n in read] == [
        (text.removeprefix("'") if text[1:2] in set("=+-@\t\r") else text, n) for text, n in rows
    ]


def test_tsv_has_a_row_a_line() -> None:
    rows = [("a\tb\nc", None, b"\x00"), ("d", 1.5, 2)]
    assert b"".join(write_queried_tsv(["x", "y\t", "z"], [rows])) == b"x\ty \tz\na b c\t\tAA==\nd\t1.5\t2\n"


def test_of_columns_with_one_name_json_has_the_last() -> None:
    assert b"".join(write_queried_jsonl(["a", "b", "a"], [[(1, 2, 3)]])) == b'{"b":2,"a":3}\n'


def test_infinite_numbers_and_bytes_are_written_as_sqlite_and_datasette_do() -> None:
    (line,) = list(write_queried_jsonl(["a", "b", "c"], [[(float("inf"), float("-inf"), b"\xff")]]))
    assert line == b'{"a":9.0e+999,"b":-9.0e+999,"c":{"$base64":true,"encoded":"/w=="}}\n'


def read_parquet(pieces: Any) -> Any:
    return import_module("pyarrow.parquet").read_table(io.BytesIO(b"".join(pieces)))


def test_parquet_has_a_type_for_every_column_and_different_names() -> None:
    rows = [(1, "x", None, 2, b"b", None), (None, "y", 1.5, 2.5, b"c", None)]
    table = read_parquet(write_queried_parquet(["a", "a", "b", "c", "d", "e"], [rows], {"e": "INTEGER"}))
    assert [(field.name, str(field.type)) for field in table.schema] == [
        ("a", "int64"), ("a_2", "string"), ("b", "double"), ("c", "double"), ("d", "binary"), ("e", "int64"),
    ]  # fmt: skip
    assert table.column("c").to_pylist() == [2.0, 2.5]


def test_parquet_goes_on_over_many_groups_of_rows() -> None:
    pages = [[(place, "x" * 10) for place in range(start, start + 900)] for start in range(0, 45_000, 900)]
    pieces = list(write_queried_parquet(["n", "t"], pages))
    assert len(pieces) > 2
    assert read_parquet(pieces).column("n").to_pylist() == list(range(45_000))


def test_parquet_refuses_a_column_of_two_kinds_that_it_learns_of_late() -> None:
    pages = [[(1,)] * 20_000, [("x",)]]
    with pytest.raises(ExportError, match="the column 'n' holds more than one kind of value"):
        list(write_queried_parquet(["n"], pages))


def test_aligned_rows_as_parquet_keep_every_field() -> None:
    rows = aligned_rows.rows("1-1", "1-2", "0-1")
    table = read_parquet(exports.write_parquet(rows))
    held = [AlignedRow(**{key: tuple(said) if isinstance(said, list) else said for key, said in row.items()})
            for row in table.to_pylist()]  # fmt: skip
    assert held == rows


def test_without_pyarrow_parquet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(parquet, "import_module", missing)
    with pytest.raises(ExportError, match=r"pip install 'ezri-archive\[parquet\]'"):
        list(exports.write_parquet([]))


def test_tei_is_valid_and_points_at_the_segments_of_the_documents() -> None:
    rows = aligned_rows.rows("1-1", "1-2", "0-1", documents=("road-en", "road & he"))
    content = b"".join(exports.write_tei(rows, "Salt & sea"))
    root = etree.fromstring(content)
    schema = tei_schema.pruned_schema()
    assert schema.validate(root), schema.error_log
    first, second, third = root.iter(f"{TEI}linkGrp")
    assert dict(first.attrib) == {
        "type": "tu", "subtype": "automatic", "n": "road-en~road & he.en-he.letter.1", "cert": "0.9731",
    }  # fmt: skip
    assert [pointer.get("target") for pointer in second] == [
        "road-en.xml#road-en.en.2",
        "road%20%26%20he.xml#road%20%26%20he.he.2 road%20%26%20he.xml#road%20%26%20he.he.3",
    ]
    assert (third.get("subtype"), len(third)) == ("unaligned", 1)


def test_xliff_has_a_unit_for_every_passage_with_a_source() -> None:
    rows = aligned_rows.rows("1-1", "1-0", "0-1", "1-2")
    root = etree.fromstring(b"".join(exports.write_xliff(rows, "en", "he")))
    assert dict(root.attrib) == {"version": "2.1", "srcLang": "en", "trgLang": "he"}
    segments = list(root.iter(f"{XLIFF}segment"))
    assert [segment.get("state") for segment in segments] == ["translated", "initial", "translated"]
    assert segments[0].findtext(f"{XLIFF}target") == "המלח בא בדרך הצפון."
    assert len({unit.get("id") for unit in root.iter(f"{XLIFF}unit")}) == 3
    assert len(list(root.iter(f"{XLIFF}file"))) == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [([], "nothing to translate"), (aligned_rows.rows("1-1", languages=("he", "fa")), "not he-fa")],
)
def test_xliff_refuses_what_it_has_no_place_for(rows: list[AlignedRow], said: str) -> None:
    with pytest.raises(ExportError, match=said):
        list(exports.write_xliff(rows, "en", "he"))


def outcome(make: Any) -> Any:
    """Give what a function gives, or what it says is wrong."""
    try:
        return make()
    except ExportError as error:
        return str(error)


@given(aligned_rows.any_rows())
def test_many_texts_are_escaped_or_refused_as_each_is(rows: list[AlignedRow]) -> None:
    texts = [text for row in rows for text in (*row.source_texts, *row.target_texts)]
    each = outcome(lambda: [cells.xml_text(text, text) for text in texts])
    assert outcome(lambda: cells.xml_texts(texts, texts)) == each


@pytest.mark.parametrize("texts", [[], ["a\nb", "c"], ["a\u2028b", "c"], ["\x85", "<"], ["&", ""]])
def test_texts_with_breaks_in_them_stay_apart(texts: list[str]) -> None:
    assert cells.xml_texts(texts, texts) == [cells.xml_text(text, text) for text in texts]


@pytest.mark.parametrize("text", ["a\x01", "\uffff", "\ud800"])
def test_many_texts_are_refused_for_one_that_xml_cannot_carry(text: str) -> None:
    with pytest.raises(ExportError, match="here"):
        cells.xml_texts(["fine", text], ["there", "here"])


@pytest.mark.parametrize(("form", "beginning"), [("parquet", b"PAR1"), ("tei", b"<?xml"), ("xliff", b"<?xml")])
def test_an_archive_is_exported_so_from_the_command_line(tmp_path: Path, form: str, beginning: bytes) -> None:
    archive, out = sample_archive.write(tmp_path / "archive.db"), tmp_path / "out"
    arguments = ["export", str(archive), "--format", form, "--pair", "fa-he", "--out", str(out)]
    done = CliRunner().invoke(main, arguments)
    assert (done.exit_code, done.output) == (0, "")
    assert out.read_bytes().startswith(beginning)
