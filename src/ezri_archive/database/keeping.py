"""`archive.db.kept`: what one build leaves for the next, and the lock that keeps two builds apart.

Nothing in it is needed: without it, the next build reads every document again. One transaction is open as long as a
build runs; it is the lock, and a build that is killed leaves the file as it was.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from ezri_archive.database.refusals import refusal
from ezri_archive.errors import DatabaseError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    document_id TEXT PRIMARY KEY NOT NULL,
    facts TEXT NOT NULL,
    profile BLOB NOT NULL
);
"""
_MARK = ""
"""The identifier under which the mark stands; no document is called so."""


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """What is kept of a document: facts and profile, in a form of their writer's own."""

    document_id: str
    facts: str
    profile: bytes


class Kept:
    """What is kept beside an archive, for one build alone.

    ```
    with Kept(path) as kept:                 # refuses to start while another build runs
        kept.recall(mark)                    # kept.known: what was kept for the archive that has this mark
        kept.keep(documents); kept.drop(ids)
        kept.finish(mark)                    # only now is anything kept
    ```
    """

    def __init__(self, archive: Path) -> None:
        """Mean to open what is kept beside an archive; nothing is touched yet."""
        self._path = archive.with_name(archive.name + ".kept")
        self.known: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self._connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
            self._begin()
        except sqlite3.DatabaseError as error:
            raise DatabaseError(where=str(self._path), message=_said(error)) from error
        return self

    def _begin(self) -> None:
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
            self._connection.execute(_SCHEMA)
        except sqlite3.DatabaseError:
            self._connection.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Let go of the lock; what was not finished is as if it had not been."""
        self._connection.close()

    def recall(self, mark: str) -> None:
        """Fill `known` with the facts of every document, by id; forget all of them where the mark is another."""
        found = dict(self._connection.execute("SELECT document_id, facts FROM kept").fetchall())
        if found.pop(_MARK, None) == mark:
            self.known = found
        else:
            self._connection.execute("DELETE FROM kept")

    def profile(self, document_id: str) -> bytes:
        """Give the profile of a document; empty where it has none."""
        row = self._connection.execute("SELECT profile FROM kept WHERE document_id = ?", [document_id]).fetchone()
        content: bytes = row[0]
        return content

    def keep(self, documents: Iterable[KeptDocument]) -> None:
        """Add documents, or put them in the place of what was kept of them."""
        rows = ((document.document_id, document.facts, document.profile) for document in documents)
        self._connection.executemany("REPLACE INTO kept VALUES (?, ?, ?)", rows)

    def drop(self, document_ids: Iterable[str]) -> None:
        """Forget documents."""
        self._connection.executemany("DELETE FROM kept WHERE document_id = ?", ([name] for name in document_ids))

    def finish(self, mark: str) -> None:
        """Keep what was added, for the build that finds an archive with this mark."""
        self.keep([KeptDocument(_MARK, mark, b"")])
        self._connection.execute("COMMIT")

    def forget(self) -> None:
        """Keep nothing: no word of what was added stays in the file."""
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute("DELETE FROM kept")
        self._connection.execute("COMMIT")
        self._connection.execute("VACUUM")


def _said(error: sqlite3.DatabaseError) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return "another build of this archive is running; wait until it is done"
    if isinstance(error, sqlite3.OperationalError):
        return refusal(error) or f"cannot be written: {error}"
    return "is not what a build left; delete it and build again"
