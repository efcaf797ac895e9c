"""archive.db → what a later build reuses: sources as they were, TEI, and how the archive was built."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from ezri_archive.database.schema import FORMAT
from ezri_archive.errors import DatabaseError
from ezri_archive.records import Notice, Version


@dataclass(frozen=True, slots=True)
class PreviousSource:
    """A source as the archive last read it; `document_id` is empty when it was refused."""

    path: str
    sha256: str
    sidecar_sha256: str
    document_id: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class UnitWithin:
    """A unit that lies within one document: where it stands, and the segments it joins."""

    id: str
    work_id: str
    number: int
    segment_ids: tuple[str, ...]


def previous(path: Path) -> Mapping[str, PreviousSource]:
    """Tell what the archive at `path` was made from: source path → the source as it was.

    Where there is no file, or one of another FORMAT, nothing can be reused and the mapping is empty.
    Raises DatabaseError for a file that is no archive.
    """
    if not path.exists():
        return {}
    with reading(path) as connection:
        if _format(connection) != FORMAT:
            return {}
        notices = _notices(connection)
        found = connection.execute(
            "SELECT path, sha256, coalesce(sidecar_sha256, ''), coalesce(documents.id, '')"
            " FROM sources LEFT JOIN documents ON source_path = path ORDER BY path"
        )
        return {row[0]: _previous_source(row, notices) for row in found}


def read_tei(path: Path, document_id: str) -> str:
    """Give the TEI of a document. Raises DatabaseError when the archive at `path` does not hold it."""
    with reading(path) as connection:
        row = connection.execute(
            "SELECT xml FROM tei WHERE document_id = ? AND kind = 'document'", (document_id,)
        ).fetchone()
    if row is None:
        raise DatabaseError(where=str(path), message=f"holds no TEI of {document_id!r}")
    xml: str = row[0]
    return xml


def build_values(path: Path) -> Mapping[str, str]:
    """Tell how the archive at `path` was built: the table `builds` as a mapping, by key."""
    with reading(path) as connection:
        return dict(connection.execute('SELECT "key", value FROM builds ORDER BY "key"').fetchall())


def read_versions(path: Path) -> tuple[Version, ...]:
    """Give the versions the archive at `path` knows, in the order in which they were added."""
    with reading(path) as connection:
        found = connection.execute(
            "SELECT id, work_id, document_id, coalesce(of_document_id, ''), coalesce(of_url, ''), relation,"
            " derived_end, coalesce(lang, ''), evidence, confidence, status = 'suggested' FROM versions ORDER BY rowid"
        )
        return tuple(replace(Version(*row), suggested=bool(row[-1])) for row in found)


def read_units_within(path: Path, document_id: str) -> tuple[UnitWithin, ...]:
    """Give the units of the archive at `path` all of whose segments are of one document, in their order."""
    with reading(path) as connection:
        found = connection.execute(_UNITS_WITHIN, [document_id]).fetchall()
    return tuple(
        UnitWithin(name, work_id, number, tuple(row[3] for row in rows))
        for (name, work_id, number), rows in groupby(found, lambda row: row[:3])
    )


_UNITS_WITHIN = """
SELECT units.id, units.work_id, units.n, segment_id
FROM units JOIN unit_segments ON unit_id = units.id JOIN segments ON segments.id = segment_id
WHERE units.id IN (SELECT unit_id FROM segments JOIN unit_segments ON segment_id = segments.id WHERE document_id = ?1)
AND NOT EXISTS (
    SELECT 1 FROM unit_segments AS other JOIN segments AS stranger ON stranger.id = other.segment_id
    WHERE other.unit_id = units.id AND stranger.document_id <> ?1
)
ORDER BY units.n, units.id
"""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an archive to read from it, never to write. Raises DatabaseError where that is impossible."""
    if not path.is_file():
        raise DatabaseError(where=str(path), message="no such file")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            _must_be_archive(connection, path)
            yield connection
    except sqlite3.Error as error:
        message = f"cannot be read as an archive: {error}; if it was one, delete it and build again"
        raise DatabaseError(where=str(path), message=message) from error


def _previous_source(row: tuple[str, str, str, str], notices: Mapping[str, list[Notice]]) -> PreviousSource:
    path, sha256, sidecar_sha256, document_id = row
    return PreviousSource(path, sha256, sidecar_sha256, document_id, tuple(notices.get(path, ())))


def _must_be_archive(connection: sqlite3.Connection, path: Path) -> None:
    wanted = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('builds', 'segments', 'tei')"
    if connection.execute(wanted).fetchone() != (3,):
        raise DatabaseError(where=str(path), message="is a database but not an archive")


def _format(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def _notices(connection: sqlite3.Connection) -> dict[str, list[Notice]]:
    found: defaultdict[str, list[Notice]] = defaultdict(list)
    for source_path, *fields in connection.execute(
        "SELECT source_path, level, code, message, coalesce(place, '') FROM notices"
        " WHERE source_path IS NOT NULL ORDER BY id"
    ):
        found[source_path].append(Notice(*fields))
    return found
