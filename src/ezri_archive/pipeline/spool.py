"""What is done with one document and needed again later → a temporary file; memory does not grow with the sources."""

import pickle
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from ezri_archive.records import Decision, Edition, Mark, Segment, SegmentedBlock, SegmentedPortion


class Spool:
    """A file of editions and their TEI, by document; it has no name: a build that is killed leaves nothing behind."""

    def __init__(self, folder: Path) -> None:
        """Open a file in a folder that has room for it: where the archive will stand."""
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._places: dict[str, tuple[int, int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file, and with that remove it."""
        self._file.close()

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._places

    def put(self, document_id: str, edition: bytes, tei: bytes) -> None:
        """Add a document: its edition as `packed`, its TEI."""
        start = self._file.seek(0, 2)
        self._file.write(edition)
        self._file.write(tei)
        self._places[document_id] = (start, len(edition), len(tei))

    def edition(self, document_id: str) -> Edition:
        """Read an edition back."""
        start, length, _ = self._places[document_id]
        self._file.seek(start)
        found: Edition = pickle.loads(self._file.read(length))  # noqa: S301 - this process wrote it
        return found

    def tei(self, document_id: str) -> bytes:
        """Read TEI back."""
        start, before, length = self._places[document_id]
        self._file.seek(start + before)
        return self._file.read(length)


def packed(edition: Edition) -> bytes:
    """Write an edition down for a Spool."""
    stream = BytesIO()
    pickler = pickle.Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _reducers()
    pickler.dump(edition)
    return stream.getvalue()


@cache
def _reducers() -> dict[type, Callable[[Any], tuple[type, tuple[Any, ...]]]]:
    """Say how the many records of an edition are written down: by their values, which takes half the time."""
    return {kind: _reducer(kind) for kind in (Segment, SegmentedBlock, SegmentedPortion, Mark, Decision)}


def _reducer(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda record: (kind, values(record))
