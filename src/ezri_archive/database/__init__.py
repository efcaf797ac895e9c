"""The archive's one file: records → archive.db → what an incremental build needs back.

`schema` is the public contract, `writer` the only thing that writes it, `reader` and `digest` read it.
"""

from ezri_archive.database.digest import content_digest
from ezri_archive.database.reader import PreviousSource, build_values, previous, read_tei
from ezri_archive.database.schema import FORMAT, PAIR_VIEWS, SCHEMA, TABLES
from ezri_archive.database.writer import ArchiveWriter

__all__ = [
    "FORMAT",
    "PAIR_VIEWS",
    "SCHEMA",
    "TABLES",
    "ArchiveWriter",
    "PreviousSource",
    "build_values",
    "content_digest",
    "previous",
    "read_tei",
]
