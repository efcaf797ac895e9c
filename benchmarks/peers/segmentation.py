"""Sentence segmentation → a table: ours, pysbd, sentencex, PyICU.

The figure is the F1 of the borders within a paragraph, the one at its end left out; a border is where a sentence ends,
before the space. pysbd knows no Hebrew and does it by its English rules; PyICU takes the locale's exceptions
(`ss=standard`: https://unicode.org/reports/tr35/#UnicodeSentenceBreakSuppressionsIdentifier).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from peers.apart import Outcome, ask
from peers.gold import LANGUAGES, SHARED, own_paragraphs, shared_rows
from peers.installing import OURS, installed
from peers.tables import Column, Row, Table, absent

_START = "The harbour is quiet. It was not so yesterday."
_SAID = """\
Where a sentence ends: F1 of the borders within paragraphs, in per cent. The third-party sets are treebanks of Universal
Dependencies. pysbd knows no Hebrew and is given its English rules; PyICU has the exceptions of CLDR (`ss=standard`)."""

_Paragraphs = list[dict[str, Any]]
_Borders = Callable[[str, str], Iterable[int]]


def table() -> Table:
    """Measure all contenders on all sets."""
    sets = _sets()
    columns = (*(Column(name, ".1f") for name in sets), Column("CPU", plotted=False), Column("memory", plotted=False))
    question = [(row["text"], row["lang"]) for rows in sets.values() for row in rows]
    peers = {name: installed(name) for name in CONTENDERS}
    outcomes = {name: ask("segmentation", peer, question) for name, peer in peers.items() if peer.version}
    rows = tuple(
        Row(peer, _figures(outcomes[name], outcomes[OURS], sets)) if name in outcomes else absent(peer, columns)
        for name, peer in peers.items()
    )
    return Table("segmentation", "Sentences", _SAID, "F1 of borders", columns, rows)


def _sets() -> dict[str, _Paragraphs]:
    own = {f"own {code}": own_paragraphs(code) for code in LANGUAGES}
    files = sorted((SHARED / "segment").glob("*.jsonl"))
    return own | {file.stem.partition(".")[2]: shared_rows(f"segment/{file.name}") for file in files}


def _figures(outcome: Outcome, own: Outcome, sets: dict[str, _Paragraphs]) -> tuple[float, ...]:
    found = iter(outcome.answer)
    scores = [_f1((next(found), row) for row in rows) for rows in sets.values()]
    return (*scores, outcome.seconds / own.seconds, outcome.megabytes / own.megabytes)


def _f1(rows: Iterable[tuple[list[int], dict[str, Any]]]) -> float:
    right = both = 0
    for found, row in rows:
        gold = {end for _, end in row["sentences"][:-1]}
        right += len(gold & set(found))
        both += len(gold) + len(set(found))
    return 200 * right / both


def _ezri(question: Any) -> Callable[[], Any]:
    from ezri_archive.segments import sentences  # noqa: PLC0415 - in its own process alone

    return _ready(question, lambda text, code: (end for _, end in sentences(text, code)))


def _pysbd(question: Any) -> Callable[[], Any]:
    from pysbd import Segmenter  # noqa: PLC0415 - as above

    segmenters = {code: Segmenter(language="fa" if code == "fa" else "en", char_span=True) for code in LANGUAGES}
    return _ready(question, lambda text, code: (one.end for one in segmenters[code].segment(text)))


def _sentencex(question: Any) -> Callable[[], Any]:
    from sentencex import get_sentence_boundaries  # noqa: PLC0415 - as above

    return _ready(question, lambda text, code: (one["end_index"] for one in get_sentence_boundaries(code, text)))


def _pyicu(question: Any) -> Callable[[], Any]:
    from icu import BreakIterator, Locale, UnicodeString  # noqa: PLC0415 - as above

    breaks = {code: BreakIterator.createSentenceInstance(Locale(f"{code}@ss=standard")) for code in LANGUAGES}

    def borders(text: str, code: str) -> Iterator[int]:
        units = UnicodeString(text)
        breaks[code].setText(units)
        # ICU counts units of UTF-16.
        return (units.countChar32(0, place) for place in breaks[code])

    return _ready(question, borders)


def _ready(question: Any, borders: _Borders) -> Callable[[], Any]:
    """Give what answers, when it has loaded what it loads late."""
    for code in LANGUAGES:
        list(borders(_START, code))
    return lambda: [_within(text, borders(text, code)) for text, code in question]


def _within(text: str, ends: Iterable[int]) -> list[int]:
    """Give the borders before the space, without that at the end of the paragraph."""
    found = sorted({len(text[:end].rstrip()) for end in ends})
    return [end for end in found if 0 < end < len(text.rstrip())]


CONTENDERS = {OURS: _ezri, "pysbd": _pysbd, "sentencex": _sentencex, "PyICU": _pyicu}
