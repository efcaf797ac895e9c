"""Links → why a bead was chosen, and the bilingual terms of a collection."""

from collections.abc import Iterator

import numpy as np

from ezri_archive.alignment.collection import Collection, Floats, Ints, Side
from ezri_archive.alignment.learning import Together, stand_together
from ezri_archive.alignment.links import KINDS
from ezri_archive.alignment.passes import Solution
from ezri_archive.alignment.tokens import ADDRESS_MARK
from ezri_archive.languages import pair
from ezri_archive.records import Term

_MOST_REASONS = 5
_TERM_KINDS = frozenset({"learned", "seed", "dictionary", "cldr", "name"})
_SEEN_ONCE = frozenset({"cldr", "name"})
"""Kinds that make a term of a pair seen in one bead only."""
_LEAST_SURE = 0.25


def reasons(collection: Collection, solution: Solution) -> list[tuple[str, ...]]:
    """Give for every bead the links that speak most for it, strongest first, each word once."""
    together, link = _linked(collection, solution)
    strength = np.sqrt(solution.links.forward * solution.links.backward)[link]
    order = np.lexsort((-strength, together.bead))
    why: list[list[str]] = [[] for _ in range(len(solution.beads))]
    used: set[tuple[int, int, int]] = set()
    for bead, one, row in zip(
        together.bead[order].tolist(), order.tolist(), link[order].tolist(), strict=True
    ):
        words = _words_of(solution, bead, row)
        if len(why[bead]) < _MOST_REASONS and not used.intersection(words) and strength[one] > 1.0:
            why[bead].append(_reason(collection, solution, row))
            used.update(words)
    return [tuple(found) for found in why]


def terms(collection: Collection, solution: Solution) -> tuple[Term, ...]:
    """List the pairs of words that stand together in beads: surest first.

    `count` is the number of beads with both, `score` the Dice coefficient of the two words over all beads, with one
    added to the denominator so that a pair seen once is not called certain.
    """
    together, link = _linked(collection, solution)
    counts = np.bincount(link, minlength=len(solution.links.source))
    first = np.bincount(together.first_types, minlength=len(collection.source.types))
    second = np.bincount(together.second_types, minlength=len(collection.target.types))
    sums = first[solution.links.source] + second[solution.links.target]
    dice: Floats = 2 * counts / (sums + 1)
    found = [
        _term(collection, solution, row, int(counts[row]), float(dice[row]))
        for row in _kept(solution, counts, dice)
    ]
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


def _linked(collection: Collection, solution: Solution) -> tuple[Together, Ints]:
    """Find all links that hold inside a bead: the occurrences, and the link of each."""
    beads = solution.beads
    together = stand_together(collection, beads, beads[:, 5])
    width = max(len(collection.target.types), 1)
    keys = solution.links.source * width + solution.links.target
    place = np.minimum(np.searchsorted(keys, together.keys), max(len(keys) - 1, 0))
    known = keys[place] == together.keys if len(keys) else np.zeros(len(together.keys), dtype=np.bool_)
    kept = np.flatnonzero(known[together.pair])
    narrowed = Together(
        together.keys, together.pair[kept], together.bead[kept], together.first[kept], together.second[kept],
        together.first_types, together.second_types, together.first_beads, together.second_beads, together.folds, together.texts,
    )  # fmt: skip
    return narrowed, place[together.pair[kept]]


def _words_of(solution: Solution, bead: int, row: int) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    return (bead, 0, int(solution.links.source[row])), (bead, 1, int(solution.links.target[row]))


def _reason(collection: Collection, solution: Solution, row: int) -> str:
    source = _surface(collection.source, int(solution.links.source[row]))
    target = _surface(collection.target, int(solution.links.target[row]))
    return f"{KINDS[solution.links.kind[row]]}: {source} = {target}"


def _surface(side: Side, kind: int) -> str:
    """Give the commonest spelling of a type; of equally common ones the first by code."""
    spellings = side.surfaces[kind]
    return min(spellings, key=lambda word: (-spellings[word], word)).removeprefix(ADDRESS_MARK)
