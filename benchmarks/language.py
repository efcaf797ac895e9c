"""Score language identification: precision and recall of each language, and the splitting of mixed lines.

Usage: `python benchmarks/language.py [--errors N] [--only SET] [--identifier lingua]`. Reads `gold/language` under
EZRI_SHARED (default `../shared`): `NAME.tsv` is `text<TAB>language`, `mixed_lines.jsonl` is
`{text, spans: [[start, end, language]]}`.
"""

import argparse
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ezri_archive.languages import IDENTIFIERS, identify, identifying_with, language_spans

SHARED = Path(os.environ.get("EZRI_SHARED", "../shared"))
SETS = ("title", "fragment", "headline", "sentence", "paragraph", "robust", "extra_confusable")


def main() -> None:
    """Print one line for each set, with the precision and recall of every language in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0, help="show this many errors of each set")
    parser.add_argument("--only", default="", help="one set, or mixed")
    parser.add_argument("--identifier", default=IDENTIFIERS[0], choices=IDENTIFIERS, help="the letter statistics")
    arguments = parser.parse_args()
    with identifying_with(arguments.identifier):
        _score(SHARED / "gold" / "language", arguments.only, arguments.errors)


def _score(folder: Path, only: str, shown: int) -> None:
    for name in SETS:
        if only in name:
            _score_set(name, folder / f"{name}.tsv", shown)
    if only in "mixed":
        _score_mixed(folder / "mixed_lines.jsonl", shown)


def _score_set(name: str, path: Path, shown: int) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [tuple(line.rsplit("\t", 1)) for line in lines if "\t" in line]
    began = time.perf_counter()
    found = [identify(text) for text, _ in rows]
    speed = len(rows) / (time.perf_counter() - began)
    pairs = [(language.code, gold) for language, (_, gold) in zip(found, rows, strict=True)]
    accuracy = 100 * sum(ours == gold for ours, gold in pairs) / len(pairs)
    parts = " ".join(_precision_recall(pairs, code) for code in sorted({gold for _, gold in pairs}))
    print(f"{name:<17} {len(rows):>5} acc {accuracy:5.2f}  {parts}  {speed:.0f}/s")
    errors = [(text, gold, ours) for ours, (text, gold) in zip(found, rows, strict=True) if ours.code != gold]
    for text, gold, ours in errors[:shown]:
        print(f"    {gold} → {ours.code} {ours.rule} {ours.confidence:.2f}  {text[:110]}")


def _precision_recall(pairs: Iterable[tuple[str, str]], code: str) -> str:
    pairs = list(pairs)
    right = sum(ours == gold == code for ours, gold in pairs)
    predicted = sum(ours == code for ours, _ in pairs)
    expected = sum(gold == code for _, gold in pairs)
    return f"{code} {100 * right / max(predicted, 1):.1f}/{100 * right / expected:.1f}"


def _score_mixed(path: Path, shown: int) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for same in (False, True):
        chosen = [row for row in rows if row["same_script"] is same]
        found = [language_spans(row["text"]) for row in chosen]
        letters = [letter for row, ours in zip(chosen, found, strict=True) for letter in _letters(row, ours)]
        exact = [_codes(ours) == _codes(row["spans"]) for row, ours in zip(chosen, found, strict=True)]
        kind = "same script" if same else "different scripts"
        right = 100 * sum(letters) / len(letters)
        print(f"mixed, {kind:<17} {len(chosen):>4} letters {right:.2f}  spans {100 * sum(exact) / len(exact):.2f}")
        wrong = [(row, ours) for row, ours, good in zip(chosen, found, exact, strict=True) if not good]
        for row, ours in wrong[:shown]:
            print("   ", row["spans"], ours, row["text"][:200])


def _letters(row: dict[str, Any], ours: Iterable[tuple[int, int, str]]) -> list[bool]:
    """Say for every letter of a gold span whether it has the right language."""
    label = {place: code for start, end, code in ours for place in range(start, end)}
    return [
        label.get(place) == code
        for start, end, code in row["spans"]
        for place in range(start, end)
        if row["text"][place].isalpha()
    ]


def _codes(spans: Iterable[Any]) -> list[str]:
    return [span[2] for span in spans]


if __name__ == "__main__":
    main()
