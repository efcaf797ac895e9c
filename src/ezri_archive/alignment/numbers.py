"""Evidence of what is written alike in both languages: numbers, web addresses, words in a shared script.

A number is compared by its digits (1,000 is 1.000 and ۱۰۰۰), an address and a word letter by letter.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from ezri_archive.alignment.arrays import Floats
from ezri_archive.alignment.collection import Collection, Side
from ezri_archive.alignment.links import Evidence, add_coverage, make_coverage, make_evidence
from ezri_archive.alignment.tokens import ADDRESS_MARK

_TRUST = {"number": 0.5, "word": 0.5, "address": 0.9}
_COVERAGE = {"number": 0.7, "word": 0.7, "address": 0.9}
_EXPECTED = 0.5
_SHORTEST_SHARED = 4
"""Between two languages of one script, shorter words that look alike (die, an, on) mostly mean different things."""


def written_alike(collection: Collection) -> tuple[Evidence, ...]:
    """Link types that are the same number, address or word: one table for each."""
    one_script = collection.source.script == collection.target.script
    source, target = (_keys(side, one_script=one_script) for side in (collection.source, collection.target))
    return tuple(_evidence(collection, source[kind], target[kind], kind) for kind in _TRUST)


_Keys = dict[str, list[int]]


def _evidence(collection: Collection, source: _Keys, target: _Keys, kind: str) -> Evidence:
    evidence = make_evidence(collection, _rows(collection, source, target, kind), kind)
    if kind == "word" and collection.source.script == collection.target.script:
        return evidence
    expected = make_coverage(
        _expected(collection.source, source, kind), _expected(collection.target, target, kind), kind
    )
    return Evidence(evidence.links, add_coverage([evidence.coverage, expected]))


def _expected(side: Side, keys: _Keys, kind: str) -> Floats:
    """Expect numbers and addresses, and Latin words in another script, on the other side even if they are not there."""
    expected = np.zeros(len(side.types))
    if kind != "word" or side.script != "Latn":
        expected[[number for numbers in keys.values() for number in numbers]] = _EXPECTED
    return expected


def _rows(
    collection: Collection, source: _Keys, target: _Keys, kind: str
) -> Iterator[tuple[int, int, float, float, float]]:
    for key in sorted(source.keys() & target.keys()):
        source_mass = sum(collection.source.frequency[number] for number in source[key])
        target_mass = sum(collection.target.frequency[number] for number in target[key])
        for first in source[key]:
            for second in target[key]:
                trust = _TRUST[kind]
                yield first, second, trust / target_mass, trust / source_mass, _COVERAGE[kind]


def _keys(side: Side, *, one_script: bool) -> dict[str, _Keys]:
    """Arrange the types of each kind by what is compared of them."""
    keys: dict[str, _Keys] = {kind: defaultdict(list) for kind in _TRUST}
    for number, word in enumerate(side.types):
        if word[0].isdigit():
            keys["number"][word.replace(",", "").replace(".", "").lstrip("0") or "0"].append(number)
        elif word.startswith(ADDRESS_MARK):
            keys["address"][word].append(number)
        elif _may_be_shared(word, one_script=one_script):
            keys["word"][word].append(number)
    return keys


def _may_be_shared(word: str, *, one_script: bool) -> bool:
    return len(word) >= _SHORTEST_SHARED if one_script else "a" <= word[0] <= "z"
