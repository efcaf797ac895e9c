"""A solution and an encoder → the solution with its doubtful regions aligned again, by meaning as well.

A region is a run of beads that are not sure, with one bead on either side. The lines in it, and their joins of
two and three, become vectors; the score of a bead grows by the log of how much likelier the nearness of its
sides is for translations than for strangers. Both are measured on the regions themselves: translations are the
one-to-one beads found without the encoder, as far as they are probable, strangers all pairs of lines of a region
that no bead holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints
from ezri_archive.alignment.bands import band
from ezri_archive.alignment.blocks import divide
from ezri_archive.alignment.collection import Collection
from ezri_archive.alignment.embeddings import Encoder
from ezri_archive.alignment.lexical import LONGEST_SPAN, Singles
from ezri_archive.alignment.model import Bitext
from ezri_archive.alignment.passes import Solution, align_blocks
from ezri_archive.alignment.programme import MATCHES
from ezri_archive.alignment.scoring import Block, Model, block_scores
from ezri_archive.errors import AlignmentError

_CENTRE_COUNT = 10.0
"""How many lines of its region the mean of all lines of a side is worth."""
_LEAST_STRANGERS = 6
_FIRST_SPREAD, _SPREAD_COUNT = 0.05, 5.0
"""Standard deviation of nearness before it is measured, and how many pairs that guess is worth."""
_FIRST_DISTANCE, _DISTANCE_COUNT = 2.0, 5.0
"""How many standard deviations translations are nearer than strangers, guessed; how many beads the guess is worth."""
_MOST = 6.0


def rescore(
    collection: Collection,
    solution: Solution,
    bitexts: Sequence[Bitext],
    encoder: Encoder,
    *,
    everywhere: bool = False,
) -> Solution:
    """Align the doubtful regions of a solution again with the help of an encoder; all texts when `everywhere`.

    `bitexts` are those of the collection, in its order. Beads outside the regions stay as they are; all do where
    fewer than six pairs of strangers are there to measure by. Raises AlignmentError when the encoder does not
    give a vector of finite numbers for each text.
    """
    regions = [region for region in _regions(solution, everywhere=everywhere) if min(region.size)]
    blocks = [part for region in regions for part in divide(collection, region, solution.model)]
    meanings = _meanings(_texts(bitexts), [block for block in blocks if min(block.size)], encoder)
    scale = _scale(meanings, solution)
    if scale is None:
        return solution

    def score(collection: Collection, blocks: Sequence[Block], model: Model) -> list[list[Singles]]:
        return [
            [values + scale.scores(nearness) for values, nearness in zip(own, meanings[block].nearness(), strict=True)]
            for block, own in zip(blocks, block_scores(collection, blocks, model), strict=True)
        ]

    found = align_blocks(collection, blocks, solution.model, weigh=True, score=score)
    return _replaced(solution, regions, found.beads, found.probability)


# --- regions ------------------------------------------------------------------------------------------------


def _regions(solution: Solution, *, everywhere: bool) -> Iterator[Block]:
    """Find the runs of doubtful beads with one bead on either side, runs that meet as one; or cover all texts."""
    text, fold = solution.beads[:, 0], solution.beads[:, 5]
    if everywhere:
        wanted = np.ones(len(text), dtype=np.bool_)
        changes = (np.diff(text, prepend=-1) != 0) | (np.diff(fold, prepend=-1) != 0)
    else:
        doubtful = np.array([band(chance) != "high" for chance in solution.probability.tolist()], dtype=np.bool_)
        same_text = text[1:] == text[:-1]
        wanted = doubtful.copy()
        wanted[1:] |= doubtful[:-1] & same_text
        wanted[:-1] |= doubtful[1:] & same_text
        changes = (np.diff(text, prepend=-1) != 0) | np.diff(wanted, prepend=False)
    begins = np.flatnonzero(changes)
    for first, end in zip(begins.tolist(), [*begins[1:].tolist(), len(text)], strict=True):
        if wanted[first]:
            number, start, _, target_start, _, own_fold = solution.beads[first].tolist()
            _, _, stop, _, target_stop, _ = solution.beads[end - 1].tolist()
            yield Block(number, own_fold, (start, stop), (target_start, target_stop))


def _replaced(solution: Solution, regions: Sequence[Block], beads: Ints, probability: Floats) -> Solution:
    """Put other beads in the place of those of the regions."""
    kept = np.ones(len(solution.beads), dtype=np.bool_)
    for region in regions:
        kept[_beads_of(solution, region)] = False
    everything = np.concatenate([solution.beads[kept], beads])
    order = np.argsort(everything[:, 1] + everything[:, 3], kind="stable")
    chances = np.concatenate([solution.probability[kept], probability])
    return replace(solution, beads=everything[order], probability=chances[order])


def _beads_of(solution: Solution, block: Block) -> slice:
    """Find the beads that begin in a block: lines of both sides, added up, grow with every bead."""
    begins = solution.beads[:, 1] + solution.beads[:, 3]
    first, last = np.searchsorted(
        begins, [block.source[0] + block.target[0], block.source[1] + block.target[1]]
    ).tolist()
    return slice(first, last)


# --- vectors ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The unit vectors of a block, of either side by how many lines are joined, and where strangers of each lie."""

    source: tuple[Floats, ...]
    target: tuple[Floats, ...]
    source_centre: Floats
    target_centre: Floats

    def nearness(self) -> list[Floats]:
        """Give, for each of `MATCHES`, the cosines of all its beads, less what either side has with anything."""
        source = [vectors @ self.target_centre for vectors in self.source]
        target = [vectors @ self.source_centre for vectors in self.target]
        return [
            self.source[rows - 1] @ self.target[columns - 1].T - 0.5 * (source[rows - 1][:, None] + target[columns - 1])
            for rows, columns in MATCHES
        ]


