"""A tree → `Page`: passages of text in document order, each in its region, with links, emphasis and languages.

The tree is walked with a stack of our own, so that depth costs no recursion.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import etree

from ezri_archive.errors import SourceError
from ezri_archive.readers.html import names
from ezri_archive.readers.html.lines import BREAK, collapse, read_lines
from ezri_archive.readers.html.records import Page, Passage, Region
from ezri_archive.readers.html.tables import data_tables
from ezri_archive.records import Mark

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")
_OLD_CODES = {"iw": "he", "pes": "fa", "per": "fa", "fas": "fa", "heb": "he", "eng": "en", "ji": "yi"}
_PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext"})
_ROW_PARTS = frozenset({"td", "th"})
_KINDS = {
    **dict.fromkeys(names.HEADINGS, "heading"), "li": "list_item", "dt": "list_item", "dd": "list_item",
    "blockquote": "quotation", "figcaption": "caption", "caption": "caption", "tr": "table_row",
}  # fmt: skip
_ENDS_KIND = frozenset({"article", "main", "table", "td", "th", "figure", "section"})
"""Elements in which a kind taken from further out ends: a `<div>` in a `<li>` is still the item, a table is not."""
_LONGEST_NAMES = 2000
_DIGITS = re.compile("[0-9]+")

MAXIMUM_LENGTH = 2_000_000
"""The longest block that is read, in characters."""
MAXIMUM_PASSAGES = 40_000
"""The most blocks a page may have."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NO_ADDRESS = ("javascript:", "data:", "about:", "#")


@dataclass(slots=True)
class _Frame:
    """What an open element changes for what is in it."""

    tag: str
    region: int
    kind: str
    language: str
    hints: frozenset[str]
    is_block: bool
    in_row: bool = False
    is_preformatted: bool = False
    mark: int = -1
    level: int = 0
    line: int = 0


@dataclass(slots=True)
class _Open:
    """A mark that is not closed yet."""

    start: int
    kind: str
    target: str = ""


