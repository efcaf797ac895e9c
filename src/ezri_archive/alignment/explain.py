"""Links → why a bead was chosen, and the bilingual terms of a collection."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.learning import Shorts, stand_together
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
_BEADS_TOGETHER = 4096


@dataclass(frozen=True, slots=True)
class Linked:
    """The links that hold inside beads: the bead of each, and its row in the table.

    `source` and `target` count the beads in which each type stands.
    """

    bead: Shorts
    row: Shorts
    source: Ints
    target: Ints


def find_linked(collection: Collection, solution: Solution) -> Linked:
    """Find all links that hold inside a bead, some thousand beads at a time: of a long text that saves memory."""
    counts = [np.zeros(len(side.types), dtype=np.int64) for side in (collection.source, collection.target)]
    keys = solution.links.source * max(len(collection.target.types), 1) + solution.links.target
    beads, rows = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
    for begin in range(0, len(solution.beads), _BEADS_TOGETHER):
        part = solution.beads[begin : begin + _BEADS_TOGETHER]
        together = stand_together(collection, part, solution.links, learnable=False)
        beads.append(together.bead + np.int32(begin))
        rows.append(np.searchsorted(keys, together.keys).astype(np.int32)[together.pair])
        counts[0] += np.bincount(together.first_types, minlength=len(counts[0]))
        counts[1] += np.bincount(together.second_types, minlength=len(counts[1]))
    return Linked(np.concatenate(beads), np.concatenate(rows), *counts)


def reasons(collection: Collection, solution: Solution, linked: Linked) -> list[tuple[str, ...]]:
    """Give for every bead the links that speak most for it, strongest first, each word once."""
    links = solution.links
    strength = np.sqrt(links.forward * links.backward)[linked.row]
    order = np.lexsort((linked.row, -strength, linked.bead))
    order = order[strength[order] > 1.0]
    for side in (links.source, links.target):
        order = _firsts(
            order, linked.bead[order].astype(np.int64) * (int(side.max(initial=0)) + 1) + side[linked.row[order]]
        )
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
    sums = linked.source[solution.links.source] + linked.target[solution.links.target]
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
    start, end = side.spelling_starts[kind : kind + 2].tolist()
    if end - start == 1:
        return str(side.spellings[start]).removeprefix(ADDRESS_MARK)
    counts = side.spelling_counts[start:end].tolist()
    _, word = min(zip((-count for count in counts), side.spellings[start:end], strict=True))
    return word.removeprefix(ADDRESS_MARK)
