"""Texts with known answers → figures from 0 to 1: language, segmentation, alignment.

A figure is asked for by its name: `language title fa precision`, `segments he.he_iahltwiki`, `alignment udhr hard
en-he`. The gold lies in a folder as `gold` under EZRI_SHARED does; that of our own samples has the prefix `own`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ezri_archive.alignment import align
from ezri_archive.alignment.evaluation import evaluate, load_gold, pairs_of
from ezri_archive.languages import identify, language_spans
from ezri_archive.pipeline import edition_of
from ezri_archive.records import MEDIA_TYPES, Segment, Source
from ezri_archive.segments import sentences

OWN = Path(__file__).parent
_HALF = 0.5


def measured(gold: Path, name: str) -> float:
    """Measure what `name` asks for on the gold of a folder."""
    subject, *question = name.split()
    return _MEASURES[subject](gold, *question)


# --- language --------------------------------------------------------------------------------------------------------


def _language(gold: Path, name: str, *question: str) -> float:
    found = _identified(gold / "language" / f"{name}.tsv")
    return _share(found, *question)


def _own_language(_: Path, *question: str) -> float:
    return _share(_identified(OWN / "data" / "quality" / "neighbours.tsv"), *question)


@cache
def _identified(file: Path) -> list[tuple[str, str]]:
    """Give the language found and the right one of every text of a file."""
    rows = [line.rsplit("\t", 1) for line in file.read_text("utf-8").splitlines()]
    return [(identify(text).code, right) for text, right in rows]


def _share(found: list[tuple[str, str]], code: str, kind: str = "") -> float:
    """Give the precision or recall of one language, or of `all` the share that is right."""
    asked = [pair for pair in found if code in {"all", pair[0 if kind == "precision" else 1]}]
    return sum(ours == right for ours, right in asked) / len(asked)


def _mixed_lines(gold: Path, script: str, kind: str) -> float:
    """Give the share of lines whose spans, or of letters whose languages are right, `same` or `different` in script."""
    rows = [row for row in _lines(gold / "language" / "mixed_lines.jsonl") if row["same_script"] is (script == "same")]
    found = [language_spans(row["text"]) for row in rows]
    if kind == "spans":
        right = [_codes(ours) == _codes(row["spans"]) for ours, row in zip(found, rows, strict=True)]
    else:
        right = [letter for ours, row in zip(found, rows, strict=True) for letter in _letters(row, ours)]
    return sum(right) / len(right)


def _letters(row: dict[str, Any], ours: Iterable[tuple[int, int, str]]) -> Iterator[bool]:
    label = {place: code for start, end, code in ours for place in range(start, end)}
    for start, end, code in row["spans"]:
        yield from (label.get(place) == code for place in range(start, end) if row["text"][place].isalpha())


def _codes(spans: Iterable[Any]) -> list[str]:
    return [span[2] for span in spans]


def _mixed_documents(gold: Path) -> float:
    """Give the share of sentences of whole mixed documents that stand in portions of their language."""
    right = [
        _in_its_language(segments, *span[:3])
        for document in _lines(gold / "language" / "mixed_docs.jsonl")
        for segments in [_segments_of(document["text"])]
        for span in document["spans"]
    ]
    return sum(right) / len(right)


def _segments_of(text: str) -> list[Segment]:
    content = text.encode()
    source = Source("mixed.txt", hashlib.sha256(content).hexdigest(), MEDIA_TYPES[".txt"], content)
    return [segment for portion in edition_of(source, "mixed").portions for segment in portion.segments]


def _in_its_language(segments: list[Segment], start: int, end: int, code: str) -> bool:
    own = [segment for segment in segments if segment.language == code]
    covered = sum(max(0, min(end, segment.end) - max(start, segment.start)) for segment in own)
    return covered >= _HALF * (end - start)


# --- segmentation ----------------------------------------------------------------------------------------------------


def _segments(gold: Path, treebank: str) -> float:
    """Give the F1 of the borders within paragraphs."""
    rows = _lines(gold / "segment" / f"{treebank}.jsonl")
    return _border_f1((row["text"], row["lang"], [end for _, end in row["sentences"]]) for row in rows)


def _own_segments(_: Path, code: str) -> float:
    """Give the same for our own samples: their sentences, set one after another in threes."""
    texts = [text for text in _own_texts(code) if text[-1] in ".?!"]
    return _border_f1(_paragraph(texts[place : place + 3], code) for place in range(0, len(texts), 3))


def _own_texts(code: str) -> list[str]:
    """Give the segments of our own samples in a language, each once."""
    cells = (
        row.split("\t")[file.stem.split(".")[1].split("-").index(code)]
        for file in sorted((OWN / "gold").glob(f"*.*{code}*.tsv"))
        for row in file.read_text("utf-8").splitlines()[1:]
    )
    return list(dict.fromkeys(text for cell in cells for text in cell.split(" ¦ ") if text))


def _paragraph(texts: list[str], code: str) -> tuple[str, str, list[int]]:
    ends = [len(" ".join(texts[:count])) for count in range(1, len(texts) + 1)]
    return " ".join(texts), code, ends


def _border_f1(rows: Iterable[tuple[str, str, list[int]]]) -> float:
    right = both = 0
    for text, code, ends in rows:
        found = {end for _, end in sentences(text, code)[:-1]}
        right += len(found & set(ends[:-1]))
        both += len(found) + len(ends) - 1
    return 2 * right / both


# --- alignment -------------------------------------------------------------------------------------------------------


def _alignment(gold: Path, collection: str, variant: str, pair: str) -> float:
    """Give the strict F1 of a collection."""
    return _strict_f1(gold / "align" / collection / variant, pair)


def _own_alignment(_: Path, pair: str) -> float:
    return _strict_f1(OWN / "data" / "alignment", pair)


def _strict_f1(folder: Path, pair: str) -> float:
    texts = load_gold(folder, pair)
    found = align([bitext for bitext, _ in texts], explain=False).beads
    return evaluate((pairs_of(beads), gold) for beads, (_, gold) in zip(found, texts, strict=True)).strict.f1


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


_MEASURES: dict[str, Callable[..., float]] = {
    "language": _language,
    "own-language": _own_language,
    "mixed-lines": _mixed_lines,
    "mixed-documents": _mixed_documents,
    "segments": _segments,
    "own-segments": _own_segments,
    "alignment": _alignment,
    "own-alignment": _own_alignment,
}
