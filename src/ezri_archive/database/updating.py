"""archive.db with a few documents changed → the new archive: a copy of the old one in which only their rows are new.

What comes out says what a build of everything would have written: the same rows, so the same content digest.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import sqlite_utils

from ezri_archive import languages, records
from ezri_archive.database import rows
from ezri_archive.database.schema import TABLES
from ezri_archive.database.writer import ArchiveWriter
from ezri_archive.errors import DatabaseError

_WHOLE = ("works", "versions", "notices", "languages", "builds")
"""Tables that are small and depend on everything: they are written anew."""

_LOADING = """
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
"""
_UNINDEX = (
    "INSERT INTO segments_fts (segments_fts, rowid, norm)"
    " SELECT 'delete', rowid, norm FROM segments WHERE document_id = ?"
)
_INDEX = "INSERT INTO segments_fts (rowid, norm) SELECT rowid, norm FROM segments WHERE document_id = ?"
_OWN_ROWS = ("segments", "links", "portions", "document_languages", "tei")


class ArchiveUpdater(ArchiveWriter):
    """Write an archive from the one that stands at `path`; alignments, units and terms stay as they are.

    First `drop` the documents that are gone or changed, then add what is new of documents, works, versions, notices and
    builds: all of the last four, for these are written anew. `finish` as for the ArchiveWriter.
    """

    def __init__(self, path: Path) -> None:
        """Mean to write `path`; nothing is touched yet."""
        super().__init__(path)
        self._added: list[str] = []

    def __enter__(self) -> Self:
        self._remove()
        try:
            shutil.copyfile(self._path, self._building)
            self._database = sqlite_utils.Database(self._building)
            self._database.executescript(_LOADING)
        except (sqlite3.Error, OSError) as error:
            raise DatabaseError(where=str(self._building), message=f"cannot be written: {error}") from error
        with self._database.atomic():
            for table in _WHOLE:
                self._database.conn.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our schema
        return self

    def drop(self, document_ids: Sequence[str], paths: Sequence[str]) -> None:
        """Take documents out, and sources; those that gave no document too."""
        with self._database.atomic():
            for name in document_ids:
                self._database.conn.execute(_UNINDEX, [name])
                for table in _OWN_ROWS:
                    self._database.conn.execute(f"DELETE FROM {table} WHERE document_id = ?", [name])  # noqa: S608 - as above
                self._database.conn.execute("DELETE FROM documents WHERE id = ?", [name])
            self._database.conn.executemany("DELETE FROM sources WHERE path = ?", ([path] for path in paths))

    def add_document(
        self, edition: records.Edition, links: Iterable[records.Link], tei_xml: str, work_id: str = ""
    ) -> None:
        """Add a document; its notices come with `add_notices`, in the order of all."""
        super().add_document(replace(edition, notices=()), links, tei_xml, work_id)
        self._added.append(edition.id)

    def replace_tei(self, document_id: str, xml: str) -> None:
        """Put another TEI file in the place of a document's."""
        self._update("UPDATE tei SET xml = ? WHERE document_id = ?", [(xml, document_id)])

    def replace_link_targets(self, versions: Iterable[records.Version]) -> None:
        """Say which links lead to a document that is held: those that a version rests on."""
        held = [one for one in versions if one.of_document_id and one.of_url]
        with self._database.atomic():
            self._database.conn.execute(
                "UPDATE links SET target_document_id = NULL WHERE target_document_id IS NOT NULL"
            )
            self._database.conn.executemany(
                "UPDATE links SET target_document_id = ? WHERE document_id = ? AND url = ?",
                ((one.of_document_id, one.document_id, one.of_url) for one in held),
            )

    def _complete(self) -> None:
        """Bring the full-text index and the languages up to date."""
        with self._database.atomic():
            self._database.conn.executemany(_INDEX, ([name] for name in self._added))
        spoken = sorted(self._spoken(), key=languages.pair_order)
        self._insert("languages", map(rows.language_row, spoken))

    def _spoken(self) -> set[str]:
        """Find the languages that occur in any table."""
        found: set[str] = set()
        for table in TABLES:
            columns = {column.name for column in self._database.table(table).columns}
            for column in columns & {"lang", "source_lang", "target_lang"}:
                statement = f'SELECT DISTINCT "{column}" FROM {table} WHERE "{column}" IS NOT NULL'  # noqa: S608 - as above
                found.update(row[0] for row in self._database.execute(statement))
        return found
