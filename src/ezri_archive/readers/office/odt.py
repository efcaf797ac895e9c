"""ODT (ISO/IEC 26300, OpenDocument text) → `Document`: styles, lists, tables, notes, links, languages of spans."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ezri_archive.errors import SourceError
from ezri_archive.readers.drafts import Draft, document_of
from ezri_archive.readers.office.packages import Package
from ezri_archive.readers.office.paragraphs import Gathered, boilerplate, kind_of, table_row
from ezri_archive.readers.trees import Element
from ezri_archive.records import Document, Source
from ezri_archive.text import script_of

_WHITE = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_UNREAD = frozenset({
    "office:annotation", "office:annotation-end", "text:tracked-changes", "text:ruby-text", "text:sequence-decls",
    "text:index-title-template", "office:forms",
})  # fmt: skip
_SECTIONS = frozenset({"text:section", "text:index-body", "text:index-title", "text:numbered-paragraph"})
_INDEXES = ("text:table-of-content", "text:illustration-index", "text:table-index", "text:alphabetical-index")
_ROWS = frozenset({"table:table-header-rows", "table:table-row-group", "table:table-rows"})
_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class _Style:
    """A style: its name for people, its parent, and what it says of its text."""

    name: str
    parent: str
    text: Mapping[str, str]


_Styles = dict[str, _Style]


@dataclass(frozen=True, slots=True)
class _Look:
    """What the styles around a place say of the text there."""

    marks: tuple[tuple[str, str], ...] = ()
    language: str = ""
    complex_language: str = ""


def read_odt(source: Source, document_id: str) -> Document:
    """Read an ODT; offsets count in its own text.

    Raises SourceError when it is no ODT, encrypted, damaged, without text, or made to do harm.
    """
    package = Package(source.content, source.path)
    _refuse_encrypted(package, source.path)
    content = package.part("content.xml")
    page_styles = package.optional("styles.xml") or Element("", {})
    styles = {**_styles(page_styles), **_styles(content)}
    body = next(content.descendants("office:text"), None)
    if body is None:
        message = "is an OpenDocument file, but no text document"
        raise SourceError(message, where=source.path, code="damaged-package")
    drafts = [
        *_sides(page_styles, "style:header", styles),
        *_blocks(body, styles, "paragraph"),
        *_sides(page_styles, "style:footer", styles),
    ]
    return document_of(source, document_id, drafts, declared=_declared(package))


def _refuse_encrypted(package: Package, path: str) -> None:
    manifest = package.optional("META-INF/manifest.xml")
    if manifest and next(manifest.descendants("manifest:encryption-data"), None):
        message = "is encrypted; save a copy without a password"
        raise SourceError(message, where=path, code="encrypted")


def _declared(package: Package) -> dict[str, str]:
    part = package.optional("meta.xml")
    meta = part.child("office:meta") if part else None
    wanted = (("title", "dc:title"), ("author", "meta:initial-creator"), ("author", "dc:creator"))
    values: dict[str, str] = {}
    for key, tag in wanted:
        element = meta.child(tag) if meta else None
        if element and element.text.strip():
            values.setdefault(key, " ".join(element.text.split()))
    return values


# --- styles -------------------------------------------------------------------------------------------------


def _styles(part: Element) -> _Styles:
    found: _Styles = {}
    for container in part.children:
        for style in container.children:
            if style.tag == "style:style":
                text = style.child("style:text-properties")
                name = style.get("style:display-name") or style.get("style:name").replace("_20_", " ")
                found[style.get("style:name")] = _Style(
                    name, style.get("style:parent-style-name"), text.attributes if text else {}
                )
    return found


def _chain(styles: _Styles, name: str) -> Iterator[_Style]:
    for _ in range(_LONGEST_CHAIN):
        if name not in styles:
            return
        yield styles[name]
        name = styles[name].parent


def _looked(look: _Look, styles: _Styles, name: str, *, marks: bool) -> _Look:
    """Add what a style says to what is known; a paragraph's style gives no marks: its whole text looks so."""
    chain = [style.text for style in _chain(styles, name)]
    language = next((text["fo:language"] for text in chain if "fo:language" in text), look.language)
    complex_key = "style:language-complex"
    complex_language = next((text[complex_key] for text in chain if complex_key in text), look.complex_language)
    added = _marks(chain) if marks else []
    return _Look((*look.marks, *added), language, complex_language)


