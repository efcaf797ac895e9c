"""The parts of the PDF reader in their order; here so that nothing of pdfminer is imported before a PDF is read."""

from collections.abc import Sequence

from ezri_archive.errors import SourceError
from ezri_archive.readers.drafts import Draft, Run, document_of, draft_of_runs
from ezri_archive.readers.pdf.glyphs import Page
from ezri_archive.readers.pdf.lines import Line, lines_of
from ezri_archive.readers.pdf.opening import open_pages
from ezri_archive.readers.pdf.paragraphs import Paragraph, paragraphs_of
from ezri_archive.readers.pdf.wording import word_all
from ezri_archive.records import Document, Notice, Source

_UNKNOWN = "\ufffd"
_UNKNOWN_SHARE = 0.05


def read_pages(source: Source, document_id: str) -> Document:
    """Read all pages of a PDF."""
    opened = open_pages(source.content, source.path)
    lines: list[Line] = []
    notices: list[Notice] = []
    for page in opened.pages:
        lines += lines_of(page)
        notices += _page_notices(page)
    if not lines:
        message = f"has no text on any of its {len(notices)} pages; a scan must go through text recognition first"
        raise SourceError(message, where=source.path, code="no-text")
    paragraphs = paragraphs_of(lines)
    drafts = [_draft(paragraph, runs) for paragraph, runs in zip(paragraphs, word_all(paragraphs), strict=True)]
    return document_of(source, document_id, drafts, declared=opened.declared, notices=notices)


def _draft(paragraph: Paragraph, runs: Sequence[Run]) -> Draft:
    role = "boilerplate" if paragraph.boilerplate else ""
    frame = Draft(paragraph.kind, "", level=paragraph.level, role=role, page=paragraph.lines[0].page)
    return draft_of_runs(runs, frame)


def _page_notices(page: Page) -> list[Notice]:
    place = f"page {page.number}"
    written = [glyph.text for glyph in page.glyphs if not glyph.text.isspace()]
    if page.problem:
        return [Notice("warning", "page-unreadable", f"page {page.problem}; what was read of it is kept", place)]
    if not written:
        return [
            Notice("warning", "page-without-text", "no text: empty, a picture or a scan; nothing was guessed", place)
        ]
    unknown = written.count(_UNKNOWN)
    if unknown > _UNKNOWN_SHARE * len(written):
        message = f"{unknown:,} of {len(written):,} characters have no meaning in the file’s fonts"
        return [Notice("warning", "unknown-characters", message, place)]
    return []
