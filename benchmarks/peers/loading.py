"""Loading an archive → a table: our writer, and `executemany` alone, as `benchmarks/loading.py` measures them."""

import platform
import sqlite3

import loading
from peers.installing import OURS, Installed, installed
from peers.tables import Column, Row, Table

_WORKS = 20
_TIMES = 3
_SAID = """\
Rows a second into `archive.db`. Our writer makes the rows from records, checks every reference and the index of the
text, and puts the file in its place; the other way ready tuples go by `executemany` into tables of the same schema, and
get the same indexes: the least that loading can cost in Python."""


def table() -> Table:
    """Measure both in turn; the best of each counts."""
    _, own, raw = loading.measure(_WORKS, _TIMES)
    version = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    peer = Installed("executemany", version, "PSF-2.0, public domain")
    rows = (Row(installed(OURS), (1.0,)), Row(peer, (own / raw,)))
    return Table("loading", "Loading", _SAID, "rows a second, times ours", (Column("rows a second"),), rows)