def _texts(bitexts: Sequence[Bitext]) -> tuple[list[str], list[str]]:
    source = [line.text for bitext in bitexts for line in bitext.source]
    target = [line.text for bitext in bitexts for line in bitext.target]
    return source, target


def _meanings(texts: tuple[list[str], list[str]], blocks: Sequence[Block], encoder: Encoder) -> dict[Block, _Meaning]:
    """Encode the lines and joins of all blocks, each text once."""
    spans = {block: (_spans(texts[0], block.source), _spans(texts[1], block.target)) for block in blocks}
    places: dict[str, int] = {}
    for sides in spans.values():
        for side in sides:
            for size in side:
                for text in size:
                    places.setdefault(text, len(places))
    if not places:
        return {}
    vectors = _encoded(list(places), encoder)
    rows = {block: tuple(_rows(side, places) for side in sides) for block, sides in spans.items()}
    means = [vectors[np.concatenate([sides[side][0] for sides in rows.values()])].mean(axis=0) for side in (0, 1)]
    return {block: _meaning(vectors, *sides, means=means) for block, sides in rows.items()}


def _spans(lines: Sequence[str], span: tuple[int, int]) -> list[list[str]]:
    """List the lines of a span alone, joined by twos, and by threes."""
    return [
        [" ".join(lines[first : first + size]) for first in range(span[0], span[1] - size + 1)]
        for size in range(1, LONGEST_SPAN + 1)
    ]


def _rows(side: list[list[str]], places: dict[str, int]) -> list[Ints]:
    return [np.array([places[text] for text in size], dtype=np.int64) for size in side]


def _encoded(texts: list[str], encoder: Encoder) -> Singles:
    vectors: Singles = np.array(encoder(texts), dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():  # noqa: PLR2004 - a table
        message = (
            f"the encoder gave an array {vectors.shape}; expected a vector of finite numbers for {len(texts)} texts"
        )
        raise AlignmentError(message)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(norms > 0, norms, np.float32(1))
    return vectors


def _meaning(vectors: Singles, source: list[Ints], target: list[Ints], *, means: list[Singles]) -> _Meaning:
    # The last digits of sums in float32 depend on the processor.
    first, second = (tuple(vectors[rows].astype(np.float64) for rows in side) for side in (source, target))
    return _Meaning(first, second, _centre(first[0], means[0]), _centre(second[0], means[1]))


def _centre(lines: Floats, mean: Singles) -> Floats:
    """Give the mean vector of a region's lines, drawn towards that of all."""
    centre: Floats = (lines.sum(axis=0) + _CENTRE_COUNT * mean) / (len(lines) + _CENTRE_COUNT)
    return centre


# --- measure ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scale:
    """How near strangers and translations are in the mean: two normal distributions of one spread."""

    strangers: float
    translations: float
    variance: float

    def scores(self, nearness: Floats) -> Singles:
        """Give the log-likelihood ratio of nearness, limited so that no vector alone decides."""
        slope = (self.translations - self.strangers) / self.variance
        ratio = slope * (nearness - 0.5 * (self.translations + self.strangers))
        scores: Singles = np.clip(ratio, -_MOST, _MOST).astype(np.float32)
        return scores


def _scale(meanings: dict[Block, _Meaning], solution: Solution) -> _Scale | None:
    """Measure how near translations and strangers are; None where there are too few strangers."""
    pairs = [_pairs(block, meaning, solution) for block, meaning in meanings.items()]
    strangers = np.concatenate([np.zeros(0), *(apart for apart, _, _ in pairs)])
    held = np.concatenate([np.zeros(0), *(near for _, near, _ in pairs)])
    chance = np.concatenate([np.zeros(0), *(weights for _, _, weights in pairs)])
    if len(strangers) < _LEAST_STRANGERS:
        return None
    mean = float(strangers.mean())
    apart = _variance(strangers, np.ones_like(strangers), mean, _FIRST_SPREAD**2)
    distance = float(chance @ (held - mean)) + _DISTANCE_COUNT * _FIRST_DISTANCE * apart**0.5
    translations = mean + max(distance, 0.0) / (float(chance.sum()) + _DISTANCE_COUNT)
    together = _variance(held, chance, translations, apart)
    return _Scale(mean, translations, 0.5 * (apart + together))


def _variance(values: Floats, weights: Floats, mean: float, first: float) -> float:
    return float((weights @ (values - mean) ** 2 + _SPREAD_COUNT * first) / (weights.sum() + _SPREAD_COUNT))


def _pairs(block: Block, meaning: _Meaning, solution: Solution) -> tuple[Floats, Floats, Floats]:
    """Give the nearness of the strangers of a block, that of its one-to-one beads, and their probabilities."""
    near = meaning.nearness()[0]
    inside = _beads_of(solution, block)
    origin = np.array([block.source[0], block.source[0], block.target[0], block.target[0]])
    places = solution.beads[inside, 1:5] - origin
    places[:, :2] = places[:, :2].clip(0, block.size[0])
    places[:, 2:] = places[:, 2:].clip(0, block.size[1])
    apart = np.ones(near.shape, dtype=np.bool_)
    for first, end, target_first, target_end in places.tolist():
        apart[first:end, target_first:target_end] = False
    single = (places[:, 1] - places[:, 0] == 1) & (places[:, 3] - places[:, 2] == 1)
    held: Floats = near[places[single, 0], places[single, 2]]
    return near[apart], held, solution.probability[inside][single]
