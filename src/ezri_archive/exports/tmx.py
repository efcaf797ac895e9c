"""Aligned rows, or units of several languages → TMX 1.4 (LISA OSCAR, 2005-04-26).

Plain text (level 1 of the standard), valid against its DTD and against the stricter schema of OmegaT, which refuses a
whole file for one fault. Units with an empty side are left out: translation memories refuse them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress
from types import MappingProxyType
from typing import Any

from ezri_archive import __version__
from ezri_archive.exports.cells import batches, score_text, xml_attribute, xml_text, xml_texts
from ezri_archive.exports.rows import columns_of
from ezri_archive.records import AlignedColumns, AlignedRow, AlignedSide, AlignedUnit

_ALL = "*all*"
_END = b"</body>\n</tmx>\n"
_NO_TAGS: Mapping[str, str] = MappingProxyType({})
_BOTH = 2


def write_tmx(
    rows: Iterable[AlignedRow], source_language: str, *, tags: Mapping[str, str] = _NO_TAGS, created: str = ""
) -> Iterator[bytes]:
    """Write a bilingual translation memory.

    `tags` gives languages other tags than their code (`he` → `he-IL`), for tools that insist on a country. `created`
    (`20240320T120000Z`) is written when given: nothing here knows the time. Score, band, status, method, documents and
    segments of a row stand in `prop type="x-…"`. Raises ExportError for a character that XML cannot carry.
    """
    pages = map(tmx_columns, map(columns_of, batches(rows)))
    return write_tmx_columns(pages, source_language, tags=tags, created=created)


def write_tmx_units(
    units: Iterable[AlignedUnit], *, tags: Mapping[str, str] = _NO_TAGS, created: str = ""
) -> Iterator[bytes]:
    """Write a translation memory of units, each in all its languages; units of one language are left out."""
    yield _head(_ALL, created)
    for batch in batches(units):
        yield "".join(_from_unit(unit, tags) for unit in batch if len(unit.sides) >= _BOTH).encode()
    yield _END


def _head(source_language: str, created: str) -> bytes:
    date = f' creationdate="{xml_attribute(created, "creationdate")}"' if created else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="ezri_archive" creationtoolversion="{__version__}" segtype="sentence"'
        f' o-tmf="ezri_archive" adminlang="en" srclang="{xml_attribute(source_language, "srclang")}"'
        f' datatype="plaintext"{date}/>\n<body>\n'
    ).encode()


TmxColumns = Sequence[Sequence[Any]]
"""Columns of some alignments, all as long: id; language, of source and target; document of both; identifiers of the
segments of both, with spaces between; text of both; kind, score, band, status, method."""


def write_tmx_columns(
    pages: Iterable[TmxColumns], source_language: str, *, tags: Mapping[str, str] = _NO_TAGS, created: str = ""
) -> Iterator[bytes]:
    """Write the same from columns, for whoever has no rows to make: those of both sides alone, no side empty."""
    yield _head(tags.get(source_language, source_language), created)
    for columns in pages:
        yield "".join(_from_columns(columns, tags)).encode()
    yield _END


def tmx_columns(columns: AlignedColumns) -> TmxColumns:
    """Make columns for TMX of those of aligned rows, without the rows that have an empty side."""
    same, sides, judgement = columns[:5], columns[5:9], columns[9:14]
    joined = [_joined(column) for column in sides]
    made = [*same, *joined, *judgement[:3], judgement[4], judgement[3]]
    texts = joined[2:]
    if all(map(all, texts)):
        return made
    return [list(compress(column, map(all, zip(*texts, strict=True)))) for column in made]


def _joined(column: Sequence[tuple[str, ...]]) -> Sequence[str]:
    return list(map(" ".join, column))


def _from_columns(columns: TmxColumns, tags: Mapping[str, str]) -> Iterator[str]:
    """Write alignments column by column: escaping many texts at once is what makes this fast."""
    ids, sources, targets, documents, others, *told, kinds, scores, bands, statuses, methods = columns
    escaped = [xml_texts(column, ids) for column in (ids, *told)]
    judged = map(_judgement, scores, bands, statuses, methods, map(_documents, documents, others))
    for kind, source, target, known, name, first_ids, second_ids, first, second in zip(
        kinds, sources, targets, judged, *escaped, strict=True
    ):
        yield (
            f'<tu tuid="{_quoted(name)}"{"" if kind == "1-1" else _BLOCK}>\n{known}'
            f"{_segments(source, first_ids)}{_segments(target, second_ids)}"
            f'<tuv xml:lang="{_code(tags.get(source, source))}"><seg>{first}</seg></tuv>\n'
            f'<tuv xml:lang="{_code(tags.get(target, target))}"><seg>{second}</seg></tuv>\n</tu>\n'
        )


def _quoted(text: str) -> str:
    return text.replace('"', "&quot;")


def _segments(language: str, ids: str) -> str:
    return f'<prop type="x-segments-{_code(language)}">{ids}</prop>\n' if ids else ""


@lru_cache
def _code(language: str) -> str:
    return xml_attribute(language, "xml:lang")


@lru_cache(maxsize=4096)
def _judgement(score: float, band: str, status: str, method: str, documents: str) -> str:
    """Write what is known of how an alignment came about, and the documents; of a query's rows it may be nothing."""
    known = {"x-score": score_text(score), "x-score-band": band, "x-status": status, "x-method": method}
    return _properties(known) + documents


@lru_cache
def _documents(source: str, target: str) -> str:
    return _properties({"x-documents": source if source == target else f"{source} {target}"})


def _properties(known: Mapping[str, str]) -> str:
    return "".join(f'<prop type="{kind}">{xml_text(said, kind)}</prop>\n' for kind, said in known.items() if said)


_BLOCK = ' segtype="block"'
"""Several segments on one side are more than the sentence that the header promises."""


def _from_unit(unit: AlignedUnit, tags: Mapping[str, str]) -> str:
    where = unit.id
    block = "" if all(len(side.texts) == 1 for side in unit.sides) else _BLOCK
    documents = dict.fromkeys(document for side in unit.sides for document in side.documents)
    known = {"x-documents": " ".join(documents)}
    if unit.methods:
        reasons = {"x-status": " ".join(unit.statuses), "x-method": " ".join(unit.methods)}
        known = {"x-score": f"{unit.score:g}", **reasons, **known}
    known |= {f"x-segments-{side.language}": " ".join(side.ids) for side in unit.sides}
    properties = (f'<prop type="{kind}">{xml_text(value, where)}</prop>\n' for kind, value in known.items() if value)
    variants = (_variant(side, tags, where) for side in unit.sides)
    return f'<tu tuid="{xml_attribute(where, where)}"{block}>\n{"".join(properties)}{"".join(variants)}</tu>\n'


def _variant(side: AlignedSide, tags: Mapping[str, str], where: str) -> str:
    tag = tags.get(side.language, side.language)
    return f'<tuv xml:lang="{tag}"><seg>{xml_text(" ".join(side.texts), where)}</seg></tuv>\n'
