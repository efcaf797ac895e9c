"""Aligned rows → tables: TSV for tools, CSV for spreadsheets, JSON lines for scripts.

The columns of text bear the codes of their languages. In TSV and CSV, lists (identifiers, evidence) are one cell.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from json.encoder import encode_basestring

from ezri_archive.exports.cells import batches, defused, one_line, side_names, utf8
from ezri_archive.exports.rows import columns_of
from ezri_archive.records import AlignedColumns, AlignedRow

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
    return write_jsonl_columns(map(columns_of, batches(rows)))


def write_jsonl_columns(pages: Iterable[AlignedColumns]) -> Iterator[bytes]:
    """Write the same from columns, for whoever has no rows to make."""
    for columns in pages:
        yield utf8("".join(_objects(columns)))


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


def _objects(columns: AlignedColumns) -> Iterator[str]:
    # Written out, for `json.dumps` of a dictionary takes twice as long; `encode_basestring` is its own escape.
    ids, sources, targets, documents, others, *lists, kinds, scores, bands, methods, statuses, evidence = columns
    sides = map(_sides, sources, targets, documents, others)
    judged = map(_judgement, bands, methods, statuses)
    written = map(_lists, [*lists, evidence])
    for name, known, first_ids, second_ids, first, second, reasons, kind, score, judgement in zip(
        map(encode_basestring, ids), sides, *written, map(_kind, kinds), scores, judged, strict=True
    ):
        yield (
            f'{{"id":{name}{known},"source_ids":[{first_ids}],"target_ids":[{second_ids}],"source_texts":[{first}]'
            f',"target_texts":[{second}],"kind":{kind},"score":{score!r}{judgement},"evidence":[{reasons}]}}\n'
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


@lru_cache
def _kind(kind: str) -> str:
    return encode_basestring(kind)


def _lists(column: Sequence[tuple[str, ...]]) -> Iterable[str]:
    if set(map(len, column)) == {1}:
        return map(encode_basestring, chain.from_iterable(column))
    return [",".join(map(encode_basestring, texts)) for texts in column]
