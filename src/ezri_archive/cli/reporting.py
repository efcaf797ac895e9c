"""`ezri report`: two versions of a text, passage by passage: what is in both, left out, added, moved."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from ezri_archive.cli.formats import deliver_file
from ezri_archive.database.compared import compared_passages
from ezri_archive.exports import write_queried_csv, write_queried_jsonl, write_queried_tsv
from ezri_archive.exports.reports import Passage, passages, report_batches, report_columns

_WRITERS = {"csv": write_queried_csv, "tsv": write_queried_tsv, "jsonl": write_queried_jsonl}


@click.command("report")
@click.argument("database", metavar="DB", type=click.Path(path_type=Path))
@click.argument("document")
@click.argument("other", required=False, default="")
@click.option("--format", "kind", type=click.Choice(tuple(_WRITERS)), default="csv", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write this file, not standard output.")
def report_command(database: Path, document: str, other: str, *, kind: str, out: Path | None) -> None:
    """Compare DOCUMENT of the archive DB with its version OTHER, or with all its versions, a passage a row.

    A passage is matched, moved (it seems to stand elsewhere in the other text), added in the other, or has no
    counterpart in it; until a person confirms that, none was found. Every row says how sure that is.
    """
    columns, batches = report_columns(), report_batches(_passages(database, document, other))
    deliver_file(_WRITERS[kind](columns, batches), out)


def _passages(database: Path, document: str, other: str) -> Iterator[Passage]:
    rows = compared_passages(database, document, other)
    for _, group in groupby(rows, key=_documents):
        yield from passages(group, document)


def _documents(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["document_id"], row["target_document_id"]
