"""A folder of sources → `archive.db` and TEI files: every document, then works and alignments, then one writer."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ezri_archive.alignment.embeddings import NamedEncoder, load_encoder
from ezri_archive.corrections import FILE, load_corrections
from ezri_archive.database import Kept, build_values, content_digest, led_to, previous, standing, writing
from ezri_archive.identifiers import document_ids
from ezri_archive.languages import check_identifier
from ezri_archive.pipeline.collecting import (
    Collected,
    Texts,
    as_listed,
    collect,
    digest_of_works,
    with_containers,
    with_parallels,
    works_of,
)
from ezri_archive.pipeline.documents import Outcome, Plan
from ezri_archive.pipeline.freshness import Choices, digest_of_sources, hashes_of_sources, settings
from ezri_archive.pipeline.loading import Change, Contents, write_all, write_changes
from ezri_archive.pipeline.passages import align_works
from ezri_archive.pipeline.publishing import about, published
from ezri_archive.pipeline.spool import Spool
from ezri_archive.pipeline.unpacking import Listing, listing, tasks
from ezri_archive.pipeline.workers import each_outcome
from ezri_archive.records import Correction, Notice
from ezri_archive.sources import Archive, list_paths, load_archive
from ezri_archive.works import Works

Progress = Callable[[Iterable[Outcome], int], Iterable[Outcome]]

_NOT_OF_DOCUMENTS = frozenset({"sources", "decisions", "embeddings"})
"""What an archive is made by that does not decide what a document is read as."""
_FEW = 0.2
"""Where a greater share of the documents has changed, writing everything takes no longer than changing the archive."""
_BY_DEFAULT = Choices()


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
        return any(notice.level == "error" for _, notice in (*self.refused, *self.notices))


def build(
    folder: Path,
    database: Path,
    choices: Choices = _BY_DEFAULT,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Build the archive of a folder, reusing from the one that stands at `database` what has not changed.

    The old archive stays whole until the new one is complete. Sources that cannot be read are reported and recorded.
    A document is read again when its bytes or its sidecar's have changed. Versions are looked for anew in every build.
    Alignments stay when nothing that is aligned has changed; otherwise all are made again, because the aligner learns
    from the whole collection: so a build that reuses says the same as one that does not. What is kept for the next
    build lies beside the archive, in a file that may be deleted; it is also the lock. `jobs` is how many processes
    read and split; it decides nothing else. Where `database` is a link, what it leads to is built. Raises
    DatabaseError when another build of this archive is running or it is replaced meanwhile, and when it cannot be
    written, AlignmentError when there is no encoder as chosen.
    """
    check_identifier(choices.language_identifier)
    database = led_to(database)
    archive = load_archive(folder)
    paths = list_paths(folder)
    hashes = hashes_of_sources(folder, paths)
    made_by = {**settings(folder, archive, choices), "sources": digest_of_sources(hashes)}
    values = _values(database)
    if {**made_by, "refused": "0", "decisions_lost": "0"}.items() <= values.items():
        counts = _counts(values)
        return Report(False, counts["sources"], counts["sources"], (), (), counts)  # noqa: FBT003 - not changed
    name = choices.embeddings
    helper = NamedEncoder(name, load_encoder(name)) if name else None
    with writing(database), Kept(database) as kept, Spool(database.parent) as spool:
        corrections = load_corrections(folder)
        job = _Job(folder, database, archive, listing(folder, hashes), choices, made_by, corrections, helper)
        return _build(job, kept, spool, jobs, progress)


