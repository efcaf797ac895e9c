"""The glyphs of a page → rows: what stands on one baseline, from left to right.

Combining marks join their letters, superscripts and bullets their line; what only fills or doubles letters is dropped.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

from ezri_archive.readers.pdf.bidi import bidi_class
from ezri_archive.readers.pdf.glyphs import Glyph

_ROW = 0.25
_RAISED_SIZE = 0.85
_RAISED_HEIGHT = 0.6
_MARK_WINDOW = 4
_DOUBLED = 0.08
_DOT_HEIGHT = 0.3
_DOT_AWAY = 3.0
_MOST_DOTS = 200
_LONGEST_ROW = 1_000
_BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Find the rows of glyphs that all stand upright, from the top of the page down."""
    rows = [_cleaned(row) for row in _rows(_with_marks([glyph for glyph in glyphs if not glyph.drawn]))]
    _set_bullets(rows, [glyph for glyph in glyphs if glyph.drawn])
    return rows


def base_of(row: Sequence[Glyph]) -> float:
    """Give the height of a row's baseline: that of its middle glyph."""
    return sorted(glyph.base for glyph in row)[len(row) // 2]


def size_of(row: Sequence[Glyph]) -> float:
    """Give the size of a row's letters: that of its middle glyph."""
    return sorted(glyph.size for glyph in row)[len(row) // 2]


def _with_marks(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Give combining marks to the letter they are drawn on; leave controls of direction out."""
    letters = [glyph for glyph in glyphs if glyph.text and not _is_mark(glyph.text) and not _is_control(glyph.text)]
    kept = {id(glyph) for glyph in letters}
    for place, glyph in enumerate(glyphs):
        if not glyph.text or not _is_mark(glyph.text):
            continue
        nearby = glyphs[max(0, place - _MARK_WINDOW) : place + _MARK_WINDOW + 1]
        bases = [base for base in nearby if id(base) in kept and not base.text.isspace()]
        if bases:
            nearest = min(bases, key=lambda base: _apart(base, glyph))
            nearest.text += glyph.text
    return letters


def _is_mark(text: str) -> bool:
    return all(unicodedata.category(char) == "Mn" for char in text)


def _is_control(text: str) -> bool:
    return all(char in _BIDI_CONTROLS or unicodedata.category(char) == "Cc" for char in text)


def _apart(base: Glyph, mark: Glyph) -> float:
    """Measure how far a mark is from a letter: nothing inside it, and a little more the farther from its middle."""
    middle = (mark.left + mark.right) / 2
    outside = max(base.left - middle, middle - base.right, 0.0)
    return outside + abs((base.left + base.right) / 2 - middle) / 1000 + abs(base.base - mark.base)


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Gather glyphs that share a baseline, from the top of the page down."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.base):
        if rows and rows[-1][0].base - glyph.base <= max(1.0, _ROW * glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return _with_raised([row for row in rows if any(not glyph.text.isspace() for glyph in row)])


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Put superscripts and subscripts into the line they belong to."""
    kept: list[list[Glyph]] = []
    for place, row in enumerate(rows):
        neighbours = [*kept[-1:], *rows[place + 1 : place + 2]]
        hosts = [host for host in neighbours if _hosts(host, row)]
        if not hosts:
            kept.append(row)
            continue
        host = min(hosts, key=lambda host: abs(base_of(host) - base_of(row)))
        for glyph in row:
            glyph.raised = glyph.base > base_of(host)
        host += row
    return kept


def _hosts(host: Sequence[Glyph], row: Sequence[Glyph]) -> bool:
    if abs(host[0].base - row[0].base) > row[0].size * 2 or not len(row) < len(host) <= _LONGEST_ROW:
        return False
    size = size_of(host)
    small = all(glyph.size <= _RAISED_SIZE * size for glyph in row)
    near = abs(base_of(host) - base_of(row)) <= _RAISED_HEIGHT * size
    left, right = min(glyph.left for glyph in host), max(glyph.right for glyph in host)
    beside = all(left - size <= glyph.left and glyph.right <= right + size for glyph in row)
    return small and near and beside


def _cleaned(row: list[Glyph]) -> list[Glyph]:
    """Order a row from left to right; drop what was printed twice to look bold; put joiners between their letters."""
    letters = [glyph for glyph in row if not _is_joiner(glyph.text)]
    letters.sort(key=lambda glyph: round(glyph.left, 1))
    kept: list[Glyph] = []
    for glyph in letters:
        if not (
            kept
            and kept[-1].text == glyph.text
            and glyph.left - kept[-1].left < _DOUBLED * glyph.size
            and glyph.right > glyph.left
        ):
            kept.append(glyph)
    _without_filling(kept)
    return _with_joiners(kept, [glyph for glyph in row if _is_joiner(glyph.text)])


def _with_joiners(row: Sequence[Glyph], joiners: Sequence[Glyph]) -> list[Glyph]:
    """Put each joiner before the glyph whose left edge it stands at: fonts draw it with any width."""
    edges = [glyph.left for glyph in row]
    before: dict[int, list[Glyph]] = defaultdict(list)
    for joiner in joiners:
        joiner.right = joiner.left
        place = bisect_left(edges, joiner.left)
        nearer_left = place > 0 and (place == len(edges) or joiner.left - edges[place - 1] < edges[place] - joiner.left)
        before[place - nearer_left].append(joiner)
    return [glyph for place in range(len(row) + 1) for glyph in (*before[place], *row[place : place + 1])]


def _without_filling(row: Sequence[Glyph]) -> None:
    """Empty the glyphs that lengthen Arabic words to fill a line (kashida): fonts have no text for them."""
    before = list(accumulate((None if glyph.unmapped else glyph.text for glyph in row), _last_known))
    after = list(accumulate((None if glyph.unmapped else glyph.text for glyph in reversed(row)), _last_known))[::-1]
    for glyph, left, right in zip(row, before, after, strict=True):
        inside = bidi_class(left or "") == bidi_class(right or "") == "AL"
        if glyph.unmapped and (inside or glyph.right - glyph.left < _DOUBLED):
            glyph.text = ""


def _last_known(known: str | None, text: str | None) -> str | None:
    return known if text is None else text


def _set_bullets(rows: Sequence[list[Glyph]], dots: Sequence[Glyph]) -> None:
    """Put a dot drawn beside a line, at the height of its small letters, into the line; drop all others."""
    measured = [(row, base_of(row), size_of(row)) for row in rows] if dots else []
    for dot in dots[:_MOST_DOTS]:
        for row, base, size in measured:
            level = abs(dot.base - base - _DOT_HEIGHT * size) < _DOT_HEIGHT * size
            left, right = row[0].left - dot.right, dot.left - row[-1].right
            if level and 0 < max(left, right) < _DOT_AWAY * size:
                spaced = [
                    Glyph("•", dot.left, dot.right, base, size),
                    Glyph(" ", dot.right, dot.right, base, size),
                ]
                spaced[1].left = min(dot.right, row[0].left) if left > 0 else row[-1].right
                spaced[1].right = row[0].left if left > 0 else dot.left
                row[:] = [*spaced, *row] if left > 0 else [*row, *spaced[::-1]]
                break


def _is_joiner(text: str) -> bool:
    return text in {"\u200c", "\u200d"}
