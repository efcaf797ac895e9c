"""Which of the databases of a site are archives: all the plugin does, it does to these alone."""

import sqlite3
from typing import Any
from weakref import WeakKeyDictionary

_TABLES = ("documents", "segments", "alignments", "units", "builds")
_KNOWN: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()


def is_archive(connection: sqlite3.Connection) -> bool:
    """Say whether a connection leads to an archive; a file that is no database at all is none."""
    marks = ", ".join("?" * len(_TABLES))
    statement = f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({marks})"  # noqa: S608 - marks
    try:
        return bool(connection.execute(statement, _TABLES).fetchone()[0] == len(_TABLES))
    except sqlite3.DatabaseError:
        # Datasette says what is wrong with the file, on the page of that database.
        return False


async def find(datasette: Any) -> frozenset[str]:
    """Look through the databases of a site for archives, and remember them."""
    names = [name for name, database in datasette.databases.items() if await database.execute_fn(is_archive)]
    _KNOWN[datasette] = frozenset(names)
    return _KNOWN[datasette]


def known(datasette: Any) -> frozenset[str]:
    """Give the names of the archives of a site that has started."""
    return _KNOWN.get(datasette, frozenset())
