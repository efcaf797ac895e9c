"""The lines of a document → paragraphs: running heads set apart, lines joined, also over the end of a page."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ezri_archive.readers.pdf.lines import Line

_SAME_SIZE = 0.08
_LARGER = 1.12
_LEADING = 1.3
_TYPICAL_LEADING = 1.6
_INDENT = 0.8
_DEEPEST = 6.0
_FLUSH = 0.4
_SAME_HEIGHT = 3.0
_OUTER = 3
_LONGEST_NUMBER = 20
_LONGEST_HEADING = 250
_LONGEST_BOLD_HEADING = 120
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:[^\W\d]+\W+)?\d{1,4}(?:\W+(?:[^\W\d]+\W+)?\d{1,4})?\W*|\W*[ivxlc]{1,7}\W*")
_BULLET = re.compile(r"[•‣◦▪▫●○■□·➢➤\ue000-\uf8ff]\s*(?=\S)")
_DASH = re.compile(r"[-–—*] +(?=\S)")
_NUMBER = re.compile(r"(?:\(?[0-9۰-۹٠-٩]{1,3}[.)]|[א-ת][.)])\s")
_ENDS = re.compile(r"[.!?؟:;؛…»”\"')\]]\s*$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; `kind` and `level` as in a block, `boilerplate` for what repeats on every page."""

    lines: list[Line] = field(default_factory=list)
    kind: str = "paragraph"
    level: int = 0
    boilerplate: bool = False

    @property
    def size(self) -> float:
        """The size of its letters, in points."""
        return self.lines[0].size


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """Make paragraphs of all the lines of a document, in order."""
    heads = _running_heads(lines)
    body = [line for line in lines if id(line) not in heads]
    typical = _body_size(body or lines)
    leading = _leadings(body)
    found = _joined(lines, heads, typical, leading)
    _classify(found, typical, body_is_bold=_mostly_bold(body))
    return found


# --- running heads and page numbers -------------------------------------------------------------------------


def _running_heads(lines: Sequence[Line]) -> set[int]:
    """Find the lines that stand at the same height on several pages, but for their numbers, and page numbers."""
    pages: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if not line.turned:
            pages[line.page].append(line)
    outer = {number: _outermost(page) for number, page in pages.items()}
    counts: Counter[tuple[str, int]] = Counter()
    for page in outer.values():
        counts.update({key for line in page for key in _head_keys(line)[:1]})
    heads = {id(line) for line in lines if line.turned}
    for number, page in outer.items():
        heads |= {id(line) for line in page if any(counts[key] > 1 for key in _head_keys(line))}
        heads |= {id(line) for line in (page[:1] + page[-1:]) if len(pages[number]) > 1 and _is_number_of(line, number)}
    return heads


def _outermost(page: Sequence[Line]) -> list[Line]:
    """Give the first and last lines of a page, as far as they may be running heads and feet."""
    ordered = sorted(page, key=lambda line: -line.base)
    return ordered if len(ordered) <= 2 * _OUTER else ordered[:_OUTER] + ordered[-_OUTER:]


def _head_keys(line: Line) -> list[tuple[str, int]]:
    """Name a line by its words and height; also by the heights beside it, for what is rounded the other way."""
    words = _DIGITS.sub("#", "".join(line.text.split()))
    step = round(line.base / _SAME_HEIGHT)
    return [(words, step), (words, step - 1), (words, step + 1)]


def _is_number_of(line: Line, page: int) -> bool:
    text = line.text.strip()
    return (
        len(text) <= _LONGEST_NUMBER
        and bool(_PAGE_NUMBER.fullmatch(text))
        and page in {int(found) for found in _DIGITS.findall(text)}
    )


