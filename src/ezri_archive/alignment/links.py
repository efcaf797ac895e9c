"""Evidence as a table: pairs of a source and a target type, and how much likelier each makes the other.

Every kind of evidence gives such a table; they are added up into the one that the score is computed from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints, distinct, order_of, starts_of, sums
from ezri_archive.alignment.collection import Collection

KINDS = ("learned", "seed", "dictionary", "cldr", "name", "cognate", "number", "word", "address")
"""What a link rests on; where several kinds give the same link, the one that says most names it."""
_LEAST_RATIO = 0.3


@dataclass(frozen=True, slots=True)
class Links:
    """Pairs of types, ordered by (source, target), each pair once.

    `forward` is λ·p(target | source) / p(target): how many times likelier the target type is beside the
    source type than anywhere, weighted by the trust λ in the evidence; `backward` the same the other way.
    `kind` indexes `KINDS`.
    """

    source: Ints
    target: Ints
    forward: Floats
    backward: Floats
    kind: Ints


@dataclass(frozen=True, slots=True)
class Coverage:
    """For each type, the share of its tokens that should find a partner in a right bead, before anything is measured.

    `source_kind` and `target_kind` index `KINDS`: types of one kind share what is measured of them.
    """

    source: Floats
    target: Floats
    source_kind: Ints
    target_kind: Ints


@dataclass(frozen=True, slots=True)
class Evidence:
    """Links and the coverage to expect of them."""

    links: Links
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Rows:
    """Links as rows: those of type t are `partner[starts[t]:starts[t + 1]]`, with their `ratio`."""

    starts: Ints
    partner: Ints
    ratio: Floats


def empty_links() -> Links:
    """Give a table without links."""
    whole = np.zeros(0, dtype=np.int64)
    real = np.zeros(0)
    return Links(whole, whole, real, real, whole)


def make_evidence(collection: Collection, rows: Iterable[tuple[int, int, float, float, float]], kind: str) -> Evidence:
    """Make a table from rows (source type, target type, forward, backward, coverage); the best of equals counts."""
    table = np.array(list(rows), dtype=np.float64).reshape(-1, 5)
    return evidence_from_arrays(
        collection,
        (table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)),
        (table[:, 2], table[:, 3], table[:, 4]),
        kind,
    )


def evidence_from_arrays(
    collection: Collection, pair: tuple[Ints, Ints], values: tuple[Floats, Floats, Floats], kind: str
) -> Evidence:
    """Make a table from columns; of equal pairs the largest value counts."""
    source, target = pair
    forward, backward, cover = values
    width = max(len(collection.target.types), 1)
    keys, inverse = distinct(source * width + target, width * len(collection.source.types))
    links = Links(
        keys // width,
        keys % width,
        _largest(inverse, forward, len(keys)),
        _largest(inverse, backward, len(keys)),
        np.full(len(keys), KINDS.index(kind), dtype=np.int64),
    )
    coverage = make_coverage(
        _largest(source, cover, len(collection.source.types)),
        _largest(target, cover, len(collection.target.types)),
        kind,
    )
    return Evidence(links, coverage)


def make_coverage(source: Floats, target: Floats, kind: str) -> Coverage:
    """Make the coverage that one kind of evidence promises."""
    kinds = [np.full(len(side), KINDS.index(kind), dtype=np.int64) for side in (source, target)]
    return Coverage(source, target, *kinds)


def add_links(tables: Sequence[Links]) -> Links:
    """Add up tables: ratios of equal pairs are summed, the kind is that of the largest."""
    source = np.concatenate([table.source for table in tables])
    target = np.concatenate([table.target for table in tables])
    forward = np.concatenate([table.forward for table in tables])
    backward = np.concatenate([table.backward for table in tables])
    kind = np.concatenate([table.kind for table in tables])
    width = int(target.max(initial=0)) + 1
    keys, inverse = distinct(source * width + target, width * (int(source.max(initial=0)) + 1))
    counts = np.bincount(inverse, minlength=len(keys))
    strongest = np.zeros(len(keys), dtype=np.int64)
    strongest[inverse] = kind
    several = np.flatnonzero((counts > 1)[inverse])
    order = several[np.argsort((forward * backward)[several], kind="stable")]
    strongest[inverse[order]] = kind[order]
    return Links(
        keys // width,
        keys % width,
        sums(inverse, forward, len(keys)),
        sums(inverse, backward, len(keys)),
        strongest,
    )


def add_coverage(tables: Sequence[Coverage]) -> Coverage:
    """Take for every type the most any evidence promises, and the kind that promises it."""
    source = np.stack([table.source for table in tables])
    target = np.stack([table.target for table in tables])
    source_kind = np.stack([table.source_kind for table in tables])
    target_kind = np.stack([table.target_kind for table in tables])
    return Coverage(
        source.max(axis=0),
        target.max(axis=0),
        np.take_along_axis(source_kind, source.argmax(axis=0)[None], axis=0)[0],
        np.take_along_axis(target_kind, target.argmax(axis=0)[None], axis=0)[0],
    )


def explain_target(links: Links, types: int) -> Rows:
    """Arrange links by target type, with the ratios that explain a target token by source tokens."""
    kept = np.flatnonzero(links.forward > _LEAST_RATIO)
    order = kept[order_of(links.target[kept], types)]
    return _rows(links.target[order], links.source[order], links.forward[order], types)


def explain_source(links: Links, types: int) -> Rows:
    """Arrange links by source type, with the ratios that explain a source token by target tokens."""
    kept = links.backward > _LEAST_RATIO
    return _rows(links.source[kept], links.target[kept], links.backward[kept], types)


def join_rows(tables: Sequence[Rows]) -> Rows:
    """Put tables one after another: the rows of the second follow those of the first."""
    ends = starts_of(np.array([len(table.partner) for table in tables], dtype=np.int64))
    return Rows(
        np.concatenate(
            [np.zeros(1, np.int64), *(t.starts[1:] + end for t, end in zip(tables, ends[:-1], strict=True))]
        ),
        np.concatenate([table.partner for table in tables]),
        np.concatenate([table.ratio for table in tables]),
    )


def _rows(key: Ints, partner: Ints, ratio: Floats, types: int) -> Rows:
    return Rows(starts_of(np.bincount(key, minlength=types)), partner, ratio)


def _ordered(links: Links) -> Links:
    order = np.lexsort((links.target, links.source))
    return Links(
        links.source[order],
        links.target[order],
        links.forward[order],
        links.backward[order],
        links.kind[order],
    )


def _largest(places: Ints, values: Floats, size: int) -> Floats:
    largest = np.zeros(size)
    np.maximum.at(largest, places, values)
    return largest
