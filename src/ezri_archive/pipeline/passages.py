"""Editions of works → alignments and units: what stands beside what, aligned as one collection."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ezri_archive.alignment import Bead, Bitext, Join, Line, align, units
from ezri_archive.alignment.embeddings import NamedEncoder
from ezri_archive.corrections import apply_corrections
from ezri_archive.identifiers import document_of_segment
from ezri_archive.languages import pair, pair_order
from ezri_archive.pipeline.moving import moves
from ezri_archive.records import Alignment, Correction, Edition, Move, Notice, Segment, Term, Unit
from ezri_archive.tei import AlignmentFile
from ezri_archive.works import Parallel, Strand, Works, find_parallels

_METHOD = "ezri"
_MASTHEAD = "masthead-lines"
_IMPORTED = "imported"
_GIVEN_SCORE = 0.95
_ENOUGH = 0.3


@dataclass(frozen=True, slots=True)
class Aligned:
    """All alignments and units of an archive; `inside` names the units of each document that lie within it.

    `notices` tell of corrections that fit no longer.
    """

    alignments: tuple[Alignment, ...]
    units: tuple[Unit, ...]
    terms: tuple[Term, ...]
    inside: Mapping[str, tuple[str, ...]]
    files: tuple[AlignmentFile, ...]
    notices: tuple[Notice, ...] = ()
    moves: tuple[Move, ...] = ()


def align_works(
    works: Works,
    read: Callable[[str], Edition],
    languages: Sequence[str],
    corrections: Sequence[Correction] = (),
    helper: NamedEncoder | None = None,
) -> Aligned:
    """Align every pair of strands that belong together, all as one collection, and join the pairs into units.

    `read` gives the edition of a document by its id; of each, only the strands are held. What people decided is applied
    to what the aligner made, which does not learn from it: so a correction changes the alignments it names and no
    other. A `helper` decides doubtful places; its name is part of the method then.
    """
    parallels = [
        (work.id, parallel)
        for work in works.works
        for parallel in find_parallels([read(name) for name in work.document_ids], languages)
    ]
    open_parallels = [parallel for _, parallel in parallels if not parallel.given]
    bitexts = [_bitext(number, parallel) for number, parallel in enumerate(open_parallels)]
    found = align(bitexts, encoder=helper.encode if helper else None)
    method = f"{_METHOD}+{helper.name}" if helper else _METHOD
    beads = iter(found.beads)
    made = [
        alignment
        for work_id, parallel in parallels
        for alignment in (
            _given(work_id, parallel) if parallel.given else _accepted(work_id, parallel, next(beads), method)
        )
    ]
    decided = apply_corrections(made, corrections)
    by_work: dict[str, list[Alignment]] = {work.id: [] for work in works.works}
    for alignment in decided.alignments:
        by_work[alignment.work_id].append(alignment)
    joined = tuple(unit for work_id, own in by_work.items() for unit in _units(work_id, own))
    return Aligned(
        alignments=tuple(alignment for own in by_work.values() for alignment in own),
        units=joined,
        terms=found.terms,
        inside=_inside(works, joined),
        files=tuple(_files(works, joined)),
        notices=tuple(_lost(correction, reason) for correction, reason in decided.lost),
        moves=moves(zip(open_parallels, found.moved, strict=True), decided.alignments),
    )


def _lost(correction: Correction, reason: str) -> Notice:
    names = " ".join((*correction.source_ids, *correction.target_ids))
    message = f"what {correction.by} decided on {correction.on} of {names} is not applied: {reason}"
    return Notice("warning", "decision-lost", message)


# --- pairs --------------------------------------------------------------------------------------------------


def _bitext(number: int, parallel: Parallel) -> Bitext:
    return Bitext(
        id=f"{parallel.source.document_id}~{parallel.target.document_id}.{parallel.source.zone}.{number}",
        source_language=parallel.source.language,
        target_language=parallel.target.language,
        source=_lines(parallel.source),
        target=_lines(parallel.target),
    )


def _lines(strand: Strand) -> tuple[Line, ...]:
    rows = zip(strand.segments, strand.kinds, strand.paragraphs, strict=True)
    return tuple(Line(segment.text, kind, paragraph) for segment, kind, paragraph in rows)


def _accepted(work_id: str, parallel: Parallel, beads: Sequence[Bead], method: str) -> list[Alignment]:
    """Turn beads into alignments; strands nobody calls versions of each other must agree in enough segments."""
    if not parallel.certain and _agreement(parallel, beads) < _ENOUGH:
        return []
    return [_alignment(work_id, parallel, number, bead, method) for number, bead in enumerate(beads, 1)]


def _agreement(parallel: Parallel, beads: Sequence[Bead]) -> float:
    """Measure the expected share of the shorter side's segments that have a counterpart."""
    expected = sum(bead.score * min(len(bead.source), len(bead.target)) for bead in beads)
    return expected / min(len(parallel.source.segments), len(parallel.target.segments))


