"""The order of the stages: a folder of sources in, `archive.db` and TEI out; what is up to date is not done again.

```
sources ─ read ─ split ─ segments ─ metadata ─ TEI ┬ works ─ parallels ─ alignments ─ units ┬ archive.db
   (per document, in workers; reused by hash)      └──────── what was read back from TEI ───┘
```
"""

from ezri_archive.pipeline.building import Report, build, is_current
from ezri_archive.pipeline.documents import Outcome, edition_of, links_in, load_file
from ezri_archive.pipeline.freshness import Choices
from ezri_archive.pipeline.loading import save_tei
from ezri_archive.pipeline.unpacking import members_of

__all__ = [
    "Choices",
    "Outcome",
    "Report",
    "build",
    "edition_of",
    "is_current",
    "links_in",
    "load_file",
    "members_of",
    "save_tei",
]
