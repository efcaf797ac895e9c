"""A folder of sources → `archive.db` and TEI files: every document, then works and alignments, then one writer."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from ezri_archive.database import Kept, build_values, content_digest, previous
from ezri_archive.identifiers import document_ids
from ezri_archive.pipeline.collecting import Collected, Texts, collect, digest_of_works, with_parallels, works_of
from ezri_archive.pipeline.documents import Outcome, Plan, outcome_of
from ezri_archive.pipeline.freshness import digest_of_sources, hashes_of_sources, settings
from ezri_archive.pipeline.loading import Change, Contents, write_all, write_changes
from ezri_archive.pipeline.passages import align_works
from ezri_archive.pipeline.spool import Spool
from ezri_archive.records import Edition, Notice, Work
from ezri_archive.sources import Archive, list_paths, load_archive
from ezri_archive.works import Works

Progress = Callable[[Iterable[Outcome], int], Iterable[Outcome]]

_FEW = 0.2
"""Where a greater share of the documents has changed, writing everything takes no longer than changing the archive."""


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
    A document is read again when its bytes or its sidecar's have changed. Versions are looked for anew in every build.
    Alignments stay when nothing that is aligned has changed; otherwise all are made again, because the aligner learns
    from the whole collection: so a build that reuses says the same as one that does not. What is kept for the next
    build lies beside the archive, in a file that may be deleted; it is also the lock. Raises DatabaseError when another
    build of this archive is running.
    """
    archive = load_archive(folder)
    paths = list_paths(folder)
    hashes = hashes_of_sources(folder, paths)
    made_by = {**settings(folder, archive), "sources": digest_of_sources(hashes)}
    values = _values(database)
    if tei_folder is None and values.get("refused") == "0" and made_by.items() <= values.items():
        return Report(False, len(paths), len(paths), (), (), _counts(values))  # noqa: FBT003 - not changed
    with Kept(database) as kept, Spool(database.parent) as spool:
        job = _Job(folder, database, archive, hashes, made_by, tei_folder)
        return _build(job, kept, spool, jobs, progress)


