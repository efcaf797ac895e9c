"""What a reader types → the expression SQLite searches for, folded as the column is."""

import re
import sqlite3

from ezri_archive import text

# A quotation mark inside a word is a gershayim (ק"ג): only one that stands at the edge of a word quotes.
_PART = re.compile(r'(?<!\S)"([^"]+)"(?!\S)|(\S+)')

_NOTHING = '""'


def expression(query: str) -> str:
    """Make an FTS5 expression that finds all words and quoted phrases of `query`, however they are spelt.

    A star at the end of a word stands for any ending. Whatever is typed gives an expression that is well formed;
    one without a letter or digit finds nothing.
    """
    parts = (_part(phrase or word) for phrase, word in _PART.findall(query))
    return " ".join(part for part in parts if part) or _NOTHING


def add_functions(connection: sqlite3.Connection) -> None:
    """Teach a connection `ezri_fold(text)`, and make Datasette's own `escape_fts` fold what it is given."""
    connection.create_function("ezri_fold", 1, _fold, deterministic=True)
    connection.create_function("escape_fts", 1, _expression, deterministic=True)


def _part(part: str) -> str:
    folded = text.fold(part)
    ending = "*" if part.endswith("*") else ""
    return f'"{folded}"{ending}' if folded else ""


def _fold(value: str | float | None) -> str | None:
    return None if value is None else text.fold(str(value))


def _expression(value: str | float | None) -> str:
    return expression("" if value is None else str(value))
