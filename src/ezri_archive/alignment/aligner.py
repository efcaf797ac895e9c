"""Bitexts of any pairs, in any order → beads and terms: sorted so that only their words decide, solved pair by pair.

Each pair of languages is aligned in one direction (the archive's order of languages), each distinct text once
and in the order of its words; the result is turned back for who asked. So the same texts give the same beads
to the last digit.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ezri_archive.alignment.arrays import Floats, Ints
from ezri_archive.alignment.bands import band
from ezri_archive.alignment.cldr import cldr_entries
from ezri_archive.alignment.cognates import cognates
from ezri_archive.alignment.collection import Collection, collect
from ezri_archive.alignment.dictionary import Lexicons, Phrases, dictionaries, make_lexicons, make_phrases
from ezri_archive.alignment.explain import find_linked, reasons, terms
from ezri_archive.alignment.lexicon import seed_entries
from ezri_archive.alignment.links import Evidence
from ezri_archive.alignment.model import EVIDENCE, Alignments, Bead, Bitext, Entry
from ezri_archive.alignment.moved import find_moves
from ezri_archive.alignment.names import names
from ezri_archive.alignment.numbers import written_alike
from ezri_archive.alignment.passes import Solution, solve
from ezri_archive.alignment.quotations import quoted_terms
from ezri_archive.errors import AlignmentError
from ezri_archive.languages import pair_order
from ezri_archive.records import Term

_DIGITS = 4
"""Scores are rounded: processors may differ in the last bits of a logarithm."""

Rescorer = Callable[[Collection, Solution, Sequence[Bitext]], Solution]
"""What improves a solution, given the bitexts of its collection."""


def align_bitexts(
    bitexts: Sequence[Bitext],
    entries: Sequence[Entry],
    kinds: frozenset[str],
    *,
    explain: bool,
    rescorer: Rescorer | None = None,
) -> Alignments:
    """Align bitexts with the given kinds of evidence; see `ezri_archive.alignment.align`."""
    if kinds - EVIDENCE:
        message = f"unknown evidence: {', '.join(sorted(kinds - EVIDENCE))}"
        raise AlignmentError(message)
    beads: list[_Beads] = [()] * len(bitexts)
    moved: list[_Beads] = [()] * len(bitexts)
    found: list[Term] = []
    for members in _by_pair(bitexts).values():
        oriented = [_oriented(bitexts[number]) for number in members]
        own_bitexts = [turn.bitext for turn in oriented]
        solved, pair_terms = _align_pair(own_bitexts, entries, kinds, explain=explain, rescorer=rescorer)
        found += pair_terms
        for number, turn, (own, elsewhere) in zip(members, oriented, solved, strict=True):
            beads[number] = tuple(_turned(bead) for bead in own) if turn.turned else own
            moved[number] = tuple(_turned(bead) for bead in elsewhere) if turn.turned else elsewhere
    return Alignments(tuple(beads), tuple(found), tuple(moved))


_Beads = tuple[Bead, ...]


@dataclass(frozen=True, slots=True)
class _Turn:
    bitext: Bitext
    turned: bool


def _by_pair(bitexts: Sequence[Bitext]) -> dict[tuple[str, ...], list[int]]:
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, bitext in enumerate(bitexts):
        languages = sorted((bitext.source_language, bitext.target_language), key=pair_order)
        groups[tuple(languages)].append(number)
    return {pair: groups[pair] for pair in sorted(groups, key=lambda pair: tuple(map(pair_order, pair)))}


def _oriented(bitext: Bitext) -> _Turn:
    """Turn a bitext into the archive's order of languages; within one language into that of the words."""
    source = (pair_order(bitext.source_language), [line.text for line in bitext.source])
    target = (pair_order(bitext.target_language), [line.text for line in bitext.target])
    if source <= target:
        return _Turn(bitext, turned=False)
    turned = Bitext(bitext.id, bitext.target_language, bitext.source_language, bitext.target, bitext.source)
    return _Turn(turned, turned=True)


def _turned(bead: Bead) -> Bead:
    evidence = tuple(_turned_reason(reason) for reason in bead.evidence)
    return replace(bead, source=bead.target, target=bead.source, evidence=evidence)


