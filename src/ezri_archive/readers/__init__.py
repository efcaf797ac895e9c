"""`Source` → `Document`: one reader for each format, in a table by media type.

Every reader gives the same `Document`: blocks in the order of reading, each with its offsets, inline marks and links,
and the metadata the format declares. Offsets lead into the decoded source of a text, and into the texts of the blocks
joined by line breaks for every other format. A new format is one module and one row of `READERS`.
"""

from collections.abc import Callable
from importlib import import_module

from ezri_archive.errors import SourceError
from ezri_archive.records import Document, Source

Reader = Callable[[Source, str], Document]

READERS = {
    "text/plain": "text:read_text",
    "text/markdown": "text:read_text",
    "text/html": "html:read_html",
    "application/pdf": "pdf:read_pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "office.docx:read_docx",
    "application/vnd.oasis.opendocument.text": "office.odt:read_odt",
    "application/tei+xml": "tei:read_tei",
    "application/x-tmx+xml": "tmx:read_tmx",
    "message/rfc822": "mail:read_mail",
    "application/vnd.ms-outlook": "mail:read_mail",
}
"""The module of this package and the function in it; a module is loaded when its format is first met."""


def read(source: Source, document_id: str) -> Document:
    """Read a source by the reader of its media type; raises SourceError when it is not what it claims to be."""
    if source.media_type not in READERS:
        message = "has no text of its own, only members; expected one of these"
        raise SourceError(message, where=source.path, code="no-text")
    module, _, function = READERS[source.media_type].partition(":")
    reader: Reader = getattr(import_module(f"{__name__}.{module}"), function)
    return reader(source, document_id)
