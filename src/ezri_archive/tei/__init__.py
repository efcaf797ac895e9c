"""Editions and alignments ⇄ TEI P5, the text of record between splitting and aligning.

```
elements (vocabulary)  parsing (bytes → tree)
   header   what the edition is        ⎫
   body     portions, blocks, segments ⎬ editions: write_edition ⇄ read_edition
     marks  the words inside a segment ⎭
   stand_off  units and versions: inside an edition, or a file of their own
```

`write_edition` and `read_edition` invert each other; what is aligned and loaded is what was read back. What is written
is valid against tei_all and stable, one segment a line, so that one changed word is one changed line.
"""

from ezri_archive.tei.editions import read_edition, write_edition
from ezri_archive.tei.marks import nest
from ezri_archive.tei.stand_off import AlignmentFile, write_alignments
from ezri_archive.tei.validity import tei_problems

__all__ = ["AlignmentFile", "nest", "read_edition", "tei_problems", "write_alignments", "write_edition"]
