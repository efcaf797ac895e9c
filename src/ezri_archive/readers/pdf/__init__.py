"""PDF → `Document`: glyphs → lines → paragraphs → words in logical order, also Hebrew and Persian.

`glyphs` reads the file, `lines` and `paragraphs` find what belongs together, `bidi` and `wording` the order of reading.
"""

from ezri_archive.errors import SourceError
from ezri_archive.records import Document, Source


def read_pdf(source: Source, document_id: str) -> Document:
    """Read a PDF; offsets count in its own text, pages from 1.

    Raises SourceError when it is no PDF, encrypted, damaged, too large, or a scan without any text; with the code
    `missing-reader` when pdfminer.six is not installed.
    """
    try:
        from ezri_archive.readers.pdf.reading import read_pages  # noqa: PLC0415 - an extra: only who has PDFs needs it
    except ModuleNotFoundError as error:
        message = "needs the PDF reader; install it with: pip install 'ezri-archive[pdf]'"
        raise SourceError(message, where=source.path, code="missing-reader") from error
    return read_pages(source, document_id)
