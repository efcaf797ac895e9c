"""What people decided of alignments: compared with the archive, kept beside the sources, applied at the next build.

```
comparing   returned rows, held rows → corrections and conflicts
keeping     decisions.jsonl ⇄ corrections
applying    alignments, corrections → alignments
```

A correction names segments by identifier and by text: it holds as long as a segment of that text stands under that
identifier, or the text stands once in the same document. What fits no longer is reported, never dropped.
"""

from ezri_archive.corrections.applying import Applied, apply_corrections
from ezri_archive.corrections.comparing import Compared, Conflict, Signature, compare
from ezri_archive.corrections.keeping import FILE, append_corrections, load_corrections

__all__ = [
    "FILE",
    "Applied",
    "Compared",
    "Conflict",
    "Signature",
    "append_corrections",
    "apply_corrections",
    "compare",
    "load_corrections",
]
