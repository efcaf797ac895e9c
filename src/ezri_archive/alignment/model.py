"""What goes into the aligner and what comes out: lines, bitexts → beads, terms."""

from dataclasses import dataclass

from ezri_archive.records import Term

EVIDENCE = frozenset({"numbers", "names", "cldr", "seed", "dictionary", "learned"})
"""The kinds of lexical evidence, each of which can be switched off; lengths and bead priors always count."""


@dataclass(frozen=True, slots=True)
class Line:
    """One segment of a text; `kind` is sentence, heading, item and so on; `paragraph` differs between paragraphs."""

    text: str
    kind: str = "sentence"
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two versions of one text, in two languages, as ordered lines."""

    id: str
    source_language: str
    target_language: str
    source: tuple[Line, ...]
    target: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bead:
    """Zero or more source lines beside zero or more target lines, by index from 0.

    `score` is the probability that the bead is right, `band` high, medium or low, `evidence` the words, names
    and numbers that speak most for it, strongest first, as `kind: source = target`.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float
    band: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation in a dictionary: words of one language and words of another."""

    source_language: str
    source: str
    target_language: str
    target: str


@dataclass(frozen=True, slots=True)
class Alignments:
    """The beads of every bitext, in the order of the bitexts, and the bilingual terms found on the way.

    `moved` are, of every bitext, pairs of lines that stand alone in its beads but say the same out of order.
    """

    beads: tuple[tuple[Bead, ...], ...]
    terms: tuple[Term, ...]
    moved: tuple[tuple[Bead, ...], ...] = ()
