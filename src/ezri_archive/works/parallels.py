"""Editions of one work → strands of text that stand beside one another, to be aligned.

A strand is what one document says in one language in one place: its masthead, its letters, or its body (title, article,
headings and what belongs to them). Noise, boilerplate, related lists and version notes are in no strand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from ezri_archive.languages import pair_order
from ezri_archive.records import Edition, Segment, SegmentedBlock, SegmentedPortion

_ZONES = {
    "letter": "letter",
    "title": "body",
    "byline": "body",
    "article": "body",
    "heading": "body",
    "caption": "body",
}
_ZONES_BY_RULE = {"subject-line": "letter", "title-before-the-issue-line": "masthead"}
_FEWEST_BODY_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Strand:
    """The segments of one document in one language and one zone, in order, with the paragraph each stands in."""

    document_id: str
    language: str
    zone: str
    segments: tuple[Segment, ...]
    kinds: tuple[str, ...]
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    """Two strands in different languages, in the archive's order of languages.

    `given` beads need no aligner: they name a segment of each side, or "" where there is none; `statuses` are theirs
    where the source itself gives them.

    `certain` is true where documents say that the two are versions of each other; elsewhere the aligner must find
    enough in common.
    """

    source: Strand
    target: Strand
    certain: bool
    given: tuple[tuple[str, str], ...] = ()
    statuses: tuple[str, ...] = ()


def find_parallels(editions: Sequence[Edition], languages: Sequence[str]) -> tuple[Parallel, ...]:
    """Find every pair of strands of a work that should be aligned, in a fixed order."""
    inside = [parallel for edition in editions for parallel in _inside(edition, languages)]
    return (*inside, *_across(editions, languages))


def body_of(edition: Edition, language: str) -> Strand | None:
    """Give the body of a document in one language; None where it has none."""
    return next((strand for strand in _strands(edition, "body") if strand.language == language), None)


def _inside(edition: Edition, languages: Sequence[str]) -> list[Parallel]:
    if edition.given:
        return _of_memory(edition, languages)
    found = _masthead(edition, languages)
    for zone in ("letter", "body"):
        strands = [strand for strand in _strands(edition, zone) if strand.language in languages]
        enough = [strand for strand in strands if zone == "letter" or len(strand.segments) >= _FEWEST_BODY_SEGMENTS]
        found += [_parallel(first, second, certain=zone == "letter") for first, second in combinations(enough, 2)]
    return found


def _across(editions: Sequence[Edition], languages: Sequence[str]) -> list[Parallel]:
    """Pair the bodies of documents in different main languages."""
    found = [body_of(edition, edition.metadata.language) for edition in editions if not edition.given]
    bodies = [strand for strand in found if strand and strand.language in languages]
    return [
        _parallel(first, second, certain=True)
        for first, second in combinations(bodies, 2)
        if first.language != second.language
    ]


def _parallel(first: Strand, second: Strand, *, certain: bool) -> Parallel:
    source, target = sorted((first, second), key=lambda strand: pair_order(strand.language))
    return Parallel(source, target, certain)


def _strands(edition: Edition, zone: str) -> list[Strand]:
    """Gather the strands of a zone, one a language, in order of language."""
    rows: dict[str, list[tuple[Segment, str, int]]] = {}
    paragraph = 0
    for portion in edition.portions:
        if _zone(portion) != zone:
            continue
        for block in portion.blocks:
            paragraph += 1
            kind = portion.role.value if portion.role.value in {"title", "heading"} else block.kind
            rows.setdefault(portion.language.value, []).extend((segment, kind, paragraph) for segment in block.segments)
    return [_strand(edition.id, code, zone, rows[code]) for code in sorted(rows, key=pair_order) if rows[code]]


def _zone(portion: SegmentedPortion) -> str:
    return _ZONES_BY_RULE.get(portion.role.rule) or _ZONES.get(portion.role.value, "")


def _strand(document_id: str, language: str, zone: str, rows: list[tuple[Segment, str, int]]) -> Strand:
    segments, kinds, paragraphs = zip(*rows, strict=True)
    return Strand(document_id, language, zone, segments, kinds, paragraphs)


# --- translation memories -----------------------------------------------------------------------------------


def _of_memory(edition: Edition, languages: Sequence[str]) -> list[Parallel]:
    """Pair the languages of a memory, as it does itself."""
    strands = [strand for strand in _strands(edition, "body") if strand.language in languages]
    return [_as_given(edition, first, second) for first, second in combinations(strands, 2)]


def _as_given(edition: Edition, first: Strand, second: Strand) -> Parallel:
    sides = [{segment.id for segment in strand.segments} for strand in (first, second)]
    pairs: list[tuple[str, str]] = []
    statuses: list[str] = []
    for unit in edition.given:
        one, other = (next((name for name in unit.segment_ids if name in side), "") for side in sides)
        if one or other:
            pairs.append((one, other))
            statuses.append(unit.status)
    return Parallel(first, second, certain=True, given=tuple(pairs), statuses=tuple(statuses))


# --- mastheads ----------------------------------------------------------------------------------------------


def _masthead(edition: Edition, languages: Sequence[str]) -> list[Parallel]:
    """Pair masthead lines: lines that follow one another, each in another language, say one name."""
    lines = [
        block
        for portion in edition.portions
        if portion.role.value == "masthead" and portion.language.value in languages
        for block in portion.blocks
        if block.segments
    ]
    given: dict[tuple[str, str], list[tuple[Segment, Segment]]] = {}
    for run in _runs(lines):
        for first, second in combinations(sorted(run, key=lambda line: pair_order(_language(line))), 2):
            sides = (_language(first), _language(second))
            given.setdefault(sides, []).append((first.segments[0], second.segments[0]))
    return [
        _given(edition.id, sides, given[sides])
        for sides in sorted(given, key=lambda sides: tuple(map(pair_order, sides)))
    ]


def _runs(lines: Sequence[SegmentedBlock]) -> list[list[SegmentedBlock]]:
    runs: list[list[SegmentedBlock]] = []
    for line in lines:
        if len(line.segments) > 1:
            runs.append([])
        elif runs and _language(line) not in map(_language, runs[-1]):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [run for run in runs if len(run) > 1]


def _language(line: SegmentedBlock) -> str:
    return line.segments[0].language


def _given(document_id: str, sides: tuple[str, str], pairs: list[tuple[Segment, Segment]]) -> Parallel:
    sources, targets = zip(*pairs, strict=True)
    source, target = (
        _masthead_strand(document_id, code, side) for code, side in zip(sides, (sources, targets), strict=True)
    )
    return Parallel(source, target, certain=True, given=tuple((first.id, second.id) for first, second in pairs))


def _masthead_strand(document_id: str, language: str, segments: tuple[Segment, ...]) -> Strand:
    count = len(segments)
    return Strand(document_id, language, "masthead", segments, ("line",) * count, tuple(range(1, count + 1)))
