"""DOCX (ISO/IEC 29500, WordprocessingML) → `Document`: styles, lists, tables, notes, links, languages of runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ezri_archive.readers.drafts import Draft, document_of
from ezri_archive.readers.office.packages import Package
from ezri_archive.readers.office.paragraphs import Gathered, boilerplate, kind_of, table_row
from ezri_archive.readers.trees import Element
from ezri_archive.records import Document, Source

_OFF = frozenset({"0", "false", "off", "none"})
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:\\[lo]\s+)?"([^"]*)"(?:\s+\\l\s+"([^"]*)")?', re.IGNORECASE)
_CONTAINERS = frozenset({
    "w:ins", "w:smartTag", "w:sdt", "w:sdtContent", "w:customXml", "w:moveTo", "w:dir", "w:bdo", "mc:AlternateContent",
    "mc:Choice", "m:oMath", "m:oMathPara",
})  # fmt: skip
_WHITE = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:ptab": "\t", "w:noBreakHyphen": "\u2011"}
_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class _Style:
    """A style's own name, what it is based on, and its properties."""

    name: str
    based_on: str
    paragraph: Element | None
    run: Element | None


@dataclass(slots=True)
class _Word:
    """What reading a paragraph needs to look up."""

    styles: dict[str, _Style]
    links: dict[str, str]
    notes: dict[str, Element] = field(default_factory=dict)

    def chain(self, style: str) -> Iterator[_Style]:
        """Give a style and those it is based on."""
        for _ in range(_LONGEST_CHAIN):
            if style not in self.styles:
                return
            yield self.styles[style]
            style = self.styles[style].based_on


@dataclass(slots=True)
class _Fields:
    """The fields that are open at this place of the text: what each instructs, and whether its result has begun."""

    instructions: list[str] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)

    @property
    def target(self) -> str:
        """The URL of the innermost link field."""
        found = (_HYPERLINK.match(instruction) for instruction in reversed(self.instructions))
        return next((_target(match) for match in found if match), "")


def read_docx(source: Source, document_id: str) -> Document:
    """Read a DOCX; offsets count in its own text.

    Raises SourceError when it is no DOCX, encrypted, damaged, without text, or made to do harm.
    """
    package = Package(source.content, source.path)
    body = package.part("word/document.xml").child("w:body") or Element("w:body", {})
    word = _Word(_styles(package), _links(package, "document"))
    for kind in ("footnote", "endnote"):
        word.notes |= _notes(package, kind)
    heads = [draft for name in _sides(package, "header") for draft in _side(package, word, name)]
    feet = [draft for name in _sides(package, "footer") for draft in _side(package, word, name)]
    drafts = [*boilerplate(heads), *_blocks(body, word), *boilerplate(feet)]
    return document_of(source, document_id, drafts, declared=_declared(package))


def _declared(package: Package) -> dict[str, str]:
    core = package.optional("docProps/core.xml")
    values = (
        {key: core.child(f"dc:{name}") for key, name in (("title", "title"), ("author", "creator"))} if core else {}
    )
    return {key: " ".join(element.text.split()) for key, element in values.items() if element and element.text.strip()}


# --- parts --------------------------------------------------------------------------------------------------


def _styles(package: Package) -> dict[str, _Style]:
    part = package.optional("word/styles.xml")
    return {
        style.get("w:styleId"): _Style(
            _value(style, "w:name"), _value(style, "w:basedOn"), style.child("w:pPr"), style.child("w:rPr")
        )
        for style in (part.children if part else ())
        if style.tag == "w:style"
    }


def _links(package: Package, name: str) -> dict[str, str]:
    part = package.optional(f"word/_rels/{name}.xml.rels")
    return {
        relation.get("Id"): relation.get("Target")
        for relation in (part.children if part else ())
        if relation.get("TargetMode") == "External" and relation.get("Type").endswith("/hyperlink")
    }


def _notes(package: Package, kind: str) -> dict[str, Element]:
    """Read foot- or endnotes by kind and number; separators, which have a type, are none."""
    part = package.optional(f"word/{kind}s.xml")
    return {f"{kind} {note.get('w:id')}": note for note in (part.children if part else ()) if not note.get("w:type")}


def _sides(package: Package, kind: str) -> list[str]:
    """Name the headers or footers that the document refers to, in order."""
    part = package.optional("word/_rels/document.xml.rels")
    targets = [
        relation.get("Target")
        for relation in (part.children if part else ())
        if relation.get("Type").endswith(f"/{kind}")
    ]
    return [f"word/{target}" if not target.startswith("/") else target[1:] for target in targets]


def _side(package: Package, word: _Word, name: str) -> list[Draft]:
    part = package.optional(name)
    inner = _Word(word.styles, _links(package, name.rpartition("/")[2].removesuffix(".xml")))
    return list(_blocks(part, inner)) if part else []


# --- blocks -------------------------------------------------------------------------------------------------


def _blocks(container: Element, word: _Word) -> Iterator[Draft]:
    for element in container.children:
        if element.tag == "w:p":
            yield from _paragraph(element, word)
        elif element.tag == "w:tbl":
            for row in _within(element, "w:tr"):
                yield from table_row([list(_blocks(cell, word)) for cell in _within(row, "w:tc")])
        elif element.tag in _CONTAINERS:
            yield from _blocks(element, word)


def _within(element: Element, tag: str) -> Iterator[Element]:
    """Find rows or cells, also inside content controls and insertions."""
    for child in element.children:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _within(child, tag)


