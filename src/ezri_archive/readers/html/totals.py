"""A `Page` → what each of its regions holds, with all that is inside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ezri_archive.readers.html.prose import weight
from ezri_archive.readers.html.records import Page, Passage

MANY_LINKS = 4
"""From here on, links are many and no longer counted."""


@dataclass(slots=True)
class Total:
    """Sums over the passages of a region; `links` are the first few addresses they lead to."""

    weight: float = 0.0
    letters: int = 0
    linked: int = 0
    words: int = 0
    passages: int = 0
    headings: int = 0
    linked_headings: int = 0
    plain_h1: int = 0
    titles: int = 0
    pictures: int = 0
    linked_pictures: int = 0
    links: set[str] = field(default_factory=set)

    @property
    def link_share(self) -> float:
        """The share of the characters that are links."""
        return self.linked / self.letters if self.letters else 0.0


def totals(page: Page, is_title: Sequence[bool], leave_out: Sequence[bool] = ()) -> list[Total]:
    """Sum up every region; passages in regions to be left out do not count."""
    found = [
        Total(pictures=int(region.has_picture), linked_pictures=int(region.has_linked_picture))
        for region in page.regions
    ]
    for passage, said in zip(page.passages, is_title, strict=True):
        if not (leave_out and leave_out[passage.region]):
            _count(found[passage.region], passage, said=said)
    for region in reversed(page.regions[1:]):
        _add(found[region.parent], found[region.number])
    return found


def _count(total: Total, passage: Passage, *, said: bool) -> None:
    total.weight += weight(passage)
    total.letters += len(passage.text)
    total.linked += passage.linked
    total.words += passage.words
    total.passages += 1
    total.titles += said
    if passage.kind == "heading":
        total.headings += 1
        total.linked_headings += passage.link_share > 1 / 2
        total.plain_h1 += passage.level == 1 and not passage.linked
    if len(total.links) < MANY_LINKS:
        total.links.update(passage.links[:MANY_LINKS])


def _add(parent: Total, child: Total) -> None:
    parent.weight += child.weight
    parent.letters += child.letters
    parent.linked += child.linked
    parent.words += child.words
    parent.passages += child.passages
    parent.headings += child.headings
    parent.linked_headings += child.linked_headings
    parent.plain_h1 += child.plain_h1
    parent.titles += child.titles
    parent.pictures += child.pictures
    parent.linked_pictures += child.linked_pictures
    if len(parent.links) < MANY_LINKS:  # a union of large sets at every level would be quadratic
        parent.links |= child.links
