"""The text of an edition: portions, their blocks and segments ⇄ `body` (TEI Guidelines, chapters 3, 4 and 18.1)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from lxml import etree

from ezri_archive.errors import TeiError
from ezri_archive.records import Decision, Segment, SegmentedBlock, SegmentedPortion
from ezri_archive.tei.elements import ID, LANG, add, checked, local, place, spelt, tag
from ezri_archive.tei.marks import read_words, write_words
from ezri_archive.tei.parsing import attribute, probability, required, whole_number
from ezri_archive.tei.rights import rights_id, rights_of

_HEADING, _PARAGRAPH, _ITEM, _ROW, _CAPTION, _QUOTATION = (
    "heading", "paragraph", "list_item", "table_row", "caption", "quotation",
)  # fmt: skip
_ELEMENTS = {
    _HEADING: ("head",),
    _PARAGRAPH: ("p",),
    _ITEM: ("item",),
    _ROW: ("row", "cell"),
    _CAPTION: ("figure", "head"),
    _QUOTATION: ("quote",),
}
"""The elements of each kind of block, from the outside in."""

_AROUND = {_ITEM: "list", _ROW: "table"}
_KINDS = {"head": _HEADING, "ab": _HEADING, "p": _PARAGRAPH, "item": _ITEM, "cell": _ROW, "quote": _QUOTATION}
_INSIDE = {
    "div": ("head", "ab", "p", "quote", "list", "table", "figure", "certainty"),
    "list": ("item",),
    "table": ("row",),
    "row": ("cell",),
    "figure": ("head",),
}
_CHARACTERS = re.compile(r"#char=(\d{1,18}),(\d{1,18})")


# --- writing ---------------------------------------------------------------------------------------------------------


def write_body(
    root: etree._Element, portions: Sequence[SegmentedPortion], parallel: Mapping[str, Sequence[str]]
) -> None:
    """Write the text of an edition; `parallel` names, for a portion, those that say the same in other languages."""
    body = add(add(root, "text"), "body")
    for portion in portions:
        _write_portion(body, portion, parallel.get(portion.id, ()))
    if not portions:
        add(body, "ab")  # an empty body is not valid


def _write_portion(body: etree._Element, portion: SegmentedPortion, parallel: Sequence[str]) -> None:
    div = add(
        body,
        "div",
        xml_id=portion.id,
        type=portion.role.value.replace(" ", "-"),
        n=str(portion.number),
        xml_lang=portion.language.value,
        corresp=" ".join(f"#{other}" for other in parallel),
        decls=f"#{rights_id(portion.rights)}" if portion.rights else "",
        ana=f"#role.{portion.role.rule} #language.{portion.language.rule}",
        cert=spelt(portion.role.confidence),
    )
    if portion.language.confidence != portion.role.confidence:
        add(div, "certainty", match="@xml:lang", locus="value", degree=spelt(portion.language.confidence))
    opening = True
    for kind, blocks in groupby(portion.blocks, key=lambda block: block.kind):
        parent = add(div, _AROUND[kind]) if kind in _AROUND else div
        for block in blocks:
            _write_block(parent, block, portion.language.value, opening=opening)
        opening = opening and kind == _HEADING


def _write_block(parent: etree._Element, block: SegmentedBlock, language: str, *, opening: bool) -> None:
    element = _block_element(parent, block.kind, opening=opening)
    if block.level:
        element.set("n", str(block.level))
    if block.repeats:
        element.set("sameAs", f"#{block.repeats}")
        element.set("source", f"#char={block.start},{block.end}")
        element.text = checked(block.text, element)
    for segment in block.segments:
        _write_segment(element, segment, language)


def _block_element(parent: etree._Element, kind: str, *, opening: bool) -> etree._Element:
    if kind == _HEADING and not opening:
        return add(parent, "ab", type=_HEADING)  # head may only open a div
    if kind not in _ELEMENTS:
        message = f"“{kind}” is no kind of block; expected {', '.join(_ELEMENTS)}"
        raise TeiError(message, where=place(parent))
    for name in _ELEMENTS[kind]:
        parent = add(parent, name)
    return parent


def _write_segment(block: etree._Element, segment: Segment, language: str) -> None:
    element = add(
        block,
        "s",
        xml_id=segment.id,
        n=str(segment.number),
        xml_lang="" if segment.language == language else segment.language,
        source=f"#char={segment.start},{segment.end}",
    )
    write_words(element, segment.text, segment.marks)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_body(root: etree._Element) -> tuple[SegmentedPortion, ...]:
    """Read the portions of an edition; raises TeiError for what is not as `write_body` writes it."""
    body = required(root, "text", "body")
    empty = [element for element in body if local(element) == "ab" and not len(element) and not element.text]
    portions = tuple(_portion(element) for element in body if element not in empty)
    names = Counter(name for portion in portions for name in (portion.id, *_names(portion)))
    if twice := [name for name, times in names.items() if times > 1]:
        message = f"several elements have xml:id “{twice[0]}”"
        raise TeiError(message, where=place(body))
    return portions


def _names(portion: SegmentedPortion) -> Iterator[str]:
    return (segment.id for segment in portion.segments)


def _portion(div: etree._Element) -> SegmentedPortion:
    _expect(div, ("div",))
    role_rule, language_rule = _rules(div)
    sure = probability(div, "cert", default=1.0)
    certainty = div.find(f"{tag('certainty')}[@match='@xml:lang']")
    sure_of_language = sure if certainty is None else probability(certainty, "degree", default=sure)
    language = attribute(div, LANG)
    return SegmentedPortion(
        id=attribute(div, ID),
        number=whole_number(div, "n"),
        role=Decision(attribute(div, "type").replace("-", " "), role_rule, sure),
        language=Decision(language, language_rule, sure_of_language),
        blocks=tuple(_block(element, language) for element in _block_elements(div)),
        rights=rights_of(div.get("decls", "")),
    )


def _rules(div: etree._Element) -> tuple[str, str]:
    rules = dict(pointer.removeprefix("#").partition(".")[::2] for pointer in div.get("ana", "").split())
    if rules.keys() != {"role", "language"}:
        message = f"<div> has ana={div.get('ana')!r}; expected '#role.RULE #language.RULE'"
        raise TeiError(message, where=place(div))
    return rules["role"], rules["language"]


def _block_elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Find the elements that hold segments in a portion, a list, a table or a figure."""
    _expect_no_text(parent)
    for element in parent:
        name = _expect(element, _INSIDE[local(parent)])
        if name in _INSIDE:
            yield from _block_elements(element)
        elif name != "certainty":
            yield element


