"""Chunks of bytes → a file, a folder of files, a zip; what was there stays whole until the new is complete."""

import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ezri_archive.errors import ExportError

Member = tuple[str, bytes]
"""A piece of a file of a bundle: the file's name in it, with `/`, and what comes next in that file."""

_NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip can carry: it stands for none."""


def save(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file, in one step for whoever looks on."""
    with _beside(path) as building:
        with building.open("wb") as file:
            file.writelines(chunks)
        building.replace(path)


def save_folder(folder: Path, members: Iterable[Member]) -> tuple[str, ...]:
    """Write the files of a bundle into a folder, which may hold others; gives their names, in order of appearance.

    Raises ExportError for a name that would lead out of the folder.
    """
    seen: dict[str, None] = {}
    for name, chunk in members:
        path = folder / name
        if name not in seen:
            _must_lie_inside(name)
            path.parent.mkdir(parents=True, exist_ok=True)
        # Opened for every chunk: a bundle can have more files than a process may hold open.
        with path.open("ab" if name in seen else "wb") as file:
            file.write(chunk)
        seen[name] = None
    return tuple(seen)


def _must_lie_inside(name: str) -> None:
    """Refuse what is no plain relative path: the identifiers of an archive from elsewhere may be forged."""
    if not all(part.strip(".") and "\\" not in part for part in name.split("/")):
        message = f"{name!r} cannot be the name of a file in a bundle"
        raise ExportError(message)


def save_zip(path: Path, members: Iterable[Member]) -> None:
    """Write the files of a bundle as a zip, without dates; the same members give the same bytes."""
    with TemporaryDirectory() as temporary, _beside(path) as building:
        names = save_folder(Path(temporary), members)
        with zipfile.ZipFile(building, "w") as archive:
            for name in names:
                _add(archive, name, Path(temporary, name))
        building.replace(path)


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = zipfile.ZipInfo(name, _NO_DATE)
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".gz") else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(entry, "w") as target:
        shutil.copyfileobj(source, target)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Name a file to build beside a path; it is taken away when building fails."""
    building = path.with_name(f"{path.name}.{os.getpid()}.building")
    try:
        yield building
    finally:
        building.unlink(missing_ok=True)
