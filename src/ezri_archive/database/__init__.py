"""The archive's one file: records → archive.db → what an incremental build needs back.

`schema` is the public contract, `writer` and `updating` the only things that write it, `reader` and `digest` read it;
`keeping` is what one build leaves for the next beside it, `refusals` what the disk has to say.
"""

from ezri_archive.database.digest import content_digest
from ezri_archive.database.keeping import Kept, KeptDocument
from ezri_archive.database.reader import (
    PreviousSource,
    UnitWithin,
    build_values,
    previous,
    read_tei,
    read_units_within,
    read_versions,
)
from ezri_archive.database.refusals import Standing, led_to, standing, writing
from ezri_archive.database.schema import FORMAT, PAIR_VIEWS, SCHEMA, TABLES
from ezri_archive.database.updating import ArchiveUpdater
from ezri_archive.database.writer import ArchiveWriter

__all__ = [
    "FORMAT",
    "PAIR_VIEWS",
    "SCHEMA",
    "TABLES",
    "ArchiveUpdater",
    "ArchiveWriter",
    "Kept",
    "KeptDocument",
    "PreviousSource",
    "Standing",
    "UnitWithin",
    "build_values",
    "content_digest",
    "led_to",
    "previous",
    "read_tei",
    "read_units_within",
    "read_versions",
    "standing",
    "writing",
]
