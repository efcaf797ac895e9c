"""Pairwise beads of a work → units: passages in two or three languages, every segment in exactly one.

The surest bead is believed first. A bead that would join two passages which already stand apart in some
language, or would turn the order of a text round, is left out, whatever order the pairs come in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

from ezri_archive.errors import AlignmentError


@dataclass(frozen=True, slots=True)
class Join:
    """A bead on plain ids: these segments of one language are those of the other, with this probability."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    score: float


def units(joins: Iterable[Join], texts: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Join segments into units.

    `texts` gives the ids of every language in order. Each unit is the tuple of its ids, by language in the
    order of `texts`, then by place; units follow one another so that every text reads in order. A segment
    nobody joined is a unit of its own. Raises AlignmentError for an id that stands in no text, or in two.
    """
    places = _places(texts)
    known = sorted(_known(joins, places), key=lambda join: (-join.score, *_position(join, places)))
    accepted, left_out = _untangled(_accept(known, places), texts, places)
    for join in left_out[:_SECOND_CHANCES]:
        tried = sorted([*accepted, join], key=known.index)
        if not _in_order(_groups(tried, places), texts, places)[1]:
            accepted = tried
    groups = _groups(accepted, places)
    return tuple(groups[number] for number in _in_order(groups, texts, places)[0])


_SECOND_CHANCES = 20
"""How many joins that were taken out of a knot are tried again once the knot is gone, the surest first."""


_Places = Mapping[str, tuple[int, int]]


def _places(texts: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for language, ids in enumerate(texts.values()):
        for number, segment in enumerate(ids):
            if segment in places:
                message = f"segment {segment} stands in two places"
                raise AlignmentError(message)
            places[segment] = (language, number)
    return places


def _known(joins: Iterable[Join], places: _Places) -> list[Join]:
    two_sided = [join for join in joins if join.source and join.target]
    for join in two_sided:
        for segment in join.source + join.target:
            if segment not in places:
                message = f"segment {segment} stands in no text"
                raise AlignmentError(message)
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

    Segments of one side belong together because the bead says so; but the passage round them and the passage
    on the other side must not both hold a language, or two things that stand apart there would be called one.
    """
    forest = _Forest(places)
    accepted = []
    for join in joins:
        source, target = forest.roots(join.source), forest.roots(join.target)
        apart_source, apart_target = source - target, target - source
        if forest.spoken(apart_source) & forest.spoken(target) or forest.spoken(apart_target) & forest.spoken(source):
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
    after = _followers(texts, home)
    waits = Counter(root for following in after.values() for root in following)
    ready = [(places[group[0]], root) for root, group in groups.items() if not waits[root]]
    heapify(ready)
    order: list[str] = []
    while ready:
        _, root = heappop(ready)
        order.append(root)
        for following in sorted(after[root]):
            waits[following] -= 1
            if not waits[following]:
                heappush(ready, (places[groups[following][0]], following))
    stuck = {segment for root in groups.keys() - set(order) for segment in groups[root]}
    return order, stuck


def _followers(texts: Mapping[str, Sequence[str]], home: Mapping[str, str]) -> dict[str, set[str]]:
    after: dict[str, set[str]] = defaultdict(set)
    for ids in texts.values():
        for one, other in pairwise(ids):
            if home[one] != home[other]:
                after[home[one]].add(home[other])
    return after


def _untangled(
    joins: Sequence[Join], texts: Mapping[str, Sequence[str]], places: _Places
) -> tuple[list[Join], list[Join]]:
    """Leave out the least sure join of a knot until every text reads in order: what is kept, what is not."""
    kept = list(joins)
    left_out: list[Join] = []
    while True:
        _, stuck = _in_order(_groups(kept, places), texts, places)
        if not stuck:
            return kept, sorted(left_out, key=joins.index)
        weakest = max(number for number, join in enumerate(kept) if stuck.intersection(join.source))
        left_out.append(kept.pop(weakest))
