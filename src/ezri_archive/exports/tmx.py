"""Aligned rows, or units of several languages → TMX 1.4 (LISA OSCAR, 2005-04-26).

Plain text (level 1 of the standard), valid against its DTD and against the stricter schema of OmegaT, which refuses a
whole file for one fault. Units with an empty side are left out: translation memories refuse them.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ezri_archive import __version__
from ezri_archive.exports.cells import batches, xml_attribute, xml_text
from ezri_archive.records import AlignedRow, AlignedSide, AlignedUnit

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
    yield _head(tags.get(source_language, source_language), created)
    for batch in batches(rows):
        yield "".join(_from_row(row, tags) for row in batch if row.source_ids and row.target_ids).encode()
    yield _END


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


def _from_row(row: AlignedRow, tags: Mapping[str, str]) -> str:
    where = row.id
    source, target = row.source_language, row.target_language
    documents = row.source_document
    if row.target_document != documents:
        documents += f" {row.target_document}"
    return (
        f'<tu tuid="{xml_attribute(where, where)}"{_BLOCK if row.kind != "1-1" else ""}>\n'
        f'<prop type="x-score">{row.score:g}</prop>\n'
        f'<prop type="x-score-band">{xml_text(row.score_band, where)}</prop>\n'
        f'<prop type="x-status">{xml_text(row.status, where)}</prop>\n'
        f'<prop type="x-method">{xml_text(row.method, where)}</prop>\n'
        f'<prop type="x-documents">{xml_text(documents, where)}</prop>\n'
        f'<prop type="x-segments-{source}">{xml_text(" ".join(row.source_ids), where)}</prop>\n'
        f'<prop type="x-segments-{target}">{xml_text(" ".join(row.target_ids), where)}</prop>\n'
        f'<tuv xml:lang="{tags.get(source, source)}"><seg>{xml_text(" ".join(row.source_texts), where)}</seg></tuv>\n'
        f'<tuv xml:lang="{tags.get(target, target)}"><seg>{xml_text(" ".join(row.target_texts), where)}</seg></tuv>\n'
        "</tu>\n"
    )


_BLOCK = ' segtype="block"'
"""Several segments on one side are more than the sentence that the header promises."""


def _from_unit(unit: AlignedUnit, tags: Mapping[str, str]) -> str:
    where = unit.id
    block = "" if all(len(side.ids) == 1 for side in unit.sides) else _BLOCK
    documents = dict.fromkeys(document for side in unit.sides for document in side.documents)
    known = {"x-documents": " ".join(documents)}
    if unit.methods:
        reasons = {"x-status": " ".join(unit.statuses), "x-method": " ".join(unit.methods)}
        known = {"x-score": f"{unit.score:g}", **reasons, **known}
    known |= {f"x-segments-{side.language}": " ".join(side.ids) for side in unit.sides}
    properties = (f'<prop type="{kind}">{xml_text(value, where)}</prop>\n' for kind, value in known.items())
    variants = (_variant(side, tags, where) for side in unit.sides)
    return f'<tu tuid="{xml_attribute(where, where)}"{block}>\n{"".join(properties)}{"".join(variants)}</tu>\n'


def _variant(side: AlignedSide, tags: Mapping[str, str], where: str) -> str:
    tag = tags.get(side.language, side.language)
    return f'<tuv xml:lang="{tag}"><seg>{xml_text(" ".join(side.texts), where)}</seg></tuv>\n'
