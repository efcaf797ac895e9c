"""What the disk or SQLite refuses while an archive is written → one line that says what to do; what stands there."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ezri_archive.errors import DatabaseError

_FULL = "cannot be written: no room is left on this disk, or for temporary files (TMPDIR); make room and build again"
_CLOSED = "cannot be written: that is not allowed here; allow it, or choose another place with --db"
_MISSING = "cannot be written: there is no such folder, or nobody may write into it; make it, or choose another"
_DISK = "cannot be written: the disk fails; look after it, or choose another place with --db"
_SAID = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), _CLOSED),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR, errno.EISDIR), _MISSING),
    errno.EIO: _DISK,
}
_SAID_BY_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_CANTOPEN: _MISSING,
    sqlite3.SQLITE_IOERR: _DISK,
}
_PRIMARY = 0xFF
"""The bits of an extended result code that say what it extends: https://www.sqlite.org/rescode.html."""


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Raise DatabaseError, in words, for what the disk or SQLite refuses while an archive is built at a path."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(where=str(archive), message=refusal(error) or f"cannot be written: {error}") from error


def refusal(error: Exception) -> str:
    """Say what the disk refuses, and what to do; "" for an error that has nothing to do with it."""
    if isinstance(error, OSError):
        return _SAID.get(error.errno or 0, "")
    return _SAID_BY_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY, "")


@dataclass(frozen=True, slots=True)
class Standing:
    """The file that stands at a path when a build begins, or that there is none; it must stay the same one."""

    path: Path
    facts: tuple[int, int, int, int] | None

    def must_stand(self) -> None:
        """Raise DatabaseError when another file has taken its place, or its content has changed."""
        if _facts(self.path) != self.facts:
            message = "was replaced, changed or deleted while it was built on; build again"
            raise DatabaseError(where=str(self.path), message=message)


def standing(path: Path) -> Standing:
    """Remember the file at a path."""
    return Standing(path, _facts(path))


def led_to(path: Path) -> Path:
    """Follow links to where an archive stands or will stand: the link stays, what it leads to is built anew.

    Raises DatabaseError for links in a circle.
    """
    try:
        return path.resolve() if path.is_symlink() else path
    except (OSError, RuntimeError) as error:
        raise DatabaseError(where=str(path), message="is a link that leads to itself; delete it") from error


def _facts(path: Path) -> tuple[int, int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
