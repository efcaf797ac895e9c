"""Alignments as made, corrections → alignments as decided: what nobody decided stays as it was, name and all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ezri_archive.records import Alignment, Correction, Segment

_REMAINDER = "remainder"
"""The method of an alignment of what is left over when a person took segments out of it."""
_DECIDED = "person"


@dataclass(frozen=True, slots=True)
class Applied:
    """Alignments after corrections, and the corrections that fit no longer, each with the reason."""

    alignments: tuple[Alignment, ...]
    lost: tuple[tuple[Correction, str], ...]


def apply_corrections(alignments: Sequence[Alignment], corrections: Iterable[Correction]) -> Applied:
    """Apply corrections, oldest first: a later one overrules an earlier that shares a segment with it.

    A confirmed alignment keeps all but its status. A corrected one takes the place of all that share a segment with it,
    and what is left of those stays together where it was together, with one side or both. A rejected one falls apart
    into its two sides. Names stay: a new alignment takes the name of the first it replaces, others add `-2`, `-3`.
    """
    held = _Segments(alignments)
    decided, lost = _decided(held, corrections)
    by_pair: defaultdict[str, list[_Bead]] = defaultdict(list)
    for bead in decided:
        by_pair[bead.correction.pair].append(bead)
    result = list(alignments)
    for pair, beads in by_pair.items():
        result = _replaced(result, pair, beads, held)
    return Applied(tuple(result), tuple(lost))


@dataclass(frozen=True, slots=True)
class _Bead:
    """A correction whose segments have been found."""

    correction: Correction
    source: tuple[Segment, ...]
    target: tuple[Segment, ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(segment.id for segment in (*self.source, *self.target))


# --- which corrections hold ---------------------------------------------------------------------------------


class _Segments:
    """The segments that are aligned, by identifier, and by document and text where only one has it."""

    def __init__(self, alignments: Sequence[Alignment]) -> None:
        self.by_id: dict[str, Segment] = {}
        for alignment in alignments:
            self.by_id.update((segment.id, segment) for segment in (*alignment.source, *alignment.target))
        self._by_text: defaultdict[tuple[str, str, str], list[Segment]] = defaultdict(list)
        for segment in self.by_id.values():
            self._by_text[_document(segment.id), segment.language, segment.text].append(segment)
        self.work = {
            segment.id: alignment.work_id
            for alignment in alignments
            for segment in (*alignment.source, *alignment.target)
        }
        self.place = {name: place for place, name in enumerate(self.by_id)}

    def find(self, ids: Sequence[str], texts: Sequence[str], language: str) -> tuple[Segment, ...] | str:
        """Find segments by identifier and text, or by text where it moved; a reason when one is not there."""
        found: list[Segment] = []
        for name, text in zip(ids, texts, strict=True):
            segment = self.by_id.get(name)
            if segment is None or segment.text != text:
                same = self._by_text[_document(name), language, text]
                if len(same) != 1:
                    return f"{name} no longer reads as it did when this was decided"
                segment = same[0]
            found.append(segment)
        return tuple(found)


def _document(segment: str) -> str:
    return segment.rsplit(".", 2)[0]


def _decided(held: _Segments, corrections: Iterable[Correction]) -> tuple[list[_Bead], list[tuple[Correction, str]]]:
    """Find the segments of corrections; of those that share a segment the last alone holds."""
    kept: list[_Bead] = []
    lost: list[tuple[Correction, str]] = []
    for correction in corrections:
        first, _, second = correction.pair.partition("-")
        source = held.find(correction.source_ids, correction.source_texts, first)
        target = held.find(correction.target_ids, correction.target_texts, second)
        if isinstance(source, str) or isinstance(target, str):
            lost.append((correction, source if isinstance(source, str) else str(target)))
            continue
        bead = _Bead(correction, source, target)
        if len({held.work[name] for name in bead.ids}) > 1:
            lost.append((correction, "its segments no longer stand in one work"))
            continue
        kept = [one for one in kept if one.correction.pair != correction.pair or not one.ids & bead.ids]
        kept.append(bead)
    return kept, lost


# --- the alignments of one pair ------------------------------------------------------------------------------


def _replaced(alignments: Sequence[Alignment], pair: str, beads: Sequence[_Bead], held: _Segments) -> list[Alignment]:
    at = {
        segment.id: place
        for place, alignment in enumerate(alignments)
        if f"{alignment.source_language}-{alignment.target_language}" == pair
        for segment in (*alignment.source, *alignment.target)
    }
    touching = [frozenset(at[name] for name in bead.ids if name in at) for bead in beads]
    regions = _regions(touching)
    result: dict[int, list[Alignment]] = {place: [alignment] for place, alignment in enumerate(alignments)}
    for places, members in regions:
        result.update({place: [] for place in places})
        old = [alignments[place] for place in places]
        result[places[0]] = _renewed(old, [beads[number] for number in members], held.place)
    return [alignment for place in sorted(result) for alignment in result[place]]


def _regions(touching: Sequence[frozenset[int]]) -> list[tuple[list[int], list[int]]]:
    """Join beads that touch the same alignments: (places of alignments, numbers of beads)."""
    regions: list[tuple[set[int], list[int]]] = []
    for number, places in enumerate(touching):
        if not places:
            continue
        joined = [region for region in regions if region[0] & places]
        regions = [region for region in regions if not region[0] & places]
        numbers = [member for region in joined for member in region[1]]
        regions.append((set(places).union(*(region[0] for region in joined)), [*numbers, number]))
    return [(sorted(places), sorted(members)) for places, members in regions]


def _renewed(old: Sequence[Alignment], beads: Sequence[_Bead], place: Mapping[str, int]) -> list[Alignment]:
    """Give the alignments that stand in the place of old ones, in the order of the text."""
    if len(old) == 1 and len(beads) == 1 and beads[0].ids == _ids(old[0]) and _same_sides(old[0], beads[0]):
        return _judged(old[0], beads[0])
    taken = frozenset(name for bead in beads for name in bead.ids)
    made = [one for bead in beads for one in _made(old[0], bead)]
    left = [one for alignment in old for one in _remainder(alignment, taken)]
    ordered = _ordered([*made, *left], place)
    return [replace(one, id=_name(old, number)) for number, one in enumerate(ordered)]


def _judged(alignment: Alignment, bead: _Bead) -> list[Alignment]:
    """Give an alignment that a person confirmed, corrected to itself, or rejected."""
    signed = _signed(alignment, bead.correction)
    if bead.correction.status != "rejected" or not (alignment.source and alignment.target):
        return [signed]
    sides = replace(signed, target=()), replace(signed, source=(), id=f"{alignment.id}-2")
    return [_sure(side) for side in sides]


def _made(near: Alignment, bead: _Bead) -> list[Alignment]:
    made = _signed(_with_sides(near, bead.source, bead.target), bead.correction)
    if bead.correction.status == "rejected" and bead.source and bead.target:
        return [_sure(replace(made, target=())), _sure(replace(made, source=()))]
    return [_sure(made)]


def _with_sides(near: Alignment, source: tuple[Segment, ...], target: tuple[Segment, ...]) -> Alignment:
    return replace(
        near,
        source=source,
        target=target,
        source_document=_document(source[0].id) if source else near.source_document,
        target_document=_document(target[0].id) if target else near.target_document,
    )


def _sure(alignment: Alignment) -> Alignment:
    return replace(alignment, score=1.0, score_band="high", method=_DECIDED, evidence=())


def _signed(alignment: Alignment, correction: Correction) -> Alignment:
    return replace(alignment, status=correction.status, decided_by=correction.by, decided_on=correction.on)


def _remainder(alignment: Alignment, taken: frozenset[str]) -> list[Alignment]:
    source = tuple(segment for segment in alignment.source if segment.id not in taken)
    target = tuple(segment for segment in alignment.target if segment.id not in taken)
    if (source, target) == (alignment.source, alignment.target):
        return [alignment]
    if not (source or target):
        return []
    return [
        replace(alignment, source=source, target=target, score=0.5, score_band="low", method=_REMAINDER, evidence=())
    ]


def _ordered(alignments: Sequence[Alignment], place: Mapping[str, int]) -> list[Alignment]:
    """Put alignments in the order of the source, those without a source before the first that follows in the target."""
    ends = [
        (
            [place[segment.id] for segment in alignment.source],
            [place[segment.id] for segment in alignment.target],
        )
        for alignment in alignments
    ]
    keys = [(min(source) if source else _before(min(target), ends), min(target, default=-1)) for source, target in ends]
    return [alignment for _, alignment in sorted(zip(keys, alignments, strict=True), key=lambda pair: pair[0])]


def _before(target: int, ends: Iterable[tuple[list[int], list[int]]]) -> float:
    """Place a lone target before the source of the first alignment whose target comes after it."""
    after = [(min(other), min(source)) for source, other in ends if source and other and min(other) > target]
    return min(after)[1] - 0.5 if after else float("inf")


def _name(old: Sequence[Alignment], number: int) -> str:
    return old[number].id if number < len(old) else f"{old[-1].id}-{number - len(old) + 2}"


def _ids(alignment: Alignment) -> frozenset[str]:
    return frozenset(segment.id for segment in (*alignment.source, *alignment.target))


def _same_sides(alignment: Alignment, bead: _Bead) -> bool:
    return (alignment.source, alignment.target) == (bead.source, bead.target)
