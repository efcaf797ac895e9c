"""An index in a text → the offset in its source."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each character of a text stood in its source: runs of (index in text, index in source)."""

    runs: tuple[tuple[int, int], ...]

    def source(self, index: int) -> int:
        """Give the source offset of the character at `index`."""
        run = max(bisect_right(self.runs, index, key=lambda pair: pair[0]) - 1, 0)
        begins, source = self.runs[run]
        return source + index - begins
