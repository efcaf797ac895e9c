"""A path → the alignments in it, read by the format that its root element names."""

import gzip
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from ezri_archive.errors import ImportFileError
from ezri_archive.imports.intertext import read_intertext
from ezri_archive.imports.tei import read_tei_alignments
from ezri_archive.imports.tmx import read_tmx
from ezri_archive.imports.trees import local_name, root_of
from ezri_archive.imports.xces import Find, read_xces
from ezri_archive.records import ReturnedRow

MAXIMUM_BYTES = 2_000_000_000
"""The most that is unpacked from one bundle."""

_BROKEN = (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, struct.error, zlib.error)
"""What zipfile raises for what is no zip, or none that it can read."""
_SUFFIXES = frozenset({".xml", ".tei", ".gz", ".tmx"})
"""What may hold alignments or sentences, among the other files of a folder or zip."""
_ROOTS = {"tmx": "tmx", "cesAlign": "xces", "linkGrp": "intertext", "TEI": "tei"}
_READERS: Mapping[str, Callable[[bytes, str, Find], Iterator[ReturnedRow]]] = {
    "tmx": lambda content, where, _: read_tmx(content, where),
    "xces": read_xces,
    "intertext": read_intertext,
    "tei": lambda content, where, _: read_tei_alignments(content, where),
}
FORMATS = tuple(_READERS)
"""The formats that can come back."""


def returned_rows(path: Path, *, kind: str = "") -> Iterator[ReturnedRow]:
    """Read all alignments of a file, of a folder or of a zip.

    `kind` is one of FORMATS; without it the root element of each file decides, and is never doubted. Raises
    ImportFileError when nothing can be opened or read, and for a file of another format than `kind`.
    """
    files = files_of(path)
    alone = kind if list(files) == [path.name] else ""
    kinds = {name: alone or kind_of(content, name) for name, content in files.items()}
    wanted = {name: own for name, own in kinds.items() if own and (not kind or own == kind)}
    for name, own in wanted.items():
        yield from _READERS[own](files[name], name, sentences_finder(files, path, name))
    if not wanted:
        message = f"holds no alignments; expected {kind or ', '.join(FORMATS)}"
        raise ImportFileError(message, where=str(path))


def files_of(path: Path) -> Mapping[str, bytes]:
    """Read what may hold alignments or sentences: names as they refer to one another, in order.

    Raises ImportFileError for what cannot be opened.
    """
    try:
        if path.is_dir():
            found = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in _SUFFIXES)
            return {file.relative_to(path).as_posix(): file.read_bytes() for file in found}
        if path.suffix.lower() == ".zip":
            return _unzipped(path)
        return {path.name: path.read_bytes()}
    except OSError as error:
        message = f"cannot be opened: {error.strerror}"
        raise ImportFileError(message, where=str(path)) from error


def _unzipped(path: Path) -> Mapping[str, bytes]:
    try:
        with ZipFile(path) as bundle:
            entries = (one for one in bundle.infolist() if PurePosixPath(one.filename).suffix.lower() in _SUFFIXES)
            members = sorted(entries, key=lambda one: one.filename)
            if sum(one.file_size for one in members) > MAXIMUM_BYTES:
                message = f"unpacks to more than {MAXIMUM_BYTES:,} bytes"
                raise ImportFileError(message, where=str(path))
            return {one.filename: bundle.read(one) for one in members}
    except _BROKEN as error:
        message = f"is no zip that can be read: {error}"
        raise ImportFileError(message, where=str(path)) from error


def kind_of(content: bytes, name: str) -> str:
    """Name the format of a file by its root element; "" for sentences and all else."""
    if name.endswith(".gz"):
        return ""
    return _ROOTS.get(local_name(root_of(content, name)), "")


def sentences_finder(files: Mapping[str, bytes], path: Path, name: str) -> Find:
    """Look files up beside the one that names them; a lone alignment has them beside it in its folder."""
    folder = name.rpartition("/")[0]

    def find(wanted: str) -> bytes | None:
        full = f"{folder}/{wanted}" if folder else wanted
        content = files.get(full)
        if content is None and path.is_file() and len(files) == 1:
            content = _beside(path, wanted)
        return _unpacked(content, full) if content is not None and wanted.endswith(".gz") else content

    return find


def _beside(path: Path, wanted: str) -> bytes | None:
    file = (path.parent / wanted).resolve()
    inside = file.is_relative_to(path.parent.resolve())
    return file.read_bytes() if inside and file.is_file() else None


def _unpacked(content: bytes, where: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            unpacked = file.read(MAXIMUM_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        message = f"is no gzip file: {error}"
        raise ImportFileError(message, where=where) from error
    if len(unpacked) > MAXIMUM_BYTES:
        message = f"unpacks to more than {MAXIMUM_BYTES:,} bytes"
        raise ImportFileError(message, where=where)
    return unpacked