def _alignment(work_id: str, parallel: Parallel, number: int, bead: Bead, method: str) -> Alignment:
    return Alignment(
        id=_name(parallel, number),
        work_id=work_id,
        source_document=parallel.source.document_id,
        target_document=parallel.target.document_id,
        source_language=parallel.source.language,
        target_language=parallel.target.language,
        source=tuple(parallel.source.segments[index] for index in bead.source),
        target=tuple(parallel.target.segments[index] for index in bead.target),
        score=bead.score,
        score_band=bead.band,
        method=method,
        evidence=bead.evidence,
    )


def _given(work_id: str, parallel: Parallel) -> list[Alignment]:
    """Make the alignments that need no aligner: of masthead lines, and of what a source itself puts together."""
    place = {
        segment.id: index
        for strand in (parallel.source, parallel.target)
        for index, segment in enumerate(strand.segments)
    }
    sides = [tuple((place[name],) if name else () for name in names) for names in parallel.given]
    beads = [Bead(source, target, _GIVEN_SCORE, "high") for source, target in sides]
    if not parallel.statuses:
        return [_alignment(work_id, parallel, number, bead, _MASTHEAD) for number, bead in enumerate(beads, 1)]
    judged = enumerate(zip(beads, parallel.statuses, strict=True), 1)
    return [
        replace(_alignment(work_id, parallel, number, bead, _IMPORTED), status=status)
        for number, (bead, status) in judged
    ]


def _name(parallel: Parallel, number: int) -> str:
    """Name an alignment by its documents, pair, zone and place: `observer-30.en-he.letter.3`."""
    source, target = parallel.source, parallel.target
    documents = (
        source.document_id if source.document_id == target.document_id else f"{source.document_id}~{target.document_id}"
    )
    return f"{documents}.{pair(source.language, target.language)}.{source.zone}.{number}"


# --- units --------------------------------------------------------------------------------------------------


def _units(work_id: str, alignments: Sequence[Alignment]) -> list[Unit]:
    """Join a work's alignments into units; every aligned strand's segments are in exactly one."""
    segments: dict[str, Segment] = {}
    orders: dict[str, dict[str, None]] = {}
    for alignment in alignments:
        for language, side in (
            (alignment.source_language, alignment.source),
            (alignment.target_language, alignment.target),
        ):
            segments.update((segment.id, segment) for segment in side)
            orders.setdefault(language, {}).update((segment.id, None) for segment in side)
    joins = [_join(alignment) for alignment in alignments]
    groups = units(joins, {code: tuple(orders[code]) for code in sorted(orders, key=pair_order)})
    return [_unit(work_id, number, [segments[name] for name in group]) for number, group in enumerate(groups, 1)]


def _join(alignment: Alignment) -> Join:
    source, target = (tuple(segment.id for segment in side) for side in (alignment.source, alignment.target))
    return Join(source, target, alignment.score)


def _unit(work_id: str, number: int, members: list[Segment]) -> Unit:
    ordered = sorted(
        members, key=lambda segment: (pair_order(segment.language), document_of_segment(segment.id), segment.number)
    )
    return Unit(f"{work_id}.u{number}", work_id, number, tuple(ordered))


def _inside(works: Works, joined: Sequence[Unit]) -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = {document: [] for work in works.works for document in work.document_ids}
    for unit in joined:
        documents = {document_of_segment(segment.id) for segment in unit.segments}
        if len(documents) == 1:
            names[documents.pop()].append(unit.id)
    return {document: tuple(own) for document, own in names.items()}


def _files(works: Works, joined: Sequence[Unit]) -> list[AlignmentFile]:
    """Gather the units that lie in several documents, a file for each work that has any."""
    across: dict[str, list[Unit]] = {}
    for unit in joined:
        if len({document_of_segment(segment.id) for segment in unit.segments}) > 1:
            across.setdefault(unit.work_id, []).append(unit)
    return [
        AlignmentFile(work.id, work.title, work.document_ids, tuple(across[work.id]))
        for work in works.works
        if work.id in across
    ]
