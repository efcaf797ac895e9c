"""Evidence of cognates: words of two languages in one script that begin alike and sound alike.

Simard, Foster and Isabelle (1992, "Using cognates to align sentences in bilingual corpora") count words as
cognates that share their first four letters. Here those are candidates, and words of one consonant skeleton that
share two; their likeness decides: Parlament and parlement, Kredit and crédit, but not Regierung and gouvernement.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import Evidence, evidence_from_arrays
from ezri_archive.alignment.skeletons import SCRIPTS, similarities, skeleton, soft, sound

_TRUST = 0.3
_COVERAGE = 0.3
_SHORTEST = 5
_SAME_BEGINNING, _LEAST_BEGINNING = 4, 2
_LEAST_LIKENESS = 0.65
_CROWDED = 2500

_Pair = tuple[int, int]


def cognates(collection: Collection) -> Evidence:
    """Link types that look like cognates.

    What has a capital on both sides is left to `names`, and equal words to `written_alike`. Two scripts, or one
    whose sounds we do not know, give no links.
    """
    pairs = sorted(set(_candidates(collection)))
    sounds = [_sounds(side) for side in (collection.source, collection.target)] if pairs else [{}, {}]
    likeness = similarities([(sounds[0][one], sounds[1][other]) for one, other in pairs])
    kept = likeness >= _LEAST_LIKENESS
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)[kept]
    return _judged(collection, table[:, 0], table[:, 1], likeness[kept])


def _candidates(collection: Collection) -> Iterator[_Pair]:
    """Pair the words that begin alike."""
    if collection.source.script != collection.target.script or collection.source.script not in SCRIPTS:
        return
    sides = [_keys(side) for side in (collection.source, collection.target)]
    for key in sides[0].keys() & sides[1].keys():
        if len(sides[0][key]) * len(sides[1][key]) <= _CROWDED:
            yield from (pair for one in sides[0][key] for pair in _different(collection, one, sides[1][key]))


def _different(collection: Collection, one: int, others: list[int]) -> Iterator[_Pair]:
    source, target = collection.source, collection.target
    for other in others:
        names = source.capitals[one] and target.capitals[other]
        if not names and source.types[one] != target.types[other]:
            yield one, other


def _keys(side: Side) -> dict[tuple[str, str], list[int]]:
    keys: dict[tuple[str, str], list[int]] = defaultdict(list)
    for kind, spelt in _sounds(side).items():
        keys["beginning", spelt[:_SAME_BEGINNING]].append(kind)
        consonants = skeleton(_plain(side, kind), side.script)
        if len(consonants) > 2:  # noqa: PLR2004 - two consonants tell little
            keys[spelt[:_LEAST_BEGINNING], consonants].append(kind)
    return keys


def _sounds(side: Side) -> dict[int, str]:
    """Give the sound of every type that is long enough to tell anything."""
    plain = {kind: _plain(side, kind) for kind, word in enumerate(side.types) if word[0].isalpha()}
    return {kind: sound(word, side.script) for kind, word in plain.items() if len(word) >= _SHORTEST}


def _plain(side: Side, kind: int) -> str:
    """Write a word without accents, and as it sounds where c and g are soft (the same on both sides)."""
    word = side.types[kind]
    if side.script != "Latn":
        return word
    letters = unicodedata.normalize("NFKD", word.replace("ß", "ss"))
    return soft("".join(sign for sign in letters if not unicodedata.combining(sign)))


def _judged(collection: Collection, source: Ints, target: Ints, likeness: Floats) -> Evidence:
    """Share the trust in a word among all that look like it."""
    weight: Floats = _TRUST * np.minimum(1.0, (likeness - 0.55) / 0.35) ** 1.5
    of_source = np.bincount(source, weight, len(collection.source.types))[source]
    of_target = np.bincount(target, weight, len(collection.target.types))[target]
    forward = weight / np.maximum(1.0, of_source / _TRUST) / collection.target.frequency[target]
    backward = weight / np.maximum(1.0, of_target / _TRUST) / collection.source.frequency[source]
    return evidence_from_arrays(
        collection, (source, target), (forward, backward, _COVERAGE * weight / _TRUST), "cognate"
    )
