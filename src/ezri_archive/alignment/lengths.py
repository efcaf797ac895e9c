"""Evidence of lengths: how much likelier two stretches of text are as translations than as strangers.

The length of a translation is normal round the length of its source, with a variance that grows with it (Gale
and Church 1993); set against the background distribution of line lengths, in both directions.
"""

from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats
from ezri_archive.alignment.collection import Collection

_LEAST_VARIANCE = 4.0
_TAIL = -13.0
"""Below this log density the normal gives way to a flat tail: one odd line must not outweigh everything."""


@dataclass(frozen=True, slots=True)
class LengthModel:
    """Letters of translation a letter (`ratio`, for each text), their variance a letter, log background densities."""

    ratio: Floats
    variance: float
    source_background: Floats
    target_background: Floats


def first_length_model(collection: Collection) -> LengthModel:
    """Guess the ratio of each text from the mean length of its lines, which deletions do not move."""
    return LengthModel(
        ratio=_mean_ratio(collection),
        variance=6.8,
        source_background=_background(collection.source.lengths),
        target_background=_background(collection.target.lengths),
    )


def _mean_ratio(collection: Collection) -> Floats:
    overall = _mean(collection.target.lengths) / _mean(collection.source.lengths)
    means = []
    for text in range(collection.texts):
        source, target = (
            side.lengths[side.text_starts[text] : side.text_starts[text + 1]]
            for side in (collection.source, collection.target)
        )
        means.append(_mean(target) / _mean(source) if len(source) and len(target) else overall)
    return np.array(means)


def _mean(lengths: Floats) -> float:
    return float(lengths.mean()) if len(lengths) else 1.0


def _background(lengths: Floats) -> Floats:
    """Give the log density of each line's length under a log-normal fitted to all lines."""
    if not len(lengths):
        return np.zeros(0)
    logs = np.log(lengths)
    spread = max(0.3, float(logs.std()))
    density: Floats = -0.5 * ((logs - logs.mean()) / spread) ** 2 - np.log(lengths * spread * np.sqrt(2 * np.pi))
    return density


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of one side of a block: their lengths and log background densities."""

    lengths: Floats
    background: Floats

    def spans(self, size: int) -> "Stretch":
        """Join every `size` consecutive lines: lengths add up, log densities too."""
        return Stretch(_window(self.lengths, size), _window(self.background, size))


def length_scores(source: Stretch, target: Stretch, size: tuple[int, int], ratio: float, variance: float) -> Floats:
    """Score all beads of `size` (source, target lines): rows by first source line, columns by first target line."""
    first, second = source.spans(size[0]), target.spans(size[1])
    mean = (ratio * first.lengths)[:, None]
    spread = (0.5 * variance * mean + _LEAST_VARIANCE) + 0.5 * variance * second.lengths
    density = second.lengths - mean
    density *= density
    density /= spread
    np.minimum(density, -2 * _TAIL, out=density)
    density += np.log(spread, out=spread)
    density *= -0.5
    density -= _prior(first, size[0])[:, None] - 0.5 * np.log(ratio / (2 * np.pi))
    density -= _prior(second, size[1])
    return density


def _prior(side: Stretch, size: int) -> Floats:
    """Give half the log density of a side under chance: of its lines, and of where the cuts between them fall."""
    prior: Floats = 0.5 * (side.background + (size - 1) * np.log(side.lengths))
    return prior


def _window(values: Floats, size: int) -> Floats:
    total = np.concatenate([np.zeros(1), np.cumsum(values)])
    window: Floats = total[size:] - total[:-size]
    return window
