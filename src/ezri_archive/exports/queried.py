"""Rows of any query → CSV, TSV and JSON lines, a column of a batch at a time.

A value is None, a whole number, a float, text or bytes, as SQLite has them. Bytes become base64; in JSON they become
`{"$base64": true, "encoded": …}`, as in Datasette's own. An infinite number is written `9.0e+999`, as SQLite does.
"""

import csv
import io
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from json.encoder import encode_basestring
from math import isinf
from typing import cast

from ezri_archive.exports.cells import defused, one_line, utf8

Value = None | int | float | str | bytes
Batch = Sequence[Sequence[Value]]
"""Some rows, one after another."""

_FEW = 50
"""Values of a column in a batch that are worth writing once each."""


def write_queried_csv(columns: Sequence[str], batches: Iterable[Batch]) -> Iterator[bytes]:
    """Write comma-separated values (RFC 4180); what a spreadsheet would execute gets an apostrophe in front."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(map(defused, columns))
    yield utf8(buffer.getvalue())
    for batch in batches:
        buffer.seek(0)
        buffer.truncate()
        writer.writerows(zip(*(_cells(column, defused) for column in zip(*batch, strict=True)), strict=True))
        yield utf8(buffer.getvalue())


def write_queried_tsv(columns: Sequence[str], batches: Iterable[Batch]) -> Iterator[bytes]:
    """Write tab-separated values, a row a line, nothing quoted: tabs and line breaks inside a value become a space."""
    yield utf8("\t".join(map(one_line, columns)) + "\n")
    for batch in batches:
        cells = (_cells(column, one_line) for column in zip(*batch, strict=True))
        yield utf8("".join("\t".join(row) + "\n" for row in zip(*cells, strict=True)))


def write_queried_jsonl(columns: Sequence[str], batches: Iterable[Batch]) -> Iterator[bytes]:
    """Write JSON lines: an object a line. Of several columns of one name the last is in it."""
    places = sorted({name: place for place, name in enumerate(columns)}.values())
    keys = [encode_basestring(columns[place]).replace("%", "%%") for place in places]
    line = "{" + ",".join(f"{key}:%s" for key in keys) + "}\n"
    for batch in batches:
        found = list(zip(*batch, strict=True))
        yield utf8("".join([line % row for row in zip(*(_written(found[place]) for place in places), strict=True)]))


def _cells(column: Sequence[Value], made: Callable[[str], str]) -> Iterable[str]:
    if set(map(type, column)) == {str}:
        return _each(cast("Sequence[str]", column), made)
    return [_cell(value, made) for value in column]


def _cell(value: Value, made: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return made(value)
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _written(column: Sequence[Value]) -> Iterable[str]:
    """Write a column as JSON."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return _each(cast("Sequence[str]", column), encode_basestring)
    return map(str, column) if kinds == {int} else [_JSON[type(value)](value) for value in column]


def _each(texts: Sequence[str], made: Callable[[str], str]) -> Iterable[str]:
    different = set(texts)
    if len(different) > _FEW:
        return map(made, texts)
    known = {text: made(text) for text in different}
    return map(known.__getitem__, texts)


def _number(value: float) -> str:
    return ("-9.0e+999" if value < 0 else "9.0e+999") if isinf(value) else repr(value)


_JSON: dict[type, Callable[..., str]] = {
    type(None): lambda _: "null",
    int: str,
    float: _number,
    str: encode_basestring,
    bytes: lambda value: f'{{"$base64":true,"encoded":"{b64encode(value).decode()}"}}',
}
