"""Records → archive.db: the one place that writes it.

The archive is built in a new file beside the old one and takes its place in one step, when everything in it
has been checked; whatever goes wrong before that, an archive that was there stays whole.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import sqlite_utils

from ezri_archive import languages, records
from ezri_archive.database import rows
from ezri_archive.database.refusals import refusal
from ezri_archive.database.schema import FORMAT, SCHEMA, TABLES, index_statements
from ezri_archive.errors import DatabaseError

_BATCH = 1000
_TOKENIZER = "unicode61 remove_diacritics 2"
_LOADING = f"""
PRAGMA journal_mode = MEMORY;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -65536;
PRAGMA user_version = {FORMAT};
"""
# Every column of languages leads an index, in which this leaps from one value to the next.
_DISTINCT = """
WITH RECURSIVE found (code) AS (
    SELECT min({column}) FROM {table}
    UNION ALL SELECT (SELECT min({column}) FROM {table} WHERE {column} > code) FROM found WHERE code IS NOT NULL
)
SELECT code FROM found WHERE code IS NOT NULL
"""
_LANGUAGES_OF = "SELECT lang FROM document_languages WHERE document_id = ?"
_Item = TypeVar("_Item")


class ArchiveWriter:
    """Write a new archive, one record after another, in memory that does not grow with it.

    ```
    with ArchiveWriter(path) as archive:
        archive.add_document(edition, links, xml)   # and the rest, each as often as there is more of it
        archive.finish()                            # only now is there an archive at `path`
    ```
    Documents come before works, and works before versions, alignments and units.
    Every method raises DatabaseError when a row contradicts another (an identifier that is already taken).
    """

    def __init__(self, path: Path) -> None:
        """Mean to write `path`; nothing is touched yet."""
        self._path = path
        self._building = path.with_name(path.name + ".building")
        self._years: dict[str, int | None] = {}
        self._aligned: Counter[tuple[str, str]] = Counter()

    def __enter__(self) -> Self:
        self._remove()
        try:
            self._open()
        except (sqlite3.Error, OSError) as error:
            self._remove()
            message = refusal(error) or f"cannot be written: {error}"
            raise DatabaseError(where=str(self._building), message=message) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file; take it away unless `finish` put it in its place."""
        self._database.close()
        self._remove()

    def add_source(self, facts: records.SourceFacts, notices: Iterable[records.Notice] = ()) -> None:
        """Add a source that gave no document, with the notices that say why."""
        self._insert("sources", [rows.source_row(facts)])
        self.add_notices(notices, source_path=facts.path)

    def add_notices(self, notices: Iterable[records.Notice], *, source_path: str = "") -> None:
        """Add notices on a source that is added too, or on the archive as a whole."""
        self._insert("notices", (rows.notice_row(notice, source_path) for notice in notices))

    def add_document(
        self, edition: records.Edition, links: Iterable[records.Link], tei_xml: str, work_id: str = ""
    ) -> None:
        """Add a document with its source, notices, portions, segments, links and TEI.

        `work_id` may be left to `add_works`, which knows it too.
        """
        with self._database.atomic():
            self.add_source(edition.source, edition.notices)
            counts = rows.language_counts(edition)
            self._insert("documents", [rows.document_row(edition, counts, work_id)])
            self._insert("document_languages", rows.document_language_rows(edition.id, counts))
            self._insert("portions", rows.portion_rows(edition))
            self._insert("segments", rows.segment_rows(edition))
            self._insert("links", (rows.link_row(edition.id, number, link) for number, link in enumerate(links, 1)))
            self.add_tei(edition.id, tei_xml, document_id=edition.id, work_id=work_id)
        self._years[edition.id] = rows.year_of(edition.metadata.published)

    def add_tei(
        self, tei_id: str, xml: str, *, kind: str = "document", document_id: str = "", work_id: str = ""
    ) -> None:
        """Add a TEI file; `kind` is document or alignment."""
        row: rows.Row = {"id": tei_id, "document_id": document_id or None, "work_id": work_id or None}
        self._insert("tei", [{**row, "kind": kind, "xml": xml}])

    def add_link_targets(self, targets: Mapping[str, str]) -> None:
        """Say which links lead to a document that is held: link id → document id."""
        self._update("UPDATE links SET target_document_id = ? WHERE id = ?", ((to, of) for of, to in targets.items()))

    def add_works(self, works: Iterable[records.Work]) -> None:
        """Add works, and name the work of each of their documents."""
        listed = list(works)
        self._insert("works", self._work_rows(listed))
        members = [(work.id, document) for work in listed for document in work.document_ids]
        for table in ("documents", "tei"):  # the TEI of a document has its id
            # A row of TEI is long: one that says the right work already is not written again.
            self._update(f"UPDATE {table} SET work_id = ?1 WHERE id = ?2 AND work_id IS NOT ?1", members)  # noqa: S608 - names of our schema

    def add_versions(self, versions: Iterable[records.Version]) -> None:
        """Add versions."""
        self._insert("versions", map(rows.version_row, versions))

    def add_alignments(self, alignments: Iterable[records.Alignment]) -> None:
        """Add alignments and the segments they lay beside each other, as many as come."""
        for batch in _batches(alignments):
            with self._database.atomic():
                self._insert("alignments", map(self._alignment_row, batch))
                self._insert("alignment_segments", (row for bead in batch for row in rows.alignment_segment_rows(bead)))

    def add_moves(self, moves: Iterable[records.Move]) -> None:
        """Add what seems to have been moved; the alignments come first."""
        self._insert("moved", map(rows.move_row, moves))

    def add_units(self, units: Iterable[records.Unit]) -> None:
        """Add units and their segments, as many as come."""
        for batch in _batches(units):
            with self._database.atomic():
                self._insert("units", map(rows.unit_row, batch))
                self._insert("unit_segments", (row for unit in batch for row in rows.unit_segment_rows(unit)))

    def add_terms(self, terms: Iterable[records.Term]) -> None:
        """Add the terms the aligner learned."""
        self._insert("terms", map(rows.term_row, terms))

    def add_builds(self, values: Mapping[str, str]) -> None:
        """Add what is to be known about this build."""
        self._insert("builds", ({"key": key, "value": value} for key, value in values.items()))

    def finish(self) -> None:
        """Index what was added, check it, and put the archive in its place.

        Raises DatabaseError when a row refers to one that is not there or the full-text index is not sound.
        """
        self._complete()
        self._check_references()
        self._check_search()
        self._database.close()
        _to_disk(self._building)
        self._building.replace(self._path)

    def _open(self) -> None:
        """Make the file that is to become the archive; what is added makes one transaction."""
        self._database = sqlite_utils.Database(self._building)
        self._database.executescript(_LOADING + SCHEMA)
        self._database.begin()

    def _complete(self) -> None:
        """Add what is known only when everything else is there: languages, indexes."""
        self._database.commit()
        self._database.executescript(index_statements())
        with self._database.atomic():
            self._insert("languages", map(rows.language_row, sorted(self._spoken(), key=languages.pair_order)))
        segments = self._database.table("segments")
        segments.enable_fts(["norm"], tokenize=_TOKENIZER, create_triggers=False)
        segments.optimize()
        self._database.analyze()

    def _insert(self, table: str, table_rows: Iterable[rows.Row]) -> None:
        remaining = iter(table_rows)
        first = next(remaining, None)
        if first is None:
            return
        statement = _insertion(table, tuple(first))
        try:
            self._database.conn.executemany(statement, map(tuple, map(dict.values, chain([first], remaining))))
        except sqlite3.Error as error:
            raise DatabaseError(where=str(self._path), message=refusal(error) or f"{table}: {error}") from error

    def _spoken(self) -> set[str]:
        """Find the languages that occur in any table, from the indexes: one step for each, not for each row."""
        found: set[str] = set()
        for table in TABLES:
            columns = {column.name for column in self._database.table(table).columns}
            for column in columns & {"lang", "source_lang", "target_lang"}:
                found.update(row[0] for row in self._database.execute(_DISTINCT.format(table=table, column=column)))
        return found

    def _update(self, statement: str, values: Iterable[tuple[str, str]]) -> None:
        self._database.conn.executemany(statement, values)

    def _work_rows(self, works: Iterable[records.Work]) -> Iterator[rows.Row]:
        for work in works:
            found = (self._database.conn.execute(_LANGUAGES_OF, [document]) for document in work.document_ids)
            yield rows.work_row(work, (row[0] for spoken in found for row in spoken))

    def _alignment_row(self, alignment: records.Alignment) -> rows.Row:
        (_, first, _), (_, second, _) = rows.ordered(alignment)
        self._aligned[first, second] += 1
        year = self._years.get(first) or self._years.get(second)
        return rows.alignment_row(alignment, self._aligned[first, second], year)

    def _check_references(self) -> None:
        broken = self._database.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            table, row, parent, _ = broken
            raise DatabaseError(
                where=str(self._path), message=f"{table}, row {row}: refers to {parent} that are not there"
            )

    def _check_search(self) -> None:
        # Rank 1 compares the index with the table it indexes: https://www.sqlite.org/fts5.html#the_integrity_check_command
        try:
            self._database.execute("INSERT INTO segments_fts (segments_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            message = refusal(error) or f"full-text index: {error}"
            raise DatabaseError(where=str(self._path), message=message) from error

    def _remove(self) -> None:
        for suffix in ("", "-journal"):
            self._building.with_name(self._building.name + suffix).unlink(missing_ok=True)


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    """Write the statement that inserts rows whose values come in the order of the columns."""
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - names of our schema


def _batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
