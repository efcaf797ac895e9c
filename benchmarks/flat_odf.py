"""A sheet → flat ODF, as a person would lay it out in Writer: styles, running head, page number, footnote, table."""
# ruff: noqa: E501 - an element stands on one line

import html
from collections.abc import Iterable

from ezri_archive.records import Block
from sheets import COUNTRIES, HEADERS, Sheet, language_of

NOTED_PARAGRAPH = 2
"""The paragraph that the footnote hangs on."""


def flat_odf(sheet: Sheet) -> str:
    """Write a sheet as one XML file that LibreOffice opens."""
    header = f'<text:p text:style-name="P{sheet.language}">{html.escape(HEADERS[sheet.language])}</text:p>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_NAMESPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>{html.escape(sheet.title)}</dc:title>
<meta:initial-creator>{html.escape(sheet.author)}</meta:initial-creator><dc:creator>{html.escape(sheet.author)}</dc:creator>
<meta:creation-date>2021-03-01T10:00:00</meta:creation-date><dc:date>2021-03-02T10:00:00</dc:date>
<meta:keyword>{html.escape(sheet.keywords)}</meta:keyword><dc:language>{sheet.language}</dc:language></office:meta>
<office:styles>{_STYLES}</office:styles>
<office:automatic-styles>{"".join(map(_automatic_style, COUNTRIES))}{_PAGE}</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1">
<style:header>{header}</style:header>
<style:footer><text:p text:style-name="P{sheet.language}"><text:page-number text:select-page="current"/></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{"".join(_odf_blocks(sheet))}</office:text></office:body></office:document>"""


_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "meta": "meta",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip

_STYLES = (
    '<style:default-style style:family="paragraph"><style:text-properties fo:font-size="11pt" style:font-size-complex="11pt"'
    ' fo:language="en" fo:country="US" style:font-family-complex="Noto Serif Hebrew" fo:font-family="Noto Serif"/>'
    "</style:default-style>"
    '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
    + "".join(
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph"'
        f' style:parent-style-name="Standard"{more}><style:paragraph-properties fo:margin-top="0.1cm"'
        f' fo:margin-bottom="0.25cm"/><style:text-properties fo:font-size="{size}pt" style:font-size-complex="{size}pt"'
        f' fo:font-weight="{weight}" style:font-weight-complex="{weight}"/></style:style>'
        for name, shown, more, size, weight in (
            ("Text_20_body", "Text body", "", 11, "normal"),
            ("Heading_20_1", "Heading 1", ' style:default-outline-level="1"', 18, "bold"),
            ("Heading_20_2", "Heading 2", ' style:default-outline-level="2"', 14, "bold"),
            ("Quotations", "Quotations", "", 11, "normal"),
            ("Caption", "Caption", "", 9, "normal"),
            ("Footnote", "Footnote", "", 9, "normal"),
        )
    )
    + "".join(
        f'<style:style style:name="T{kind}" style:family="text"><style:text-properties {more}/></style:style>'
        for kind, more in {
            "emphasis": 'fo:font-style="italic" style:font-style-complex="italic"',
            "strong": 'fo:font-weight="bold" style:font-weight-complex="bold"',
            "superscript": 'style:text-position="super 58%"',
        }.items()
    )
)
_PAGE = (
    '<style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="14.8cm" fo:page-height="21cm"'
    ' fo:margin-top="1.2cm" fo:margin-bottom="1.2cm" fo:margin-left="1.8cm" fo:margin-right="1.8cm"/>'
    '<style:header-style><style:header-footer-properties fo:min-height="0.6cm" fo:margin-bottom="0.5cm"/></style:header-style>'
    '<style:footer-style><style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.5cm"/></style:footer-style>'
    "</style:page-layout>"
)
_PARENTS = {
    "": "Text_20_body",
    "H1": "Heading_20_1",
    "H2": "Heading_20_2",
    "Q": "Quotations",
    "C": "Caption",
    "N": "Footnote",
}
_COMPLEX_FONTS = {"en": "Noto Serif Hebrew", "he": "Noto Serif Hebrew", "fa": "Noto Naskh Arabic"}


def _automatic_style(language: str) -> str:
    complex_part = "-complex" if language != "en" else ""
    prefix = "style" if complex_part else "fo"
    return "".join(
        f'<style:style style:name="P{short}{language}" style:family="paragraph" style:parent-style-name="{parent}">'
        f'<style:paragraph-properties style:writing-mode="{"lr" if language == "en" else "rl"}-tb" fo:text-align="{"start" if language == "en" else "justify"}"/>'
        f'<style:text-properties {prefix}:language{complex_part}="{language}" {prefix}:country{complex_part}="{COUNTRIES[language]}"'
        f' style:font-family-complex="{_COMPLEX_FONTS[language]}"/></style:style>'
        for short, parent in _PARENTS.items()
    )


_ODF_MARKS = {
    kind: (f'<text:span text:style-name="T{kind}">', "</text:span>") for kind in ("emphasis", "strong", "superscript")
} | {"link": ('<text:a xlink:type="simple" xlink:href="{}">', "</text:a>")}
_SHORTS = {"quotation": "Q", "caption": "C"}


def _odf_blocks(sheet: Sheet) -> Iterable[str]:
    notes, paragraphs = sheet.note, 0
    for block in sheet.blocks:
        paragraphs += block.kind == "paragraph"
        note = notes if paragraphs == NOTED_PARAGRAPH else ""
        notes = "" if note else notes
        yield _odf_block(block, note)


def _odf_block(block: Block, note: str) -> str:
    inside = inline(block, _ODF_MARKS)
    if note:
        inside += (
            '<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
            f'<text:p text:style-name="PN{block.language}">{html.escape(note)}</text:p></text:note-body></text:note>'
        )
    if block.kind == "heading":
        return f'<text:h text:style-name="PH{block.level}{block.language}" text:outline-level="{block.level}">{inside}</text:h>'
    if block.kind == "table_row":
        cells = "".join(
            f'<table:table-cell><text:p text:style-name="P{language_of(cell, "en")}">{cell}</text:p></table:table-cell>'
            for cell in inside.split(" | ")
        )
        return f'<table:table><table:table-column table:number-columns-repeated="3"/><table:table-row>{cells}</table:table-row></table:table>'
    paragraph = f'<text:p text:style-name="P{_SHORTS.get(block.kind, "")}{block.language}">{inside}</text:p>'
    return (
        f"<text:list><text:list-item>{paragraph}</text:list-item></text:list>"
        if block.kind == "list_item"
        else paragraph
    )


# --- marks --------------------------------------------------------------------------------------------------


def inline(block: Block, marks: dict[str, tuple[str, str]]) -> str:
    """Write the text of a block with its marks as elements; marks that do not nest are left out."""
    pieces, position, open_until = [], 0, []
    for mark in sorted(block.marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.kind not in marks or (open_until and mark.end > open_until[-1][0] > mark.start):
            continue
        position = _close(block.text, pieces, open_until, position, mark.start)
        opening, closing = marks[mark.kind]
        pieces.append(html.escape(block.text[position : mark.start]) + opening.format(html.escape(mark.target)))
        position = mark.start
        open_until.append((mark.end, closing))
    position = _close(block.text, pieces, open_until, position, len(block.text))
    return "".join(pieces) + html.escape(block.text[position:])


def _close(text: str, pieces: list[str], open_until: list[tuple[int, str]], position: int, until: int) -> int:
    while open_until and open_until[-1][0] <= until:
        end, closing = open_until.pop()
        pieces.append(html.escape(text[position:end]) + closing)
        position = end
    return position
