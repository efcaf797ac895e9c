"""TEI with `standOff` → returned rows: every two languages of a `linkGrp type="tu"`, as the Guidelines have it."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from lxml import etree

from ezri_archive.errors import ImportFileError
from ezri_archive.imports.trees import TEI, each, expect_root, line_of, root_of
from ezri_archive.records import ReturnedRow, ReturnedSide

_TEI = f"{{{TEI}}}"
_STATUS = {"confirmed": "confirmed", "rejected": "rejected"}


def read_tei_alignments(content: bytes, where: str) -> Iterator[ReturnedRow]:
    """Read the units of a TEI file, in order, each as the rows of every two of its languages.

    A unit is a `linkGrp type="tu"` of `ptr type="tuv"` (TEI Guidelines, att.pointing, example of `@targetLang`). What
    has one language alone has no counterpart in any other, in a file of two languages in the other one. Raises
    ImportFileError for another root than `TEI`, and for a pointer without target or language.
    """
    expect_root(root_of(content, where), "TEI", where)
    languages = {pointer.get("targetLang", "") for pointer in each(content, where, f"{_TEI}ptr")} - {""}
    for group in each(content, where, f"{_TEI}linkGrp"):
        if group.get("type") == "tu":
            yield from _rows(group, where, languages)


def _rows(group: etree._Element, where: str, languages: set[str]) -> Iterator[ReturnedRow]:
    sides = [_side(pointer, where) for pointer in group.iterfind(f"{_TEI}ptr")]
    unit = frozenset(name for side in sides for name in side.ids)
    status = _STATUS.get(group.get("subtype", ""), "")
    if len(sides) == 1:
        others = languages - {sides[0].language}
        other = others.pop() if len(others) == 1 else ""
        yield ReturnedRow(sides[0], ReturnedSide(other, (), ""), status, line_of(group), unit)
    for first, second in combinations(sides, 2):
        yield ReturnedRow(first, second, status, line_of(group), unit)


def _side(pointer: etree._Element, where: str) -> ReturnedSide:
    values: Mapping[str, str] = {name: pointer.get(name, "") for name in ("targetLang", "target")}
    for name, value in values.items():
        if not value:
            message = f"<ptr> lacks {name}"
            raise ImportFileError(message, where=f"{where}, {line_of(pointer)}")
    return ReturnedSide(values["targetLang"], tuple(map(_segment, values["target"].split())), "")


def _segment(target: str) -> str:
    """Give the identifier a pointer leads to: of `#s1`, `he:s1` and `d12.xml#s1`."""
    return target.rpartition("#")[2] if "#" in target else target.rpartition(":")[2]
