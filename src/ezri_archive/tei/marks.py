"""A segment's text and its marks ⇄ running text with `hi`, `ref` and `foreign` in it.

Elements nest; marks may cross. `nest` cuts those that do, and gives the order in which marks are kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

from lxml import etree

from ezri_archive.errors import TeiError
from ezri_archive.records import Mark
from ezri_archive.tei.elements import LANG, add, checked, local, place
from ezri_archive.tei.pointers import add_address, address

_RENDITIONS = {"emphasis": "italic", "strong": "bold", "superscript": "superscript", "subscript": "subscript"}
_KINDS = {rendition: kind for kind, rendition in _RENDITIONS.items()}
_KEPT_WHOLE = {"link": 2, "foreign": 1}
"""Marks that another is cut for: half a link is another link, half an emphasis is emphasis still."""


def nest(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Cut marks that cross so that all nest, and sort them, outer before inner.

    The order is the one that segments keep: by (start, -end, kind, target).

    Of two that cross, the later is cut at the end of the earlier, or, where the later is a link or a foreign word and
    the earlier is not, the earlier at the start of the later. Marks that nest are only sorted.
    """
    waiting = [(_order(mark), mark) for mark in marks]
    heapify(waiting)
    enclosing: list[Mark] = []
    nested: list[Mark] = []
    while waiting:
        mark = heappop(waiting)[1]
        while enclosing and enclosing[-1].end <= mark.start:
            nested.append(enclosing.pop())
        while enclosing and enclosing[-1].end < mark.end:
            before = enclosing[-1]
            if _KEPT_WHOLE.get(mark.kind, 0) > _KEPT_WHOLE.get(before.kind, 0):
                nested.append(replace(enclosing.pop(), end=mark.start))
                rest = replace(before, start=mark.start)
            else:
                rest = replace(mark, start=before.end)
                mark = replace(mark, end=before.end)
            heappush(waiting, (_order(rest), rest))
        enclosing.append(mark)
    return tuple(sorted((*nested, *enclosing), key=_order))


def _order(mark: Mark) -> tuple[int, int, str, str]:
    return (mark.start, -mark.end, mark.kind, mark.target)


# --- writing ---------------------------------------------------------------------------------------------------------


def write_words(segment: etree._Element, text: str, marks: Sequence[Mark]) -> None:
    """Write a text into an empty element, its marks as elements inside; raises TeiError for a mark beyond the text."""
    if not marks:
        segment.text = checked(text, segment)
        return
    enclosing = [(segment, len(text))]
    position = 0
    for mark in nest(_within(marks, text, segment)):
        while enclosing[-1][1] <= mark.start and len(enclosing) > 1:
            element, end = enclosing.pop()
            _append(element, text[position:end])
            position = end
        _append(enclosing[-1][0], text[position : mark.start])
        position = mark.start
        enclosing.append((_element(enclosing[-1][0], mark), mark.end))
    for element, end in reversed(enclosing):
        _append(element, text[position:end])
        position = end


def _within(marks: Sequence[Mark], text: str, segment: etree._Element) -> Sequence[Mark]:
    for mark in marks:
        if not 0 <= mark.start <= mark.end <= len(text):
            message = f"a mark ({mark.kind}) from {mark.start} to {mark.end} of a text of {len(text)} characters"
            raise TeiError(message, where=place(segment))
    return marks


def _append(element: etree._Element, text: str) -> None:
    """Put running text where lxml wants it: before the first child it is `text`, after one that child's `tail`."""
    if not text:
        return
    last = next(element.iterchildren(reversed=True), None)
    if last is None:
        element.text = checked(text, element)
    else:
        last.tail = checked(text, element)


def _element(parent: etree._Element, mark: Mark) -> etree._Element:
    if mark.kind == "foreign":
        return add(parent, "foreign", xml_lang=mark.target)
    if mark.kind == "link":
        return add_address(parent, mark.target)
    if mark.kind not in _RENDITIONS:
        message = f"“{mark.kind}” is no kind of mark; expected link, foreign, {', '.join(_RENDITIONS)}"
        raise TeiError(message, where=place(parent))
    return add(parent, "hi", rend=_RENDITIONS[mark.kind])


# --- reading ---------------------------------------------------------------------------------------------------------


def read_words(segment: etree._Element) -> tuple[str, tuple[Mark, ...]]:
    """Read running text and its marks, in the order of `nest`; raises TeiError for an element that is no mark."""
    if not len(segment):
        return segment.text or "", ()
    pieces = [segment.text or ""]
    length = len(pieces[0])
    starts: list[int] = []
    marks: list[Mark] = []
    for event, element in etree.iterwalk(segment, events=("start", "end")):
        if element is segment:
            continue
        if event == "start":
            starts.append(length)
            piece = element.text or ""
        else:
            marks.append(Mark(starts.pop(), length, *_mark(element)))
            piece = element.tail or ""
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces), nest(marks)


def _mark(element: etree._Element) -> tuple[str, str]:
    name, rendition = local(element), element.get("rend", "")
    if name == "foreign":
        return "foreign", element.get(LANG, "")
    if name == "ref":
        return "link", address(element)
    if name == "hi" and rendition in _KINDS:
        return _KINDS[rendition], ""
    shown = f"<hi rend={rendition!r}>" if name == "hi" else f"<{name}>"
    message = f"has {shown} inside a segment; expected ref, foreign or hi rend={', '.join(_KINDS)}"
    raise TeiError(message, where=place(element))