def is_current(folder: Path, database: Path) -> bool:
    """Say whether an archive is what the sources give: build it anew, compare the digests of content."""
    with TemporaryDirectory() as beside:
        fresh = Path(beside) / "archive.db"
        build(folder, fresh)
        return content_digest(fresh) == content_digest(database)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be built from what; `made_by` is what decides the content."""

    folder: Path
    database: Path
    archive: Archive
    hashes: Mapping[str, tuple[str, str]]
    made_by: Mapping[str, str]
    tei_folder: Path | None


@dataclass(frozen=True, slots=True)
class _Before:
    """The archive that stands, as far as it can be used: its values, documents and sources that are as they were."""

    values: Mapping[str, str]
    documents: Mapping[str, str]
    sources: frozenset[str]
    unchanged: frozenset[str]


def _build(job: _Job, kept: Kept, spool: Spool, jobs: int, progress: Progress | None) -> Report:
    before = _before(job, document_ids(job.hashes))
    kept.recall(_mark(job, before.values))
    plan = _plan(job, before, kept)
    outcomes = _each(partial(outcome_of, plan), tuple(job.hashes), jobs)
    shown = progress(outcomes, len(job.hashes)) if progress else outcomes
    collected = collect(shown, plan.names, kept, spool)
    contents = Contents(collected, works_of(collected, kept), Texts(spool, job.database))
    counts = _write(job, before, contents)
    kept.finish(_mark(job, job.made_by))
    return _report(collected, contents.works, counts)


def _before(job: _Job, names: Mapping[str, str]) -> _Before:
    """Find what can be used again; nothing where the program or its settings are others."""
    values = _values(job.database)
    same = {key: value for key, value in job.made_by.items() if key != "sources"}
    found = previous(job.database) if same.items() <= values.items() else {}
    unchanged = {
        path
        for path, old in found.items()
        if old.document_id
        and old.document_id == names.get(path)
        and (old.sha256, old.sidecar_sha256) == job.hashes.get(path)
    }
    documents = {path: old.document_id for path, old in found.items() if old.document_id}
    return _Before(values if found else {}, documents, frozenset(found), frozenset(unchanged))


def _plan(job: _Job, before: _Before, kept: Kept) -> Plan:
    names = document_ids(job.hashes)
    known = frozenset(path for path in before.unchanged if names[path] in kept.known)
    return Plan(job.folder, names, job.archive, job.database, before.unchanged, known)


def _values(database: Path) -> Mapping[str, str]:
    return build_values(database) if database.is_file() else {}


def _mark(job: _Job, values: Mapping[str, str]) -> str:
    """Name the state of an archive: what is kept belongs to it alone."""
    lines = "".join(f"{key}={values.get(key, '')}\n" for key in sorted(job.made_by))
    return hashlib.sha256(lines.encode()).hexdigest()


def _each(work: Callable[[str], Outcome], paths: Sequence[str], jobs: int) -> Iterator[Outcome]:
    """Do the per-document work, in order of path whatever the number of workers."""
    if jobs == 1:
        yield from map(work, paths)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(work, paths, chunksize=8)


# --- works, alignments, rows --------------------------------------------------------------------------------


def _write(job: _Job, before: _Before, contents: Contents) -> Mapping[str, int]:
    """Write the archive, from nothing or from the one that stands; give the counts of what is in it."""
    collected, works = contents.collected, contents.works
    open_works = with_parallels(works, collected)
    digest = digest_of_works(open_works, collected)
    counts = _count(collected, works)
    builds = {**job.made_by, "aligned": digest, "refused": str(len(collected.refused))}
    if before.values.get("aligned") == digest and _is_small(job, before):
        counts |= {key: count for key, count in _counts(before.values).items() if key in {"alignments", "units"}}
        write_changes(contents, _change(before, collected), {**builds, **_as_values(counts)}, job.database)
        return counts
    aligned = align_works(
        _editions(open_works, contents.texts), replace(works, works=open_works), job.archive.languages
    )
    counts |= {"alignments": len(aligned.alignments), "units": len(aligned.units)}
    write_all(contents, aligned, {**builds, **_as_values(counts)}, job.database, job.tei_folder)
    return counts


def _is_small(job: _Job, before: _Before) -> bool:
    changed = len(job.hashes.keys() | before.sources) - len(before.unchanged)
    return not job.tei_folder and changed <= _FEW * len(job.hashes)


def _change(before: _Before, collected: Collected) -> Change:
    gone = before.sources - before.unchanged
    documents = sorted(before.documents[path] for path in gone if path in before.documents)
    added = [one.facts.id for one in collected.documents if one.facts.path not in before.unchanged]
    return Change(tuple(documents), tuple(sorted(gone)), frozenset(added))


def _editions(works: Sequence[Work], texts: Texts) -> list[Edition]:
    """Read the texts that are aligned: all at once, for they are aligned as one collection."""
    return [texts.edition(name) for work in works for name in work.document_ids]


def _report(collected: Collected, works: Works, counts: Mapping[str, int]) -> Report:
    return Report(
        changed=True,
        sources=len(collected.documents) + len(collected.refused),
        reused=collected.reused,
        refused=collected.refused,
        notices=(*collected.notices(), *works.notices),
        counts=counts,
    )


def _count(collected: Collected, works: Works) -> dict[str, int]:
    segments = Counter[str]()
    for document in collected.documents:
        segments.update({f"segments {code}": count for code, count in document.segments.items()})
    return {
        "documents": len(collected.documents),
        "works": len(works.works),
        "versions": len(works.versions),
        **segments,
    }


def _as_values(counts: Mapping[str, int]) -> dict[str, str]:
    return {f"count.{key}": str(value) for key, value in counts.items()}


def _counts(values: Mapping[str, str]) -> dict[str, int]:
    return {key.removeprefix("count."): int(value) for key, value in values.items() if key.startswith("count.")}
