"""Aligned rows → bytes in the formats others read: streaming, each writer pure, memory flat however long the archive.

A writer of one file takes rows and yields chunks of bytes; a writer of several files (`xces`, `intertext`, `moses`)
yields `Member`s, pieces of named files in any order, which `files` puts into a folder or a zip. The same rows give the
same bytes: no clock and no path of the machine goes into any of them.

| module | format | for |
|---|---|---|
| `tmx` | TMX 1.4 | translation memories: OmegaT, Trados, memoQ, Sketch Engine |
| `xces` | XCES, `FROM;TO` | OpusTools |
| `intertext` | XCES, `TO;FROM`, and its texts | InterText |
| `moses` | two files and their identifiers | machine translation |
| `tables` | TSV, CSV, JSONL | spreadsheets, scripts |
| `beads` | `[0, 1]:[0]` | evaluation of aligners |
"""

from ezri_archive.exports.beads import write_beads
from ezri_archive.exports.files import Member, save, save_folder, save_zip
from ezri_archive.exports.intertext import write_intertext
from ezri_archive.exports.moses import write_moses
from ezri_archive.exports.rows import row_of, turned
from ezri_archive.exports.tables import COLUMNS, write_csv, write_jsonl, write_tsv
from ezri_archive.exports.tmx import write_tmx, write_tmx_units
from ezri_archive.exports.xces import write_links, write_xces
from ezri_archive.records import AlignedRow, AlignedSide, AlignedUnit

__all__ = [
    "COLUMNS",
    "AlignedRow",
    "AlignedSide",
    "AlignedUnit",
    "Member",
    "row_of",
    "save",
    "save_folder",
    "save_zip",
    "turned",
    "write_beads",
    "write_csv",
    "write_intertext",
    "write_jsonl",
    "write_links",
    "write_moses",
    "write_tmx",
    "write_tmx_units",
    "write_tsv",
    "write_xces",
]
