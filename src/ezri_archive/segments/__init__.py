"""Portions → segments: where sentences begin and end in English, Hebrew and Persian, and in what is like them."""

from ezri_archive.segments.cutting import segment
from ezri_archive.segments.sentences import sentences

__all__ = ["segment", "sentences"]
