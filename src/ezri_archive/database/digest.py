"""archive.db → one digest of what it says, the same on every machine and for every version of SQLite."""

import hashlib
import json
import sqlite3
from pathlib import Path

from ezri_archive.database.reader import reading
from ezri_archive.database.schema import TABLES


def content_digest(path: Path) -> str:
    """Digest the rows of every table but `builds`, in the order of their primary keys.

    Gives the SHA-256 in hexadecimal. Pages, indexes, views and the order of insertion do not enter into it.
    Raises DatabaseError when the file at `path` is no archive.
    """
    digest = hashlib.sha256()
    with reading(path) as connection:
        for table in TABLES:
            if table != "builds":
                _add_table(digest, connection, table)
    return digest.hexdigest()


def _add_table(digest: "hashlib._Hash", connection: sqlite3.Connection, table: str) -> None:
    columns, keys = _columns(connection, table)
    digest.update(_line([table, *columns]))
    names = ", ".join(f'"{column}"' for column in columns)
    order = ", ".join(f'"{key}"' for key in keys)
    for row in connection.execute(f"SELECT {names} FROM {table} ORDER BY {order}"):  # noqa: S608 - names of our schema
        digest.update(_line(row))


def _columns(connection: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    rows = connection.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (table,)).fetchall()
    keys = sorted((place, name) for name, place in rows if place)
    return [name for name, _ in rows], [name for _, name in keys]


def _line(values: list[str] | tuple[str | int | float | None, ...]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"
