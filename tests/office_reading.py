"""What the tests of DOCX and ODT share: a reader tried on bytes, its blocks and marks in short, the written samples."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ezri_archive.readers import Reader
from ezri_archive.readers.text import read_text
from ezri_archive.records import Block, Document, Source

ROOT = Path(__file__).parent
FORMATS = ROOT / "data" / "formats"
WRITTEN = ("salt-road.he", "salt-road.fa", "call-for-papers")
"""Samples that stand as Markdown among the sources, and as word processors' files in FORMATS."""


@dataclass(frozen=True)
class Trial:
    """A reader of one format, tried on the bytes of `paper.SUFFIX`."""

    reader: Reader
    suffix: str

    def read(self, content: bytes) -> Document:
        """Read the bytes of a document."""
        return self.reader(Source(f"paper.{self.suffix}", "0" * 64, f"application/{self.suffix}", content), "paper")

    def body(self, content: bytes) -> list[tuple[str, int, str]]:
        """Give kind, level and text of every block."""
        return [(block.kind, block.level, block.text) for block in self.read(content).blocks]

    def marks(self, content: bytes) -> list[tuple[str, str, str]]:
        """Give kind, words and target of every mark."""
        return [
            (mark.kind, block.text[mark.start : mark.end], mark.target)
            for block in self.read(content).blocks
            for mark in block.marks
        ]

    def lost(self, name: str) -> Iterator[Block]:
        """Find the blocks of a written sample that do not come back with kind and level."""
        content = (ROOT.parent / "sources" / f"{name}.md").read_bytes()
        found = self.body((FORMATS / f"{name}.{self.suffix}").read_bytes())
        for block in read_text(Source(f"{name}.md", "0" * 64, "text/markdown", content), name).blocks:
            if (block.kind, block.level, block.text) not in found:
                yield block