@dataclass(slots=True)
class _Words:
    """The words since the last border, and the marks on them."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    line: int = 0
    marks: list[Mark] = field(default_factory=list)
    hints: set[str] = field(default_factory=set)
    ends_in_space: bool = True

    def add(self, text: str, line: int = 0) -> None:
        """Append words that stand on a line of the source."""
        if text:
            self.line = self.line or line
            self.pieces.append(text)
            self.length += len(text)
            self.ends_in_space = text[-1] in " \n"


def walk(root: etree._Element, *, base: str, visual: bool, where: str = "") -> Page:
    """Find the regions and passages of a page; `base` is the address its relative links are relative to.

    Raises SourceError, naming `where`, for a page of more blocks than a person would read as one.
    """
    walker = _Walker(base, visual=visual, grids=data_tables(root), where=where)
    walker.walk(root)
    return walker.page


def language_code(tag: str) -> str:
    """Give the code of a language as the archive has it: `iw-IL` is he; "" for what is no tag of a language."""
    found = _LANGUAGE.match(tag.strip())
    code = found.group().lower() if found else ""
    return _OLD_CODES.get(code, code)


class _Walker:
    def __init__(self, base: str, *, visual: bool, grids: frozenset[etree._Element], where: str) -> None:
        self._where = where
        self.page = Page([Region(0, -1, "html", "", "")])
        self._base = base
        self._visual = visual
        self._grids = grids
        self._words = _Words()
        self._open: list[_Open] = []
        self._frames = [_Frame("html", 0, "paragraph", "", frozenset(), is_block=True)]

    def walk(self, root: etree._Element) -> None:
        """Walk the tree: words before, inside and after every element."""
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walk:
            if event == "end":
                if element is skipped:
                    skipped = None
                else:
                    self._close()
                self._text(element.tail if element is not root else None)
            elif self._is_seen(element):
                self._enter(element)
                self._text(element.text)
            else:
                skipped = element
                walk.skip_subtree()
        self._flush()
        self.page.regions[0].last = len(self.page.regions) - 1

    def _is_seen(self, element: etree._Element) -> bool:
        tag = str(element.tag)
        if tag in names.DROPPED:
            return False
        attributes = dict(element.attrib)
        if not attributes and tag != "dialog":
            return True
        return not (names.is_hidden(tag, attributes) or (tag in names.INLINE and names.is_unspoken(attributes)))

    # --- elements ----------------------------------------------------------------------------------------------

    def _enter(self, element: etree._Element) -> None:
        tag, parent = str(element.tag), self._frames[-1]
        attributes = dict(element.attrib)
        frame = _Frame(
            tag, parent.region, parent.kind, parent.language, parent.hints, is_block=False,
            in_row=parent.in_row, is_preformatted=parent.is_preformatted or tag in _PREFORMATTED,
            level=parent.level, line=element.sourceline or 0,
        )  # fmt: skip
        hints = names.hints(tag, attributes)
        frame.hints = parent.hints | hints if hints else parent.hints
        self._frames.append(frame)
        if tag == "br":
            self._words.add(BREAK)
        elif tag in names.INLINE:
            self._enter_inline(frame, attributes)
        elif parent.in_row:
            self._part_cells(tag)
        else:
            self._enter_block(frame, element, attributes)

    def _part_cells(self, tag: str) -> None:
        words = self._words
        if words.length:
            border = " | " if tag in _ROW_PARTS else " "
            words.add(border.lstrip() if words.ends_in_space else border)

    def _enter_inline(self, frame: _Frame, attributes: dict[str, str]) -> None:
        kind, target = names.MARKS.get(frame.tag, ""), ""
        if frame.tag == "a" and (target := self._address(attributes.get("href", ""))):
            kind = "link"
        elif code := language_code(attributes.get("lang") or attributes.get("xml:lang") or ""):
            kind, target = ("foreign", code) if code != frame.language else (kind, target)
        if frame.tag in {"img", "picture"}:
            region = self.page.regions[frame.region]
            region.has_picture = True
            region.has_linked_picture |= any(opened.kind == "link" for opened in self._open)
        if kind:
            frame.mark = len(self._open)
            self._open.append(_Open(self._words.length, kind, target))

    def _address(self, href: str) -> str:
        href = href.strip()
        if not href or href.lower().startswith(_NO_ADDRESS):
            return ""
        if _SCHEME.match(href):
            address = href
        else:
            try:
                address = urljoin(self._base, href)
            except ValueError:  # what looks like an address but is none, such as //[x
                return href
        page, hash_mark, _ = address.partition("#")
        return "" if hash_mark and page == self._base.partition("#")[0] else address

    def _enter_block(self, frame: _Frame, element: etree._Element, attributes: dict[str, str]) -> None:
        self._flush()
        regions, tag = self.page.regions, frame.tag
        part = names.part(tag, attributes)
        if tag == "footer" and frame.kind == "quotation":
            part = ""
        classes = attributes.get("class", "")[:_LONGEST_NAMES]
        signature = " ".join([tag, *sorted(set(_DIGITS.sub("", classes).split()))]) if classes else tag
        regions.append(Region(len(regions), frame.region, tag, part, signature))
        frame.is_block, frame.region = True, len(regions) - 1
        frame.kind = self._kind(frame, element)
        frame.level = names.HEADINGS.get(tag, frame.level if frame.kind == "heading" else 0)
        if frame.kind == "table_row":
            frame.in_row = True
        code = language_code(attributes.get("lang") or attributes.get("xml:lang") or "")
        if tag not in {"html", "body"} and code:
            frame.language = code

    def _kind(self, frame: _Frame, element: etree._Element) -> str:
        tag = frame.tag
        if tag == "tr":
            table = next(element.iterancestors("table"), None)
            return "table_row" if table is not None and table in self._grids else "paragraph"
        if "caption" in frame.hints and tag not in names.HEADINGS:
            return "caption"
        return _KINDS.get(tag) or ("paragraph" if tag in _ENDS_KIND else frame.kind)

    def _close(self) -> None:
        frame = self._frames.pop()
        if frame.mark >= 0:
            opened = self._open.pop()
            self._mark(opened)
        elif frame.is_block:
            self._flush(frame)
            self.page.regions[frame.region].last = len(self.page.regions) - 1

    # --- words ---------------------------------------------------------------------------------------------------

    def _text(self, text: str | None) -> None:
        if not text:
            return
        frame, words = self._frames[-1], self._words
        if frame.is_preformatted:
            for number, line in enumerate(text.split("\n")):
                words.add(BREAK if number else "")
                words.add(collapse(line, after_space=words.ends_in_space), frame.line)
        else:
            words.add(collapse(text, after_space=words.ends_in_space), frame.line)
        if text.strip():
            words.hints |= frame.hints

    def _mark(self, opened: _Open) -> None:
        if opened.start < self._words.length:
            self._words.marks.append(Mark(opened.start, self._words.length, opened.kind, opened.target))

    def _flush(self, frame: _Frame | None = None) -> None:
        """End the passage; marks that are open go on in the next."""
        words, frame = self._words, frame or next(found for found in reversed(self._frames) if found.is_block)
        for opened in self._open:
            self._mark(opened)
            opened.start = 0
        self._words = _Words()
        if words.length:
            self._add(words, frame)

    def _add(self, words: _Words, frame: _Frame) -> None:
        if len(self.page.passages) >= MAXIMUM_PASSAGES:
            message = f"has more than {MAXIMUM_PASSAGES:,} blocks of text; expected one page"
            raise SourceError(message, where=self._where, code="too-large")
        if words.length > MAXIMUM_LENGTH:
            message = f"has a block of {words.length:,} characters; expected at most {MAXIMUM_LENGTH:,}"
            raise SourceError(message, where=self._where, code="line-too-long")
        for line in read_lines("".join(words.pieces), words.marks, visual=self._visual):
            text = line.text.rstrip("| ") if frame.kind == "table_row" else line.text
            language, marks = _own_language(line.text, line.marks, frame.language)
            self.page.passages.append(
                Passage(
                    kind=frame.kind,
                    text=text,
                    marks=marks,
                    level=frame.level,
                    line=words.line,
                    language=language,
                    region=frame.region,
                    links=tuple(mark.target for mark in marks if mark.kind == "link"),
                    linked=sum(mark.end - mark.start for mark in marks if mark.kind == "link"),
                    words=len(text.split()),
                    hints=frozenset(words.hints),
                )
            )


def _own_language(text: str, marks: tuple[Mark, ...], language: str) -> tuple[str, tuple[Mark, ...]]:
    """Give a passage that is in another language from end to end that language, in place of the mark."""
    whole = next((m for m in marks if m.kind == "foreign" and m.end - m.start >= len(text)), None)
    code = whole.target if whole else language
    return code, tuple(mark for mark in marks if mark.kind != "foreign" or mark.target != code)
