"""Links → how well the words of each line are explained by each span of lines of the other side.

Every token is explained either by the tokens opposite (mean of their ratios) or by chance, in the manner of
Moore (2002, "Fast and accurate sentence alignment of bilingual corpora"). All blocks are worked on together:
what is counted line by line is kept as one long array, and only the sums are made block by block.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats, Ints, order_of, ranges, starts_of
from ezri_archive.alignment.collection import Side
from ezri_archive.alignment.links import Rows

Singles = npt.NDArray[np.float32]
LONGEST_SPAN = 3
_Value = TypeVar("_Value", np.bool_, np.int64, np.float32)
_PADDING = LONGEST_SPAN - 1


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the tokens of one side are explained: by type the links, the chance of having no partner, and the weight.

    Where the folds of a collection are explained differently, their tables stand one after another.
    """

    rows: Rows
    uncovered: Floats
    weight: Floats

    def first(self, fold: Ints, types: int) -> Ints:
        """Give where the table of a fold begins, for a side with so many types."""
        tables = len(self.uncovered) // max(types, 1)
        return fold % max(tables, 1) * types


@dataclass(frozen=True, slots=True)
class Spans:
    """The lines of one side of some blocks: in each, `sizes` lines from `begins` on. `fold` is that of the block."""

    side: Side
    begins: Ints
    sizes: Ints
    fold: Ints

    def starts(self) -> Ints:
        """Give where the lines of each block begin when they are counted over all blocks, and where the last end."""
        return starts_of(self.sizes)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some blocks: type, line (counted over all blocks), block; and how many each line has."""

    types: Ints
    line: Ints
    block: Ints
    sizes: Ints


@dataclass(frozen=True, slots=True)
class Gains:
    """What types gain by spans of so many lines: where not nothing (`places`), `gain`, and `supply` of partners.

    The places of row r are those from `starts[r]` to `starts[r + 1]`.
    """

    places: Ints
    starts: Ints
    gain: Singles
    supply: Ints


@dataclass(frozen=True, slots=True)
class Opposed:
    """The types of each block that have partners opposite.

    A row is a type of a block. Row r has the places from `begins[r]` to `begins[r + 1]`: one for each line of its block
    on the other side, and two that stay empty. `row` and `line` are those of every token in a row; `rows` tells where
    the rows of each block begin, `alone` what each line scores beside strangers, `gains` what the rows gain by spans of
    one, two, three lines.
    """

    spans: Spans
    others: Spans
    rows: Ints
    begins: Ints
    row: Ints
    line: Ints
    alone: Singles
    gains: tuple[Gains, ...]


def oppose(spans: Spans, others: Spans, explanation: Explanation) -> Opposed:
    """Find what the types of one side of each block gain by the lines of the other."""
    tokens, opposite = _tokens(spans), _tokens(others)
    types, table = _kinds(tokens, spans, explanation)
    met = _met(types, opposite, explanation.rows, len(others.side.types))
    active = _present(met.row, len(types.block))
    number = np.full(len(types.block), -1, dtype=np.int64)
    number[active] = np.arange(len(active))
    types = _Kinds(types.block[active], types.place[active], types.blocks)
    begins = starts_of(others.sizes[types.block] + _PADDING)
    odds = explanation.uncovered[types.place].astype(np.float32), explanation.weight[types.place].astype(np.float32)
    flat = (begins[:-1] - others.starts()[types.block])[number[met.row]] + met.line
    gains = _gains(flat, met.ratio, begins, _words(others, opposite.sizes, types.block), odds)
    held = np.flatnonzero(number[table] >= 0)
    rows = np.searchsorted(types.block, np.arange(types.blocks + 1))
    alone = _unexplained(tokens, explanation.first(spans.fold, len(spans.side.types)), explanation)
    return Opposed(spans, others, rows, begins, number[table[held]], tokens.line[held], alone, gains)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The types of some blocks: the block of each, and its place in the tables of an explanation."""

    block: Ints
    place: Ints
    blocks: int


def _kinds(tokens: Tokens, spans: Spans, explanation: Explanation) -> tuple[_Kinds, Ints]:
    """List the types of each block once, and give the number of every token's among them."""
    width, blocks = len(spans.side.types), len(spans.sizes)
    keys = tokens.block * width + tokens.types
    kinds = _present(keys, blocks * width)
    table = np.zeros(blocks * width, dtype=np.int64)
    table[kinds] = np.arange(len(kinds))
    block = kinds // max(width, 1)
    place = kinds - block * width + explanation.first(spans.fold, width)[block]
    return _Kinds(block, place, blocks), table[keys]


def _tokens(spans: Spans) -> Tokens:
    lines = ranges(spans.begins, spans.sizes)
    starts = spans.side.line_starts
    sizes = starts[lines + 1] - starts[lines]
    block = np.repeat(np.arange(len(spans.sizes)), spans.sizes)
    return Tokens(
        spans.side.tokens[ranges(starts[lines], sizes)],
        np.repeat(np.arange(len(lines)), sizes),
        np.repeat(block, sizes),
        sizes,
    )


def _present(keys: Ints, size: int) -> Ints:
    """List the keys that occur: marking them in a table is quicker than sorting them."""
    marked = np.zeros(size, dtype=np.bool_)
    marked[keys] = True
    return np.flatnonzero(marked)