def _paragraph(element: Element, word: _Word) -> Iterator[Draft]:
    properties = element.child("w:pPr")
    gathered = Gathered()
    _inline(element, word, gathered, _Fields(), "")
    kind, level, role = _kind(properties, word)
    draft = gathered.draft(kind, level=level, role=role)
    if draft.text:
        yield draft
    yield from gathered.after


def _kind(properties: Element | None, word: _Word) -> tuple[str, int, str]:
    chain = list(word.chain(_value(properties, "w:pStyle")))
    kind, level, role = kind_of([style.name for style in chain])
    outline = _first([properties, *(style.paragraph for style in chain)], "w:outlineLvl")
    if kind == "paragraph" and outline.isdigit() and int(outline) < 9:  # noqa: PLR2004 - 9 is body text
        return "heading", min(int(outline) + 1, 6), role
    numbering = [found.child("w:numPr") for found in (properties, *(style.paragraph for style in chain)) if found]
    numbers = [_value(found, "w:numId") for found in numbering if found]
    if kind == "paragraph" and not role and numbers and numbers[0] not in {"", "0"}:
        return "list_item", 0, role
    return kind, min(level, 6), role


def _first(places: "list[Element | None]", tag: str) -> str:
    return next((_value(place, tag) for place in places if place and place.child(tag)), "")


def _value(element: Element | None, tag: str) -> str:
    child = element.child(tag) if element else None
    return child.get("w:val") if child else ""


# --- runs ---------------------------------------------------------------------------------------------------


def _inline(element: Element, word: _Word, gathered: Gathered, fields: _Fields, target: str) -> None:
    """Gather the runs inside an element; deletions and moved-away text are no part of the document."""
    for child in element.children:
        if child.tag == "w:r":
            _run(child, word, gathered, fields, target)
        elif child.tag == "w:hyperlink":
            _inline(child, word, gathered, fields, _relation(child, word) or target)
        elif child.tag == "w:fldSimple":
            match = _HYPERLINK.match(child.get("w:instr"))
            _inline(child, word, gathered, fields, _target(match) if match else target)
        elif child.tag == "m:r":
            gathered.add("".join(text.text for text in child.children if text.tag == "m:t"))
        elif child.tag in _CONTAINERS or child.tag.startswith("m:"):
            _inline(child, word, gathered, fields, target)


def _relation(link: Element, word: _Word) -> str:
    url, anchor = word.links.get(link.get("r:id"), ""), link.get("w:anchor")
    return f"{url}#{anchor}" if url and anchor else url


def _target(match: re.Match[str]) -> str:
    return f"{match[1]}#{match[2]}" if match[1] and match[2] else match[1]


def _run(element: Element, word: _Word, gathered: Gathered, fields: _Fields, target: str) -> None:
    properties = element.child("w:rPr")
    chain = [properties, *(style.run for style in word.chain(_value(properties, "w:rStyle")))]
    if _is_on(chain, "w:vanish"):
        return
    language = _language(properties)
    for child in element.children:
        if child.tag in {"w:fldChar", "w:instrText"}:
            _field(child, fields)
        elif child.tag in {"w:footnoteReference", "w:endnoteReference"}:
            note = word.notes.get(f"{child.tag[2:].removesuffix('Reference')} {child.get('w:id')}")
            gathered.after += list(_blocks(note, word)) if note else []
        elif child.tag in {"w:drawing", "w:pict", "mc:AlternateContent"}:
            boxes = _text_boxes(child)
            gathered.after += [draft for box in boxes for draft in _blocks(box, word)]
        elif all(fields.shown):
            url = target or fields.target
            gathered.add(_text(child), [*_marks(chain), *([("link", url)] if url else [])], language)


def _text(child: Element) -> str:
    return child.text if child.tag == "w:t" else _WHITE.get(child.tag, "")


def _text_boxes(element: Element) -> Iterator[Element]:
    """Find the text boxes in a drawing; of two renderings of one drawing, the first."""
    for child in element.children:
        if child.tag == "w:txbxContent":
            yield child
        elif child.tag != "mc:Fallback":
            yield from _text_boxes(child)


def _field(child: Element, fields: _Fields) -> None:
    if child.tag == "w:instrText":
        if fields.instructions:
            fields.instructions[-1] += child.text
        return
    kind = child.get("w:fldCharType")
    if kind == "begin":
        fields.instructions.append("")
        fields.shown.append(False)
    elif kind == "separate" and fields.shown:
        fields.shown[-1] = True
    elif kind == "end" and fields.shown:
        fields.instructions.pop()
        fields.shown.pop()


def _marks(chain: "list[Element | None]") -> list[tuple[str, str]]:
    complex_script = _is_on(chain, "w:rtl") or _is_on(chain, "w:cs")
    bold, italic = ("w:bCs", "w:iCs") if complex_script else ("w:b", "w:i")
    height = _first(chain, "w:vertAlign")
    found = [(_is_on(chain, bold), "strong"), (_is_on(chain, italic), "emphasis")]
    found += [(height == kind, kind) for kind in ("superscript", "subscript")]
    return [(kind, "") for holds, kind in found if holds]


def _is_on(chain: "list[Element | None]", tag: str) -> bool:
    """Say whether a property is on: in the run itself, or else in the first style that says something."""
    found = next((place.child(tag) for place in chain if place and place.child(tag)), None)
    return found is not None and found.get("w:val") not in _OFF


def _language(properties: Element | None) -> str:
    language = properties.child("w:lang") if properties else None
    if language is None:
        return ""
    return language.get("w:bidi" if _is_on([properties], "w:rtl") else "w:val")
