"""Evidence of names: words that sound alike across scripts, found by consonant skeleton and judged letter by letter."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import Evidence, evidence_from_arrays
from ezri_archive.alignment.skeletons import SCRIPTS, similarities, skeleton, soft, sound
from ezri_archive.alignment.stems import without_clitics
from ezri_archive.alignment.tokens import ADDRESS_MARK, unfinal

_TRUST = 0.12
_TRUST_WITHOUT_CAPITALS = 0.25
"""Neither Hebrew nor Arabic script has capitals or all vowels: chance likeness abounds, so it counts a quarter."""
_SHORTEST_KEY = {True: 2, False: 3}
"""Two consonants are enough only where capitals say that a word is a name."""
_COVERAGE, _COVERAGE_WITHOUT_CAPITALS = 0.5, 0.1
_LEAST_LIKENESS = 0.6
_CROWDED = 2500
_SOFT_READING = 0.8


@dataclass(frozen=True, slots=True)
class _Reading:
    kind: int
    weight: float
    spelling: str


def names(collection: Collection) -> Evidence:
    """Link types that may be one name: same skeleton, similar sound (Khamenei, ח'אמנאי, خامنه‌ای)."""
    readings = [_readings(side) for side in (collection.source, collection.target)]
    capitals = "Latn" in {collection.source.script, collection.target.script}
    keys = sorted(key for key in readings[0].keys() & readings[1].keys() if len(key) >= _SHORTEST_KEY[capitals])
    candidates = [found for key in keys for found in _candidates(collection, key, readings[0][key], readings[1][key])]
    return _judge(collection, candidates, capitals=capitals)


_Candidate = tuple[_Reading, _Reading, float, float, float]


def _candidates(
    collection: Collection, key: str, sources: dict[int, _Reading], targets: dict[int, _Reading]
) -> Iterator[_Candidate]:
    """Pair all readings of a skeleton: (source, target, weight, frequency of the sources, of the targets)."""
    if len(sources) * len(targets) > _CROWDED:
        return
    telling = min(1.0, (len(key) - 1) / 4) ** 1.5
    source_mass = sum(collection.source.frequency[one.kind] * one.weight for one in sources.values())
    target_mass = sum(collection.target.frequency[one.kind] * one.weight for one in targets.values())
    for first in sources.values():
        for second in targets.values():
            yield first, second, telling * first.weight * second.weight, source_mass, target_mass


def _judge(collection: Collection, candidates: list[_Candidate], *, capitals: bool) -> Evidence:
    scripts = collection.source.script, collection.target.script
    likeness = similarities(
        [(sound(first.spelling, scripts[0]), sound(second.spelling, scripts[1])) for first, second, *_ in candidates]
    )
    table = np.array(
        [(first.kind, second.kind, *numbers) for first, second, *numbers in candidates], dtype=np.float64
    ).reshape(-1, 5)
    table, likeness = table[likeness >= _LEAST_LIKENESS], likeness[likeness >= _LEAST_LIKENESS]
    trust = _TRUST if capitals else _TRUST * _TRUST_WITHOUT_CAPITALS
    sureness: Floats = table[:, 2] * np.minimum(1.0, (likeness - 0.55) / 0.35) ** 1.5
    cover = sureness * (_COVERAGE if capitals else _COVERAGE_WITHOUT_CAPITALS * _TRUST_WITHOUT_CAPITALS)
    return evidence_from_arrays(
        collection,
        (table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)),
        (trust * sureness / table[:, 4], trust * sureness / table[:, 3], cover),
        "name",
    )


def _readings(side: Side) -> dict[str, dict[int, _Reading]]:
    """Arrange the types that may be names by skeleton; of two readings of a type the likelier counts."""
    script = side.script
    readings: dict[str, dict[int, _Reading]] = defaultdict(dict)
    if script not in SCRIPTS:
        return readings
    for kind in range(len(side.types)):
        for spelling, weight, key in _spellings(side, kind, script):
            known = readings[key].get(kind)
            if known is None or known.weight < weight:
                readings[key][kind] = _Reading(kind, weight, spelling)
    return readings


def _spellings(side: Side, kind: int, script: str) -> Iterator[tuple[str, float, str]]:
    word = side.types[kind]
    if not _may_be_name(side, kind, script):
        return
    for spelling, weight in _written(side, kind, script).items():
        key = skeleton(spelling, script)
        if len(key) > 2 or (len(key) == 2 and len(spelling) <= 6):  # noqa: PLR2004 - two consonants tell little
            yield spelling, weight, key
        softened = soft(spelling) if script == "Latn" and len(word) > 3 else spelling  # noqa: PLR2004 - as above
        if softened != spelling and len(skeleton(softened, script)) > 2:  # noqa: PLR2004 - as above
            yield softened, weight * _SOFT_READING, skeleton(softened, script)


def _may_be_name(side: Side, kind: int, script: str) -> bool:
    first = side.types[kind][0]
    if first.isdigit() or first == ADDRESS_MARK:
        return False
    return bool(side.capitals[kind]) if script == "Latn" else not first.isascii()


def _written(side: Side, kind: int, script: str) -> dict[str, float]:
    """Give the spellings in which a type may hide a name: without Hebrew clitics, without the Persian ezafe yeh."""
    word = side.types[kind]
    spellings = {word: 1.0}
    if script == "Latn":
        spellings.update((surface.lower(), 1.0) for surface in side.surfaces[kind])
    elif script == "Hebr":
        for surface in side.surfaces[kind]:
            for bare, weight in without_clitics(surface):
                plain = unfinal(bare)
                spellings[plain] = max(weight, spellings.get(plain, 0.0))
    elif word.endswith("ی") and len(word) > 3:  # noqa: PLR2004 - three letters must remain
        spellings[word[:-1]] = 0.9
    return spellings
