"""Alignments as made, corrections → alignments as decided: what nobody decided stays as it was, name and all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ezri_archive.identifiers import document_of_segment
from ezri_archive.records import Alignment, Correction, Segment

_REMAINDER = "remainder"
"""The method of an alignment of what is left over when a person took segments out of it."""
_DECIDED = "person"

_Documents = tuple[str, str]
"""The documents of source and target; "" stands for any, where a side is empty."""


@dataclass(frozen=True, slots=True)
class Applied:
    """Alignments after corrections, and the corrections that fit no longer, each with the reason."""

    alignments: tuple[Alignment, ...]
    lost: tuple[tuple[Correction, str], ...]


def apply_corrections(alignments: Sequence[Alignment], corrections: Iterable[Correction]) -> Applied:
    """Apply corrections, oldest first: a later one overrules an earlier that shares a segment with it.

    A text may be aligned with several others in one language, each an alignment of two documents: a correction is of
    the two that its segments stand in, and touches no other.
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

    @property
    def documents(self) -> _Documents:
        source, target = (document_of_segment(side[0].id) if side else "" for side in (self.source, self.target))
        return source, target


# --- which corrections hold ---------------------------------------------------------------------------------


class _Segments:
    """The segments that are aligned, by identifier, and by document and text where only one has it."""

    def __init__(self, alignments: Sequence[Alignment]) -> None:
        self.by_id: dict[str, Segment] = {}
        for alignment in alignments:
            self.by_id.update((segment.id, segment) for segment in (*alignment.source, *alignment.target))
        self._by_text: defaultdict[tuple[str, str, str], list[Segment]] = defaultdict(list)
        for segment in self.by_id.values():
            self._by_text[document_of_segment(segment.id), segment.language, segment.text].append(segment)
        self.work = {
            segment.id: alignment.work_id
            for alignment in alignments
            for segment in (*alignment.source, *alignment.target)
        }
        self.place = {name: place for place, name in enumerate(self.by_id)}
        self._documents: defaultdict[tuple[str, str], set[_Documents]] = defaultdict(set)
        for alignment in alignments:
            for name in _ids(alignment):
                self._documents[_pair(alignment), name].add(_documents(alignment))

    def find(self, ids: Sequence[str], texts: Sequence[str], language: str) -> tuple[Segment, ...] | str:
        """Find segments by identifier and text, or by text where it moved; a reason when one is not there."""
        found: list[Segment] = []
        for name, text in zip(ids, texts, strict=True):
            segment = self.by_id.get(name)
            if segment is None or segment.text != text:
                same = self._by_text[document_of_segment(name), language, text]
                if len(same) != 1:
                    return f"{name} no longer reads as it did when this was decided"
                segment = same[0]
            found.append(segment)
        return tuple(found)

    def misplaced(self, bead: "_Bead") -> str:
        """Say why a decision is of no two documents, or of more; "" where it is of two."""
        if len({self.work[name] for name in bead.ids}) > 1:
            return "its segments no longer stand in one work"
        pair = bead.correction.pair
        found = {documents for name in bead.ids for documents in self._documents[pair, name]}
        if not found:
            return f"its segments stand in no alignment of {pair}"
        if "" in bead.documents and len(found) > 1:
            return "its segments stand beside several documents, and it does not say beside which"
        return ""


def _pair(alignment: Alignment) -> str:
    return f"{alignment.source_language}-{alignment.target_language}"


def _documents(alignment: Alignment) -> _Documents:
    return alignment.source_document, alignment.target_document


def _are_same(first: _Documents, second: _Documents) -> bool:
    return all(one == other or not (one and other) for one, other in zip(first, second, strict=True))


def _decided(held: _Segments, corrections: Iterable[Correction]) -> tuple[list[_Bead], list[tuple[Correction, str]]]:
    """Find the segments of corrections; of those that share a segment the last alone holds."""
    kept = _Kept()
    lost: list[tuple[Correction, str]] = []
    for correction in corrections:
        first, _, second = correction.pair.partition("-")
        source = held.find(correction.source_ids, correction.source_texts, first)
        target = held.find(correction.target_ids, correction.target_texts, second)
        if isinstance(source, str) or isinstance(target, str):
            lost.append((correction, source if isinstance(source, str) else str(target)))
            continue
        bead = _Bead(correction, source, target)
        if reason := held.misplaced(bead):
            lost.append((correction, reason))
            continue
        kept.add(bead)
    return list(kept.beads.values()), lost


class _Kept:
    """The decisions that hold, by the segments they are of: a person may decide a whole book."""

    def __init__(self) -> None:
        self.beads: dict[int, _Bead] = {}
        self._of: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, bead: _Bead) -> None:
        """Add a decision, and drop those it overrules."""
        for number in {number for name in bead.ids for number in self._of[name]}:
            if _overrules(bead, self.beads[number]):
                for name in self.beads.pop(number).ids:
                    self._of[name].discard(number)
        number = next(reversed(self.beads), -1) + 1
        self.beads[number] = bead
        for name in bead.ids:
            self._of[name].add(number)


def _overrules(later: _Bead, earlier: _Bead) -> bool:
    same_pair = later.correction.pair == earlier.correction.pair
    return same_pair and bool(later.ids & earlier.ids) and _are_same(later.documents, earlier.documents)


# --- the alignments of one pair ------------------------------------------------------------------------------


def _replaced(alignments: Sequence[Alignment], pair: str, beads: Sequence[_Bead], held: _Segments) -> list[Alignment]:
    at: defaultdict[str, list[tuple[int, _Documents]]] = defaultdict(list)
    for place, alignment in enumerate(alignments):
        if _pair(alignment) == pair:
            for name in _ids(alignment):
                at[name].append((place, _documents(alignment)))
    touching = [_touched(bead, at) for bead in beads]
    regions = _regions(touching)
    result: dict[int, list[Alignment]] = {place: [alignment] for place, alignment in enumerate(alignments)}
    for places, members in regions:
        result.update({place: [] for place in places})
        old = [alignments[place] for place in places]
        result[places[0]] = _renewed(old, [beads[number] for number in members], held.place)
    return [alignment for place in sorted(result) for alignment in result[place]]


def _touched(bead: _Bead, at: Mapping[str, Sequence[tuple[int, _Documents]]]) -> frozenset[int]:
    """Find the alignments a decision touches: those of its two documents, where these have any."""
    found = [entry for name in sorted(bead.ids) for entry in at.get(name, ())]
    own = frozenset(place for place, documents in found if _are_same(documents, bead.documents))
    return own or frozenset(place for place, _ in found)


def _regions(touching: Sequence[frozenset[int]]) -> list[tuple[list[int], list[int]]]:
    """Join beads that touch the same alignments: (places of alignments, numbers of beads)."""
    region_of: dict[int, tuple[set[int], list[int]]] = {}
    for number, places in enumerate(touching):
        joined = {id(region): region for place in places if (region := region_of.get(place))}
        into = max(joined.values(), key=lambda region: len(region[0]), default=(set(), []))
        new = set(places).union(*(region[0] for region in joined.values() if region is not into))
        into[1].extend(member for region in joined.values() if region is not into for member in region[1])
        into[0].update(new)
        into[1].append(number)
        region_of.update(dict.fromkeys(new, into))
    regions = {id(region): region for region in region_of.values()}
    return [(sorted(places), sorted(members)) for places, members in regions.values()]


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
        source_document=document_of_segment(source[0].id) if source else near.source_document,
        target_document=document_of_segment(target[0].id) if target else near.target_document,
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
