"""Aligned rows, or rows of any query → Apache Parquet, with proper types: the extra `[parquet]`, pyarrow.

A file is written as it goes, row group by row group, and its end last; so its bytes come out while rows go in.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from ezri_archive.errors import ExportError
from ezri_archive.exports.cells import batches
from ezri_archive.exports.queried import Batch, Value
from ezri_archive.records import AlignedRow

_GROUP = 20_000
"""Rows of a group: what is held in memory at once."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_DECLARED = {"INTEGER": int, "REAL": float, "BLOB": bytes}
_LISTS = ("source_ids", "target_ids", "source_texts", "target_texts", "evidence")
_TEXTS = ("id", "source_language", "target_language", "source_document", "target_document", "kind",
          "score_band", "method", "status")  # fmt: skip


@cache
def is_available() -> bool:
    """Say whether pyarrow is installed."""
    return find_spec("pyarrow") is not None


def write_parquet(rows: Iterable[AlignedRow]) -> Iterator[bytes]:
    """Write aligned rows, every field a column: identifiers, texts and evidence as lists of text, the score a float.

    Raises ExportError where pyarrow is not installed.
    """
    arrow = _arrow()
    names = tuple(AlignedRow.__slots__)
    kinds: dict[str, Any] = dict.fromkeys(_TEXTS, arrow.string()) | {"score": arrow.float64()}
    kinds |= dict.fromkeys(_LISTS, arrow.list_(arrow.string()))
    held = [name for name in names if name in kinds]
    schema = arrow.schema([(name, kinds[name]) for name in held])
    pages = ([tuple(getattr(row, name) for name in held) for row in batch] for batch in batches(rows))
    yield from _written(schema, pages)


def write_queried_parquet(
    columns: Sequence[str], found: Iterable[Batch], declared: Mapping[str, str] = _NOTHING
) -> Iterator[bytes]:
    """Write rows of a query: a column is whole numbers, floats, text or bytes, as the first rows have it.

    Where these have nothing in a column, its `declared` type decides (`INTEGER`, as SQLite has it). Of several columns
    of one name the later ones are numbered. Raises ExportError for a later value that is of another kind than its
    column, and where pyarrow is not installed.
    """
    arrow = _arrow()
    names = _different(columns)
    remaining = iter(found)
    first: list[Sequence[Value]] = []
    for batch in remaining:
        first.extend(batch)
        if len(first) >= _GROUP:
            break
    kinds = [
        _kind(arrow, {type(row[place]) for row in first}, declared.get(column, ""))
        for place, column in enumerate(columns)
    ]
    schema = arrow.schema(list(zip(names, kinds, strict=True)))
    yield from _written(schema, _then(first, remaining))


def _then(first: Batch, rest: Iterable[Batch]) -> Iterator[Batch]:
    yield first
    yield from rest


def _written(schema: Any, pages: Iterable[Batch]) -> Iterator[bytes]:
    sink = _Sink()
    with import_module("pyarrow.parquet").ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(pages):
            writer.write_table(_table(schema, group))
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that is written once, from beginning to end, and taken piece by piece."""

    def __init__(self) -> None:
        """Begin empty."""
        self._pieces: list[bytes] = []
        self._place = 0

    def writable(self) -> bool:
        """Say that this is for writing."""
        return True

    def write(self, piece: Any, /) -> int:
        """Take a piece."""
        held = bytes(piece)
        self._pieces.append(held)
        self._place += len(held)
        return len(held)

    def tell(self) -> int:
        """Say how much was written in all: what Parquet notes as the place of its groups."""
        return self._place

    def taken(self) -> bytes:
        """Give what was written since this was last asked."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _groups(pages: Iterable[Batch]) -> Iterator[list[Sequence[Value]]]:
    group: list[Sequence[Value]] = []
    for page in pages:
        group.extend(page)
        if len(group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group


def _table(schema: Any, rows: Batch) -> Any:
    arrow = _arrow()
    columns = zip(*rows, strict=True)
    arrays = [_array(arrow, field, column) for field, column in zip(schema, columns, strict=True)]
    return arrow.Table.from_arrays(arrays, schema=schema)


def _array(arrow: Any, field: Any, column: Sequence[Value]) -> Any:
    try:
        return arrow.array(column, type=field.type)
    except (arrow.ArrowException, TypeError, ValueError, OverflowError) as error:
        message = f"the column {field.name!r} holds more than one kind of value: cast it in the query ({error})"
        raise ExportError(message) from error


def _kind(arrow: Any, kinds: set[type], declared: str) -> Any:
    said = kinds - {type(None)} or {_DECLARED.get(declared.upper(), str)}
    if said == {int}:
        return arrow.int64()
    if said <= {int, float}:
        return arrow.float64()
    return arrow.binary() if said == {bytes} else arrow.string()


def _different(columns: Sequence[str]) -> list[str]:
    names: list[str] = []
    for column in columns:
        name, number = column, 2
        while name in names:
            name, number = f"{column}_{number}", number + 1
        names.append(name)
    return names


def _arrow() -> Any:
    try:
        return import_module("pyarrow")
    except ModuleNotFoundError as missing:
        message = "Parquet needs pyarrow, which is not installed: pip install 'ezri-archive[parquet]'"
        raise ExportError(message) from missing
