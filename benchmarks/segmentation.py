"""Score sentence boundaries against treebanks: boundary F1, the border at the end of a paragraph left out.

Usage: `python benchmarks/segmentation.py [--errors N]`. Reads `gold/segment/*.jsonl` under EZRI_SHARED (default
`../shared`): a line is `{text, sentences: [[start, end], ...], lang}`.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ezri_archive.segments import sentences

SHARED = Path(os.environ.get("EZRI_SHARED", "../shared"))


def main() -> None:
    """Print one line for each treebank."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0, help="show this many wrong borders of each treebank")
    parser.add_argument("--only", default="", help="part of a treebank's name")
    arguments = parser.parse_args()
    print(f"{'treebank':<18} {'borders':>7} {'P':>6} {'R':>6} {'F1':>6} {'Mchar/s':>8}")
    for path in sorted((SHARED / "gold" / "segment").glob("*.jsonl")):
        if arguments.only in path.name:
            _score(path, arguments.errors)


def _score(path: Path, shown: int) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    began = time.perf_counter()
    found = [_borders(sentences(row["text"], row["lang"])) for row in rows]
    seconds = time.perf_counter() - began
    gold = [_borders(row["sentences"]) for row in rows]
    right = sum(len(ours & theirs) for ours, theirs in zip(found, gold, strict=True))
    predicted, expected = sum(map(len, found)), sum(map(len, gold))
    speed = sum(len(row["text"]) for row in rows) / seconds / 1e6
    score = 200 * right / (predicted + expected)
    precision, recall = 100 * right / max(predicted, 1), 100 * right / max(expected, 1)
    print(f"{path.stem:<18} {expected:>7} {precision:>6.2f} {recall:>6.2f} {score:>6.2f} {speed:>8.2f}")
    for number, line in enumerate(_errors(rows, found, gold)):
        if number < shown:
            print("   ", line)


def _borders(spans: Any) -> set[int]:
    return {end for _, end in spans[:-1]}


def _errors(rows: list[dict[str, Any]], found: list[set[int]], gold: list[set[int]]) -> Iterator[str]:
    for row, ours, theirs in zip(rows, found, gold, strict=True):
        for border in sorted(ours ^ theirs):
            kind = "+" if border in ours else "-"
            text = row["text"]
            yield f"{kind} {text[max(border - 60, 0) : border]} ⟂ {text[border : border + 40]}"


if __name__ == "__main__":
    main()
