"""Ragged arrays: ranges of different lengths, laid one after another."""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_DIGIT = 16


def ranges(starts: Ints, counts: Ints) -> Ints:
    """Lay the ranges start, start + 1, …, start + count - 1 one after another."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(starts - ends + counts, counts)


def starts_of(counts: Ints) -> Ints:
    """Give where each of consecutive runs begins, and at last where the last ends."""
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def sums(places: Ints, weights: Floats, size: int) -> Floats:
    """Add up weights by place (`numpy.bincount`, whose type says nothing of weights)."""
    return np.bincount(places, weights, size).astype(np.float64, copy=False)


def order_of(keys: Ints, size: int) -> Ints:
    """Give the order of whole numbers from 0 to below `size`, equal ones as they stand.

    By sixteen bits at a time, the lowest first (radix sort; Knuth, TAOCP 3, 5.2.5): several times quicker than by
    comparisons.
    """
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    shift = _DIGIT
    while (size - 1) >> shift > 0:
        order = order[np.argsort((keys >> shift).astype(np.uint16)[order], kind="stable")]
        shift += _DIGIT
    return order


def distinct(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """List the distinct ones of whole numbers from 0 to below `size`, in order, and the place of each among them."""
    order = order_of(keys, size)
    ordered = keys[order]
    new = np.diff(ordered, prepend=-1) != 0
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    return ordered[new], place


def held(values: Ints, among: Ints) -> npt.NDArray[np.bool_]:
    """Say which values are among others, which must be sorted."""
    if not len(among):
        return np.zeros(len(values), dtype=np.bool_)
    found: npt.NDArray[np.bool_] = among[np.minimum(np.searchsorted(among, values), len(among) - 1)] == values
    return found
