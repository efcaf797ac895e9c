"""Measure how fast rows are loaded into an archive, beside the same rows put in by `executemany` and nothing else.

The rows are those of `benchmarks/large_archive.py`. The archive's writer makes them from records; the other way they
are ready as tuples, go into tables of the same schema, table by table in one transaction, and get the same indexes and
the same full-text index. Both are done in turn, several times; the best of each counts. Seconds are of the processor.
Usage: `python benchmarks/loading.py [--works 60] [--times 3]`.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlite_utils

import large_archive
from ezri_archive.database import SCHEMA, TABLES, ArchiveWriter
from ezri_archive.database.schema import index_statements

_PRAGMAS = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
_TOKENIZER = "unicode61 remove_diacritics 2"

Rows = dict[str, list[tuple[Any, ...]]]


class Recorder:
    """Stands in the place of a writer, and remembers what it is told to add."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.calls: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Remember a call; what comes as an iterator is made a list."""
        return lambda *given: self.calls.append((name, tuple(_held(one) for one in given)))


def main() -> None:
    """Print rows a second of both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=60)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    count, own, raw = measure(options.works, options.times)
    print(f"{count:,} rows: writer {count / own:,.0f} a second, executemany {count / raw:,.0f}: {raw / own:.0%} of it")


def measure(works: int, times: int) -> tuple[int, float, float]:
    """Load so many works; gives the rows, and the best seconds of the writer and of `executemany`."""
    calls = _calls(works)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        _write(archive, calls)
        rows = _rows(archive)
        measured = [(_write(archive, calls), _insert(Path(folder) / "raw.db", rows)) for _ in range(times)]
    own, raw = (min(column) for column in zip(*measured, strict=True))
    return sum(map(len, rows.values())), own, raw


def _calls(works: int) -> list[tuple[str, tuple[Any, ...]]]:
    recorder = Recorder()
    large_archive.add_works(recorder, works)  # type: ignore[arg-type]  # it is told what a writer is told
    return recorder.calls


def _held(given: object) -> object:
    return list(given) if hasattr(given, "__next__") else given


def _write(path: Path, calls: list[tuple[str, tuple[Any, ...]]]) -> float:
    path.unlink(missing_ok=True)
    began = time.process_time()
    with ArchiveWriter(path) as archive:
        for name, given in calls:
            getattr(archive, name)(*given)
        archive.finish()
    return time.process_time() - began


def _rows(path: Path) -> Rows:
    connection = sqlite3.connect(path)
    found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608 - names of our schema
    connection.close()
    return found


def _insert(path: Path, rows: Rows) -> float:
    path.unlink(missing_ok=True)
    began = time.process_time()
    database = sqlite_utils.Database(path)
    database.executescript(_PRAGMAS + SCHEMA)
    with database.atomic():
        for table, own in rows.items():
            if own:
                database.conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(own[0]))})", own)  # noqa: S608 - as above
    database.executescript(index_statements())
    segments = database.table("segments")
    segments.enable_fts(["norm"], tokenize=_TOKENIZER, create_triggers=False)
    segments.optimize()
    database.analyze()
    database.close()
    return time.process_time() - began


if __name__ == "__main__":
    main()
