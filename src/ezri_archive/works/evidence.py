"""Two profiles → what they have in common, in words: `found: names Kamrani = קאמראני; numbers 1,450, 86,000`."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from types import MappingProxyType

from ezri_archive.works.profiles import TRAITS, Profile

_KINDS = MappingProxyType({"name": "names", "number": "numbers", "word": "words", "address": "addresses"})
_MOST = 4


def evidence_between(first: Profile, second: Profile, frequency: Callable[[int], int]) -> str:
    """Name the rarest things of every kind that two texts have in common, and count the meanings."""
    here, there = first.words(), second.words()
    shown: defaultdict[str, list[str]] = defaultdict(list)
    for trait in sorted(here.keys() & there.keys(), key=lambda trait: (frequency(trait), trait)):
        kind, word = here[trait]
        shown[kind].append(_beside(word, there[trait][1]))
    parts = [_part(plural, shown[kind]) for kind, plural in _KINDS.items() if shown[kind]]
    meanings = len(_meanings(first, here) & _meanings(second, there))
    return f"found: {'; '.join([*parts, f'meanings {meanings}'])}"


def _part(plural: str, words: list[str]) -> str:
    return f"{plural} {', '.join(list(dict.fromkeys(words))[:_MOST])}"


def _beside(word: str, other: str) -> str:
    return word if word.casefold() == other.casefold() else f"{word} = {other}"


def _meanings(profile: Profile, spelt: Iterable[int]) -> set[int]:
    return {marked % TRAITS for marked in set(profile.traits)}.difference(spelt)
