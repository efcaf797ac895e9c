"""Quoted titles and phrases in beads → terms: what stands in quotation marks on both sides is a translation too."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ezri_archive.alignment.model import Bead, Bitext, Line
from ezri_archive.languages import pair
from ezri_archive.records import Term

_QUOTED = re.compile(r"(?<!\w)[\"“„«]([^\"“”„«»\n]{4,200})[\"”“»](?!\w)")
_MARK = re.compile('["“„«]')
_LEAST_SCORE = 0.7
_LEAST_WORDS = 2


def quoted_terms(texts: Iterable[tuple[Bitext, tuple[Bead, ...]]]) -> list[Term]:
    """Pair the quotations of each bead that has as many on one side as on the other, in order.

    `count` is the number of beads with both, `score` that of the best. Bitexts must be of one pair of languages, in its
    order. Single words are left to the lexicon.
    """
    counts: Counter[tuple[str, str]] = Counter()
    scores: dict[tuple[str, str], float] = {}
    name = ""
    for bitext, beads in texts:
        name = pair(bitext.source_language, bitext.target_language)
        for bead in beads:
            for found in _pairs(bitext, bead):
                counts[found] += 1
                scores[found] = max(bead.score, scores.get(found, 0.0))
    return [Term(name, *found, counts[found], scores[found]) for found in sorted(counts)]


def _pairs(bitext: Bitext, bead: Bead) -> Iterator[tuple[str, str]]:
    source = _quotations(bitext.source, bead.source) if bead.score >= _LEAST_SCORE else []
    target = _quotations(bitext.target, bead.target) if source else []
    if len(source) == len(target):
        yield from zip(source, target, strict=True)


def _quotations(lines: tuple[Line, ...], numbers: tuple[int, ...]) -> list[str]:
    text = "\n".join(lines[number].text for number in numbers)
    if not _MARK.search(text):
        return []
    return [found.strip() for found in _QUOTED.findall(text) if len(found.split()) >= _LEAST_WORDS]
