"""What can go wrong, one class for each person who must act.

```
ArchiveError              root: the message is meant for the user; the command line prints it and exits with 1
├── SourceError           a file in the sources cannot be read: which, where in it, what was expected
│   └── SidecarError      the TOML beside a source says something that is not allowed
├── TeiError              TEI that is not well-formed, not ours to read, or cannot carry a text
├── DatabaseError         archive.db is missing, is not an archive, or contradicts itself
├── AlignmentError        input an aligner cannot use: gold that covers lines twice, two texts in one language id
├── ExportError           a text that a format cannot carry, rows that it has no place for
└── ImportFileError       a file from another tool cannot be read, or is not of the format it is taken for
```
"""


class ArchiveError(Exception):
    """Something in the sources or the archive is wrong, said in one line."""

    def __init__(self, message: str, *, where: str = "") -> None:
        """Say `message`, and `where`: a path, a line, a row."""
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = where


class SourceError(ArchiveError):
    """A source cannot be read."""

    def __init__(self, message: str, *, where: str = "", code: str = "unreadable", place: str = "") -> None:
        """Say `message`; `code` names the kind of damage, `place` the line or byte inside the source."""
        super().__init__(message, where=f"{where}, {place}" if where and place else where or place)
        self.code = code
        self.place = place


class SidecarError(SourceError):
    """A sidecar or archive.toml has a key or value that is not allowed."""


class TeiError(ArchiveError):
    """TEI that cannot be read or written."""


class DatabaseError(ArchiveError):
    """An archive that is missing, is something else, or contradicts itself."""


class AlignmentError(ArchiveError):
    """Input that cannot be aligned or evaluated."""


class ExportError(ArchiveError):
    """Something a format of exchange cannot carry."""


class ImportFileError(ArchiveError):
    """A file from another tool that cannot be read, or is not of the format it is taken for."""
