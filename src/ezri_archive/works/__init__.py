"""Editions → works and versions, and which of their texts stand beside one another."""

from ezri_archive.works.grouping import Works, find_works
from ezri_archive.works.parallels import Parallel, Strand, find_parallels
from ezri_archive.works.statements import DocumentFacts, facts_of

__all__ = ["DocumentFacts", "Parallel", "Strand", "Works", "facts_of", "find_parallels", "find_works"]
