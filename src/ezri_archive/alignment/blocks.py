"""Texts → blocks small enough to be aligned whole: cut where the alignment is beyond doubt, never along the diagonal.

A long text is walked through: the best path of a window from where the last one was left is believed for its
first part, up to a place between two one-to-one beads that both fit well. Where no path fits, the place is looked
for at which the texts meet again, and what lies before it stands alone. Later passes cut all texts at such places.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints
from ezri_archive.alignment.collection import Collection
from ezri_archive.alignment.meeting import meeting
from ezri_archive.alignment.programme import Path, open_path
from ezri_archive.alignment.scoring import Block, Model, block_scores

_MOST_CELLS = 60_000
_WINDOW = 160
_WIDE_WINDOW = 640
_WIDEST_WINDOW = 1600
_MOST_CELLS_BEFORE_MEETING = 400_000
_BELIEVED = 0.7
_FITTING = 4.0
_SHORTEST_BLOCK = 25


@dataclass(frozen=True, slots=True)
class Found:
    """The beads of one pass as columns (text, source start, end, target start, end, fold), gains, probabilities."""

    beads: Ints
    gain: Floats
    probability: Floats


def whole_texts(collection: Collection, folds: int) -> list[Block]:
    """Make every text one block."""
    source, target = collection.source.text_starts.tolist(), collection.target.text_starts.tolist()
    return [
        Block(text, text % folds, (source[text], source[text + 1]), (target[text], target[text + 1]))
        for text in range(collection.texts)
    ]


def divide(collection: Collection, block: Block, model: Model) -> Iterator[Block]:
    """Cut a block that is too large to be aligned whole."""
    while block.size[0] * block.size[1] > _MOST_CELLS and min(block.size) > 1:
        first, block = _step(collection, block, model)
        yield from first
    yield block


def _step(collection: Collection, block: Block, model: Model) -> tuple[list[Block], Block]:
    """Cut off the first part of a block: from a wider window where the path through a narrow one does not fit."""
    window = _WINDOW
    while True:
        part = _corner(block, window, window)
        (scores,) = block_scores(collection, [part], model)
        path = open_path(scores, part.size, model.transitions)
        place, fits = _last_sure(path)
        if fits or window >= min(_WIDEST_WINDOW, max(block.size)):
            break
        if window >= _WIDE_WINDOW and (found := meeting(collection, block, model)):
            before, rest = _cut_at(block, *found)
            return list(_before_meeting(before)), rest
        window *= 2
    first, rest = _cut_at(block, int(path.beads[place, 1]), int(path.beads[place, 3]))
    return [first], rest


def _before_meeting(block: Block) -> Iterator[Block]:
    """Align what lies before a meeting whole or, where both sides are long, only its beginning and its end."""
    if block.size[0] * block.size[1] <= _MOST_CELLS_BEFORE_MEETING:
        yield block
        return
    first, rest = _cut_at(block, _WINDOW, _WINDOW)
    strange, last = _cut_at(rest, max(rest.size[0] - _WINDOW, 0), max(rest.size[1] - _WINDOW, 0))
    only_source, only_target = _cut_at(strange, strange.size[0], 0)
    yield from (first, only_source, only_target, last)


def _cut_at(block: Block, source: int, target: int) -> tuple[Block, Block]:
    """Cut a block in two after so many lines of either side."""
    first = _corner(block, source, target)
    return first, replace(block, source=(first.source[1], block.source[1]), target=(first.target[1], block.target[1]))


def _corner(block: Block, source: int, target: int) -> Block:
    start, target_start = block.source[0], block.target[0]
    return Block(
        block.text,
        block.fold,
        (start, min(start + source, block.source[1])),
        (target_start, min(target_start + target, block.target[1])),
    )


def _last_sure(path: Path) -> tuple[int, bool]:
    """Find the bead after which to leave a path, and whether it fits well there."""
    length = path.beads[-1, 1] + path.beads[-1, 3]
    within = path.beads[:, 1] + path.beads[:, 3] <= _BELIEVED * length
    sure = np.flatnonzero(_boundaries(path.beads, path.gain) >= _FITTING)
    sure = sure[within[sure] & (path.beads[sure, 1] + path.beads[sure, 3] > 0.2 * length)]
    if len(sure):
        return int(sure[-1]), True
    return max(int(within.sum()) - 1, 0), False


def _boundaries(beads: Ints, gain: Floats) -> Floats:
    """Say how well the worse of the two beads on either side of each bead's end fits; 0 where one is not one-to-one."""
    single = (beads[:, 1] - beads[:, 0] == 1) & (beads[:, 3] - beads[:, 2] == 1)
    fit = np.where(single, gain, 0.0)
    worse: Floats = np.minimum(fit, np.append(fit[1:], 0.0))
    return worse


def cut(collection: Collection, found: Found, folds: int) -> tuple[list[Block], Ints]:
    """Cut all texts at the best places of a pass: between two one-to-one beads that fit well, not too near the last.

    Gives the blocks, and the beads with the fold of the block each lies in. Folds are whole texts where there
    are enough of them, else the blocks in turn.
    """
    ends = _sure_ends(found)
    blocks: list[Block] = []
    place = 0
    for whole in whole_texts(collection, 1):
        last = place
        while last < len(ends) and ends[last][0] == whole.text:
            last += 1
        for part in _parts(whole, ends[place:last]):
            number = whole.text if collection.texts >= folds else len(blocks)
            blocks.append(replace(part, fold=number % folds))
        place = last
    return blocks, _with_folds(found.beads, blocks)


def _sure_ends(found: Found) -> list[list[int]]:
    """List the places (text, source line, target line) between two beads that both fit well."""
    same_text = np.append(found.beads[1:, 0] == found.beads[:-1, 0], [False] * min(len(found.beads), 1))
    fits = np.where(same_text, _boundaries(found.beads[:, 1:5], found.gain), 0.0)
    sure: list[list[int]] = found.beads[fits >= _FITTING][:, [0, 2, 4]].tolist()
    return sure


def _parts(whole: Block, ends: list[list[int]]) -> Iterator[Block]:
    source, target = whole.source[0], whole.target[0]
    for _, source_end, target_end in ends:
        if min(source_end - source, whole.source[1] - source_end) >= _SHORTEST_BLOCK:
            yield replace(whole, source=(source, source_end), target=(target, target_end))
            source, target = source_end, target_end
    yield replace(whole, source=(source, whole.source[1]), target=(target, whole.target[1]))


def _with_folds(beads: Ints, blocks: list[Block]) -> Ints:
    """Give every bead the fold of its block; blocks begin where beads begin."""
    starts = np.array([block.source[0] + block.target[0] for block in blocks])
    number = np.searchsorted(starts, beads[:, 1] + beads[:, 3], side="right") - 1
    numbered = beads.copy()
    numbered[:, 5] = np.array([block.fold for block in blocks])[number]
    return numbered
