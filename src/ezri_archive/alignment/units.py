"""Pairwise beads of a work → units: passages in two or three languages, every segment in exactly one.

The surest bead is believed first. A bead that would join two passages which already stand apart in some language, or
would turn the order of a text round, is left out, whatever order the pairs come in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from ezri_archive.errors import AlignmentError


@dataclass(frozen=True, slots=True)
class Join:
    """A bead on plain ids: these segments of one language are those of the other, with this probability."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    score: float


def units(joins: Iterable[Join], texts: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Join segments into units.

    `texts` gives the ids of every language in order. Each unit is the tuple of its ids, by language in the order of
    `texts`, then by place; units follow one another so that every text reads in order. A segment nobody joined is a
    unit of its own. Raises AlignmentError for an id that stands in no text, or in two.
    """
    places = _places(texts)
    known = sorted(_known(joins, places), key=lambda join: (-join.score, *_position(join, places)))
    accepted = _accept(known, places)
    while True:
        groups = _groups(accepted, places)
        order, stuck = _in_order(groups, texts, places)
        if not stuck:
            return tuple(groups[number] for number in order)
        accepted = _without_weakest(accepted, stuck)


_Places = Mapping[str, tuple[int, int]]


def _places(texts: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for language, ids in enumerate(texts.values()):
        for number, segment in enumerate(ids):
            if segment in places:
                raise AlignmentError(f"segment {segment} stands in two places")
            places[segment] = (language, number)
    return places


def _known(joins: Iterable[Join], places: _Places) -> list[Join]:
    two_sided = [join for join in joins if join.source and join.target]
    for join in two_sided:
        for segment in join.source + join.target:
            if segment not in places:
                raise AlignmentError(f"segment {segment} stands in no text")
    return two_sided


def _position(join: Join, places: _Places) -> tuple[tuple[tuple[int, int], ...], ...]:
    sides = (tuple(sorted(places[segment] for segment in side)) for side in (join.source, join.target))
    return tuple(sorted(sides))


class _Forest:
    """Sets of segments that grow together (union-find), each with the languages it holds."""

    def __init__(self, places: _Places) -> None:
        """Begin with every segment alone."""
        self.parent = {segment: segment for segment in places}
        self.languages = {segment: 1 << language for segment, (language, _) in places.items()}

    def root(self, segment: str) -> str:
        """Find the segment that stands for the set."""
        while self.parent[segment] != segment:
            self.parent[segment] = self.parent[self.parent[segment]]
            segment = self.parent[segment]
        return segment

    def roots(self, segments: Iterable[str]) -> set[str]:
        """Find the sets of some segments."""
        return {self.root(segment) for segment in segments}

    def spoken(self, roots: Iterable[str]) -> int:
        """Give the languages of some sets, as bits."""
        languages = 0
        for root in roots:
            languages |= self.languages[root]
        return languages

    def join(self, roots: Iterable[str]) -> None:
        """Make one set of some sets."""
        first, *others = sorted(roots)
        for other in others:
            self.parent[other] = first
            self.languages[first] |= self.languages[other]


def _accept(joins: Sequence[Join], places: _Places) -> list[Join]:
    """Take the joins from the surest down, leaving out those that contradict what is already joined.

    Segments of one side belong together because the bead says so; but the passage round them and the passage on the
    other side must not both hold a language, or two things that stand apart there would be called one.
    """
    forest = _Forest(places)
    accepted = []
    for join in joins:
        source, target = forest.roots(join.source), forest.roots(join.target)
        apart_source, apart_target = source - target, target - source
        if forest.spoken(apart_source) & forest.spoken(target) or forest.spoken(apart_target) & forest.spoken(
            source
        ):
            continue
        accepted.append(join)
        forest.join(source | target)
    return accepted


def _groups(joins: Iterable[Join], places: _Places) -> dict[str, tuple[str, ...]]:
    forest = _Forest(places)
    for join in joins:
        forest.join(forest.roots(join.source + join.target))
    members: dict[str, list[str]] = defaultdict(list)
    for segment in places:
        members[forest.root(segment)].append(segment)
    return {root: tuple(sorted(group, key=places.__getitem__)) for root, group in members.items()}


def _in_order(
    groups: Mapping[str, tuple[str, ...]], texts: Mapping[str, Sequence[str]], places: _Places
) -> tuple[list[str], set[str]]:
    """Order groups so that every text reads in order (Kahn); the segments of those that cannot be are given second."""
    home = {segment: root for root, group in groups.items() for segment in group}
    after: dict[str, set[str]] = defaultdict(set)
    for ids in texts.values():
        for one, other in zip(ids, ids[1:], strict=False):
            if home[one] != home[other]:
                after[home[one]].add(home[other])
    waits = {root: 0 for root in groups}
    for following in after.values():
        for root in following:
            waits[root] += 1
    ready = [(places[groups[root][0]], root) for root, count in waits.items() if not count]
    heapify(ready)
    order: list[str] = []
    while ready:
        _, root = heappop(ready)
        order.append(root)
        for following_root in after[root]:
            waits[following_root] -= 1
            if not waits[following_root]:
                heappush(ready, (places[groups[following_root][0]], following_root))
    stuck = {segment for root in groups.keys() - set(order) for segment in groups[root]}
    return order, stuck


def _without_weakest(joins: Sequence[Join], stuck: set[str]) -> list[Join]:
    """Leave out the least sure join among those in the knot; joins are ordered from the surest down."""
    weakest = max(number for number, join in enumerate(joins) if stuck.intersection(join.source))
    return [join for number, join in enumerate(joins) if number != weakest]
