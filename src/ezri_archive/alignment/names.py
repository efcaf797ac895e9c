"""Evidence of names: words that sound alike across scripts, found by consonant skeleton and judged letter by letter."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints, ranges, starts_of
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import Evidence, evidence_from_arrays
from ezri_archive.alignment.skeletons import SCRIPTS, likeness, skeleton, soft, sound
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
class _Readings:
    """The types of one side that may be names, by skeleton: those of key k stand at `starts[k]` to `starts[k + 1]`.

    `mass` is how often all types of a key, as far as they are names, meet a token by chance.
    """

    kind: Ints
    weight: Floats
    sounds: list[str]
    starts: Ints
    mass: Floats


_Found = dict[str, dict[int, tuple[float, str]]]
"""By skeleton and type: how likely the type is a name spelt so, and the spelling."""


def names(collection: Collection) -> Evidence:
    """Link types that may be one name: same skeleton, similar sound (Khamenei, ח'אמנאי, خامنه‌ای)."""
    source, target = _found(collection.source), _found(collection.target)
    capitals = "Latn" in {collection.source.script, collection.target.script}
    keys = sorted(
        key
        for key in source.keys() & target.keys()
        if len(key) >= _SHORTEST_KEY[capitals] and len(source[key]) * len(target[key]) <= _CROWDED
    )
    telling = np.array([min(1.0, (len(key) - 1) / 4) ** 1.5 for key in keys])
    readings = _readings(collection.source, source, keys), _readings(collection.target, target, keys)
    return _judge(collection, telling, *readings, capitals=capitals)


def _judge(
    collection: Collection, telling: Floats, source: _Readings, target: _Readings, *, capitals: bool
) -> Evidence:
    """Compare all readings of one skeleton with one another."""
    key = np.repeat(np.arange(len(telling)), np.diff(source.starts))
    opposite = np.diff(target.starts)[key]
    one, other = np.repeat(np.arange(len(key)), opposite), ranges(target.starts[:-1][key], opposite)
    near = likeness(source.sounds, target.sounds, one, other)
    kept = near >= _LEAST_LIKENESS
    one, other, near = one[kept], other[kept], near[kept]
    key = key[one]
    trust = _TRUST if capitals else _TRUST * _TRUST_WITHOUT_CAPITALS
    weight = telling[key] * source.weight[one] * target.weight[other]
    sureness: Floats = weight * np.minimum(1.0, (near - 0.55) / 0.35) ** 1.5
    cover = sureness * (_COVERAGE if capitals else _COVERAGE_WITHOUT_CAPITALS * _TRUST_WITHOUT_CAPITALS)
    return evidence_from_arrays(
        collection,
        (source.kind[one], target.kind[other]),
        (trust * sureness / target.mass[key], trust * sureness / source.mass[key], cover),
        "name",
    )


def _readings(side: Side, found: _Found, keys: list[str]) -> _Readings:
    """Arrange what was found by the keys that both sides have."""
    rows = [(kind, *reading) for key in keys for kind, reading in found[key].items()]
    frequency = side.frequency.tolist()
    masses = [sum(frequency[kind] * weight for kind, (weight, _) in found[key].items()) for key in keys]
    return _Readings(
        kind=np.array([kind for kind, _, _ in rows], dtype=np.int64),
        weight=np.array([weight for _, weight, _ in rows]),
        sounds=[sound(spelling, side.script) for _, _, spelling in rows],
        starts=starts_of(np.array([len(found[key]) for key in keys], dtype=np.int64)),
        mass=np.array(masses),
    )


def _found(side: Side) -> _Found:
    """Find the types that may be names, by skeleton; of two readings of a type the likelier counts."""
    found: _Found = defaultdict(dict)
    if side.script not in SCRIPTS:
        return found
    rows = zip(side.types, side.capitals.tolist(), side.spelt(), strict=True)
    for kind, (word, capital, spellings) in enumerate(rows):
        if _may_be_name(word, side.script, capital=capital):
            for spelling, weight, key in _spellings(word, spellings, side.script):
                known = found[key].get(kind)
                if known is None or known[0] < weight:
                    found[key][kind] = weight, spelling
    return found


def _may_be_name(word: str, script: str, *, capital: bool) -> bool:
    if word[0].isdigit() or word[0] == ADDRESS_MARK:
        return False
    return capital if script == "Latn" else not word[0].isascii()


def _spellings(word: str, spellings: Sequence[str], script: str) -> Iterator[tuple[str, float, str]]:
    for spelling, weight in _written(word, spellings, script).items():
        key = skeleton(spelling, script)
        if len(key) > 2 or (len(key) == 2 and len(spelling) <= 6):  # noqa: PLR2004 - two consonants tell little
            yield spelling, weight, key
        softened = soft(spelling) if script == "Latn" and len(word) > 3 else spelling  # noqa: PLR2004 - as above
        if softened != spelling and len(skeleton(softened, script)) > 2:  # noqa: PLR2004 - as above
            yield softened, weight * _SOFT_READING, skeleton(softened, script)


def _written(word: str, spellings: Sequence[str], script: str) -> dict[str, float]:
    """Give the spellings in which a type may hide a name: without Hebrew clitics, without the Persian ezafe yeh."""
    written = {word: 1.0}
    if script == "Latn":
        written.update((spelling.lower(), 1.0) for spelling in spellings)
    elif script == "Hebr":
        for spelling in spellings:
            for bare, weight in without_clitics(spelling):
                plain = unfinal(bare)
                written[plain] = max(weight, written.get(plain, 0.0))
    elif word.endswith("ی") and len(word) > 3:  # noqa: PLR2004 - three letters must remain
        written[word[:-1]] = 0.9
    return written
