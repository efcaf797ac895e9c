"""A file, folder, bundle or archive → what is wrong with it, by name."""

from collections.abc import Mapping
from pathlib import Path

from ezri_archive.database.validity import archive_problems, each_tei
from ezri_archive.imports import exchange_problems
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
    return exchange_problems(path, tei=lambda content: tei_problems(content, schema=schema))


def _of_archive(path: Path, schema: Path | None) -> Found:
    found = {path.name: archive_problems(path)}
    return found | {
        f"{path.name}, TEI of {name}": tei_problems(xml.encode(), schema=schema) for name, xml in each_tei(path)
    }


def _starts_as(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic
