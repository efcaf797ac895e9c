"""One source → the TEI of its edition: read, split, segment, describe; or find it done in the archive as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ezri_archive.database import read_tei
from ezri_archive.errors import SourceError, TeiError
from ezri_archive.languages import identifying_with
from ezri_archive.links import links_of
from ezri_archive.pipeline.freshness import Choices
from ezri_archive.pipeline.preparation import Prepared, prepare
from ezri_archive.pipeline.publishing import without_closed
from ezri_archive.pipeline.spool import packed
from ezri_archive.portions import metadata, split
from ezri_archive.readers import read
from ezri_archive.readers.names import visible
from ezri_archive.records import Document, Edition, GivenUnit, Link, Notice, SegmentedPortion, Source
from ezri_archive.segments import segment
from ezri_archive.sources import Archive, load
from ezri_archive.tei import read_edition, write_edition


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: its edition and TEI, or the notice that refuses it.

    `edition` is `spool.packed`; nothing but the path stands where the source has not changed and all that is needed of
    it has been kept.
    """

    path: str
    tei: bytes = b""
    refused: Notice | None = None
    reused: bool = False
    edition: bytes = b""
    prepared: Prepared | None = None
    profile: bytes = b""


@dataclass(frozen=True, slots=True)
class Task:
    """The source at `path` that is to become a document; a member of a container comes as `source`, or is refused."""

    path: str
    source: Source | None = None
    refused: Notice | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the work on every source needs.

    `names` are those of the documents by path; `unchanged` the paths whose TEI can be read from the archive at
    `database`; `kept` those of which not even that is needed.
    """

    folder: Path
    names: Mapping[str, str]
    archive: Archive
    database: Path
    unchanged: frozenset[str]
    kept: frozenset[str]
    choices: Choices


def edition_of(source: Source, document_id: str, *, rights: str = "unknown") -> Edition:
    """Read, split and segment one source; `rights` is the archive's default.

    Raises SourceError when it cannot be read.
    """
    document = read(source, document_id)
    portions = split(document, source.sidecar)
    segmented = segment(document.id, portions)
    return Edition(
        id=document.id,
        source=document.source,
        metadata=metadata(document.declared, portions, rights=rights),
        portions=segmented,
        notices=document.notices,
        given=_given(document, segmented),
    )


def _given(document: Document, portions: Sequence[SegmentedPortion]) -> tuple[GivenUnit, ...]:
    """Name the segments of the blocks that the source puts together: each of these is one segment."""
    if not document.given:
        return ()
    names = {one.start: one.id for portion in portions for one in portion.segments}
    at = {block.line: names[block.start] for block in document.blocks if block.start in names}
    units = (GivenUnit(tuple(at[line] for line in one.lines if line in at), one.status) for one in document.given)
    return tuple(unit for unit in units if unit.segment_ids)


def links_in(edition: Edition) -> tuple[Link, ...]:
    """Gather the links of an edition, portion by portion."""
    links: list[Link] = []
    for portion in edition.portions:
        links += links_of(portion, document_id=edition.id, first_number=len(links) + 1)
    return tuple(links)


def load_file(file: Path) -> Source:
    """Load one file with its sidecar, as a source of the folder it lies in; a link stands for what it leads to."""
    target = file.resolve() if file.is_symlink() else file
    return load(target.parent, target.name)


def outcome_of(plan: Plan, task: Task) -> Outcome:
    """Make the TEI of one source, or find it in the archive when neither source nor sidecar has changed.

    What goes on from here is what is read back from the TEI.
    """
    path = task.path
    if task.refused:
        return Outcome(path, refused=task.refused)
    if path in plan.kept:
        return Outcome(path, reused=True)
    try:
        tei = _tei(plan, task)
        return _done(plan, path, tei) if tei else Outcome(path, refused=_WITHHELD)
    except (SourceError, TeiError) as error:
        return Outcome(path, refused=refusal(error))


def refusal(error: SourceError | TeiError) -> Notice:
    """Say on one line why a source is refused."""
    if isinstance(error, SourceError):
        return Notice("error", error.code, visible(str(error)), visible(error.place))
    return Notice("error", "no-tei", visible(str(error)))


WITHHELD = "not-public"
"""The code of the notice that a source is left out of a public archive."""

_WITHHELD = Notice("info", WITHHELD, "is not in a public archive: what may be done with it is closed or unknown")


def _tei(plan: Plan, task: Task) -> bytes:
    """Write the TEI of a document; nothing when it may not be published and the archive is public."""
    name = plan.names[task.path]
    if task.path in plan.unchanged:
        return read_tei(plan.database, name).encode()
    source = task.source or load(plan.folder, task.path)
    with identifying_with(plan.choices.language_identifier):
        edition = edition_of(source, name, rights=plan.archive.rights)
    published = without_closed(edition) if plan.choices.public else edition
    return write_edition(published) if published else b""


def _done(plan: Plan, path: str, tei: bytes) -> Outcome:
    edition = read_edition(tei, where=path)
    prepared, profile = prepare(edition, links_in(edition), plan.archive.languages)
    reused = path in plan.unchanged
    return Outcome(path, tei, None, reused, packed(edition), prepared, profile)
