"""archive.db → aligned rows and units, filtered, page by page: what exports are written from."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ezri_archive.database.reader import reading
from ezri_archive.languages import pair_order
from ezri_archive.records import AlignedColumns, AlignedRow, AlignedSide, AlignedUnit

_PAGE = 500
"""Units read at once, so that memory stays flat."""
_SIDES = slice(5, 9)
"""The columns that are made of the two sides: identifiers of source and target, texts of source and target."""
_ROWS = 200
"""Alignments read at once: more of them fit into no processor's cache."""

_DOCUMENT_PAIRS = """
SELECT DISTINCT document_id, target_document_id FROM alignments
WHERE pair = :pair
    AND (:works = '[]' OR work_id IN (SELECT value FROM json_each(:works)))
    AND (
        :documents = '[]' OR document_id IN (SELECT value FROM json_each(:documents))
        OR target_document_id IN (SELECT value FROM json_each(:documents))
    )
ORDER BY document_id, target_document_id
"""
# A `+` keeps SQLite from looking a column up by its own index: that of document and number gives the order as well.
_ALIGNMENTS = """
SELECT
    id, source_lang, target_lang, document_id, target_document_id,
    (SELECT segment_id FROM alignment_segments WHERE alignment_id = alignments.id AND lang = source_lang),
    (SELECT segment_id FROM alignment_segments WHERE alignment_id = alignments.id AND lang = target_lang),
    source_text, target_text, kind, score, score_band, method, status, coalesce(evidence, ''),
    CASE WHEN kind <> '1-1' OR source_lang = target_lang THEN
        coalesce((SELECT group_concat(lang || ' ' || n || ' ' || segment_id, ' ') FROM alignment_segments
                  WHERE alignment_id = alignments.id), '')
    END
FROM alignments
WHERE document_id = :source
    AND +target_document_id = :target AND +pair = :pair AND +score >= :minimum_score
    AND (:works = '[]' OR +work_id IN (SELECT value FROM json_each(:works)))
    AND (:statuses = '[]' OR +status IN (SELECT value FROM json_each(:statuses)))
    AND (:bands = '[]' OR +score_band IN (SELECT value FROM json_each(:bands)))
ORDER BY n
"""
_SEGMENT_TEXTS = """
SELECT id, text FROM segments WHERE id IN (SELECT value FROM json_each(?))
"""
_UNITS = """
SELECT n, id FROM units WHERE work_id = ? AND n > ? AND +languages LIKE '% %' ORDER BY n LIMIT ?
"""
_UNIT_SEGMENTS = """
SELECT unit_id, unit_segments.lang, document_id, segment_id, text
FROM unit_segments JOIN segments ON segments.id = segment_id
WHERE unit_id IN (SELECT value FROM json_each(?))
ORDER BY unit_id, unit_segments.lang, unit_segments.n
"""
_UNIT_ALIGNMENTS = """
SELECT unit_id, score, method, status
FROM unit_segments
JOIN alignment_segments ON alignment_segments.segment_id = unit_segments.segment_id
JOIN alignments ON alignments.id = alignment_id
WHERE unit_id IN (SELECT value FROM json_each(?)) AND source_text <> '' AND target_text <> ''
GROUP BY unit_id, alignment_id
HAVING count(*) = (SELECT count(*) FROM alignment_segments AS own WHERE own.alignment_id = alignments.id)
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which alignments are wanted: any of several values, and an empty choice is all.

    Either side may stand in one of `documents`.
    """

    statuses: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    minimum_score: float = 0.0

    def parameters(self) -> dict[str, str | float]:
        """Give the values that the queries name, lists as JSON."""
        return {
            "statuses": json.dumps(self.statuses),
            "bands": json.dumps(self.bands),
            "documents": json.dumps(self.documents),
            "works": json.dumps(self.works),
            "minimum_score": self.minimum_score,
        }


EVERY = Chosen()
"""All alignments."""


def pairs_held(path: Path) -> tuple[str, ...]:
    """List the pairs of languages that an archive has alignments of, in the archive's order (`en-he`).

    Raises DatabaseError when there is no archive at `path`.
    """
    with reading(path) as connection:
        found = [row[0] for row in connection.execute("SELECT DISTINCT pair FROM alignments")]
    return tuple(sorted(found, key=lambda pair: tuple(map(pair_order, pair.split("-")))))


def aligned_rows(path: Path, pair: str, chosen: Chosen = EVERY) -> Iterator[AlignedRow]:
    """Read the chosen alignments of a pair (`en-he`, as `pairs_held` gives it).

    They come by source document, target document and place. Raises DatabaseError when there is no archive at `path`.
    """
    for columns in aligned_columns(path, pair, chosen):
        yield from map(AlignedRow, *columns)


def aligned_columns(path: Path, pair: str, chosen: Chosen = EVERY) -> Iterator[AlignedColumns]:
    """Read the same rows column by column, some hundreds at once: twice as fast for whoever needs no row as such."""
    values = {**chosen.parameters(), "pair": pair}
    with reading(path) as connection:
        between = connection.execute(_DOCUMENT_PAIRS, values).fetchall()
        found = (connection.execute(_ALIGNMENTS, {**values, "source": one, "target": two}) for one, two in between)
        rows = chain.from_iterable(found)
        while page := list(islice(rows, _ROWS)):
            yield _aligned_page(connection, page)


