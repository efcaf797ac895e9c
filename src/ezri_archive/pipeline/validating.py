"""A file, folder, bundle or archive → what is wrong with it, by name."""

from collections.abc import Mapping
from pathlib import Path

from ezri_archive.database.validity import archive_problems, each_tei
from ezri_archive.errors import ImportFileError
from ezri_archive.imports import exchange_problems, format_of
from ezri_archive.records import Problem
from ezri_archive.tei import tei_problems

_SQLITE = b"SQLite format 3\x00"

Found = Mapping[str, tuple[Problem, ...]]
"""What was validated, and what is wrong with each: nothing where it is right."""


def problems_of(path: Path, *, schema: Path | None = None) -> Found:
    """Validate an archive and the TEI in it, a TEI file, a TMX, an XCES or InterText bundle, or a folder of these.

    `schema` is another RELAX NG schema for TEI. Raises ImportFileError for what is none of them.
    """
    if path.is_file() and _starts_as(path, _SQLITE):
        return _of_archive(path, schema)
    if path.is_dir():
        return _of_folder(path, schema)
    if path.is_file() and format_of(path) == "tei":
        return {path.name: tei_problems(path.read_bytes(), schema=schema)}
    return exchange_problems(path)


def _of_archive(path: Path, schema: Path | None) -> Found:
    found = {path.name: archive_problems(path)}
    return found | {
        f"{path.name}, TEI of {name}": tei_problems(xml.encode(), schema=schema) for name, xml in each_tei(path)
    }


def _of_folder(path: Path, schema: Path | None) -> Found:
    tei = [file for file in sorted(path.rglob("*.xml")) if format_of(file) == "tei"]
    found = {file.relative_to(path).as_posix(): tei_problems(file.read_bytes(), schema=schema) for file in tei}
    try:
        return found | dict(exchange_problems(path))
    except ImportFileError:
        if not found:
            raise
        return found


def _starts_as(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic
