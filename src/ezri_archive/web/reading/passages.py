"""The rows of a work → the body of the table they are read in.

Written here and not in the template: a page has hundreds of cells, and Jinja takes ten times as long for them.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup, escape

from ezri_archive import languages
from ezri_archive.web.reading.reading import Cell, Row, Segment
from ezri_archive.web.speaking.words import Words

_PLAIN = re.compile(r"[A-Za-z0-9._-]+")


def body(rows: Sequence[Row], words: Words) -> Markup:
    """Write the rows of a page, in the words of the reader's language."""
    spoken = f'lang="{words.code}" dir="{languages.direction(words.code)}"'
    none = f'<span class="ezri-none" {spoken}>{escape(words.say("No counterpart found"))}</span>'
    several = {cell.code: cell for row in rows for cell in row.cells}
    openings = {code: _opening(cell, words, spoken) for code, cell in several.items()}
    before, _, after = str(escape(words.say("Link to {segment}"))).partition("{segment}")
    written: list[str] = []
    for place, row in enumerate(rows):
        written.append(_row_opening(row, words, first=not place))
        for cell in row.cells:
            passages = " ".join([_passage(segment, before, after) for segment in cell.segments])
            written.append(f"{openings[cell.code]}{passages or none}</td>\n")
        written.append("</tr>\n")
    # Made of texts that were escaped (their bodies, names of languages) and identifiers escaped here.
    return Markup("".join(written))  # noqa: S704 - see above


def _row_opening(row: Row, words: Words, *, first: bool) -> str:
    number = f'<a href="#u{row.number}">{words.digits(row.number)}</a>'
    heading = f'<th role="rowheader" scope="row" class="ezri-number">{number}</th>'
    return f'<tr role="row" id="u{row.number}" class="ezri-unit" tabindex="{0 if first else -1}">{heading}\n'


def _opening(cell: Cell, words: Words, spoken: str) -> str:
    label = f'<span class="ezri-label" {spoken}>{escape(words.language(cell.code))}</span> '
    return f'<td role="cell" lang="{escape(cell.code)}" dir="{cell.direction}" class="ezri-side">{label}'


def _passage(segment: Segment, before: str, after: str) -> str:
    identifier = segment.identifier
    address = identifier
    if not _PLAIN.fullmatch(identifier):
        identifier, address = str(escape(identifier)), quote(identifier)
    link = f'<a class="ezri-anchor" href="#{address}" aria-label="{before}{identifier}{after}">¶</a>'
    shown = f'<span class="ezri-segment" id="{identifier}">{segment.body}</span> {link}'
    return f"<h2>{shown}</h2>" if segment.heading else shown
