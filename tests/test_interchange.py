"""What we export is accepted by the tools it is for: each test runs one of them."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from aligned_rows import rows
from ezri_archive.exports import AlignedRow, save, write_csv, write_parquet, write_tmx

KINDS = ("1-1", "1-2", "2-1", "1-0", "0-1", "2-2")


def joined(held: list[AlignedRow]) -> list[tuple[str, str]]:
    both = [row for row in held if row.source_ids and row.target_ids]
    return [(" ".join(row.source_texts), " ".join(row.target_texts)) for row in both]


@pytest.mark.parametrize("languages", [("en", "he"), ("en", "fa"), ("he", "fa")])
def test_translate_toolkit_reads_the_same_pairs(tmp_path: Path, languages: tuple[str, str]) -> None:
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    held = rows(*KINDS, languages=languages)
    save(tmp_path / "memory.tmx", write_tmx(held, languages[0]))

    with (tmp_path / "memory.tmx").open("rb") as file:
        memory = tmx.tmxfile(file, *languages)

    assert [(str(unit.source), str(unit.target)) for unit in memory.getunits()] == joined(held)


def test_tmx2dataframe_reads_the_same_pairs(tmp_path: Path) -> None:
    reader = pytest.importorskip("tmx2dataframe.tmx2dataframe", reason="tmx2dataframe is not installed")
    held = rows(*KINDS)
    save(tmp_path / "memory.tmx", write_tmx(held, "en"))

    _, frame = reader.read(str(tmp_path / "memory.tmx"))

    assert list(zip(frame["source_sentence"], frame["target_sentence"], strict=True)) == joined(held)
    assert set(frame["source_language"]) == {"en"}
    assert set(frame["target_language"]) == {"he"}


def test_duckdb_and_pandas_open_our_parquet_with_proper_types(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    held = rows(*KINDS, languages=("he", "fa"))
    path = tmp_path / "rows.parquet"
    save(path, write_parquet(held))

    with duckdb.connect() as database:
        kinds = dict(
            row[:2] for row in database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        )
        wanted = "SELECT source_texts, target_ids, score FROM read_parquet(?)"
        texts = database.execute(wanted, [str(path)]).fetchall()
    frame = pandas.read_parquet(path)

    assert (kinds["id"], kinds["source_texts"], kinds["score"]) == ("VARCHAR", "VARCHAR[]", "DOUBLE")
    assert texts == [(list(row.source_texts), list(row.target_ids), row.score) for row in held]
    assert [tuple(one) for one in frame["target_texts"]] == [row.target_texts for row in held]
    assert str(frame["score"].dtype) == "float64"


@pytest.mark.slow
def test_libreoffice_opens_our_csv_with_hebrew_and_persian_intact(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    held = rows(*KINDS, languages=("he", "fa"))
    save(tmp_path / "rows.csv", write_csv(held, "he", "fa", byte_order_mark=True))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"

    # 76 is UTF-8: without its dialog LibreOffice does not look at the byte order mark
    done = subprocess.run(
        [office, profile, "--headless", "--infilter=CSV:44,34,76,1", "--convert-to", convert, "--outdir",
         tmp_path / "out", tmp_path / "rows.csv"],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    if "could not be loaded" in done.stderr:
        pytest.skip("LibreOffice has no Calc")

    with (tmp_path / "out" / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        back = list(csv.DictReader(file))
    assert [(row["he"], row["fa"]) for row in back] == [
        (" ".join(row.source_texts), " ".join(row.target_texts)) for row in held
    ]
