"""A folder of sources → `archive.db` and TEI files: every document, then works and alignments, then one writer."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from ezri_archive.database import ArchiveWriter, build_values, content_digest, previous
from ezri_archive.identifiers import document_ids
from ezri_archive.pipeline.documents import Outcome, Plan, links_in, outcome_of
from ezri_archive.pipeline.freshness import digest_of_sources, settings
from ezri_archive.pipeline.passages import Aligned, align_works
from ezri_archive.records import Edition, Link, Notice, SourceFacts
from ezri_archive.sources import Archive, list_paths, load_archive
from ezri_archive.tei import read_edition, write_alignments, write_edition
from ezri_archive.works import Works, facts_of, find_works

Progress = Callable[[Iterable[Outcome], int], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did and found; `changed` is false when the archive already was what the sources give."""

    changed: bool
    sources: int
    reused: int
    refused: tuple[tuple[str, Notice], ...]
    notices: tuple[tuple[str, Notice], ...]
    counts: Mapping[str, int]

    @property
    def failed(self) -> bool:
        """Whether something in the sources needs a person."""
        return bool(self.refused) or any(notice.level == "error" for _, notice in self.notices)


def build(
    folder: Path, database: Path, *, tei_folder: Path | None = None, jobs: int = 1, progress: Progress | None = None
) -> Report:
    """Build the archive of a folder, reusing from the one that stands at `database` what has not changed.

    The old archive stays whole until the new one is complete. Sources that cannot be read are reported and recorded.
    """
    archive = load_archive(folder)
    paths = list_paths(folder)
    made_by = {**settings(folder, archive), "sources": digest_of_sources(folder, paths)}
    values = build_values(database) if database.is_file() else {}
    if tei_folder is None and values.get("refused") == "0" and made_by.items() <= values.items():
        return Report(False, len(paths), len(paths), (), (), _counts(values))  # noqa: FBT003 - not changed
    same_program = settings(folder, archive).items() <= values.items()
    before = previous(database) if same_program else {}
    plan = Plan(folder, document_ids(paths), archive.rights, database, before)
    outcomes = _each(partial(outcome_of, plan), paths, jobs)
    contents = _contents(progress(outcomes, len(paths)) if progress else outcomes, archive)
    _write(contents, database, made_by, tei_folder)
    return _report(contents)


def is_current(folder: Path, database: Path) -> bool:
    """Say whether an archive is what the sources give: build it anew, compare the digests of content."""
    with TemporaryDirectory() as beside:
        fresh = Path(beside) / "archive.db"
        build(folder, fresh)
        return content_digest(fresh) == content_digest(database)


def _each(work: Callable[[str], Outcome], paths: Sequence[str], jobs: int) -> Iterator[Outcome]:
    """Do the per-document work, in order of path whatever the number of workers."""
    if jobs == 1:
        yield from map(work, paths)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(work, paths, chunksize=8)


@dataclass(frozen=True, slots=True)
class _Contents:
    """Everything an archive is loaded from."""

    outcomes: tuple[Outcome, ...]
    editions: tuple[Edition, ...]
    links: Mapping[str, tuple[Link, ...]]
    works: Works
    aligned: Aligned

    @property
    def refused(self) -> tuple[tuple[str, Notice], ...]:
        return tuple((outcome.path, outcome.refused) for outcome in self.outcomes if outcome.refused)


def _contents(outcomes: Iterable[Outcome], archive: Archive) -> _Contents:
    """Read the editions back from their TEI, group them into works, align these."""
    done = tuple(outcomes)
    editions = tuple(read_edition(outcome.tei, where=outcome.path) for outcome in done if outcome.tei)
    links = {edition.id: links_in(edition) for edition in editions}
    works = find_works([facts_of(edition, links[edition.id]) for edition in editions])
    return _Contents(done, editions, links, works, align_works(editions, works, archive.languages))


def _report(contents: _Contents) -> Report:
    notices = ((edition.source.path, notice) for edition in contents.editions for notice in edition.notices)
    return Report(
        changed=True,
        sources=len(contents.outcomes),
        reused=sum(outcome.reused for outcome in contents.outcomes),
        refused=contents.refused,
        notices=(*notices, *contents.works.notices),
        counts=_count(contents),
    )


def _write(contents: _Contents, database: Path, values: Mapping[str, str], tei_folder: Path | None) -> None:
    counts = {f"count.{key}": str(value) for key, value in _count(contents).items()}
    with ArchiveWriter(database) as writer:
        _load_documents(writer, contents, tei_folder)
        _load_works(writer, contents, tei_folder)
        writer.add_builds({**values, **counts, "refused": str(len(contents.refused))})
        writer.finish()


def _load_documents(writer: ArchiveWriter, contents: _Contents, tei_folder: Path | None) -> None:
    work_of = contents.works.work_of()
    unit_by_id = {unit.id: unit for unit in contents.aligned.units}
    for edition in contents.editions:
        inside = [unit_by_id[name] for name in contents.aligned.inside[edition.id]]
        versions = [version for version in contents.works.versions if version.document_id == edition.id]
        xml = write_edition(edition, units=inside, versions=versions)
        writer.add_document(edition, contents.links[edition.id], xml.decode(), work_of[edition.id])
        _to_folder(tei_folder, edition.id, xml)
    for path, notice in contents.refused:
        writer.add_source(SourceFacts(path, "", "", "", 0), [notice])
    for path, notice in contents.works.notices:
        writer.add_notices([notice], source_path=path)


def _load_works(writer: ArchiveWriter, contents: _Contents, tei_folder: Path | None) -> None:
    works, aligned = contents.works, contents.aligned
    writer.add_works(works.works)
    writer.add_link_targets(_targets(contents.links, works))
    writer.add_versions(works.versions)
    writer.add_alignments(aligned.alignments)
    writer.add_units(aligned.units)
    writer.add_terms(aligned.terms)
    for file in aligned.files:
        name, xml = f"{file.work_id}.alignment", write_alignments(file)
        writer.add_tei(name, xml.decode(), kind="alignment", work_id=file.work_id)
        _to_folder(tei_folder, name, xml)


def _to_folder(folder: Path | None, name: str, xml: bytes) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.xml").write_bytes(xml)


def _targets(links: Mapping[str, tuple[Link, ...]], works: Works) -> dict[str, str]:
    """Find the links that lead to a held document: those of version notes whose other end is held."""
    held = {
        (version.document_id, version.of_url): version.of_document_id
        for version in works.versions
        if version.of_document_id
    }
    found = ((link.id, held.get((document, link.url), "")) for document, own in links.items() for link in own)
    return {link: document for link, document in found if document}


def _count(contents: _Contents) -> dict[str, int]:
    segments = Counter[str]()
    for edition in contents.editions:
        for portion in edition.portions:
            segments[f"segments {portion.language.value}"] += len(portion.segments)
    return {
        "documents": len(contents.editions),
        "works": len(contents.works.works),
        "versions": len(contents.works.versions),
        "alignments": len(contents.aligned.alignments),
        "units": len(contents.aligned.units),
        **segments,
    }


def _counts(values: Mapping[str, str]) -> dict[str, int]:
    return {key.removeprefix("count."): int(value) for key, value in values.items() if key.startswith("count.")}
