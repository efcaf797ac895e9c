"""`Source` → `Document`: one reader for each format, in a table by media type.

Every reader gives the same `Document`: blocks in the order of reading, each with its offsets into the decoded source,
inline marks and links, and the metadata the format declares. A new format is one module and one row of `READERS`.
"""

from collections.abc import Callable

from ezri_archive.readers.text import read_text
from ezri_archive.records import Document, Source

Reader = Callable[[Source, str], Document]

READERS: dict[str, Reader] = {
    "text/plain": read_text,
    "text/markdown": read_text,
}


def read(source: Source, document_id: str) -> Document:
    """Read a source by the reader of its media type; raises SourceError when it is not what it claims to be."""
    return READERS[source.media_type](source, document_id)
