"""The dynamic programme against the sum over all paths, written out."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.alignment.arrays import ranges
from ezri_archive.alignment.programme import MATCHES, best_paths, open_path

TRANSITIONS = np.log(np.array([[0.9, 0.06, 0.04], [0.6, 0.3, 0.1], [0.5, 0.2, 0.3]]))
Step = tuple[int, int]


def _scores(size: Step, seed: int) -> list[np.ndarray]:
    chance = np.random.default_rng(seed)
    return [
        chance.normal(0, 3, (max(size[0] - height + 1, 0), max(size[1] - width + 1, 0))).astype(np.float32)
        for height, width in MATCHES
    ]


def _all_paths(size: Step) -> Iterator[tuple[Step, ...]]:
    if size == (0, 0):
        yield ()
    for step in (*MATCHES, (1, 0), (0, 1)):
        rest = (size[0] - step[0], size[1] - step[1])
        if min(rest) >= 0:
            yield from ((*path, step) for path in _all_paths(rest))


def _value(path: tuple[Step, ...], scores: list[np.ndarray]) -> float:
    total, state, row, column = 0.0, 0, 0, 0
    for step in path:
        now = {(1, 0): 1, (0, 1): 2}.get(step, 0)
        total += float(TRANSITIONS[state, now])
        total += 0.0 if now else float(scores[MATCHES.index(step)][row, column])
        state, row, column = now, row + step[0], column + step[1]
    return total


def _beads(path: tuple[Step, ...]) -> list[list[int]]:
    row = column = 0
    beads = []
    for height, width in path:
        beads.append([row, row + height, column, column + width])
        row, column = row + height, column + width
    return beads


@given(
    sizes=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=4),
    seed=st.integers(0, 10**6),
)
def test_the_best_path_is_the_best_of_all_paths_and_its_probabilities_are_shares_of_all(
    sizes: list[Step], seed: int
) -> None:
    blocks = [_scores(size, seed + number) for number, size in enumerate(sizes)]
    found = best_paths(np.array(sizes), lambda numbers: [blocks[one] for one in numbers], TRANSITIONS, weigh=True)
    for size, scores, path in zip(sizes, blocks, found, strict=True):
        paths = list(_all_paths(size))
        values = np.array([_value(one, scores) for one in paths])
        best = paths[int(values.argmax())]
        assert path.beads.tolist() == _beads(best)
        assert path.gain.sum() == pytest.approx(values.max(), abs=1e-4)
        shares = np.exp(values - values.max())
        shares /= shares.sum()
        for bead, probability in zip(path.beads.tolist(), path.probability.tolist(), strict=True):
            having = sum(share for one, share in zip(paths, shares, strict=True) if bead in _beads(one))
            assert probability == pytest.approx(having, abs=1e-4)


def test_an_open_path_ends_on_the_last_line_of_one_side() -> None:
    scores = [
        np.full((max(7 - h, 0), max(4 - w, 0)), 1.0 if (h, w) == (1, 1) else -9.0, np.float32) for h, w in MATCHES
    ]
    path = open_path(scores, (6, 3), TRANSITIONS)
    assert path.beads.tolist() == [[0, 1, 0, 1], [1, 2, 1, 2], [2, 3, 2, 3]]


def test_ranges_lie_one_after_another() -> None:
    assert ranges(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert ranges(np.zeros(0, np.int64), np.zeros(0, np.int64)).tolist() == []
