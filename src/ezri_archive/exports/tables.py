"""Aligned rows → tables: TSV for tools, CSV for spreadsheets, JSON lines for scripts.

The columns of text bear the codes of their languages. In TSV and CSV, lists (identifiers, evidence) are one cell.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from json.encoder import encode_basestring

from ezri_archive.exports.cells import batches, defused, one_line, side_names, utf8
from ezri_archive.records import AlignedRow

COLUMNS: tuple[str, ...] = (
    "id", "source_document", "target_document", "source_ids", "target_ids", "source", "target",
    "kind", "score", "score_band", "method", "status",
)  # fmt: skip
"""What a table shows of a row; `evidence` is there for who asks for it. `source` and `target` are the texts."""


def write_tsv(
    rows: Iterable[AlignedRow], source_language: str, target_language: str, columns: tuple[str, ...] = COLUMNS
) -> Iterator[bytes]:
    """Write tab-separated values, a row a line, nothing quoted: tabs and line breaks inside a text become a space."""
    yield utf8("\t".join(_heads(columns, source_language, target_language)) + "\n")
    for batch in batches(rows):
        yield utf8("".join("\t".join(map(one_line, _cells(row, columns))) + "\n" for row in batch))


def write_csv(
    rows: Iterable[AlignedRow],
    source_language: str,
    target_language: str,
    columns: tuple[str, ...] = COLUMNS,
    *,
    byte_order_mark: bool = False,
) -> Iterator[bytes]:
    """Write comma-separated values (RFC 4180).

    Excel takes a file for UTF-8 only by its byte order mark. Cells that a spreadsheet would execute as a formula get an
    apostrophe in front, which it takes as "this is text".
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(_heads(columns, source_language, target_language))
    yield b"\xef\xbb\xbf" * byte_order_mark + utf8(buffer.getvalue())
    for batch in batches(rows):
        buffer.seek(0)
        buffer.truncate()
        writer.writerows([defused(cell) for cell in _cells(row, columns)] for row in batch)
        yield utf8(buffer.getvalue())


def write_jsonl(rows: Iterable[AlignedRow]) -> Iterator[bytes]:
    """Write JSON lines: an object a line, with every field of `AlignedRow`; the texts segment by segment."""
    for batch in batches(rows):
        yield utf8("".join(map(_object, batch)))


def _heads(columns: tuple[str, ...], source_language: str, target_language: str) -> list[str]:
    names = dict(zip(("source", "target"), side_names(source_language, target_language), strict=True))
    return [names.get(column, column) for column in columns]


def _cells(row: AlignedRow, columns: tuple[str, ...]) -> list[str]:
    return [_CELLS[column](row) for column in columns]


_CELLS: dict[str, Callable[[AlignedRow], str]] = {
    "id": lambda row: row.id,
    "source_document": lambda row: row.source_document,
    "target_document": lambda row: row.target_document,
    "source_ids": lambda row: " ".join(row.source_ids),
    "target_ids": lambda row: " ".join(row.target_ids),
    "source": lambda row: " ".join(row.source_texts),
    "target": lambda row: " ".join(row.target_texts),
    "kind": lambda row: row.kind,
    "score": lambda row: f"{row.score:g}",
    "score_band": lambda row: row.score_band,
    "method": lambda row: row.method,
    "status": lambda row: row.status,
    "evidence": lambda row: " · ".join(row.evidence),
}


def _object(row: AlignedRow) -> str:
    # Written out, for `json.dumps` of a dictionary takes twice as long; `encode_basestring` is its own escape.
    sides = _sides(row.source_language, row.target_language, row.source_document, row.target_document)
    judgement = _judgement(row.score_band, row.method, row.status)
    return (
        f'{{"id":{encode_basestring(row.id)}{sides}'
        f',"source_ids":{_list(row.source_ids)},"target_ids":{_list(row.target_ids)}'
        f',"source_texts":{_list(row.source_texts)},"target_texts":{_list(row.target_texts)}'
        f',"kind":{encode_basestring(row.kind)},"score":{row.score!r}{judgement},"evidence":{_list(row.evidence)}}}\n'
    )


@lru_cache
def _sides(*values: str) -> str:
    """Write the fields that stay the same from row to row of two documents."""
    return _fields(("source_language", "target_language", "source_document", "target_document"), values)


@lru_cache
def _judgement(*values: str) -> str:
    """Write the fields that have few values."""
    return _fields(("score_band", "method", "status"), values)


def _fields(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    return "".join(f',"{name}":{encode_basestring(value)}' for name, value in zip(names, values, strict=True))


def _list(texts: tuple[str, ...]) -> str:
    if len(texts) == 1:
        return f"[{encode_basestring(texts[0])}]"
    return f"[{','.join(map(encode_basestring, texts))}]"
