"""Lines the aligner found out of order, alignments as decided → which two of these are one passage, moved."""

from collections.abc import Iterable, Sequence

from ezri_archive.alignment import Bead
from ezri_archive.records import Alignment, Move
from ezri_archive.works import Parallel

_Alone = tuple[str, str, str]
"""A segment, and the document and language in which it has no counterpart."""


def moves(found: Iterable[tuple[Parallel, Sequence[Bead]]], alignments: Iterable[Alignment]) -> tuple[Move, ...]:
    """Find the alignments of one side that the moved lines of parallel strands are in.

    What a person has decided, or corrected otherwise, is not suggested any more.
    """
    alone = {_alone(one): one for one in alignments if _is_alone(one)}
    made = (move for parallel, beads in found for bead in beads for move in _move(parallel, bead, alone))
    return tuple(made)


def _is_alone(alignment: Alignment) -> bool:
    return len(alignment.source) + len(alignment.target) == 1 and not alignment.decided_by


def _alone(alignment: Alignment) -> _Alone:
    if alignment.source:
        return alignment.source[0].id, alignment.target_document, alignment.target_language
    return alignment.target[0].id, alignment.source_document, alignment.source_language


def _move(parallel: Parallel, bead: Bead, alone: dict[_Alone, Alignment]) -> Iterable[Move]:
    source, target = parallel.source, parallel.target
    first = alone.get((source.segments[bead.source[0]].id, target.document_id, target.language))
    second = alone.get((target.segments[bead.target[0]].id, source.document_id, source.language))
    if first and second:
        yield Move(first.id, second.id, bead.score, bead.band, bead.evidence)
