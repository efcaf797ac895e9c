"""The passages of two documents beside each other → what became of each, how much of the texts that is, and a table.

One document is the base, such as an original; what is said of a passage is said from its side: it has a counterpart in
the other, it stands elsewhere there, none was found, or the other has added it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from ezri_archive.exports.queried import Value

FINDINGS: tuple[str, ...] = ("matched", "moved", "no counterpart found", "no counterpart", "added")
"""What can become of a passage; `no counterpart` is what a person has decided, and was only not found until then."""

BANDS: tuple[str, ...] = ("high", "medium", "low")

_DECIDED = frozenset({"confirmed", "corrected", "rejected"})
_SUGGESTED = "suggested"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of two documents; the fields of the side it does not stand on are empty.

    `finding` is one of FINDINGS, `stands_at` the passage that is its counterpart when that was found elsewhere.
    """

    id: str
    number: int
    pair: str
    finding: str
    base_document: str
    base_language: str
    base_ids: str
    base_text: str
    other_document: str
    other_language: str
    other_ids: str
    other_text: str
    score: float
    score_band: str
    status: str
    stands_at: str
    decided_by: str
    decided_on: str


@dataclass(frozen=True, slots=True)
class Figure:
    """How much one finding is: passages, segments of both texts and their shares (0 to 1), and passages by band."""

    finding: str
    passages: int
    base_segments: int
    base_share: float
    other_segments: int
    other_share: float
    bands: tuple[int, ...]


def passages(rows: Iterable[Mapping[str, Any]], base: str) -> tuple[Passage, ...]:
    """Make passages of rows of the archive's view `compared`, seen from the document `base`.

    Rows are of one pair of documents at a time, in order. Alignments that a person made across the order of the text
    are moved.
    """
    made = [_passage(row, base) for row in rows]
    across = _across(made)
    return tuple(replace(one, finding="moved") if one.id in across else one for one in made)


def figures(compared: Sequence[Passage]) -> tuple[Figure, ...]:
    """Count passages of one pair of languages by finding, in the order of FINDINGS; those there are none of are out."""
    base = sum(_size(one.base_ids) for one in compared)
    other = sum(_size(one.other_ids) for one in compared)
    groups = {finding: [one for one in compared if one.finding == finding] for finding in FINDINGS}
    return tuple(_figure(finding, own, base, other) for finding, own in groups.items() if own)


def report_columns() -> tuple[str, ...]:
    """Name the columns of the table of passages."""
    return tuple(field.name for field in fields(Passage))


def report_batches(compared: Iterable[Passage]) -> Iterator[Sequence[Sequence[Value]]]:
    """Write passages as rows of `report_columns`, for the writers of `exports.queried`."""
    columns = report_columns()
    batch: list[tuple[Value, ...]] = []
    for one in compared:
        batch.append(tuple(getattr(one, column) for column in columns))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _passage(row: Mapping[str, Any], base: str) -> Passage:
    turned = row["document_id"] != base
    first, second = ("target", "source") if turned else ("source", "target")
    documents = {"source": row["document_id"], "target": row["target_document_id"]}
    return Passage(
        id=row["id"],
        number=row["n"],
        pair=row["pair"],
        finding=_finding(row, first, second),
        base_document=documents[first],
        base_language=row[f"{first}_lang"],
        base_ids=row[f"{first}_ids"] or "",
        base_text=row[f"{first}_text"],
        other_document=documents[second],
        other_language=row[f"{second}_lang"],
        other_ids=row[f"{second}_ids"] or "",
        other_text=row[f"{second}_text"],
        score=row["score"],
        score_band=row["score_band"],
        status=_SUGGESTED if row["finding"] == "moved" else row["status"],
        stands_at=row["stands_at"] or "",
        decided_by=row["decided_by"] or "",
        decided_on=row["decided_on"] or "",
    )


def _finding(row: Mapping[str, Any], base: str, other: str) -> str:
    if row["finding"] == "moved":
        return "moved"
    if not row[f"{base}_ids"]:
        return "added"
    if row[f"{other}_ids"]:
        return "matched"
    return "no counterpart" if row["status"] in _DECIDED else "no counterpart found"


def _across(made: Iterable[Passage]) -> frozenset[str]:
    """Find the matched passages that stand out of order: all but the longest run that keeps it."""
    groups: dict[tuple[str, str], list[Passage]] = {}
    for one in made:
        if one.finding == "matched":
            groups.setdefault((one.other_document, one.pair), []).append(one)
    return frozenset(name for group in groups.values() for name in _out_of_order(group))


def _out_of_order(group: Iterable[Passage]) -> frozenset[str]:
    """Leave out of a group the longest part that keeps the order (patience sorting: Fredman 1975)."""
    ordered = sorted(group, key=lambda one: _place(one.base_ids))
    ends: list[int] = []
    lengths: list[int] = []
    for one in ordered:
        place = _place(one.other_ids)
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        lengths.append(length)
    kept, wanted = set[str](), len(ends) - 1
    for one, length in zip(reversed(ordered), reversed(lengths), strict=True):
        if length == wanted:
            kept.add(one.id)
            wanted -= 1
    return frozenset(one.id for one in ordered) - kept


def _place(identifiers: str) -> int:
    """Give the place in the text of the first of several segments: `letter-7.en.12` is the twelfth."""
    number = identifiers.split(" ", maxsplit=1)[0].rpartition(".")[2]
    return int(number) if number.isdecimal() else 0


def _size(identifiers: str) -> int:
    return len(identifiers.split())


def _figure(finding: str, own: Sequence[Passage], base: int, other: int) -> Figure:
    # What stands elsewhere is two passages, one on each side: it counts once.
    counted = own if finding == "added" else [one for one in own if one.base_ids]
    base_segments, other_segments = sum(_size(one.base_ids) for one in own), sum(_size(one.other_ids) for one in own)
    return Figure(
        finding=finding,
        passages=len(counted),
        base_segments=base_segments,
        base_share=base_segments / base if base else 0.0,
        other_segments=other_segments,
        other_share=other_segments / other if other else 0.0,
        bands=tuple(sum(one.score_band == band for one in counted) for band in BANDS),
    )
