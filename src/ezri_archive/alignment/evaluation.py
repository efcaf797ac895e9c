"""Predicted and right beads → precision, recall and F1: strict, lax, merged, and the share of wrong links.

Files hold one bead a line, `[source indexes]:[target indexes]` from 0: the form that vecalign and its gold
data use.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ezri_archive.alignment.model import Bead, Bitext, Line
from ezri_archive.errors import AlignmentError

Pair = tuple[tuple[int, ...], tuple[int, ...]]
_LINE = re.compile(r"\[\s*((?:\d+\s*(?:,\s*\d+\s*)*)?)\]\s*:\s*\[\s*((?:\d+\s*(?:,\s*\d+\s*)*)?)\]")


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean; 1 where there was nothing to find and nothing was said."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a set of texts is aligned; `bad_link` is the share of published line pairs that no gold bead holds."""

    strict: Score
    lax: Score
    merged: Score
    bad_link: float


def evaluate(texts: Iterable[tuple[Sequence[Pair], Sequence[Pair]]]) -> Evaluation:
    """Score (predicted, gold) beads of many texts together: counts are summed before they are divided.

    A bead is strictly right when both sides equal a gold bead's, laxly when it shares a source and a target
    line with one gold bead. Precision counts every predicted bead (lax: with both sides), recall the gold
    beads with both. `merged` is strict after the predicted beads that lie wholly in one gold bead are joined.
    """
    strict, lax, merged = _Tally(), _Tally(), _Tally()
    links = wrong = 0
    for predicted, gold in texts:
        strict.add(*_strict(predicted, gold))
        merged.add(*_strict(merge(predicted, gold), gold))
        lax.add(*_lax(predicted, gold))
        pairs = set(_lines(predicted))
        links += len(pairs)
        wrong += len(pairs - set(_lines(gold)))
    return Evaluation(strict.score(), lax.score(), merged.score(), wrong / links if links else 0.0)


def merge(predicted: Sequence[Pair], gold: Sequence[Pair]) -> list[Pair]:
    """Join predicted beads that lie wholly inside the same gold bead with both sides."""
    places = _Places(gold)
    joined: dict[int, Pair] = {}
    rest: list[Pair] = []
    for source, target in predicted:
        inside = places.inside((source, target))
        if inside is None:
            rest.append((source, target))
        else:
            before = joined.get(inside, ((), ()))
            joined[inside] = (tuple(sorted(before[0] + source)), tuple(sorted(before[1] + target)))
    return sorted([*rest, *joined.values()])


def read_beads(path: Path) -> list[Pair]:
    """Read beads from a file; one bead a line, blank lines and text after the bead are passed over.

    Raises AlignmentError where a line is no bead, or a line of either side stands in two beads.
    """
    beads = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.match(line.strip())
        if not found:
            message = "not a bead of the form [0, 1]:[0]"
            raise AlignmentError(message, where=f"{path}, line {number}")
        beads.append((_indexes(found.group(1)), _indexes(found.group(2))))
    _check(beads, str(path))
    return beads


def load_gold(folder: Path, pair: str) -> list[tuple[Bitext, list[Pair]]]:
    """Read every `DOC.L1-L2.gold` of a folder with its texts `DOC.L1` and `DOC.L2`, one segment a line.

    Raises AlignmentError where there is no gold for the pair, or it does not cover the lines of its texts.
    """
    source, target = pair.split("-")
    gold = []
    for path in sorted(folder.glob(f"*.{pair}.gold")):
        name = path.name.removesuffix(f".{pair}.gold")
        sides = [_read_lines(folder / f"{name}.{code}") for code in (source, target)]
        beads = read_beads(path)
        for side, lines in enumerate(sides):
            if sorted(line for bead in beads for line in bead[side]) != list(range(len(lines))):
                message = "the gold does not cover the lines of its text"
                raise AlignmentError(message, where=str(path))
        gold.append((Bitext(name, source, target, *sides), beads))
    if not gold:
        message = f"no gold for {pair}"
        raise AlignmentError(message, where=str(folder))
    return gold


def _read_lines(path: Path) -> tuple[Line, ...]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(Line(line) for line in (lines[:-1] if not lines[-1] else lines))


def write_beads(path: Path, beads: Iterable[Bead]) -> None:
    """Write beads to a file, one a line."""
    path.write_text("".join(f"{format_bead(bead)}\n" for bead in beads), encoding="utf-8")


def format_bead(bead: Bead) -> str:
    """Write a bead as `[0, 1]:[0]`."""
    return f"{list(bead.source)}:{list(bead.target)}"


def pairs_of(beads: Iterable[Bead]) -> list[Pair]:
    """Give beads as bare index pairs."""
    return [(bead.source, bead.target) for bead in beads]


@dataclass(slots=True)
class _Tally:
    said: int = 0
    said_right: int = 0
    gold: int = 0
    gold_found: int = 0

    def add(self, said: int, said_right: int, gold: int, gold_found: int) -> None:
        self.said += said
        self.said_right += said_right
        self.gold += gold
        self.gold_found += gold_found

    def score(self) -> Score:
        return Score(_share(self.said_right, self.said), _share(self.gold_found, self.gold))


class _Places:
    """In which gold bead each line stands."""

    def __init__(self, gold: Sequence[Pair]) -> None:
        """Index the gold."""
        self.gold = gold
        self.source = {line: number for number, (source, _) in enumerate(gold) for line in source}
        self.target = {line: number for number, (_, target) in enumerate(gold) for line in target}

    def inside(self, pair: Pair) -> int | None:
        """Give the two-sided gold bead that holds all of a bead; None when there is none."""
        numbers = {self.source.get(line) for line in pair[0]} | {self.target.get(line) for line in pair[1]}
        number = numbers.pop() if len(numbers) == 1 else None
        return number if number is not None and all(self.gold[number]) else None


def _strict(predicted: Sequence[Pair], gold: Sequence[Pair]) -> tuple[int, int, int, int]:
    right = set(gold)
    said = set(predicted)
    two_sided = [pair for pair in gold if all(pair)]
    return (
        len(predicted),
        sum(pair in right for pair in predicted),
        len(two_sided),
        sum(pair in said for pair in two_sided),
    )


def _lax(predicted: Sequence[Pair], gold: Sequence[Pair]) -> tuple[int, int, int, int]:
    said = [pair for pair in predicted if all(pair)]
    two_sided = [pair for pair in gold if all(pair)]
    return (len(said), _touching(said, gold), len(two_sided), _touching(two_sided, predicted))


def _touching(beads: Sequence[Pair], others: Sequence[Pair]) -> int:
    """Count the beads that share a line of both sides with one of the others."""
    places = _Places(others)
    return sum(
        bool(
            {places.source[line] for line in source if line in places.source}
            & {places.target[line] for line in target if line in places.target}
        )
        for source, target in beads
    )


def _lines(beads: Sequence[Pair]) -> Iterator[tuple[int, int]]:
    return ((first, second) for source, target in beads for first in source for second in target)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _indexes(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.replace(",", " ").split())


def _check(beads: Sequence[Pair], where: str) -> None:
    for side in (0, 1):
        lines = [line for bead in beads for line in bead[side]]
        if len(set(lines)) < len(lines):
            message = "a line stands in two beads"
            raise AlignmentError(message, where=where)
