"""Alignments → rows for exchange, seen from either language."""

from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter

from ezri_archive.records import AlignedColumns, AlignedRow, Alignment

_FIELDS = attrgetter(*(field.name for field in fields(AlignedRow)))


def row_of(alignment: Alignment) -> AlignedRow:
    """Make the row of an alignment, its two languages as they stand there."""
    return AlignedRow(
        id=alignment.id,
        source_language=alignment.source_language,
        target_language=alignment.target_language,
        source_document=alignment.source_document,
        target_document=alignment.target_document,
        source_ids=tuple(segment.id for segment in alignment.source),
        target_ids=tuple(segment.id for segment in alignment.target),
        source_texts=tuple(segment.text for segment in alignment.source),
        target_texts=tuple(segment.text for segment in alignment.target),
        kind=f"{len(alignment.source)}-{len(alignment.target)}",
        score=alignment.score,
        score_band=alignment.score_band,
        method=alignment.method,
        status=alignment.status,
        evidence=alignment.evidence,
    )


def columns_of(rows: Sequence[AlignedRow]) -> AlignedColumns:
    """Lay rows, one at least, out column by column."""
    return tuple(zip(*map(_FIELDS, rows), strict=True))


def turned(row: AlignedRow) -> AlignedRow:
    """Give the same alignment seen from the other language."""
    return replace(
        row,
        source_language=row.target_language,
        target_language=row.source_language,
        source_document=row.target_document,
        target_document=row.source_document,
        source_ids=row.target_ids,
        target_ids=row.source_ids,
        source_texts=row.target_texts,
        target_texts=row.source_texts,
        kind=f"{len(row.target_ids)}-{len(row.source_ids)}",
        evidence=tuple(map(_turned_reason, row.evidence)),
    )


def _turned_reason(reason: str) -> str:
    """Turn `name: Khamenei = ח'אמנאי` round."""
    kind, colon, words = reason.partition(": ")
    first, equals, second = words.partition(" = ")
    return f"{kind}{colon}{second}{equals}{first}" if equals else reason
