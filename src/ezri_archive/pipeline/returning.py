"""A file that comes back from another tool, an archive → what a person changed in it, pair by pair."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ezri_archive.corrections import Conflict, Signature, compare
from ezri_archive.database.aligned import aligned_rows, pairs_held, unit_members
from ezri_archive.identifiers import language_of_segment
from ezri_archive.imports import returned_rows
from ezri_archive.languages import pair
from ezri_archive.pipeline.publishing import is_hash
from ezri_archive.records import Correction, ReturnedRow, ReturnedSide


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file says of an archive: corrections to make, what needs a person, and how many rows are as they were."""

    corrections: tuple[Correction, ...]
    conflicts: tuple[Conflict, ...]
    unchanged: int


def compare_with_archive(path: Path, database: Path, signature: Signature, *, kind: str = "") -> Returned:
    """Compare the alignments in a file, folder or zip with those of an archive; nothing is written.

    `kind` is one of `imports.FORMATS`, "" to go by the root element. Raises ImportFileError for a file that cannot be
    read, DatabaseError when there is no archive.
    """
    held = pairs_held(database)
    by_pair: defaultdict[str, list[ReturnedRow]] = defaultdict(list)
    conflicts: list[Conflict] = []
    for row in returned_rows(path, kind=kind):
        names = [name for name in _pairs(row, held) if name in held]
        for name in names:
            by_pair[name].append(row)
        if not names:
            conflicts.append(Conflict(row.place, f"is in no pair of languages of the archive ({', '.join(held)})"))
    units = unit_members(database) if any(row.unit for rows in by_pair.values() for row in rows) else frozenset()
    found = [compare(rows, aligned_rows(database, name), signature, units=units) for name, rows in by_pair.items()]
    corrections = [correction for one in found for correction in one.corrections]
    conflicts += [conflict for one in found for conflict in one.conflicts]
    return Returned(
        corrections=tuple(correction for correction in corrections if not _is_hidden(correction)),
        conflicts=(*conflicts, *map(_of_hidden, filter(_is_hidden, corrections))),
        unchanged=sum(one.unchanged for one in found),
    )


def _is_hidden(correction: Correction) -> bool:
    return any(map(is_hash, (*correction.source_texts, *correction.target_texts)))


def _of_hidden(correction: Correction) -> Conflict:
    """Refuse what was decided without the text: a decision holds for a text, and a public archive has but its hash."""
    names = " ".join((*correction.source_ids, *correction.target_ids))
    return Conflict("", f"the text of {names} is not in this archive; decide it in a file from the whole archive")


def _pairs(row: ReturnedRow, held: Iterable[str]) -> Iterator[str]:
    """Name the pairs a row may be of: one, or where only one language is known all that have it."""
    languages = [_language(side) for side in (row.source, row.target)]
    if all(languages):
        yield pair(languages[0], languages[1])
        return
    known = languages[0] or languages[1]
    yield from (name for name in held if known in name.split("-"))


def _language(side: ReturnedSide) -> str:
    """Give the language that the format names, or that of our identifiers (`observer-30.en.12`)."""
    if side.language or not side.ids:
        return side.language
    return language_of_segment(side.ids[0])