def is_current(folder: Path, database: Path, choices: Choices = _BY_DEFAULT, *, jobs: int = 1) -> bool:
    """Say whether an archive is what the sources give by these choices: build it anew, compare the content digests."""
    with writing(Path("TMPDIR")), TemporaryDirectory() as beside:
        fresh = Path(beside) / "archive.db"
        build(folder, fresh, choices, jobs=jobs)
        return content_digest(fresh) == content_digest(database)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be built from what; `made_by` is what decides the content."""

    folder: Path
    database: Path
    archive: Archive
    listing: Listing
    choices: Choices
    made_by: Mapping[str, str]
    corrections: tuple[Correction, ...]
    helper: NamedEncoder | None


@dataclass(frozen=True, slots=True)
class _Before:
    """The archive that stands, as far as it can be used: its values, documents and sources that are as they were."""

    values: Mapping[str, str]
    documents: Mapping[str, str]
    sources: frozenset[str]
    unchanged: frozenset[str]


def _build(job: _Job, kept: Kept, spool: Spool, jobs: int, progress: Progress | None) -> Report:
    entries = job.listing.entries
    names = document_ids(entry.path for entry in entries)
    stands = standing(job.database)
    before = _before(job, names)
    kept.recall(_mark(job, before.values))
    plan = _plan(job, before, names, kept)
    outcomes = each_outcome(plan, tasks(job.folder, entries, before.unchanged), jobs)
    shown = progress(outcomes, len(entries)) if progress else outcomes
    try:
        collected = with_containers(collect(as_listed(shown, entries), names, kept, spool), job.listing)
    finally:
        stands.must_stand()
    contents = Contents(collected, works_of(collected, kept), Texts(spool, stands), job.choices.public)
    counts, lost = _write(job, before, contents)
    if contents.public:
        kept.forget()
    else:
        kept.finish(_mark(job, job.made_by))
    return _report(contents, lost, counts)


def _before(job: _Job, names: Mapping[str, str]) -> _Before:
    """Find what can be used again; nothing where the program or its settings are others.

    A public archive does not hold all that it was made from, so that it is always made anew.
    """
    values = {} if job.choices.public else _values(job.database)
    same = {key: value for key, value in job.made_by.items() if key not in _NOT_OF_DOCUMENTS}
    found = previous(job.database) if same.items() <= values.items() else {}
    hashes = job.listing.hashes
    unchanged = {
        path
        for path, old in found.items()
        if old.document_id
        and old.document_id == names.get(path)
        and (old.sha256, old.sidecar_sha256) == hashes.get(path)
    }
    documents = {path: old.document_id for path, old in found.items() if old.document_id}
    return _Before(values if found else {}, documents, frozenset(found), frozenset(unchanged))


def _plan(job: _Job, before: _Before, names: Mapping[str, str], kept: Kept) -> Plan:
    known = frozenset(path for path in before.unchanged if names[path] in kept.known)
    return Plan(job.folder, names, job.archive, job.database, before.unchanged, known, job.choices)


def _values(database: Path) -> Mapping[str, str]:
    return build_values(database) if database.is_file() else {}


def _mark(job: _Job, values: Mapping[str, str]) -> str:
    """Name the state of an archive: what is kept belongs to it alone."""
    lines = "".join(f"{key}={values.get(key, '')}\n" for key in sorted(job.made_by))
    return hashlib.sha256(lines.encode()).hexdigest()


# --- works, alignments, rows --------------------------------------------------------------------------------


def _write(job: _Job, before: _Before, contents: Contents) -> tuple[Mapping[str, int], tuple[Notice, ...]]:
    """Write the archive, from nothing or from the one that stands; count what is in it, and tell of lost decisions."""
    collected, works = contents.collected, contents.works
    open_works = with_parallels(works, collected)
    digest = digest_of_works(open_works, collected)
    counts = _count(collected, works)
    failures = collected.failures + sum(notice.level == "error" for _, notice in works.notices)
    builds = {**job.made_by, "aligned": digest, "refused": str(failures), "decisions_lost": "0"}
    if _aligned_as_before(job, before, digest) and _is_small(job, before):
        counts |= {key: count for key, count in _counts(before.values).items() if key in {"alignments", "units"}}
        write_changes(contents, _change(before, collected), {**builds, **_as_values(counts)}, job.database)
        return counts, ()
    aligned = align_works(
        replace(works, works=open_works),
        contents.texts.edition,
        job.archive.languages,
        about(job.corrections, {one.facts.id for one in collected.documents}) if contents.public else job.corrections,
        job.helper,
    )
    if contents.public:
        every = (contents.texts.edition(one.facts.id) for one in collected.documents)
        aligned, works = published(aligned, works, every)
        contents = replace(contents, works=works)
    counts |= {"alignments": len(aligned.alignments), "units": len(aligned.units)}
    builds["decisions_lost"] = str(len(aligned.notices))
    write_all(contents, aligned, {**builds, **_as_values(counts)}, job.database)
    return counts, aligned.notices


def _aligned_as_before(job: _Job, before: _Before, digest: str) -> bool:
    """Say whether the alignments that stand can stay; where a decision is lost, they cannot: it is told each time."""
    own = {key: job.made_by[key] for key in ("decisions", "embeddings")}
    same = {**own, "aligned": digest, "decisions_lost": "0"}
    return same.items() <= before.values.items()


def _is_small(job: _Job, before: _Before) -> bool:
    entries = job.listing.entries
    packages = {facts.path for facts in job.listing.packages}
    changed = len({entry.path for entry in entries} | before.sources - packages) - len(before.unchanged)
    return changed <= _FEW * len(entries)


def _change(before: _Before, collected: Collected) -> Change:
    gone = before.sources - before.unchanged
    documents = sorted(before.documents[path] for path in gone if path in before.documents)
    added = [one.facts.id for one in collected.documents if one.facts.path not in before.unchanged]
    return Change(tuple(documents), tuple(sorted(gone)), frozenset(added))


def _report(contents: Contents, lost: Iterable[Notice], counts: Mapping[str, int]) -> Report:
    collected = contents.collected
    return Report(
        changed=True,
        sources=collected.sources,
        reused=collected.reused,
        refused=collected.refused,
        notices=(
            *collected.notices(),
            *collected.on_containers,
            *contents.works.notices,
            *((FILE, notice) for notice in lost),
        ),
        counts=counts,
    )


def _count(collected: Collected, works: Works) -> dict[str, int]:
    segments = Counter[str]()
    for document in collected.documents:
        segments.update({f"segments {code}": count for code, count in document.segments.items()})
    return {
        "sources": collected.sources,
        "documents": len(collected.documents),
        "works": len(works.works),
        "versions": len(works.versions),
        **segments,
    }


def _as_values(counts: Mapping[str, int]) -> dict[str, str]:
    return {f"count.{key}": str(value) for key, value in counts.items()}


def _counts(values: Mapping[str, str]) -> dict[str, int]:
    return {key.removeprefix("count."): int(value) for key, value in values.items() if key.startswith("count.")}
