"""The sample archive against its gold alignments: the same beads, none missing and none more."""

import sqlite3
from pathlib import Path

import pytest

GOLD = Path(__file__).parent / "gold"
SALT_ROAD = {"en": "harbour-review-12", "he": "salt-road-he", "fa": "salt-road-fa"}
"""The gold of one work across documents is named after the work; all other gold is inside one document."""


def gold_pairs(file: Path) -> set[tuple[str, str]]:
    rows = (line.split("\t") for line in file.read_text("utf-8").splitlines()[1:])
    return {(joined(source), joined(target)) for source, target in rows if source and target}


def joined(cell: str) -> str:
    return " ".join(cell.replace("¦", " ").split())


def archive_pairs(database: Path, source: str, target: str, pair: str) -> set[tuple[str, str]]:
    connection = sqlite3.connect(database)
    rows = connection.execute(
        """select source_text, target_text from alignments
           where document_id = ? and target_document_id = ? and pair = ? and source_text <> '' and target_text <> ''""",
        (source, target, pair),
    ).fetchall()
    connection.close()
    return {(joined(first), joined(second)) for first, second in rows}


@pytest.mark.parametrize("file", sorted(GOLD.glob("*.tsv")), ids=lambda file: file.stem)
def test_the_archive_aligns_as_the_gold(file: Path, sample_archive: Path) -> None:
    document, pair = file.stem.rsplit(".", 1)
    source, target = (SALT_ROAD[code] if document == "salt-road" else document for code in pair.split("-"))

    assert archive_pairs(sample_archive, source, target, pair) == gold_pairs(file)
