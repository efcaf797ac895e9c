"""Our own samples and the gold under EZRI_SHARED → texts with known answers.

Only figures leave this package: no text of the gold stands in anything it writes.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TESTS = Path(__file__).resolve().parents[2] / "tests"
_SEPARATOR = " ¦ "
_PARAGRAPH = 3
"""Sentences of our own that make a paragraph."""
SHARED = Path(os.environ.get("EZRI_SHARED", "../shared")).resolve() / "gold"
LANGUAGES = ("en", "he", "fa")

Bead = tuple[list[str], list[str]]


def shared_rows(path: str) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    return [json.loads(line) for line in (SHARED / path).read_text(encoding="utf-8").splitlines()]


def labelled(path: Path) -> list[tuple[str, str]]:
    """Read texts and their languages, `text<TAB>language` on a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.rpartition("\t") for line in lines if "\t" in line)
    return [(text, code) for text, _, code in rows]


def own_neighbours() -> list[tuple[str, str]]:
    """Give our own short texts in three languages and in those that look like them."""
    return labelled(_TESTS / "data" / "quality" / "neighbours.tsv")


def own_texts(code: str) -> list[str]:
    """Give the segments of our own samples in a language, each once."""
    beads = [(name.partition(".")[2].split("-").index(code), own) for name, own in own_beads() if code in name[-5:]]
    return list(dict.fromkeys(text for side, own in beads for bead in own for text in bead[side]))


def own_paragraphs(code: str) -> list[dict[str, Any]]:
    """Set our own sentences one after another, in threes: `{text, lang, sentences: [[start, end], ...]}`."""
    texts = [text for text in own_texts(code) if text[-1] in ".?!؟"]
    return [_paragraph(texts[place : place + _PARAGRAPH], code) for place in range(0, len(texts), _PARAGRAPH)]


def own_beads() -> Iterator[tuple[str, list[Bead]]]:
    """Give our own alignments: `DOCUMENT.xx-yy`, and its beads."""
    for file in sorted((_TESTS / "gold").glob("*.tsv")):
        rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:])
        yield file.stem, [(_segments(source), _segments(target)) for source, target in rows]


def _segments(cell: str) -> list[str]:
    return cell.split(_SEPARATOR) if cell else []


def _paragraph(texts: list[str], code: str) -> dict[str, Any]:
    ends = [len(" ".join(texts[:count])) for count in range(1, len(texts) + 1)]
    spans = [[end - len(text), end] for text, end in zip(texts, ends, strict=True)]
    return {"text": " ".join(texts), "lang": code, "sentences": spans}