_Ids = tuple[list[str], list[str]]
"""The segments of the two sides of an alignment, in order."""


def _aligned_page(connection: sqlite3.Connection, page: Sequence[tuple[Any, ...]]) -> AlignedColumns:
    """Make columns of what `_ALIGNMENTS` found."""
    *given, evidence, listed = zip(*page, strict=True)
    columns: list[Any] = given
    columns[_SIDES] = [list(zip(column, strict=True)) for column in columns[_SIDES]]
    several = {
        place: _ids(page[place][1], page[place][2], said) for place, said in enumerate(listed) if said is not None
    }
    texts = _texts_of_several(connection, several.values())
    for place, ids in several.items():
        for number, side in enumerate(ids):
            _correct(columns, place, number, side, texts)
    return *columns, [tuple(reasons.split(" · ")) if reasons else () for reasons in evidence]


def _correct(columns: list[Any], place: int, number: int, ids: list[str], texts: Mapping[str, str]) -> None:
    """Put in what stands on a side that need not be one segment: its identifiers and, of several, their texts."""
    of_ids, of_texts = columns[_SIDES][number::2]
    of_ids[place] = tuple(ids)
    if len(ids) != 1:
        of_texts[place] = tuple(texts[segment] for segment in ids)


def _ids(source: str, target: str, listed: str) -> _Ids:
    """Read a list of segments, `en 1 letter.en.4 he 1 letter.he.3`, whose order is anything."""
    words = listed.split(" ") if listed else []
    members = sorted(zip(words[::3], map(int, words[1::3]), words[2::3], strict=True))
    return [name for lang, _, name in members if lang == source], [name for lang, _, name in members if lang == target]


def _texts_of_several(connection: sqlite3.Connection, sides: Iterable[_Ids]) -> Mapping[str, str]:
    """Read the texts of segments that share a side with others; that of a lone one stands in the alignment itself."""
    shared = [name for both in sides for side in both if len(side) > 1 for name in side]
    return dict(connection.execute(_SEGMENT_TEXTS, [json.dumps(shared)]).fetchall()) if shared else {}


# --- units --------------------------------------------------------------------------------------------------


_Member = tuple[str, str, str, str]
"""A segment of a unit: language, document, identifier, text."""
_Reason = tuple[float, str, str]
"""An alignment that a unit rests on: score, method, status."""


def aligned_units(path: Path, *, works: tuple[str, ...] = ()) -> Iterator[AlignedUnit]:
    """Read the units of an archive that are in at least two languages, work by work, in order.

    Raises DatabaseError when there is no archive at `path`.
    """
    with reading(path) as connection:
        held = [row[0] for row in connection.execute("SELECT id FROM works ORDER BY id")]
        for work in held:
            if not works or work in works:
                yield from _units_of(connection, work)


def _units_of(connection: sqlite3.Connection, work: str) -> Iterator[AlignedUnit]:
    last = 0
    while page := connection.execute(_UNITS, (work, last, _PAGE)).fetchall():
        names = [name for _, name in page]
        members, reasons = _members(connection, names), _reasons(connection, names)
        yield from (_unit(name, members[name], reasons[name]) for name in names)
        last = page[-1][0]


def _members(connection: sqlite3.Connection, units: list[str]) -> Mapping[str, list[_Member]]:
    found: defaultdict[str, list[_Member]] = defaultdict(list)
    for unit, lang, document, segment, text in connection.execute(_UNIT_SEGMENTS, [json.dumps(units)]):
        found[unit].append((lang, document, segment, text))
    return found


def _reasons(connection: sqlite3.Connection, units: list[str]) -> Mapping[str, list[_Reason]]:
    """Find the alignments that units rest on: those with two sides, all of whose segments stand in the unit."""
    found: defaultdict[str, list[_Reason]] = defaultdict(list)
    for unit, score, method, status in connection.execute(_UNIT_ALIGNMENTS, [json.dumps(units)]):
        found[unit].append((score, method, status))
    return found


def _unit(name: str, members: Iterable[_Member], reasons: list[_Reason]) -> AlignedUnit:
    by_language: defaultdict[str, list[_Member]] = defaultdict(list)
    for member in members:
        by_language[member[0]].append(member)
    return AlignedUnit(
        id=name,
        sides=tuple(_side(lang, by_language[lang]) for lang in sorted(by_language, key=pair_order)),
        score=min((score for score, _, _ in reasons), default=0.0),
        methods=tuple(sorted({method for _, method, _ in reasons})),
        statuses=tuple(sorted({status for _, _, status in reasons})),
    )


def _side(lang: str, members: list[_Member]) -> AlignedSide:
    return AlignedSide(
        language=lang,
        documents=tuple(dict.fromkeys(document for _, document, _, _ in members)),
        ids=tuple(segment for _, _, segment, _ in members),
        texts=tuple(text for _, _, _, text in members),
    )


def unit_members(path: Path) -> frozenset[frozenset[str]]:
    """Give the segments of every unit of an archive. Raises DatabaseError when there is no archive at `path`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with reading(path) as connection:
        for unit, segment in connection.execute("SELECT unit_id, segment_id FROM unit_segments"):
            found[unit].add(segment)
    return frozenset(map(frozenset, found.values()))
