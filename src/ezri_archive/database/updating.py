"""archive.db with a few documents changed → the new archive: a copy of the old one in which only their rows are new.

What comes out says what a build of everything would have written: the same rows, so the same content digest.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import sqlite_utils

from ezri_archive import languages, records
from ezri_archive.database import rows
from ezri_archive.database.writer import ArchiveWriter
from ezri_archive.errors import DatabaseError

_WHOLE = ("versions", "notices", "builds")
"""Tables that are small and depend on everything: they are written anew; of works and languages, those that differ."""

_LOADING = """
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
PRAGMA foreign_keys = ON;
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

    def _open(self) -> None:
        shutil.copyfile(self._path, self._building)
        self._database = sqlite_utils.Database(self._building)
        self._database.executescript(_LOADING)
        # One transaction: when it ends, SQLite has looked at every reference that was touched, and at no other.
        self._database.begin()
        self._database.conn.execute("PRAGMA defer_foreign_keys = ON")
        for table in _WHOLE:
            self._database.conn.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our schema

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
        spoken, held = self._spoken(), {code for (code,) in self._database.execute("SELECT code FROM languages")}
        self._database.conn.executemany("DELETE FROM languages WHERE code = ?", ([code] for code in held - spoken))
        self._insert("languages", map(rows.language_row, sorted(spoken - held, key=languages.pair_order)))

    def _work_rows(self, works: Iterable[records.Work]) -> Iterator[rows.Row]:
        """Make the rows of works that differ from what the archive says of them; take out those, and works no more."""
        held = {row[0]: row for row in self._database.execute("SELECT id, title, languages, documents FROM works")}
        made = {str(row["id"]): row for row in super()._work_rows(works)}
        same = {name for name, row in made.items() if held.get(name) == tuple(row.values())}
        self._database.conn.executemany("DELETE FROM works WHERE id = ?", ([name] for name in held.keys() - same))
        yield from (row for name, row in made.items() if name not in same)

    def _check_references(self) -> None:
        """End the transaction, which SQLite does not when a reference leads nowhere."""
        try:
            self._database.commit()
        except sqlite3.IntegrityError:
            super()._check_references()
            raise

    def _check_search(self) -> None:
        """Count what the full-text index holds: the rest of it was checked when it was made."""
        held, indexed = (
            self._database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - two names of our schema
            for table in ("segments", "segments_fts_docsize")
        )
        if held != indexed:
            raise DatabaseError(
                where=str(self._path), message=f"full-text index: holds {indexed} segments; expected {held}"
            )
