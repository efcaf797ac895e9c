"""TEI (P5, ours and others') → `Document`: divisions, paragraphs, verse, drama, lists, tables and notes as blocks.

What the source has is read, not what an editor would have: of `choice` the original, of deletions and apparatus
nothing. A block's language is that of the nearest `@xml:lang`; the role that our own `div/@type` names is kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ezri_archive.errors import SourceError
from ezri_archive.readers.drafts import Draft, Run, document_of, draft_of_runs
from ezri_archive.readers.trees import Element, xml_tree
from ezri_archive.records import RELATIONS, ROLES, Document, Source

_RIGHTS = ("closed", "unknown", "alignment only", "quotation only", "free")
"""What may be done with a text, in our own words, from the least to the most."""
_CODE = re.compile(r"[A-Za-z]{2,3}(?=[-_]|$)")
_FORMER_CODES = {"iw": "he", "heb": "he", "eng": "en", "per": "fa", "fas": "fa", "pes": "fa"}
_CELLS = " | "

_BLOCKS: Mapping[str, str] = {
    **dict.fromkeys(("p", "ab", "lg", "l", "speaker", "stage", "opener", "closer", "salute", "signed", "dateline",
                     "byline", "trailer", "docTitle", "titlePart", "docAuthor", "docDate", "imprimatur", "epigraph",
                     "docImprint", "argument"), "paragraph"),
    "head": "heading", "item": "list_item", "row": "table_row", "quote": "quotation", "fw": "paragraph",
}  # fmt: skip
"""Elements that are a block when they stand between blocks, and its kind."""

_AROUND = frozenset({
    "text", "front", "body", "back", "group", "floatingText", "titlePage", "div", "div1", "div2", "div3", "div4",
    "div5", "div6", "div7", "list", "listBibl", "table", "figure", "sp", "cit", "q", "said", "quote", "lg", "epigraph",
    "argument", "docTitle", "opener", "closer", "item", "note", "postscript", "performance", "castList", "docImprint",
})  # fmt: skip
"""Elements that blocks may stand in."""

_UNREAD = frozenset({
    "teiHeader", "standOff", "facsimile", "sourceDoc", "reg", "corr", "expan", "del", "surplus", "rdg", "witDetail",
    "figDesc", "graphic", "index", "link", "linkGrp", "ptr", "certainty", "interp", "interpGrp", "xenoData",
})  # fmt: skip
_BREAKS = frozenset({"lb", "cb", "gb", "milestone", "l"})
_STRONG = re.compile(r"bold|strong")
_SLANTED = re.compile(r"ital|oblique|emph")
_DIVISION = re.compile(r"div[1-7]?")


def read_tei(source: Source, document_id: str) -> Document:
    """Read a TEI file; offsets count in the texts of its blocks, joined by line breaks.

    Raises SourceError for XML that is damaged, hostile or no TEI, and for TEI without a text.
    """
    root = xml_tree(source.content, source.path)
    if root.tag not in {"tei:TEI", "tei:teiCorpus"}:
        shown = root.tag.partition(":")[2] or root.tag
        message = f'is XML that begins with <{shown}>; expected TEI: <TEI xmlns="http://www.tei-c.org/ns/1.0">'
        raise SourceError(message, where=source.path, code="no-reader")
    walk = _Walk()
    for text in _texts(root):
        walk.read(text, _Place(language=_language(text, _language(root, ""))))
    return document_of(source, document_id, walk.drafts, declared=_declared(root))


def _texts(root: Element) -> Iterator[Element]:
    """Find the texts of a file, of a corpus those of all its files."""
    for child in root.children:
        if child.tag == "tei:text":
            yield child
        elif child.tag in {"tei:TEI", "tei:teiCorpus"}:
            yield from _texts(child)


def _local(element: Element) -> str:
    prefix, _, name = element.tag.rpartition(":")
    return name if prefix == "tei" else ""


def _language(element: Element, inherited: str) -> str:
    found = _CODE.match(element.get("xml:lang"))
    code = found.group().lower() if found else ""
    return _FORMER_CODES.get(code, code) or inherited


# --- blocks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """What the elements around a place say of what stands there."""

    language: str = ""
    role: str = ""
    depth: int = 0
    marks: tuple[tuple[str, str], ...] = ()
    in_figure: bool = False

    def inside(self, element: Element) -> "_Place":
        name = _local(element)
        role = element.get("type").replace("-", " ") if _DIVISION.fullmatch(name) else ""
        return replace(
            self,
            language=_language(element, self.language),
            role=role if role in ROLES else self.role,
            depth=self.depth + bool(_DIVISION.fullmatch(name)),
            in_figure=self.in_figure or name == "figure",
        )


@dataclass(slots=True)
class _Walk:
    """The blocks read so far, the page they stand on, and the notes that wait for the end of their block."""

    drafts: list[Draft] = field(default_factory=list)
    page: int = 0
    notes: list[tuple[Element, _Place]] = field(default_factory=list)

    def read(self, element: Element, place: _Place) -> None:
        """Read what stands between blocks, and the blocks."""
        for child in element.children:
            name = _local(child)
            here = place.inside(child)
            if name == "pb":
                self.page += 1
            elif name in _UNREAD or not name:
                continue
            elif name in _BLOCKS and not (name in _AROUND and _holds_blocks(child)):
                self._block(child, name, here)
            elif name in _AROUND:
                self._loose_text(child, here)
                self.read(child, here)
            else:
                self._block(child, "p", here)

    def _loose_text(self, element: Element, place: _Place) -> None:
        """Read words that stand in an element beside the blocks in it, as in `<item>Salt <list>…</list></item>`."""
        loose = Element(element.tag, element.attributes, [entry for entry in element.content if not _is_block(entry)])
        if any(isinstance(entry, str) and entry.strip() for entry in loose.content):
            self._block(loose, "p", place)

    def _block(self, element: Element, name: str, place: _Place) -> None:
        runs = self._row(element, place) if name == "row" else self._runs(element, place)
        kind, level = _kind(element, name, place)
        role = "boilerplate" if name == "fw" else place.role
        draft = Draft(kind, "", level=level, language=place.language, role=role, page=self.page)
        self.drafts.append(draft_of_runs(runs, draft))
        waiting, self.notes = self.notes, []
        for note, around in waiting:
            self._note(note, around)

    def _note(self, note: Element, place: _Place) -> None:
        if _holds_blocks(note):
            self.read(note, place)
        else:
            self._block(note, "p", place)

    def _row(self, element: Element, place: _Place) -> Iterator[Run]:
        cells = [child for child in element.children if _local(child) == "cell"]
        for number, cell in enumerate(cells):
            yield from [Run(_CELLS)] if number else []
            yield from self._runs(cell, place.inside(cell))

    # --- words ----------------------------------------------------------------------------------------------

    def _runs(self, element: Element, place: _Place) -> Iterator[Run]:
        for entry in element.content:
            if isinstance(entry, str):
                yield Run(entry, place.marks)
            else:
                yield from self._inline(entry, place)

    def _inline(self, element: Element, place: _Place) -> Iterator[Run]:
        name = _local(element)
        if name == "pb":
            self.page += 1
        elif name == "note" and element.get("place") != "inline":
            self.notes.append((element, replace(place.inside(element), marks=())))
        elif name == "gap":
            yield Run("…", place.marks)
        elif name not in _UNREAD:
            yield from [Run(" ", place.marks)] if name in _BREAKS | _BLOCKS.keys() else []
            yield from self._runs(element, replace(place, marks=(*place.marks, *_marks(element, name))))


def _is_block(entry: Element | str) -> bool:
    return isinstance(entry, Element) and (_local(entry) in _BLOCKS or _local(entry) in _AROUND - {"q", "said", "note"})


def _holds_blocks(element: Element) -> bool:
    """Say whether an element that may hold blocks or words holds blocks; lines of verse make one block together."""
    inner = [_local(child) for child in element.children if _is_block(child)]
    return any(name != "l" for name in inner)


def _kind(element: Element, name: str, place: _Place) -> tuple[str, int]:
    if name == "head" or (name == "ab" and element.get("type") == "heading"):
        if place.in_figure:
            return "caption", 0
        written = element.get("n")
        return "heading", int(written) if re.fullmatch("[1-6]", written) else max(place.depth, 1)
    return _BLOCKS.get(name, "paragraph"), 0


def _marks(element: Element, name: str) -> Iterator[tuple[str, str]]:
    look = f"{element.get('rend')} {element.get('rendition')} {element.get('style')}"
    if name == "ref" and element.get("target"):
        yield "link", element.get("target").split()[0]
    if name in {"hi", "emph"}:
        if _STRONG.search(look):
            yield "strong", ""
        if name == "emph" or _SLANTED.search(look):
            yield "emphasis", ""
        if "super" in look:
            yield "superscript", ""
    if name == "foreign" and (code := _language(element, "")):
        yield "foreign", code


# --- metadata -----------------------------------------------------------------------------------------------


def _declared(root: Element) -> dict[str, str]:
    """Read what the header says, first of the source, then of the file."""
    header = root.child("tei:teiHeader")
    if header is None:
        return {"language": _language(root, "")}
    source = next(header.descendants("tei:sourceDesc"), header)
    places = (source, next(header.descendants("tei:fileDesc"), header))
    found = {key: next(filter(None, map(read, places)), "") for key, read in _READ.items()}
    found |= _relation(source) | {"language": _language(root, "") or _main_language(source)}
    return {key: value for key, value in found.items() if value}


def _first(name: str) -> Callable[[Element], str]:
    def read(place: Element) -> str:
        return next((text for each in place.descendants(f"tei:{name}") if (text := _words(each))), "")

    return read


def _date(place: Element) -> str:
    dates = list(place.descendants("tei:date"))
    said = (date.get(name) or _words(date) for date in dates for name in ("when", "notBefore", "from"))
    return next(filter(None, said), "")


def _url(place: Element) -> str:
    addresses = (each.get("target") for each in place.descendants("tei:ref"))
    numbers = (_words(each) for each in place.descendants("tei:idno") if each.get("type").lower() in {"uri", "url"})
    return next((one for one in (*numbers, *addresses) if "://" in one), "")


def _rights(place: Element) -> str:
    """Read our own words for rights, of several the strictest: a file of ours has one more for some of its portions.

    Of others' it is read that the whole text is free, or that some of it is restricted: then all is closed.
    """
    found = list(place.descendants("tei:availability"))
    own = {words for each in found if (words := _words(each)) in _RIGHTS}
    if own:
        return min(own, key=_RIGHTS.index)
    said = {each.get("status") for each in found}
    return "closed" if "restricted" in said else "free" if said == {"free"} else ""


_READ: Mapping[str, Callable[[Element], str]] = {
    "title": _first("title"),
    "author": _first("author"),
    "publisher": _first("publisher"),
    "date": _date,
    "url": _url,
    "rights": _rights,
}


def _main_language(source: Element) -> str:
    found = next(source.descendants("tei:textLang"), None)
    code = _CODE.match(found.get("mainLang")) if found else None
    return code.group().lower() if code else ""


def _relation(source: Element) -> dict[str, str]:
    """Read of which text this is a version: `relatedItem` with a path or an address (TEI Guidelines, 3.12.2.5)."""
    for related in source.descendants("tei:relatedItem"):
        kind = related.get("type")
        relation = _RELATIONS.get(kind, "")
        target = related.get("target") or _words_of(related, "tei:idno") or _target(related)
        if relation and target and not target.startswith("#"):
            return {"version_of": target, "relation": relation}
    return {}


_RELATIONS = {
    "translatedFrom": "translation_of",
    "original": "translation_of",
    **{re.sub("_(.)", lambda found: found[1].upper(), name): name for name in RELATIONS},
}
"""Types of `relatedItem`: that of the Guidelines' example, and our own, `editedTranslationOf`."""


def _target(related: Element) -> str:
    return next((each.get("target") for each in related.descendants("tei:ref") if each.get("target")), "")


def _words_of(element: Element, tag: str) -> str:
    return next((_words(each) for each in element.descendants(tag)), "")


def _words(element: Element) -> str:
    return " ".join(element.text.split())
