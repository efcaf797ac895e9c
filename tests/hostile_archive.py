"""The sample archive → one whose every text wants to be obeyed: markup, scripts, addresses that run."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import sample_archive

MARKUP = "<script>top.obeyed=1</script><img src=x onerror=top.obeyed=1>\"'><svg onload=top.obeyed=1>{{7*7}}\u202e"
ADDRESSES = (
    "javascript:top.obeyed=1//https://",
    "data:text/html,<script>top.obeyed=1</script>",
    'https://x.example/"onmouseover="top.obeyed=1"\'><script>top.obeyed=1</script>',
)


def write(path: Path) -> Path:
    """Write the archive; only keys and what the schema checks stay as they were."""
    sample_archive.write(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, column in _free_texts(connection):
            address = re.search("url", column)
            for number, value in enumerate(ADDRESSES if address else (MARKUP,)):
                connection.execute(
                    f'UPDATE {table} SET "{column}" = ? WHERE "{column}" IS NOT NULL AND rowid % 3 >= ?',  # noqa: S608 - names of the schema
                    (value, number),
                )
    return path


def _free_texts(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute(
        """SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'segments_fts%' AND tables.name NOT LIKE 'sqlite%'
          AND columns.type = 'TEXT' AND (columns.pk = 0 OR tables.name = 'terms' AND columns.name <> 'pair')
          AND columns.name NOT IN (SELECT "from" FROM pragma_foreign_key_list(tables.name))
          AND columns.name NOT IN ('direction', 'derived_end', 'level', 'pair', 'languages', 'sha256')
          AND NOT (columns.name = 'status' AND tables.name = 'versions')
          AND NOT (columns.name = 'kind' AND tables.name = 'tei') AND tables.name <> 'builds'"""
    ).fetchall()
