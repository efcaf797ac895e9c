"""A stretch of text half read, as pieces → its words, where each stood, and the marks on them.

Markers are pieces like words: those that find their counterpart lose their text, the others keep it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ezri_archive.readers.text.emphasis import Run, pairs
from ezri_archive.readers.text.wording import Worded, Wording, finish
from ezri_archive.records import Mark
from ezri_archive.text import OffsetMap


@dataclass(frozen=True, slots=True)
class Inline:
    """The words of a stretch, their offsets in the source, and the marks on them: nested, never crossing."""

    text: str
    offsets: OffsetMap
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A mark from after one piece to before another."""

    opener: int
    closer: int
    kind: str
    target: str = ""


@dataclass(slots=True)
class Reading:
    """A stretch half read: its pieces with their places, what is open in it, what is marked."""

    source: str
    end: int
    urls: Mapping[int, int]
    texts: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    openers: dict[str, list[int]] = field(default_factory=dict)

    def add(self, text: str, place: int) -> int:
        """Append a piece and give its number."""
        self.texts.append(text)
        self.places.append(place)
        return len(self.texts) - 1

    def add_open(self, kind: str, text: str, place: int) -> None:
        """Append a marker that is text unless its counterpart comes."""
        self.openers.setdefault(kind, []).append(self.add(text, place))

    def add_linked(self, pieces: Iterable[tuple[str, int]], target: str) -> None:
        """Append pieces that are a link."""
        before = len(self.texts) - 1
        for text, place in pieces:
            self.add(text, place)
        self.spans.append(Span(before, len(self.texts), "link", target))

    def close(self, opener: int) -> None:
        """End what piece `opener` opened: emphasis in it is settled, what else was opened in it is text."""
        self.texts[opener] = ""
        for numbers in self.openers.values():
            while numbers and numbers[-1] >= opener:
                numbers.pop()
        self.settle_emphasis(opener)

    def settle_emphasis(self, opener: int = -1) -> None:
        """Pair the runs of `*` and `_` that stand after a piece."""
        first = bisect_right(self.runs, opener, key=lambda run: run.piece)
        runs, self.runs = self.runs[first:], self.runs[:first]
        self.spans += [Span(*pair) for pair in pairs(runs)]
        for run in runs:
            self.texts[run.piece] = run.mark * run.left


def finished(reading: Reading) -> Inline:
    """Join the pieces of a reading whose emphasis is settled."""
    wording, begins = Wording(), []
    for text, place in zip(reading.texts, reading.places, strict=True):
        begins.append(wording.length)
        wording.add(text, place)
    begins.append(wording.length)
    worded = finish(wording)
    return Inline(worded.text, worded.offsets, tuple(_marks(reading.spans, begins, worded)))


def _marks(spans: Sequence[Span], begins: Sequence[int], worded: Worded) -> Iterator[Mark]:
    """Place the marks, from left to right; one inside another of its kind says nothing new."""
    marks = (_mark(span, begins[span.opener + 1], begins[span.closer], worded) for span in spans)
    furthest: dict[str, int] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < mark.end and mark.end > furthest.get(mark.kind, 0):
            furthest[mark.kind] = mark.end
            yield mark


def _mark(span: Span, begins: int, ends: int, worded: Worded) -> Mark:
    """Make a mark without the spaces at its ends."""
    start, end = worded.moved[begins], min(worded.moved[ends], len(worded.text))
    start += worded.text[start:end].startswith(" ")
    end -= worded.text[start:end].endswith(" ")
    return Mark(start, end, span.kind, span.target)
