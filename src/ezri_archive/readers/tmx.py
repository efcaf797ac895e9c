"""TMX (1.1 to 1.4) → `Document`: the segments of each language in turn, and what the memory puts together.

Segments are the memory's own and are never cut anew; of the codes of a format between the words (TMX 1.4, section 3.2)
nothing is read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ezri_archive.errors import SourceError
from ezri_archive.readers.drafts import Draft, Run, document_of, draft_of_runs
from ezri_archive.readers.trees import Element, xml_tree
from ezri_archive.records import Document, GivenBlocks, Notice, Source

_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_FORMER_CODES = {"iw": "he", "heb": "he", "eng": "en", "per": "fa", "fas": "fa"}
_STATUSES = frozenset({"automatic", "confirmed", "corrected"})
_REJECTED = "rejected"


def read_tmx(source: Source, document_id: str) -> Document:
    """Read a translation memory: of every unit the segment in each language, and its status (`prop type="x-status"`).

    Offsets count in the segments, language by language, joined by line breaks. Of two segments of a unit in one
    language the first is read, with a notice. What the memory calls rejected is not put together. Raises SourceError
    for XML that is damaged, hostile or no TMX, and for a memory without a segment.
    """
    root = xml_tree(source.content, source.path)
    body = root.child("body")
    if root.tag != "tmx" or body is None:
        shown = root.tag.partition(":")[2] or root.tag
        message = f"is XML that begins with <{shown}>; expected TMX: <tmx> with a <body>"
        raise SourceError(message, where=source.path, code="no-reader")
    memory = _Memory()
    for unit in (child for child in body.children if child.tag == "tu"):
        memory.add(unit)
    drafts, given = memory.in_order()
    made = document_of(source, document_id, drafts, declared=_declared(root, memory), notices=memory.notices)
    return replace(made, given=given)


@dataclass(slots=True)
class _Memory:
    """The units read so far: their segments by language, and their statuses."""

    units: list[tuple[Mapping[str, Draft], str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def add(self, unit: Element) -> None:
        number = len(self.units) + 1
        sides: dict[str, Draft] = {}
        for variant in (child for child in unit.children if child.tag == "tuv"):
            code = _code(variant.get("xml:lang") or variant.get("lang"))
            if not code:
                self._tell("no-language", "has a segment that names no language; it is not read", number)
            elif code in sides:
                self._tell("two-variants", f"has two segments in “{code}”; the first is read", number)
            elif (draft := _draft(variant, code)).text:
                sides[code] = draft
        self.units.append((sides, _status(unit)))

    def languages(self) -> tuple[str, ...]:
        """List the languages, in the order in which they come first."""
        return tuple(dict.fromkeys(code for sides, _ in self.units for code in sides))

    def in_order(self) -> tuple[list[Draft], tuple[GivenBlocks, ...]]:
        """Give the segments of one language after another, and the numbers of those that stand together."""
        drafts: list[Draft] = []
        places: list[list[int]] = [[] for _ in self.units]
        for code in self.languages():
            for own, (sides, _) in zip(places, self.units, strict=True):
                if code in sides:
                    drafts.append(sides[code])
                    own.append(len(drafts))
        given = (each for own, (_, status) in zip(places, self.units, strict=True) for each in _given(own, status))
        return drafts, tuple(given)

    def _tell(self, code: str, message: str, unit: int) -> None:
        self.notices.append(Notice("warning", code, f"unit {unit} {message}", f"unit {unit}"))


def _given(blocks: list[int], status: str) -> Iterator[GivenBlocks]:
    if status == _REJECTED:
        yield from (GivenBlocks((block,), "automatic") for block in blocks)
    elif blocks:
        yield GivenBlocks(tuple(blocks), status)


def _status(unit: Element) -> str:
    said = (prop.text.strip() for prop in unit.children if prop.tag == "prop" and prop.get("type") == "x-status")
    status = next(said, "")
    return status if status in {*_STATUSES, _REJECTED} else "automatic"


def _draft(variant: Element, code: str) -> Draft:
    segment = variant.child("seg")
    text = "".join(_words(segment)) if segment else ""
    return draft_of_runs([Run(text)], Draft("paragraph", "", language=code, role="article", whole=True))


def _words(element: Element) -> Iterator[str]:
    for entry in element.content:
        if isinstance(entry, str):
            yield entry
        elif entry.tag not in _CODES:
            yield from _words(entry)


def _code(tag: str) -> str:
    found = _LANGUAGE.fullmatch(tag.strip())
    code = found[1].lower() if found else ""
    return _FORMER_CODES.get(code, code)


def _declared(root: Element, memory: _Memory) -> Mapping[str, str]:
    """Say what the header says: the language that is translated from, where it is one of the memory's."""
    header = root.child("header")
    source, spoken = _code(header.get("srclang") if header else ""), memory.languages()
    return {"genre": "translation memory", "language": source if source in spoken else next(iter(spoken), "")}
