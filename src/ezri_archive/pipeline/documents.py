"""One source → the TEI of its edition: read, split, segment, describe; or find it done in the archive as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ezri_archive.database import PreviousSource, read_tei
from ezri_archive.errors import SourceError
from ezri_archive.links import links_of
from ezri_archive.portions import metadata, split
from ezri_archive.readers import read
from ezri_archive.records import Edition, Link, Notice, Source
from ezri_archive.segments import segment
from ezri_archive.sources import load
from ezri_archive.tei import write_edition


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: the TEI of its edition, or the notice that refuses it."""

    path: str
    tei: bytes = b""
    refused: Notice | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the work on every source needs: where sources lie, their documents' names, what was done `before`."""

    folder: Path
    names: Mapping[str, str]
    rights: str
    database: Path
    before: Mapping[str, PreviousSource]


def edition_of(source: Source, document_id: str, *, rights: str = "unknown") -> Edition:
    """Read, split and segment one source; `rights` is the archive's default.

    Raises SourceError when it cannot be read.
    """
    document = read(source, document_id)
    portions = split(document, source.sidecar)
    return Edition(
        id=document.id,
        source=document.source,
        metadata=metadata(document.declared, portions, rights=rights),
        portions=segment(document.id, portions),
        notices=document.notices,
    )


def links_in(edition: Edition) -> tuple[Link, ...]:
    """Gather the links of an edition, portion by portion."""
    links: list[Link] = []
    for portion in edition.portions:
        links += links_of(portion, document_id=edition.id, first_number=len(links) + 1)
    return tuple(links)


def load_file(file: Path) -> Source:
    """Load one file with its sidecar, as a source of the folder it lies in."""
    return load(file.parent, file.name)


def outcome_of(plan: Plan, path: str) -> Outcome:
    """Make the TEI of one source, or find it in the archive as it was when neither source nor sidecar has changed."""
    try:
        source = load(plan.folder, path)
        old = plan.before.get(path)
        if old and old.document_id == plan.names[path] and _unchanged(source, old):
            return Outcome(path, read_tei(plan.database, old.document_id).encode(), reused=True)
        return Outcome(path, write_edition(edition_of(source, plan.names[path], rights=plan.rights)))
    except SourceError as error:
        return Outcome(path, refused=Notice("error", error.code, str(error), error.place))


def _unchanged(source: Source, old: PreviousSource) -> bool:
    return (old.sha256, old.sidecar_sha256) == (source.sha256, source.sidecar.digest)