def _marks(chain: list[Mapping[str, str]]) -> list[tuple[str, str]]:
    def said(*keys: str) -> str:
        return next((text[key] for text in chain for key in keys if key in text), "")

    weight = said("fo:font-weight", "style:font-weight-complex")
    position = said("style:text-position")
    found = (
        ("strong", weight == "bold" or (weight.isdigit() and int(weight) >= 600)),  # noqa: PLR2004 - semi-bold
        ("emphasis", said("fo:font-style", "style:font-style-complex") in {"italic", "oblique"}),
        ("superscript", position.startswith("super") or (position[:1].isdigit() and not position.startswith("0"))),
        ("subscript", position.startswith(("sub", "-"))),
    )
    return [(kind, "") for kind, holds in found if holds]


# --- blocks -------------------------------------------------------------------------------------------------


def _sides(part: Element, tag: str, styles: _Styles) -> list[Draft]:
    """Read the headers or footers of all kinds of pages."""
    tags = (tag, f"{tag}-left", f"{tag}-first")
    pages = [page for master in part.descendants("style:master-page") for page in master.children if page.tag in tags]
    return boilerplate(draft for page in pages for draft in _blocks(page, styles, "paragraph"))


def _blocks(container: Element, styles: _Styles, kind: str) -> Iterator[Draft]:
    for element in container.children:
        if element.tag in {"text:p", "text:h"}:
            yield from _paragraph(element, styles, kind)
        elif element.tag == "text:list":
            for item in element.children:
                yield from _blocks(item, styles, "list_item")
        else:
            yield from _parts(element, styles, kind)


def _parts(element: Element, styles: _Styles, kind: str) -> Iterator[Draft]:
    """Read what holds blocks and is none itself."""
    if element.tag == "table:table":
        yield from _table(element, styles)
    elif element.tag in _SECTIONS:
        yield from _blocks(element, styles, kind)
    elif element.tag in _INDEXES:
        yield from (replace(draft, role="boilerplate") for draft in _blocks(element, styles, kind))
    elif element.tag.startswith("draw:"):
        yield from _boxes(element, styles)


def _table(table: Element, styles: _Styles) -> Iterator[Draft]:
    for row in table.children:
        if row.tag in _ROWS:
            yield from _table(row, styles)
        elif row.tag == "table:table-row":
            cells = [cell for cell in row.children if cell.tag == "table:table-cell"]
            yield from table_row([list(_blocks(cell, styles, "paragraph")) for cell in cells])


def _paragraph(element: Element, styles: _Styles, kind: str) -> Iterator[Draft]:
    name = element.get("text:style-name")
    gathered = Gathered()
    _inline(element, styles, gathered, _looked(_Look(), styles, name, marks=False))
    styled, level, role = kind_of([style.name for style in _chain(styles, name)])
    if element.tag == "text:h":
        outline = element.get("text:outline-level")
        styled, level = "heading", int(outline) if outline.isdigit() else level or 1
    draft = gathered.draft(kind if styled == "paragraph" else styled, level=min(level, 6), role=role)
    if draft.text:
        yield draft
    yield from gathered.after


def _boxes(element: Element, styles: _Styles) -> Iterator[Draft]:
    """Read the text boxes in a drawing."""
    if element.tag == "draw:text-box":
        yield from _blocks(element, styles, "paragraph")
        return
    for child in element.children:
        if child.tag.startswith("draw:"):
            yield from _boxes(child, styles)


# --- spans --------------------------------------------------------------------------------------------------


def _inline(element: Element, styles: _Styles, gathered: Gathered, look: _Look) -> None:
    for entry in element.content:
        if isinstance(entry, str):
            gathered.add(entry, look.marks, _language(entry, look))
        elif entry.tag in _WHITE:
            gathered.add(_WHITE[entry.tag], look.marks)
        elif entry.tag == "text:note":
            body = entry.child("text:note-body")
            gathered.after += list(_blocks(body, styles, "paragraph")) if body else []
        elif entry.tag.startswith("draw:"):
            gathered.after += list(_boxes(entry, styles))
        elif entry.tag not in _UNREAD:
            _inline(entry, styles, gathered, _inside(entry, styles, look))


def _inside(element: Element, styles: _Styles, look: _Look) -> _Look:
    """Say how text inside an element looks: a span has a style, a link its target."""
    if element.tag == "text:span":
        return _looked(look, styles, element.get("text:style-name"), marks=True)
    target = element.get("xlink:href") if element.tag == "text:a" else ""
    if target and not target.startswith("#"):
        return replace(look, marks=(*look.marks, ("link", target)))
    return look


def _language(text: str, look: _Look) -> str:
    return look.complex_language if script_of(text) in {"Hebr", "Arab"} else look.language
