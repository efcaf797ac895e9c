"""archive.db → what contradicts itself in it: damage, rows that lead nowhere, counts and texts that do not agree."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ezri_archive.database.reader import reading
from ezri_archive.database.schema import FORMAT, TABLES
from ezri_archive.records import Problem
from ezri_archive.text import fold

_ENOUGH = 100

_RULES: tuple[tuple[str, str, str], ...] = (
    ("segments", "ends before it begins", 'SELECT id FROM segments WHERE "start" > "end" OR "start" < 0'),
    (
        "segments",
        "has another language than its portion's document says it holds",
        (
            "SELECT id FROM segments WHERE role NOT IN ('boilerplate', 'noise') AND NOT EXISTS"
            " (SELECT 1 FROM document_languages AS held WHERE held.document_id = segments.document_id"
            " AND held.lang = segments.lang)"
        ),
    ),
    (
        "portions",
        "counts other segments than it has",
        "SELECT id FROM portions WHERE segments <> (SELECT count(*) FROM segments WHERE portion_id = portions.id)",
    ),
    (
        "works",
        "counts other documents than it has",
        "SELECT id FROM works WHERE documents <> (SELECT count(*) FROM documents WHERE work_id = works.id)",
    ),
    (
        "documents",
        "has no TEI",
        "SELECT id FROM documents WHERE NOT EXISTS (SELECT 1 FROM tei WHERE document_id = documents.id)",
    ),
    (
        "alignments",
        "joins no segment",
        (
            "SELECT id FROM alignments WHERE NOT EXISTS"
            " (SELECT 1 FROM alignment_segments WHERE alignment_id = alignments.id)"
        ),
    ),
    ("alignments", "has a score that is no probability", "SELECT id FROM alignments WHERE score NOT BETWEEN 0 AND 1"),
    *(
        (
            "alignments",
            "has another text than its segments",
            (
                f"SELECT id FROM alignments WHERE {side}_text <> coalesce((SELECT group_concat(text, ' ') FROM"  # noqa: S608 - two names of our schema
                " (SELECT text FROM alignment_segments JOIN segments ON segments.id = segment_id"
                f" WHERE alignment_id = alignments.id AND alignment_segments.lang = {side}_lang"
                " ORDER BY alignment_segments.n)), '')"
            ),
        )
        for side in ("source", "target")
    ),
    (
        "unit_segments",
        "stands in more than one unit",
        "SELECT segment_id FROM unit_segments GROUP BY segment_id HAVING count(*) > 1",
    ),
    (
        "alignment_segments",
        "stands in two alignments of one pair of documents",
        (
            "SELECT segment_id FROM alignment_segments JOIN alignments ON alignments.id = alignment_id"
            " GROUP BY segment_id, pair, document_id, target_document_id HAVING count(*) > 1"
        ),
    ),
)
"""Table, what is wrong, and the query that finds the rows it is wrong with."""


def archive_problems(path: Path) -> tuple[Problem, ...]:
    """Find what is wrong with an archive; the TEI in it is not looked into.

    Raises DatabaseError when there is no archive at `path`.
    """
    with reading(path) as connection:
        if found := [*_damage(connection), *_other_schema(connection)]:
            return tuple(found[:_ENOUGH])
        return tuple([*_orphans(connection), *_broken_rules(connection), *_other_keys(connection)][:_ENOUGH])


def each_tei(path: Path) -> Iterator[tuple[str, str]]:
    """Give every TEI file of an archive, by name. Raises DatabaseError when there is no archive at `path`."""
    with reading(path) as connection:
        yield from connection.execute("SELECT id, xml FROM tei ORDER BY id")


def _damage(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (message,) in connection.execute(f"PRAGMA integrity_check({_ENOUGH})"):
        if message != "ok":
            yield Problem("the file", message)


def _other_schema(connection: sqlite3.Connection) -> Iterator[Problem]:
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    if number != FORMAT:
        yield Problem("the schema", f"is of format {number}; expected {FORMAT}: build the archive again")
    held = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in TABLES:
        if table not in held:
            yield Problem("the schema", f"lacks the table {table}")


def _orphans(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Problem(f"{table}, row {rowid}", f"leads to nothing in {parent}")


def _broken_rules(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, message, query in _RULES:
        for (name,) in connection.execute(f"{query} LIMIT {_ENOUGH}"):
            yield Problem(f"{table}, {name}", message)


def _other_keys(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Find segments whose search key is not the fold of their text, or is not what the full-text index holds."""
    for name, text, key in connection.execute("SELECT id, text, norm FROM segments ORDER BY id"):
        if key != fold(text):
            yield Problem(f"segments, {name}", "has a search key that is not the fold of its text")
    (held,), (indexed,) = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - two names of our schema
        for table in ("segments", "segments_fts_docsize")
    )
    if held != indexed:
        yield Problem("segments_fts", f"indexes {indexed} segments; expected {held}")
