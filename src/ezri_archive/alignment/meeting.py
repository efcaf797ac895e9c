"""A block through whose beginning no path fits → where its two sides meet again.

Rare words that translate one another are points in the plane of both texts. Chance strews them anywhere; where
the texts run side by side again they lie close together along a diagonal (as the points of Melamed 1999, "Bitext
maps and alignment via pattern recognition").
"""

import numpy as np

from ezri_archive.alignment.arrays import Ints, ranges
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import Rows
from ezri_archive.alignment.scoring import Block, Model

_HORIZON = 12_000
"""How many lines of either side are looked at."""
_RAREST = 3
_RUN = 32
_ASTRAY = 6
_LEAST_POINTS = 4.0
_DEVIATIONS = 6.0
"""How far above chance the points within the next 32 lines and 6 lines of the diagonal must be."""
_LEAST_DISTANCE = 100


def meeting(collection: Collection, block: Block, model: Model) -> tuple[int, int] | None:
    """Find the first place after the beginning of a block where its sides run side by side.

    Gives source and target line, counted from the start of the block; None where there is no such place.
    """
    source, target = _points(collection, block, model)
    follow = _follow(source, target)
    chance = len(source) * _RUN * (2 * _ASTRAY + 1) / (min(block.size[0], _HORIZON) * min(block.size[1], _HORIZON))
    least = max(_LEAST_POINTS + chance + _DEVIATIONS * chance**0.5, 0.5 * follow.max(initial=0))
    begins = (follow >= least) & (np.maximum(source, target) >= _LEAST_DISTANCE)
    if not begins.any():
        return None
    first = int((source + target)[begins].argmin())
    return int(source[begins][first]), int(target[begins][first])


def _points(collection: Collection, block: Block, model: Model) -> tuple[Ints, Ints]:
    """Give the lines, source and target, in which rare words stand that translate one another, each pair once."""
    _, places, starts = _rare(collection.source, block.source)
    target_words, target_places, _ = _rare(collection.target, block.target)
    first = int(model.explain_target.first(np.array(block.fold), len(collection.target.types)))
    token, partner = _partners(first + target_words, model.explain_target.rows)
    counts = np.diff(starts)[partner]
    source = places[ranges(starts[partner], counts)]
    target = np.repeat(target_places[token], counts)
    pairs = np.unique(source * (_HORIZON + 1) + target)
    return pairs // (_HORIZON + 1), pairs % (_HORIZON + 1)


def _rare(side: Side, span: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
    """Give the tokens of types that are rare in a span, in the order of their types, the line of each, and the starts.

    Tokens of type t are those from `starts[t]` to `starts[t + 1]`.
    """
    lines = side.line_starts[span[0] : min(span[1], span[0] + _HORIZON) + 1]
    tokens = side.tokens[lines[0] : lines[-1]]
    counts = np.bincount(tokens, minlength=len(side.types))
    kept = np.flatnonzero(counts[tokens] <= _RAREST)
    order = kept[np.argsort(tokens[kept], kind="stable")]
    line = np.repeat(np.arange(len(lines) - 1), np.diff(lines))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.where(counts <= _RAREST, counts, 0))])
    return tokens[order], line[order], starts


def _partners(words: Ints, rows: Rows) -> tuple[Ints, Ints]:
    """List the partners of all tokens: the number of the token, and the type of the partner."""
    counts = rows.starts[words + 1] - rows.starts[words]
    return np.repeat(np.arange(len(words)), counts), rows.partner[ranges(rows.starts[words], counts)]


def _follow(source: Ints, target: Ints) -> Ints:
    """Count, for each point, those that follow close by near its diagonal; points are in the order of source lines."""
    found = np.zeros(len(source), dtype=np.int64)
    for step in range(1, len(source)):
        down, across = source[step:] - source[:-step], target[step:] - target[:-step]
        near = down <= _RUN
        if not near.any():
            break
        found[:-step] += near & (down > 0) & (across > 0) & (np.abs(across - down) <= _ASTRAY)
    return found
