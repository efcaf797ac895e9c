"""Aligned rows → bytes in the formats others read: streaming, each writer pure, memory flat however long the archive.

A writer of one file takes rows and yields chunks of bytes; a writer of several files (`xces`, `intertext`, `moses`)
yields `Member`s, pieces of named files in any order, which `files` puts into a folder or a zip. The same rows give the
same bytes: no clock and no path of the machine goes into any of them.

| module | format | for |
|---|---|---|
| `tmx` | TMX 1.4 | translation memories: OmegaT, Trados, memoQ, Sketch Engine |
| `xces` | XCES, `FROM;TO` | OpusTools |
| `intertext` | XCES, `TO;FROM`, and its texts | InterText |
| `blacklab` | XML, a version beside the other | BlackLab |
| `sketch` | vertical files, their mapping | Sketch Engine |
| `moses` | two files and their identifiers | machine translation |
| `tables` | TSV, CSV, JSONL | spreadsheets, scripts |
| `queried` | CSV, TSV, JSONL of any query | spreadsheets, scripts |
| `parquet` | Apache Parquet | data frames |
| `tei` | TEI P5 stand-off | digital editions |
| `xliff` | XLIFF 2.1 | translators' tools |
| `beads` | `[0, 1]:[0]` | evaluation of aligners |
"""

from ezri_archive.exports.beads import write_beads
from ezri_archive.exports.blacklab import write_blacklab
from ezri_archive.exports.files import Member, save, save_folder, save_zip
from ezri_archive.exports.intertext import write_intertext
from ezri_archive.exports.moses import write_moses
from ezri_archive.exports.parquet import write_parquet, write_queried_parquet
from ezri_archive.exports.queried import write_queried_csv, write_queried_jsonl, write_queried_tsv
from ezri_archive.exports.rows import row_of, turned
from ezri_archive.exports.sketch import write_sketch
from ezri_archive.exports.tables import COLUMNS, write_csv, write_jsonl, write_jsonl_columns, write_tsv
from ezri_archive.exports.tei import write_tei
from ezri_archive.exports.tmx import tmx_columns, write_tmx, write_tmx_columns, write_tmx_units
from ezri_archive.exports.xces import write_links, write_xces
from ezri_archive.exports.xliff import write_xliff
from ezri_archive.records import AlignedColumns, AlignedRow, AlignedSide, AlignedUnit

__all__ = [
    "COLUMNS",
    "AlignedColumns",
    "AlignedRow",
    "AlignedSide",
    "AlignedUnit",
    "Member",
    "row_of",
    "save",
    "save_folder",
    "save_zip",
    "tmx_columns",
    "turned",
    "write_beads",
    "write_blacklab",
    "write_csv",
    "write_intertext",
    "write_jsonl",
    "write_jsonl_columns",
    "write_links",
    "write_moses",
    "write_parquet",
    "write_queried_csv",
    "write_queried_jsonl",
    "write_queried_parquet",
    "write_queried_tsv",
    "write_sketch",
    "write_tei",
    "write_tmx",
    "write_tmx_columns",
    "write_tmx_units",
    "write_tsv",
    "write_xces",
    "write_xliff",
]