# --- sizes --------------------------------------------------------------------------------------------------


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.glyphs)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def _leadings(lines: Sequence[Line]) -> dict[float, float]:
    """Measure, for each size, how far the lines of a paragraph are apart: the lower fifth of what there is."""
    gaps: dict[float, list[float]] = defaultdict(list)
    for first, second in itertools.pairwise(lines):
        gap = first.base - second.base
        if first.page == second.page and _alike(first, second) and 0.5 * second.size < gap < 2.5 * second.size:
            gaps[round(second.size)].append(gap)
    return {size: sorted(found)[len(found) // 5] for size, found in gaps.items()}


def _alike(first: Line, second: Line) -> bool:
    return abs(first.size - second.size) <= _SAME_SIZE * max(first.size, second.size)


def _mostly_bold(lines: Sequence[Line]) -> bool:
    bold = sum(len(line.glyphs) for line in lines if line.bold)
    return bold * 2 > sum(len(line.glyphs) for line in lines)


# --- lines → paragraphs -------------------------------------------------------------------------------------


def _joined(lines: Sequence[Line], heads: set[int], typical: float, leading: dict[float, float]) -> list[Paragraph]:
    found: list[Paragraph] = []
    current: Paragraph | None = None
    open_body: Paragraph | None = None
    for line in lines:
        if id(line) in heads:
            found.append(Paragraph([line], boilerplate=True))
            continue
        before = current.lines[-1] if current else None
        if current and before and _same_flow(before, line) and _continues(current, line, typical, leading):
            current.lines.append(line)
        elif open_body and not _same_flow(open_body.lines[-1], line) and _goes_over(open_body, line, typical):
            open_body.lines.append(line)
            current = open_body
        else:
            current = Paragraph([line])
            found.append(current)
        if abs(line.size - typical) <= _SAME_SIZE * typical:
            open_body = current
    return found


def _same_flow(before: Line, line: Line) -> bool:
    """Say whether a line stands below another in the same column of the same page."""
    return before.page == line.page and before.edge_left == line.edge_left and before.base > line.base


def _continues(paragraph: Paragraph, line: Line, typical: float, leading: dict[float, float]) -> bool:
    """Say whether a line below a paragraph belongs to it."""
    before = paragraph.lines[-1]
    usual = leading.get(round(line.size), _TYPICAL_LEADING * line.size)
    if not _alike(before, line) or before.bold != line.bold or before.base - line.base > _LEADING * usual:
        return False
    if _marker(line, before):
        return False
    if line.size >= _LARGER * typical:
        return True
    return not _indented(paragraph, line) and not _is_short(before, line)


def _goes_over(paragraph: Paragraph, line: Line, typical: float) -> bool:
    """Say whether the first line of a page or column goes on with the paragraph that ended the one before."""
    before = paragraph.lines[-1]
    if abs(line.size - typical) > _SAME_SIZE * typical or before.bold != line.bold or _marker(line, before):
        return False
    indented = (
        line.flush and line.start_gap > _INDENT * line.size and paragraph.lines[0].start_gap > _INDENT * line.size
    )
    hangs = len(paragraph.lines) > 1 and paragraph.lines[-1].start_gap > _INDENT * line.size
    return not (indented and not hangs) and not _is_short(before, line)


def _indented(paragraph: Paragraph, line: Line) -> bool:
    """Say whether a line begins a paragraph by standing in, after lines that do not."""
    before = paragraph.lines[-1]
    if not line.flush or (len(paragraph.lines) == 1 and _marker(before, None)):
        return False
    deeper = _INDENT * line.size < line.start_gap - before.start_gap < _DEEPEST * line.size
    return deeper and (len(paragraph.lines) > 1 or before.start_gap < _FLUSH * line.size)


def _is_short(before: Line, line: Line) -> bool:
    """Say whether the first word of a line would have fitted on the line before: then a person ended that line."""
    return before.end_gap > line.first_word + 0.5 * line.size


def marker_of(text: str) -> re.Match[str] | None:
    """Find the bullet at the head of a text; a number is text, and no bullet."""
    return _BULLET.match(text) or _DASH.match(text)


def _marker(line: Line, before: Line | None) -> bool:
    """Say whether a line begins with a bullet, or with a dash or number after a line that is over."""
    text = line.text
    if line.right_to_left:
        text = " ".join(text.split()[::-1])
    if _BULLET.match(text):
        return True
    ended = before is None or before.end_gap > 2 * line.size
    return ended and bool(_NUMBER.match(text) or _DASH.match(text))


# --- kinds --------------------------------------------------------------------------------------------------


def _classify(paragraphs: Iterable[Paragraph], typical: float, *, body_is_bold: bool) -> None:
    paragraphs = [paragraph for paragraph in paragraphs if not paragraph.boilerplate]
    for paragraph in paragraphs:
        length = sum(len(line.glyphs) for line in paragraph.lines)
        letters = any(char.isalpha() for line in paragraph.lines for char in line.text)
        larger = paragraph.size >= _LARGER * typical and length <= _LONGEST_HEADING
        bold = not body_is_bold and length <= _LONGEST_BOLD_HEADING and all(line.bold for line in paragraph.lines)
        if _marker(paragraph.lines[0], None):
            paragraph.kind = "list_item"
        elif letters and (larger or (bold and paragraph.size >= (1 - _SAME_SIZE) * typical)):
            paragraph.kind = "heading"
    _rank([paragraph for paragraph in paragraphs if paragraph.kind == "heading"])


def _rank(headings: Sequence[Paragraph]) -> None:
    """Give headings their levels: the largest letters the first."""
    sizes = sorted({round(heading.size) for heading in headings}, reverse=True)
    for heading in headings:
        heading.level = min(sizes.index(round(heading.size)) + 1, 6)
