"""Files that come back from other tools → returned rows: what stands beside what, as a person left it.

| module | format | from |
|---|---|---|
| `trees` | XML | all of them: elements one at a time, no entity expanded, nothing loaded |
| `tmx` | TMX 1.1 to 1.4 | OmegaT, editors of translation memories |
| `xces` | XCES, `FROM;TO` | OpusTools |
| `intertext` | XCES, `TO;FROM`, and its texts | InterText |
| `tei` | TEI with `standOff` | XML editors |
| `bundles` | a file, a folder, a zip | where the files of a bundle lie |
| `validity` | TMX, XCES, InterText | what is wrong with them |

XCES of OPUS and InterText differ in the order of the two sides and not in its looks. They are told apart by their root
element, and what one reads the other refuses.
"""

from ezri_archive.imports.bundles import FORMATS, returned_rows
from ezri_archive.imports.validity import exchange_problems

__all__ = ["FORMATS", "exchange_problems", "returned_rows"]
