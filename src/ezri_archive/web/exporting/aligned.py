"""Rows that a statement reads → what stands side by side in them: aligned rows, or units of several languages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import nan
from typing import Any

from ezri_archive import languages
from ezri_archive.exports import AlignedRow, AlignedSide, AlignedUnit
from ezri_archive.exports.queried import Batch
from ezri_archive.exports.tmx import TmxColumns
from ezri_archive.web.exporting.forms import Aligned

ALIGNMENTS = """
SELECT id, source_lang, target_lang, document_id, target_document_id, {ids_of_sides},
  CASE kind WHEN '1-1' THEN source_text ELSE {source_texts} END,
  CASE kind WHEN '1-1' THEN target_text ELSE {target_texts} END,
  kind, score, score_band, method, status, coalesce(evidence, '')
FROM ({found}) AS a
"""
"""Reads all that `AlignedRow` holds of alignments that a statement found, their columns all there."""

_TEXTS_OF_BOTH = """
SELECT id, source_lang, target_lang, document_id, target_document_id, {ids_of_sides},
  source_text, target_text, kind, score, score_band, status, method
FROM ({found}) AS a WHERE source_text <> '' AND target_text <> ''
"""
_IDS = """(SELECT group_concat(lang || ' ' || n || ' ' || segment_id, ' ') FROM alignment_segments
  WHERE alignment_id = a.id)"""

SEPARATOR = "\x1f"
"""Stands between the texts of a side; no text of an archive has it, for XML cannot carry it."""

Rows = Sequence[Sequence[Any]]
"""Some rows of a statement of ours, whose columns have the types that the schema gives them."""

_TEXTS_OF_SIDE = """(SELECT group_concat(text, char(31)) FROM (SELECT text FROM alignment_segments AS m
    JOIN segments ON segments.id = m.segment_id WHERE m.alignment_id = a.id AND m.lang = a.{side}_lang ORDER BY m.n))"""
_SIDES = ("source", "target")
_TEXTS = {f"{side}_{what}" for side in _SIDES for what in ("text", "lang")}
_BOTH = 2
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def of_alignments(found: str) -> str:
    """Write the statement that reads whole alignments out of those `found` by another, in its order."""
    texts = {f"{side}_texts": _TEXTS_OF_SIDE.format(side=side) for side in _SIDES}
    return ALIGNMENTS.format(found=found, ids_of_sides=_IDS, **texts)


def of_texts(found: str) -> str:
    """Write the statement that reads the texts of those alignments `found` by another that have both sides."""
    return _TEXTS_OF_BOTH.format(found=found, ids_of_sides=_IDS)


def of_units(found: str, codes: Sequence[str]) -> str:
    """Write the statement that reads units `found` by another: of each language the segments, and their texts."""
    sides = ", ".join(f"{_of_unit(code, 'segment_id')}, {_of_unit(code, 'text')}" for code in codes)
    return f"SELECT id, work_id, {sides} FROM ({found}) AS u"  # noqa: S608 - ours, and codes of the table of languages


def texts_of_units(found: str, codes: Sequence[str]) -> str:
    """Write the statement that reads units `found` by another as a table: a column of text for each language."""
    sides = ", ".join(f"replace({_of_unit(code, 'text')}, char(31), ' ') AS \"{code}\"" for code in codes)
    return f"SELECT n AS unit, id, {sides} FROM ({found}) AS u"  # noqa: S608 - as in `of_units`


def _of_unit(code: str, what: str) -> str:
    if code not in languages.LANGUAGES:
        message = f"{code!r} is no language"
        raise ValueError(message)
    return f"""(SELECT group_concat({what}, char(31)) FROM (SELECT segment_id, text FROM unit_segments AS m
    JOIN segments ON segments.id = m.segment_id WHERE m.unit_id = u.id AND m.lang = '{code}' ORDER BY m.n))"""  # noqa: S608 - see above


def alignments(batches: Iterable[Rows]) -> Iterator[AlignedRow]:
    """Make the rows of what `of_alignments` reads."""
    for batch in batches:
        yield from map(_alignment, batch)


def tmx_columns(batches: Iterable[Rows]) -> Iterator[TmxColumns]:
    """Make columns for TMX of what `of_texts` reads."""
    for batch in batches:
        names, sources, targets, documents, others, listed, *rest = zip(*batch, strict=True)
        ids = [_ids(*said) for said in zip(sources, targets, listed, strict=True)]
        source_ids, target_ids = ([" ".join(side[place]) for side in ids] for place in (0, 1))
        yield names, sources, targets, documents, others, source_ids, target_ids, *rest


def _alignment(row: Sequence[Any]) -> AlignedRow:
    identifier, source, target, document, other, listed, source_text, target_text, *judgement = row
    kind, score, band, method, status, evidence = judgement
    source_ids, target_ids = _ids(source, target, listed)
    return AlignedRow(
        identifier, source, target, document, other, source_ids, target_ids,
        _parts(source_text), _parts(target_text),
        kind, score, band, method, status, tuple(evidence.split(" · ")) if evidence else (),
    )  # fmt: skip


_ONE_TO_ONE = 6
"""Words in the list of two segments: language, number and name of each."""


def _ids(source: str, target: str, listed: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = listed.split(" ") if listed else []
    if len(words) == _ONE_TO_ONE and words[0] != words[3]:
        return ((words[2],), (words[5],)) if words[0] == source else ((words[5],), (words[2],))
    members = sorted(zip(words[::3], map(int, words[1::3]), words[2::3], strict=True))
    first = tuple(name for lang, _, name in members if lang == source)
    return first, tuple(name for lang, _, name in members if lang == target)


def _parts(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(text.split(SEPARATOR)) if SEPARATOR in text else (text,)


def units(batches: Iterable[Rows], codes: Sequence[str]) -> Iterator[AlignedUnit]:
    """Make the units of what `of_units` reads."""
    for batch in batches:
        for identifier, _, *cells in batch:
            sides = zip(codes, cells[::2], cells[1::2], strict=True)
            held = [AlignedSide(code, (), _parts(ids), _parts(texts)) for code, ids, texts in sides if ids]
            yield AlignedUnit(identifier, tuple(held), 0.0, (), ())


def pairs(batches: Iterable[Rows], codes: Sequence[str]) -> Iterator[AlignedRow]:
    """Make rows of two languages of what `of_units` reads; a work is one document, for its units lie in its order."""
    source, target = codes
    for batch in batches:
        for identifier, work, source_ids, source_text, target_ids, target_text in batch:
            ids = _parts(source_ids), _parts(target_ids)
            yield AlignedRow(
                identifier, source, target, work, work, *ids, _parts(source_text), _parts(target_text),
                f"{len(ids[0])}-{len(ids[1])}", nan, "", "", "unit",
            )  # fmt: skip


# --- rows of a stranger's query ------------------------------------------------------------------------------------


def codes_of(columns: Sequence[str]) -> tuple[str, ...] | None:
    """Say which languages the rows of a query stand side by side in, by the names of its columns; None where in none.

    A column named by the code of a language is text in it; with `source_lang`, `source_text`, `target_lang` and
    `target_text` each row says itself, and the answer is empty.
    """
    if set(columns) >= _TEXTS:
        return ()
    codes = tuple(dict.fromkeys(name for name in columns if name in languages.ARCHIVE_LANGUAGES))
    return codes if len(codes) >= _BOTH else None


def of_query(columns: Sequence[str], batches: Iterable[Batch]) -> Aligned:
    """Read what stands side by side in the rows of a query. Call only where `codes_of` finds languages."""
    places = {name: place for place, name in enumerate(columns)}
    codes = codes_of(columns) or ()
    if len(codes) > _BOTH:
        return Aligned(codes, units=_query_units(places, codes, batches))
    return Aligned(codes, rows=_query_rows(places, codes, batches))


def _query_rows(places: dict[str, int], codes: Sequence[str], batches: Iterable[Batch]) -> Iterator[AlignedRow]:
    number = 0
    for batch in batches:
        for row in batch:
            number += 1
            said = {name: row[place] for name, place in places.items()}
            yield _query_row(said, codes, number)


def _query_row(said: dict[str, Any], codes: Sequence[str], number: int) -> AlignedRow:
    source, target = codes or (_text(said["source_lang"]), _text(said["target_lang"]))
    texts = (said[source], said[target]) if codes else (said["source_text"], said["target_text"])
    source_texts, target_texts = (() if text is None else (_text(text),) for text in texts)
    score, document = said.get("score"), _text(said.get("document_id"))
    other = _text(said.get("target_document_id")) or document
    band, method, status = (_text(said.get(name)) for name in ("score_band", "method", "status"))
    return AlignedRow(
        _text(said.get("id")) or str(number), source, target, document, other, (), (), source_texts, target_texts,
        _text(said.get("kind")) or "1-1", float(score) if isinstance(score, int | float) else nan, band, method, status,
    )  # fmt: skip


def _query_units(places: dict[str, int], codes: Sequence[str], batches: Iterable[Batch]) -> Iterator[AlignedUnit]:
    number = 0
    for batch in batches:
        for row in batch:
            number += 1
            name = _text(row[places["id"]]) if "id" in places else ""
            told = ((code, _text(row[places[code]])) for code in codes)
            sides = tuple(AlignedSide(code, (), (), (text,)) for code, text in told if text)
            yield AlignedUnit(name or str(number), sides, 0.0, (), ())


def _text(value: Any) -> str:
    """Give a value of a stranger's query as text; what XML cannot carry in it is shown to be missing (U+FFFD)."""
    return "" if value is None else _NOT_XML.sub("\ufffd", str(value))
