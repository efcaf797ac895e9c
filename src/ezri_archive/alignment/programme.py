"""Scores of beads → the best path through a block, and how probable each of its beads is.

A path is a sequence of beads in three states (match, source gap, target gap), so that a run of deletions
costs less than as many single ones. Blocks of like shape are computed together, one antidiagonal of all of
them at a time: every cell (i, j) depends only on cells with smaller i + j.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment.arrays import Floats, Ints

MATCHES: tuple[tuple[int, int], ...] = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
"""Beads with both sides: (source lines, target lines). Next to them stand the gaps 1-0 and 0-1."""
MATCH, SOURCE_GAP, TARGET_GAP = 0, 1, 2
_GAPS = {SOURCE_GAP: (1, 0), TARGET_GAP: (0, 1)}
_LAST_MATCH = len(MATCHES) - 1
_MARGIN = 3
_NEVER = -1e30
_CELLS_TOGETHER = 200_000

Scores = Sequence[npt.NDArray[np.float32]]
"""For each of `MATCHES`, the scores of all its beads in a block: rows by first source, columns by first target line."""


@dataclass(frozen=True, slots=True)
class Path:
    """Beads of a block in order, as columns (first source line, end, first target line, end).

    `gain` is what each adds to the score of the path, `probability` its posterior where it was asked for,
    else 1.
    """

    beads: Ints
    gain: Floats
    probability: Floats


@dataclass(frozen=True, slots=True)
class _Grid:
    """Blocks of like shape laid over one another, with a margin so that every predecessor exists."""

    rows: int
    columns: int
    sizes: Ints
    scores: npt.NDArray[np.float32]

    @property
    def stride(self) -> int:
        return self.columns + 1 + _MARGIN

    @property
    def depth(self) -> int:
        return self.rows + 2 + 2 * _MARGIN

    @property
    def cells(self) -> int:
        return self.depth * self.stride

    def place(self, row: int | Ints, column: int | Ints) -> int | Ints:
        return (row + _MARGIN) * self.stride + column + _MARGIN

    def ends(self) -> Ints:
        return np.asarray(self.place(self.sizes[:, 0], self.sizes[:, 1]))

    def diagonals(self) -> Iterator[slice]:
        """Give the cells of each antidiagonal: i + j = 0, 1, 2 and so on."""
        for total in range(self.rows + self.columns + 1):
            first, last = max(0, total - self.columns), min(self.rows, total)
            start, end = self.place(first, total - first), self.place(last, total - last)
            yield slice(int(start), int(end) + 1, self.stride - 1)

    def neighbours(self, *, backwards: bool = False) -> Ints:
        """Say for each of `MATCHES`, and the two gaps, how far every cell of a diagonal is from where the bead begins.

        Counted from the first cell of the diagonal, in a table of all states: gaps stand in those of their own.
        """
        sizes = np.array([*MATCHES, *_GAPS.values()])
        states = np.array([MATCH] * len(MATCHES) + list(_GAPS)) * self.cells
        along = np.arange(min(self.rows, self.columns) + 1) * (self.stride - 1)
        steps = sizes @ np.array([self.stride, 1])
        near: Ints = (steps + states)[:, None] + along if backwards else (steps - states)[:, None] - along
        return near


def best_paths(
    sizes: Ints, score: Callable[[Sequence[int]], Sequence[Scores]], transitions: Floats, *, weigh: bool = False
) -> list[Path]:
    """Find the best path through each block.

    `sizes` gives source and target lines of each block (both at least 1), `score` the scores of blocks by
    their numbers, `transitions` the log probability of a state (column) after a state (row); a block starts as
    after a match. With `weigh` the beads get their posterior probability (forward-backward).
    """
    paths: dict[int, Path] = {}
    for members in _batches(sizes):
        grid = _grid(score(members.tolist()), sizes[members])
        paths.update(zip(members.tolist(), _solve(grid, transitions, weigh=weigh), strict=True))
    return [paths[number] for number in range(len(sizes))]


def open_path(scores: Scores, size: tuple[int, int], transitions: Floats) -> Path:
    """Find the best path from the start of a block to where it leaves it: on the last line of either side."""
    grid = _grid([scores], np.array([size], dtype=np.int64))
    reached, before = _forward(grid, transitions, _greatest)
    rows, columns = np.arange(size[0] + 1), np.arange(size[1] + 1)
    border = np.concatenate(
        [np.asarray(grid.place(size[0], columns)), np.asarray(grid.place(rows, np.full_like(rows, size[1])))]
    )
    end = border[[int(reached[:, border, 0].max(axis=0).argmax())]]
    return _trace(grid, transitions, reached, before, end)[0]


def _batches(sizes: Ints) -> Iterator[Ints]:
    """Put blocks of like shape together: none is padded to much more than its own size."""
    order = np.lexsort((sizes[:, 1], sizes[:, 0], np.maximum(sizes[:, 0], sizes[:, 1])))
    start = 0
    for at in range(1, len(order) + 1):
        if at == len(order) or not _fits(sizes[order[start : at + 1]]):
            yield order[start:at]
            start = at


def _fits(sizes: Ints) -> bool:
    largest = int(np.prod(sizes.max(axis=0) + 1))
    return largest * len(sizes) <= min(_CELLS_TOGETHER, 3 * int(np.prod(sizes + 1, axis=1).sum()))


def _grid(blocks: Sequence[Scores], sizes: Ints) -> _Grid:
    rows, columns = (int(size) for size in sizes.max(axis=0))
    grid = _Grid(rows, columns, sizes, np.zeros((0, 0, 0), dtype=np.float32))
    shape = (len(MATCHES), grid.depth, grid.stride, len(blocks))
    scores = np.full(shape, _NEVER, dtype=np.float32)
    for number, block in enumerate(blocks):
        for kind, ((height, width), values) in enumerate(zip(MATCHES, block, strict=True)):
            top, left = _MARGIN + height, _MARGIN + width
            scores[kind, top : top + values.shape[0], left : left + values.shape[1], number] = values
    return _Grid(rows, columns, sizes, scores.reshape(len(MATCHES), grid.cells, len(blocks)))


def _solve(grid: _Grid, transitions: Floats, *, weigh: bool) -> list[Path]:
    paths = _trace(grid, transitions, *_forward(grid, transitions, _greatest), grid.ends())
    if not weigh:
        return paths
    reached, before = _forward(grid, transitions, _log_sum)
    tables = (reached, before, _backward(grid, transitions))
    return [
        Path(path.beads, path.gain, _posterior(grid, number, path.beads, tables)) for number, path in enumerate(paths)
    ]


Reduce = Callable[[Floats], Floats]


def _greatest(values: Floats) -> Floats:
    greatest: Floats = values.max(axis=0)
    return greatest


def _log_sum(values: Floats) -> Floats:
    greatest = values.max(axis=0)
    total: Floats = np.log(np.exp(values - greatest).sum(axis=0)) + greatest
    return total


def _forward(grid: _Grid, transitions: Floats, reduce: Reduce) -> tuple[Floats, Floats]:
    """Give for every cell and state the score of reaching it, and that of being about to enter a state."""
    reached = np.full((3, grid.cells, len(grid.sizes)), _NEVER)
    before = np.full_like(reached, _NEVER)
    entered, change = before.reshape(-1, len(grid.sizes)), transitions[:, :, None, None]
    steps = -grid.neighbours()
    for number, here in enumerate(grid.diagonals()):
        if number:
            choices = entered.take(steps[:, : _length(here)] + here.start, axis=0)
            choices[: len(MATCHES)] += grid.scores[:, here]
            choices[_LAST_MATCH] = reduce(choices[: len(MATCHES)])
            reached[:, here] = choices[_LAST_MATCH:]
        else:
            reached[MATCH, here] = 0.0
        before[:, here] = reduce(reached[:, None, here] + change)
    return reached, before


def _backward(grid: _Grid, transitions: Floats) -> Floats:
    """Give for every cell and state the log probability of all that follows to the end of the block."""
    blocks = len(grid.sizes)
    after = np.full((3, grid.cells, blocks), _NEVER)
    after[:, grid.ends(), np.arange(blocks)] = 0.0
    left, change = after.reshape(-1, blocks), transitions.T[:, :, None, None]
    steps = grid.neighbours(backwards=True)
    kinds = np.arange(len(MATCHES))[:, None] * grid.cells + steps[: len(MATCHES)]
    scores = grid.scores.reshape(-1, blocks)
    for here in reversed(list(grid.diagonals())):
        choices = left.take(steps[:, : _length(here)] + here.start, axis=0)
        choices[: len(MATCHES)] += scores.take(kinds[:, : _length(here)] + here.start, axis=0)
        choices[_LAST_MATCH] = _log_sum(choices[: len(MATCHES)])
        onward = _log_sum(choices[_LAST_MATCH:, None] + change)
        after[:, here] = np.maximum(after[:, here], onward)
    return after


def _length(here: slice) -> int:
    return len(range(here.start, here.stop, here.step))


def _trace(grid: _Grid, transitions: Floats, reached: Floats, before: Floats, ends: Ints) -> list[Path]:
    """Walk from the ends of all blocks back to their starts."""
    blocks = np.arange(len(grid.sizes))
    sizes = np.array([*MATCHES, (0, 0), (1, 0), (0, 1)])
    steps = sizes @ np.array([grid.stride, 1])
    place, state = ends, reached[:, ends, blocks].argmax(axis=0)
    taken, score = [np.zeros((3, 0), dtype=np.int64)], [np.zeros(0)]
    while len(blocks):
        choices = before[MATCH, place - steps[: len(MATCHES), None], blocks] + grid.scores[:, place, blocks]
        kind = np.where(state == MATCH, choices.argmax(axis=0), len(MATCHES) + state)
        taken.append(np.stack([blocks, place, kind]))
        score.append(reached[state, place, blocks])
        place = place - steps[kind]
        state = (reached[:, place, blocks] + transitions[:, state]).argmax(axis=0)
        going = place != grid.place(0, 0)
        blocks, place, state = blocks[going], place[going], state[going]
    return _paths(grid, np.concatenate(taken, axis=1), np.concatenate(score), sizes)


def _paths(grid: _Grid, taken: Ints, score: Floats, sizes: Ints) -> list[Path]:
    row, column = np.divmod(taken[1], grid.stride)
    ends = np.stack([row, column], axis=1) - _MARGIN
    begins = ends - sizes[taken[2]]
    beads = np.stack([begins[:, 0], ends[:, 0], begins[:, 1], ends[:, 1]], axis=1)
    order = np.lexsort((ends.sum(axis=1), taken[0]))
    cuts = np.cumsum(np.bincount(taken[0], minlength=len(grid.sizes)))[:-1]
    return [
        Path(found, np.diff(scores, prepend=0.0), np.ones(len(found)))
        for found, scores in zip(np.split(beads[order], cuts), np.split(score[order], cuts), strict=True)
    ]


def _posterior(grid: _Grid, block: int, beads: Ints, tables: tuple[Floats, Floats, Floats]) -> Floats:
    reached, before, after = tables
    whole = _log_sum(reached[:, grid.ends()[block], block])
    size = np.stack([beads[:, 1] - beads[:, 0], beads[:, 3] - beads[:, 2]], axis=1)
    end = np.asarray(grid.place(beads[:, 1], beads[:, 3]))
    state = np.where(size[:, 1] == 0, SOURCE_GAP, np.where(size[:, 0] == 0, TARGET_GAP, MATCH))
    kinds = {match: number for number, match in enumerate(MATCHES)}
    kind = np.array([kinds.get((height, width), 0) for height, width in size.tolist()])
    own = np.where(state == MATCH, grid.scores[kind, end, block], 0.0)
    start = end - size @ np.array([grid.stride, 1])
    log = before[state, start, block] + own + after[state, end, block] - whole
    probability: Floats = np.exp(np.minimum(log, 0.0))
    return probability
