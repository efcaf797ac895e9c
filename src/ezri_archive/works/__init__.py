"""Editions → works and versions, and which of their texts stand beside one another.

Versions are what documents say (`statements`), what their files are called (`naming`) and what is found by content:
`profiles` of the texts, `candidates` among them, their `subjects` and `likeness`, the decision (`finding`). `grouping`
joins all that into works, `parallels` says what is to be aligned. numpy is loaded only by `find_unstated`.
"""

from collections.abc import Callable

from ezri_archive.works.grouping import Found, Works, find_works
from ezri_archive.works.parallels import Parallel, Strand, find_parallels
from ezri_archive.works.profiles import Profile, Traits, profile_of, trait_number
from ezri_archive.works.statements import DocumentFacts, facts_of

__all__ = [
    "DocumentFacts",
    "Found",
    "Parallel",
    "Profile",
    "Strand",
    "Traits",
    "Works",
    "facts_of",
    "find_parallels",
    "find_unstated",
    "find_works",
    "profile_of",
    "trait_number",
]


def find_unstated(count: int, read: Callable[[int], Profile]) -> tuple[Found, ...]:
    """Find the versions in a collection of `count` texts, which `read` gives by number from 0; see `finding`."""
    from ezri_archive.works import finding  # noqa: PLC0415 - numpy is loaded only to search

    return finding.find_unstated(count, read)
