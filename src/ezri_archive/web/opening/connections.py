"""The file of an archive → connections that can only read it, within limits of memory and time."""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

LONGEST = 100_000_000
"""The most bytes of a value or row that our own queries read."""

LONGEST_ASKED = 1_000_000
"""The most bytes of a value that a stranger's query may make: what works on one value cannot be interrupted."""

MOST_ASKED = 16_000_000
"""The most bytes of all the values that a stranger's query may give back."""

_LIMITS = MappingProxyType(
    {
        sqlite3.SQLITE_LIMIT_LENGTH: LONGEST,
        sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
        sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 300,
        sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
        sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 2000,
        sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    }
)
_LIMITS_ASKED = MappingProxyType(
    {
        sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_ASKED,
        sqlite3.SQLITE_LIMIT_COLUMN: 100,
        sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
        sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
        sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
        sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    }
)
_ALLOWED = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)
_PRAGMAS = frozenset(
    {
        "data_version", "database_list", "foreign_key_list", "function_list", "index_info", "index_list", "index_xinfo",
        "page_count", "page_size", "recursive_triggers", "schema_version", "table_info", "table_list", "table_xinfo",
    }
)  # fmt: skip
# Those work for minutes on one value of the length above, and nothing can interrupt them.
_FORBIDDEN = frozenset({"json_patch", "load_extension", "fts3_tokenizer", "writefile", "readfile", "edit"})
_MOST_TRIMMED = 100
_PLACE = re.compile(r"%[-+ 0#]{0,5}[0-9]{0,3}(?:\.[0-9]{1,3})?([dioxXeEfgGcs%])")

Prepare = Callable[[sqlite3.Connection], None]


def connect(path: Path, prepare: Prepare, *, mutable: bool = False) -> sqlite3.Connection:
    """Open an archive to be read by our own pages and Datasette's; `prepare` gives the connection its functions.

    Somebody else may write to one that is `mutable`.
    """
    connection = _open(path, sqlite3.Connection, mutable=mutable)
    prepare(connection)
    _limit(connection, _LIMITS)
    connection.execute("PRAGMA query_only = 1")
    return connection


def connect_asked(path: Path, prepare: Prepare, *, mutable: bool = False) -> sqlite3.Connection:
    """Open an archive for queries that a stranger writes.

    What they make and give back is bounded, they only read, and functions that take quadratic time are refused or
    replaced.
    """
    connection = _open(path, _Frugal, mutable=mutable)
    prepare(connection)
    _limit(connection, _LIMITS | _LIMITS_ASKED)
    connection.execute("PRAGMA query_only = 1")
    _replace_functions(connection)
    connection.set_authorizer(_authorize)
    return connection


class _FrugalCursor(sqlite3.Cursor):
    """Gives up when what it fetches grows too large.

    Whatever is wrong with a query is raised as OperationalError, which Datasette answers as the fault of who asked.
    """

    def execute(self, *statement: Any) -> "_FrugalCursor":
        with _as_operational():
            return super().execute(*statement)

    def fetchone(self) -> Any:
        with _as_operational():
            return super().fetchone()

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        rows: list[Any] = []
        held = 0
        while len(rows) < (size or 1):
            row = self.fetchone()
            if row is None:
                break
            held += sum(len(value) for value in row if isinstance(value, str | bytes))
            if held > MOST_ASKED:
                message = f"the result is larger than {MOST_ASKED // 1_000_000} MB"
                raise sqlite3.OperationalError(message)
            rows.append(row)
        return rows

    def fetchall(self) -> list[Any]:
        return self.fetchmany(1_000_000)


class _Frugal(sqlite3.Connection):
    def cursor(self, factory: Any = _FrugalCursor) -> Any:
        return super().cursor(factory)


@contextlib.contextmanager
def _as_operational() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError:
        raise
    except (sqlite3.Error, MemoryError, OverflowError, ValueError) as error:
        raise sqlite3.OperationalError(str(error) or type(error).__name__) from error


def _open(path: Path, factory: type[sqlite3.Connection], *, mutable: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{'mode=ro' if mutable else 'immutable=1'}"
    return sqlite3.connect(uri, uri=True, check_same_thread=False, factory=factory)


def _limit(connection: sqlite3.Connection, limits: MappingProxyType[int, int] | dict[int, int]) -> None:
    for category, value in limits.items():
        connection.setlimit(category, value)


def _authorize(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if second in _FORBIDDEN else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if first in _PRAGMAS else sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        # So SQLite asks whether a virtual table (a full-text index, json_each) may be opened; nobody can write there.
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _replace_functions(connection: sqlite3.Connection) -> None:
    connection.create_function("instr", 2, _place, deterministic=True)
    for name in ("printf", "format"):
        connection.create_function(name, -1, _written, deterministic=True)
    for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
        connection.create_function(name, 2, _trimmed(strip), deterministic=True)


def _place(whole: Any, part: Any) -> int | None:
    """Find as SQLite's instr does, in time that grows with the lengths and not with their product."""
    if whole is None or part is None:
        return None
    if isinstance(whole, bytes) and isinstance(part, bytes):
        return whole.find(part) + 1
    return _text(whole).find(_text(part)) + 1


def _written(pattern: Any, *values: Any) -> str | None:
    """Write as SQLite's printf does, but in no field wider than 999: its own fills wider ones a character at a time."""
    if pattern is None:
        return None
    places = _PLACE.findall(_text(pattern))
    if _PLACE.sub("", _text(pattern)).count("%"):
        message = "printf: only plain places are written here (%d %5.2f %-20s …)"
        raise ValueError(message)
    wanted = [kind for kind in places if kind != "%"]
    given = [*values, *[None] * len(wanted)]
    return _text(pattern) % tuple(_of_kind(kind, value) for kind, value in zip(wanted, given, strict=False))


def _of_kind(kind: str, value: Any) -> Any:
    if kind == "s":
        return "" if value is None else _text(value)
    if kind == "c":
        return _text(value or " ")[:1]
    return float(value or 0) if kind in "eEfgG" else int(value or 0)


def _trimmed(strip: Callable[[str, str], str]) -> Callable[[Any, Any], str | None]:
    def trimmed(whole: Any, characters: Any) -> str | None:
        if whole is None or characters is None:
            return None
        if len(_text(characters)) > _MOST_TRIMMED:
            message = f"more than {_MOST_TRIMMED} characters to trim"
            raise ValueError(message)
        return strip(_text(whole), _text(characters)) if characters else _text(whole)

    return trimmed


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
