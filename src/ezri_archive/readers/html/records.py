"""What the page's walker finds: regions and passages."""

from dataclasses import dataclass, field

from ezri_archive.records import Mark

_LONGEST_WORD = 25


@dataclass(slots=True)
class Region:
    """An element that parts the text around it, in document order; `last` is the number of its last descendant.

    `part` is what its tag, role and names say of it (see `names.part`), `signature` what its likes beside it share.
    """

    number: int
    parent: int
    tag: str
    part: str
    signature: str
    last: int = 0
    has_picture: bool = False
    has_linked_picture: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as found: not yet known whether it is main text.

    `region` is the number of the element it stands in; `linked` counts its characters inside `links` to other pages;
    `hints` are what the markup calls it: title, author, date, version.
    """

    kind: str
    text: str
    marks: tuple[Mark, ...]
    level: int
    line: int
    language: str
    region: int
    links: tuple[str, ...]
    linked: int
    words: int
    hints: frozenset[str]

    def is_short(self, words: int) -> bool:
        """Say whether it has so many words at most, none of them endless."""
        return self.words <= words and len(self.text) <= words * _LONGEST_WORD

    @property
    def link_share(self) -> float:
        """The share of its characters that are links to other pages."""
        return self.linked / len(self.text)


@dataclass(slots=True)
class Page:
    """All passages of a page in order, and the regions they stand in; region 0 is the whole."""

    regions: list[Region] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def holds(self, region: int, passage: int) -> bool:
        """Say whether a passage stands in a region or in one inside it."""
        return region <= self.passages[passage].region <= self.regions[region].last

    def around(self, first: int, second: int) -> int:
        """Name the smallest region that holds two others."""
        while first > second or self.regions[first].last < second:
            first = self.regions[first].parent
        return first