def _expect(element: etree._Element, names: Sequence[str]) -> str:
    """Give the name of an element when it is one of those that may stand there; raises TeiError when not."""
    name, parent = local(element), element.getparent()
    if name not in names:
        inside = "" if parent is None else f" in <{local(parent)}>"
        message = f"has <{name}>{inside}; expected {', '.join(f'<{each}>' for each in names)}"
        raise TeiError(message, where=place(element))
    return name


def _expect_no_text(element: etree._Element) -> None:
    for text in (element.text, *(child.tail for child in element)):
        if text and not text.isspace():
            message = f"<{local(element)}> has “{text.strip()[:40]}” outside any <s>"
            raise TeiError(message, where=place(element))


def _block(element: etree._Element, language: str) -> SegmentedBlock:
    if repeats := element.get("sameAs", "").removeprefix("#"):
        start, end = _characters(element)
        return SegmentedBlock(
            _kind(element), (), _level(element), repeats=repeats, text=element.text or "", start=start, end=end
        )
    _expect_no_text(element)
    segments = tuple(_segment(child, language) for child in element)
    start, end = (segments[0].start, segments[-1].end) if segments else (0, 0)
    return SegmentedBlock(_kind(element), segments, _level(element), start=start, end=end)


def _kind(element: etree._Element) -> str:
    parent = element.getparent()
    in_figure = parent is not None and local(parent) == "figure"
    return _CAPTION if in_figure else _KINDS[local(element)]


def _level(element: etree._Element) -> int:
    return whole_number(element, "n", default="0")


def _segment(element: etree._Element, language: str) -> Segment:
    _expect(element, ("s",))
    text, marks = read_words(element)
    start, end = _characters(element)
    return Segment(
        id=attribute(element, ID),
        number=whole_number(element, "n"),
        language=element.get(LANG, language),
        text=text,
        start=start,
        end=end,
        marks=marks,
    )


def _characters(element: etree._Element) -> tuple[int, int]:
    found = _CHARACTERS.fullmatch(element.get("source", ""))
    if not found or int(found[1]) > int(found[2]):
        name = element.get(ID) or f"<{local(element)}>"
        message = f"{name} has source={element.get('source')!r}; expected '#char=START,END'"
        raise TeiError(message, where=place(element))
    return int(found[1]), int(found[2])
