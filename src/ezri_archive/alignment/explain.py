"""Links → why a bead was chosen, and the bilingual terms of a collection."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.learning import Shorts, Together, stand_together
from ezri_archive.alignment.links import KINDS
from ezri_archive.alignment.passes import Solution
from ezri_archive.alignment.tokens import ADDRESS_MARK
from ezri_archive.languages import pair
from ezri_archive.records import Term

_MOST_REASONS = 5
_TERM_KINDS = frozenset({"learned", "seed", "dictionary", "cldr", "name", "cognate"})
_SEEN_ONCE = frozenset({"cldr", "name"})
"""Kinds that make a term of a pair seen in one bead only."""
_LEAST_SURE = 0.25


@dataclass(frozen=True, slots=True)
class Linked:
    """The links that hold inside beads: the bead of each, and its row in the table; and all that stands together."""

    bead: Shorts
    row: Ints
    together: Together


def find_linked(collection: Collection, solution: Solution) -> Linked:
    """Find all links that hold inside a bead."""
    together = stand_together(collection, solution.beads, solution.links, learnable=False)
    width = max(len(collection.target.types), 1)
    keys = solution.links.source * width + solution.links.target
    place = np.minimum(np.searchsorted(keys, together.keys), max(len(keys) - 1, 0))
    known = keys[place] == together.keys if len(keys) else np.zeros(len(together.keys), dtype=np.bool_)
    kept = np.flatnonzero(known[together.pair])
    return Linked(together.bead[kept], place[together.pair[kept]], together)


def reasons(collection: Collection, solution: Solution, linked: Linked) -> list[tuple[str, ...]]:
    """Give for every bead the links that speak most for it, strongest first, each word once."""
    links = solution.links
    strength = np.sqrt(links.forward * links.backward)[linked.row]
    order = np.lexsort((linked.row, -strength, linked.bead))
    order = order[strength[order] > 1.0]
    for side in (links.source, links.target):
        order = _firsts(order, linked.bead[order] * (int(side.max(initial=0)) + 1) + side[linked.row[order]])
    bead = linked.bead[order]
    rank = np.arange(len(order)) - np.searchsorted(bead, bead)
    order = order[rank < _MOST_REASONS]
    texts = {row: _reason(collection, solution, row) for row in np.unique(linked.row[order]).tolist()}
    why: list[list[str]] = [[] for _ in range(len(solution.beads))]
    for number, row in zip(linked.bead[order].tolist(), linked.row[order].tolist(), strict=True):
        why[number].append(texts[row])
    return [tuple(found) for found in why]


def _firsts(order: Ints, keys: Ints) -> Ints:
    """Keep the first of every key, in order."""
    _, first = np.unique(keys, return_index=True)
    kept: Ints = order[np.sort(first)]
    return kept


def terms(collection: Collection, solution: Solution, linked: Linked) -> tuple[Term, ...]:
    """List the pairs of words that stand together in beads: surest first.

    `count` is the number of beads with both, `score` the Dice coefficient of the two words over all beads,
    with one added to the denominator so that a pair seen once is not called certain.
    """
    counts = np.bincount(linked.row, minlength=len(solution.links.source))
    first = np.bincount(linked.together.first_types, minlength=len(collection.source.types))
    second = np.bincount(linked.together.second_types, minlength=len(collection.target.types))
    sums = first[solution.links.source] + second[solution.links.target]
    dice: Floats = 2 * counts / (sums + 1)
    kept = _kept(solution, counts, dice)
    found = [_term(collection, solution, row, int(counts[row]), float(dice[row])) for row in kept]
    return tuple(sorted(found, key=lambda term: (-term.score, -term.count, term.source, term.target)))


def _kept(solution: Solution, counts: Ints, dice: Floats) -> Iterator[int]:
    for row in np.flatnonzero((counts > 0) & (dice >= _LEAST_SURE)).tolist():
        kind = KINDS[solution.links.kind[row]]
        if kind in _TERM_KINDS and (counts[row] > 1 or kind in _SEEN_ONCE):
            yield row


def _term(collection: Collection, solution: Solution, row: int, count: int, score: float) -> Term:
    return Term(
        pair=pair(collection.source.language, collection.target.language),
        source=_surface(collection.source, int(solution.links.source[row])),
        target=_surface(collection.target, int(solution.links.target[row])),
        count=count,
        score=round(score, 4),
    )


def _reason(collection: Collection, solution: Solution, row: int) -> str:
    source = _surface(collection.source, int(solution.links.source[row]))
    target = _surface(collection.target, int(solution.links.target[row]))
    return f"{KINDS[solution.links.kind[row]]}: {source} = {target}"


def _surface(side: Side, kind: int) -> str:
    """Give the commonest spelling of a type; of equally common ones the first by code."""
    spellings = side.surfaces[kind]
    return min(spellings, key=lambda word: (-spellings[word], word)).removeprefix(ADDRESS_MARK)