def _turned_reason(reason: str) -> str:
    kind, _, pair = reason.partition(": ")
    first, _, second = pair.partition(" = ")
    return f"{kind}: {second} = {first}"


def _align_pair(
    bitexts: Sequence[Bitext],
    entries: Sequence[Entry],
    kinds: frozenset[str],
    *,
    explain: bool,
    rescorer: Rescorer | None,
) -> tuple[list[tuple[_Beads, _Beads]], tuple[Term, ...]]:
    """Align bitexts of one pair of languages, and find what was moved in each; equal ones are aligned once."""
    distinct = {(bitext.source, bitext.target): bitext for bitext in bitexts}
    keys = sorted(distinct, key=_words)
    collection = collect([distinct[key] for key in keys])
    if not len(collection.source.lengths) and not len(collection.target.lengths):
        return [((), ())] * len(bitexts), ()
    solution = solve(collection, _evidence(collection, entries, kinds), learn_lexicon="learned" in kinds)
    if rescorer:
        solution = rescorer(collection, solution, [distinct[key] for key in keys])
    linked = find_linked(collection, solution)
    why = reasons(collection, solution, linked) if explain else [()] * len(solution.beads)
    solved = dict(zip(keys, _beads(collection, solution.beads, solution.probability, why), strict=True))
    moved = dict(zip(keys, _moved(collection, solution, explain=explain), strict=True))
    quoted = quoted_terms((distinct[key], solved[key]) for key in keys)
    found = (*quoted, *terms(collection, solution, linked))
    wanted = [(bitext.source, bitext.target) for bitext in bitexts]
    return [(solved[key], moved[key]) for key in wanted], found


def _moved(collection: Collection, solution: Solution, *, explain: bool) -> list[_Beads]:
    moves = find_moves(collection, solution)
    elsewhere = replace(solution, beads=moves.beads, probability=moves.probability)
    linked = find_linked(collection, elsewhere)
    why = reasons(collection, elsewhere, linked) if explain else [()] * len(moves.beads)
    return _beads(collection, moves.beads, moves.probability, why)


def _words(key: tuple[tuple[object, ...], tuple[object, ...]]) -> list[list[str]]:
    return [[repr(line) for line in side] for side in key]


def _evidence(collection: Collection, entries: Sequence[Entry], kinds: frozenset[str]) -> list[Evidence]:
    evidence: list[Evidence] = []
    if "numbers" in kinds:
        evidence += written_alike(collection)
    if "names" in kinds:
        evidence += [names(collection), cognates(collection)]
    pair = (collection.source.language, collection.target.language)
    lexicons = _built_in(kinds & frozenset(_LEXICONS), *pair)
    if "dictionary" in kinds and entries:
        phrases = _phrases(kinds & frozenset(_LEXICONS), *pair)
        lexicons = make_lexicons({**phrases, "dictionary": make_phrases(entries, *pair)})
    if lexicons.source:
        evidence += dictionaries(collection, lexicons)
    return evidence


_LEXICONS = {"cldr": cldr_entries, "seed": seed_entries}


@cache
def _built_in(kinds: frozenset[str], first: str, second: str) -> Lexicons:
    return make_lexicons(_phrases(kinds, first, second))


@cache
def _phrases(kinds: frozenset[str], first: str, second: str) -> Mapping[str, Phrases]:
    return {kind: make_phrases(_LEXICONS[kind](first, second), first, second) for kind in sorted(kinds)}


def _beads(
    collection: Collection, beads: Ints, probability: Floats, why: Sequence[tuple[str, ...]]
) -> list[tuple[Bead, ...]]:
    """Turn columns into beads, text by text."""
    source_start = collection.source.text_starts[beads[:, 0]]
    target_start = collection.target.text_starts[beads[:, 0]]
    columns = beads[:, 1:5] - np.stack([source_start, source_start, target_start, target_start], axis=1)
    texts: list[list[Bead]] = [[] for _ in range(collection.texts)]
    rows = zip(beads[:, 0].tolist(), columns.tolist(), probability.tolist(), why, strict=True)
    for text, (first, end, target_first, target_end), chance, reason in rows:
        score = round(chance, _DIGITS)
        texts[text].append(
            Bead(tuple(range(first, end)), tuple(range(target_first, target_end)), score, band(score), reason)
        )
    return [tuple(text) for text in texts]
