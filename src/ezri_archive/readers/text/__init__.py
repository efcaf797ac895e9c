"""Plain text and Markdown → `Document`; how lines and inline marks are read serves other formats too."""

from ezri_archive.readers.text.reading import MAXIMUM_LINE, decode, read_text

__all__ = ["MAXIMUM_LINE", "decode", "read_text"]
