"""archive.db → the passages of two documents beside each other: what stands in both, in one alone, or elsewhere."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ezri_archive.database.reader import reading
from ezri_archive.errors import DatabaseError

_BETWEEN = """
SELECT DISTINCT document_id, target_document_id FROM alignments
WHERE (document_id = :document AND :other IN ('', target_document_id))
    OR (target_document_id = :document AND :other IN ('', document_id))
ORDER BY document_id, target_document_id
"""
_PASSAGES = "SELECT * FROM compared WHERE document_id = ? AND target_document_id = ? ORDER BY n"


def compared_passages(path: Path, document: str, other: str = "") -> Iterator[Mapping[str, Any]]:
    """Read the rows of the view `compared` that are of a document and another, or any other; in order.

    Raises DatabaseError when there is no archive at `path`, or nothing in it is aligned with the document.
    """
    with reading(path) as connection:
        between = connection.execute(_BETWEEN, {"document": document, "other": other}).fetchall()
        if not between:
            said = f"with {other}" if other else "with any other document"
            raise DatabaseError(where=str(path), message=f"holds no alignments of {document} {said}")
        for pair in between:
            yield from _rows(connection.execute(_PASSAGES, tuple(pair)))


def _rows(found: sqlite3.Cursor) -> Iterator[Mapping[str, Any]]:
    names = [column[0] for column in found.description]
    for row in found:
        yield dict(zip(names, row, strict=True))
