"""Language identification → a table: ours, langdetect alone, lingua alone.

The figure of a set is the mean of the F1 of English, Hebrew and Persian, of those that are in it: a text in a language
that a peer does not know, Pashto say, counts against it only when it is taken for one of these. Peers are given the
languages of the data that they know, and no others: they are better and faster so than with all they know.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from peers.apart import Outcome, ask
from peers.gold import LANGUAGES, SHARED, labelled, own_neighbours, own_texts, shared_rows
from peers.installing import OURS, installed
from peers.tables import Column, Row, Table

_SETS = ("title", "fragment", "headline", "sentence", "paragraph", "robust")
_START = ("The harbour is quiet today.", "הנמל שקט היום.", "بندر امروز آرام است.")
_SAID = """\
Which language a text is in: mean F1 of English, Hebrew and Persian, in per cent, among texts in these and in the
languages that look like them. Titles have up to five words, fragments two to four; *robust* is Persian in Arabic
letters, without half-spaces, or with Latin names. *Mixed* is the share of letters that are given their language in
lines of two languages; langdetect gives a line one. Peers are told which languages there are."""

_Labelled = list[tuple[str, str]]
_Identify = Callable[[str], str]


def table() -> Table:
    """Measure all contenders on all sets."""
    sets = _sets()
    lines = shared_rows("language/mixed_lines.jsonl") if SHARED.is_dir() else []
    columns = [*(Column(name, ".1f") for name in sets), *([Column("mixed", ".1f")] if lines else [])]
    texts = {"texts": [text for rows in sets.values() for text, _ in rows], "lines": [row["text"] for row in lines]}
    languages = sorted({code for rows in sets.values() for _, code in rows})
    outcomes = {
        name: tuple(
            ask("splitting", installed(name), {"task": task, "texts": asked, "languages": languages})
            for task, asked in texts.items()
        )
        for name in CONTENDERS
        if installed(name).version
    }
    costs = (Column("CPU", plotted=False), Column("memory", plotted=False))
    rows = tuple(_row(name, outcomes, sets, lines) for name in CONTENDERS)
    return Table("splitting", "Language", _SAID, "mean F1 of en, he and fa", (*columns, *costs), rows)


def _sets() -> dict[str, _Labelled]:
    own = {
        "own neighbours": own_neighbours(),
        "own sentences": [(text, code) for code in LANGUAGES for text in own_texts(code)],
    }
    given = {name: labelled(SHARED / "language" / f"{name}.tsv") for name in _SETS} if SHARED.is_dir() else {}
    return own | given


def _row(
    name: str, outcomes: dict[str, tuple[Outcome, ...]], sets: dict[str, _Labelled], lines: list[dict[str, Any]]
) -> Row:
    if name not in outcomes:
        return Row(installed(name), (None,) * (len(sets) + bool(lines) + 2))
    texts, mixed = outcomes[name]
    found = iter(texts.answer)
    scores = [_mean_f1([(next(found), code) for _, code in rows]) for rows in sets.values()]
    own = outcomes[OURS][0]
    costs = (texts.seconds / own.seconds, texts.megabytes / own.megabytes)
    return Row(installed(name), (*scores, *([_letters(lines, mixed.answer)] if lines else []), *costs))


def _mean_f1(pairs: Sequence[tuple[str, str]]) -> float:
    asked = [code for code in LANGUAGES if any(right == code for _, right in pairs)]
    return sum(_f1(pairs, code) for code in asked) / len(asked)


def _f1(pairs: Sequence[tuple[str, str]], code: str) -> float:
    both = sum((found == code) + (right == code) for found, right in pairs)
    return 200 * sum(found == right == code for found, right in pairs) / both


def _letters(rows: Sequence[dict[str, Any]], found: Sequence[Iterable[tuple[int, int, str]]]) -> float:
    letters = [letter for row, spans in zip(rows, found, strict=True) for letter in _right(row, spans)]
    return 100 * sum(letters) / len(letters)


def _right(row: dict[str, Any], spans: Iterable[tuple[int, int, str]]) -> list[bool]:
    label = {place: code for start, end, code in spans for place in range(start, end)}
    return [
        label.get(place) == code
        for start, end, code in row["spans"]
        for place in range(start, end)
        if row["text"][place].isalpha()
    ]


def _ezri(question: Any) -> Callable[[], Any]:
    from ezri_archive.languages import identify, language_spans  # noqa: PLC0415 - in its own process alone

    def one(text: str) -> str:
        return identify(text).code

    return _ready(question, one, language_spans)


def _langdetect(question: Any) -> Callable[[], Any]:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory  # noqa: PLC0415 - as above
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415 - as above

    files = (Path(PROFILES_DIRECTORY) / code for code in question["languages"])
    factory = DetectorFactory()
    factory.set_seed(0)
    factory.load_json_profile([file.read_text(encoding="utf-8") for file in files if file.is_file()])

    def one(text: str) -> str:
        detector = factory.create()
        detector.append(text)
        try:
            return str(detector.detect())
        except LangDetectException:
            return "und"

    return _ready(question, one, lambda text: [(0, len(text), one(text))])


def _lingua(question: Any) -> Callable[[], Any]:
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415 - as above

    known = [one for one in Language.all() if one.iso_code_639_1.name.lower() in question["languages"]]
    detector = LanguageDetectorBuilder.from_languages(*known).with_preloaded_language_models().build()

    def one(text: str) -> str:
        found = detector.detect_language_of(text)
        return found.iso_code_639_1.name.lower() if found else "und"

    def spans(text: str) -> list[tuple[int, int, str]]:
        found = detector.detect_multiple_languages_of(text)
        return [(part.start_index, part.end_index, part.language.iso_code_639_1.name.lower()) for part in found]

    return _ready(question, one, spans)


def _ready(question: Any, one: _Identify, spans: Callable[[str], Any]) -> Callable[[], Any]:
    """Give what answers, when it has loaded what it loads late."""
    answer = one if question["task"] == "texts" else spans
    json.dumps([answer(text) for text in _START])
    return lambda: [answer(text) for text in question["texts"]]


CONTENDERS = {OURS: _ezri, "langdetect": _langdetect, "lingua": _lingua}
