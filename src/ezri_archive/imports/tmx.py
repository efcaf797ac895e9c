"""TMX 1.1 to 1.4 → returned rows: each translation unit of two languages, with the identifiers we wrote into it."""

from collections.abc import Iterator

from lxml import etree

from ezri_archive.errors import ImportFileError
from ezri_archive.imports.trees import XML, each, expect_root, line_of, root_of, words_of
from ezri_archive.records import ReturnedRow, ReturnedSide

_CODES = ("bpt", "ept", "ph", "it", "ut")
"""Elements of `seg` that hold codes of a format, not words (TMX 1.4, section 3.2)."""
_FORMER_CODES = {"iw": "he"}
"""Codes that ISO 639 has withdrawn and Java still writes."""
_BOTH = 2


def read_tmx(content: bytes, where: str) -> Iterator[ReturnedRow]:
    """Read the translation units, in order; those with one side say nothing of an alignment and are passed over.

    A unit's identifiers are those of `prop type="x-segments-LANGUAGE"`, its status that of `x-status`, where they are.
    Raises ImportFileError for another root than `tmx`, and for a unit that names no language, one language twice, or
    more than two: of three it does not say which alignment a person changed.
    """
    expect_root(root_of(content, where), "tmx", where)
    for unit in each(content, where, "tu"):
        sides = _sides(unit, where)
        if len(sides) == _BOTH:
            yield ReturnedRow(sides[0], sides[1], _property(unit, "x-status"), line_of(unit))


def _sides(unit: etree._Element, where: str) -> list[ReturnedSide]:
    found: dict[str, ReturnedSide] = {}
    for variant in unit.iterfind("tuv"):
        language = _language(variant, where)
        if language in found:
            message = f"<tu> has two <tuv> in “{language}”; expected one a language"
            raise ImportFileError(message, where=f"{where}, {line_of(variant)}")
        ids = tuple(_property(unit, f"x-segments-{language}").split())
        found[language] = ReturnedSide(language, ids, _text(variant))
    if len(found) > _BOTH:
        message = f"<tu> has {len(found)} languages ({', '.join(found)}); expected two: export one pair of languages"
        raise ImportFileError(message, where=f"{where}, {line_of(unit)}")
    return [side for side in found.values() if side.text]


def _language(variant: etree._Element, where: str) -> str:
    tag = variant.get(f"{{{XML}}}lang") or variant.get("lang") or ""
    if not tag:
        message = "<tuv> names no language; expected xml:lang"
        raise ImportFileError(message, where=f"{where}, {line_of(variant)}")
    code = tag.replace("_", "-").partition("-")[0].lower()
    return _FORMER_CODES.get(code, code)


def _text(variant: etree._Element) -> str:
    segment = variant.find("seg")
    if segment is None:
        return ""
    etree.strip_elements(segment, *_CODES, with_tail=False)
    return words_of(segment)


def _property(unit: etree._Element, kind: str) -> str:
    found = (words_of(prop) for prop in unit.iterfind("prop") if prop.get("type") == kind)
    return next(found, "")