def _unexplained(tokens: Tokens, first: Ints, explanation: Explanation) -> Singles:
    """Sum, line by line, the log chance of every token to stand without a partner."""
    places = tokens.types + first[tokens.block]
    chance = (explanation.weight * np.log(explanation.uncovered))[places]
    return np.bincount(tokens.line, chance, len(tokens.sizes)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Met:
    """Partners of types: the number of the type, the line where the partner stands, and the ratio."""

    row: Ints
    line: Ints
    ratio: Floats


def _met(types: _Kinds, opposite: Tokens, rows: Rows, width: int) -> _Met:
    """Find all partners of types in the lines of the other side; it has `width` types in all."""
    keys = opposite.block * width + opposite.types
    starts = starts_of(np.bincount(keys, minlength=types.blocks * width))
    order = order_of(keys, types.blocks * width)
    counts = rows.starts[types.place + 1] - rows.starts[types.place]
    link = ranges(rows.starts[types.place], counts)
    partner = np.repeat(types.block * width, counts) + rows.partner[link]
    begins = starts[partner]
    times = starts[partner + 1] - begins
    held = np.flatnonzero(times)
    times = times[held]
    row = np.repeat(np.repeat(np.arange(len(counts)), counts)[held], times)
    return _Met(row, opposite.line[order[ranges(begins[held], times)]], np.repeat(rows.ratio[link[held]], times))


@dataclass(frozen=True, slots=True)
class _Words:
    """How many words each line opposite has, two empty lines after each block; row r begins at `begins[r]`."""

    counts: Ints
    begins: Ints


def _words(others: Spans, sizes: Ints, block: Ints) -> _Words:
    padded = starts_of(others.sizes + _PADDING)
    counts = np.zeros(int(padded[-1]) + _PADDING, dtype=np.int64)
    counts[ranges(padded[:-1], others.sizes)] = sizes
    return _Words(counts, padded[block])


def _gains(flat: Ints, ratio: Floats, begins: Ints, words: _Words, odds: tuple[Singles, Singles]) -> tuple[Gains, ...]:
    """Explain types by spans of one, two, three lines: `flat` says where each partner stands.

    `odds` are the chance of each type to have no partner, and its weight.
    """
    chance, weight = odds
    size = int(begins[-1])
    mass, supply = np.bincount(flat, ratio, size).astype(np.float32), np.bincount(flat, minlength=size)
    some = np.zeros(size, dtype=np.bool_)
    some[flat] = True
    row = np.repeat(np.arange(len(chance), dtype=np.int32), np.diff(begins))
    gains = []
    for span in range(1, LONGEST_SPAN + 1):
        reached = _joined(some, span)
        for padding in range(1, _PADDING + 1):
            reached[begins[1:] - padding] = False
        places = np.flatnonzero(reached)
        own = row[places]
        opposite = _joined(words.counts, span)[places + (words.begins - begins[:-1])[own]]
        share = _joined(mass, span)[places] / (np.maximum(opposite, 1).astype(np.float32) * chance[own])
        starts = starts_of(np.bincount(own, minlength=len(chance)))
        gains.append(Gains(places, starts, weight[own] * np.log1p(share), _joined(supply, span)[places]))
    return tuple(gains)


def _joined(values: npt.NDArray[_Value], span: int) -> npt.NDArray[_Value]:
    """Add up every so many values that follow one another."""
    joined = values.copy()
    for step in range(1, span):
        joined[:-step] += values[step:]
    return joined


def explained(opposed: Opposed) -> list[Singles]:
    """Score the lines of one side of each block against all spans of lines of the other side.

    Gives for each block an array (`LONGEST_SPAN`, lines of the side, lines of the other): the log-likelihood ratio of a
    line beside 1, 2, 3 lines that begin with that line. Places where a span would run over the end hold what fits.
    """
    dense = np.zeros((LONGEST_SPAN, int(opposed.begins[-1])), dtype=np.float32)
    for values, gains in zip(dense, opposed.gains, strict=True):
        values[gains.places] = gains.gain
    starts = opposed.spans.starts()
    firsts = np.flatnonzero(np.diff(opposed.line, prepend=-1))
    return [
        _of_block(opposed, dense, firsts, number, slice(first, last))
        for number, (first, last) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))
    ]


def _of_block(opposed: Opposed, dense: Singles, firsts: Ints, number: int, lines: slice) -> Singles:
    width = int(opposed.others.sizes[number])
    scores = np.empty((LONGEST_SPAN, lines.stop - lines.start, width), dtype=np.float32)
    scores[:] = opposed.alone[lines, None]
    tokens = slice(*np.searchsorted(opposed.line, [lines.start, lines.stop]).tolist())
    if tokens.start < tokens.stop:
        top, end = opposed.rows[number : number + 2].tolist()
        begins = firsts[slice(*np.searchsorted(firsts, [tokens.start, tokens.stop]).tolist())]
        held = opposed.line[begins] - lines.start
        row = opposed.row[tokens] - top
        table = dense[:, opposed.begins[top] : opposed.begins[end]].reshape(LONGEST_SPAN, end - top, width + _PADDING)
        for span in range(LONGEST_SPAN):
            gain = table[span, :, :width].take(row, axis=0)
            scores[span, held] += np.add.reduceat(gain, begins - tokens.start, axis=0)
    return scores
