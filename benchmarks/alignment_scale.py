"""Measure the aligner on one very long pair of texts: F1, CPU seconds, memory by number of segments.

The pair is the gold of a set, one text after another, repeated as often as needed with fresh deletions on both sides.
Usage: `python benchmarks/alignment_scale.py [--pair en-fa] [--sizes 5000,20000,60000]`; `EZRI_SHARED` names the folder
that holds `gold/align` (default `../shared`). Each size runs in a process of its own.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from ezri_archive.alignment import Bitext, Line, align
from ezri_archive.alignment.evaluation import Pair, evaluate, load_gold, pairs_of

_DELETED = 0.03
_GOLD = Path(os.environ.get("EZRI_SHARED", "../shared")) / "gold" / "align"


def main() -> None:
    """Print a table of sizes."""
    options = _options()
    if options.one:
        _measure(options.set, options.pair, options.one)
        return
    print(f"{'segments a side':>16} {'strict F1':>10} {'merged':>8} {'CPU s':>8} {'MB':>7} {'segments/s':>11}")
    for size in options.sizes.split(","):
        command = [sys.executable, __file__, "--set", options.set, "--pair", options.pair, "--one", size]
        subprocess.run(command, check=True)


def long_pair(name: str, pair: str, size: int) -> tuple[Bitext, list[Pair]]:
    """Make a pair of texts of about `size` segments a side, and its gold beads."""
    chance = random.Random(f"{name} {pair} {size}")  # noqa: S311 - no secret, only repeatable
    texts = load_gold(_GOLD / name / "hard", pair)
    source: list[Line] = []
    target: list[Line] = []
    gold: list[Pair] = []
    while len(source) < size:
        for bitext, beads in texts:
            for bead in beads:
                kept = _thinned(bead, bitext, chance)
                if any(kept):
                    gold.append((_numbers(source, kept[0]), _numbers(target, kept[1])))
                    source += kept[0]
                    target += kept[1]
    return Bitext("long", *pair.split("-"), tuple(source), tuple(target)), gold


def _thinned(bead: Pair, bitext: Bitext, chance: random.Random) -> tuple[list[Line], list[Line]]:
    source = [bitext.source[line] for line in bead[0] if chance.random() >= _DELETED]
    target = [bitext.target[line] for line in bead[1] if chance.random() >= _DELETED]
    return source, target


def _numbers(lines: list[Line], added: list[Line]) -> tuple[int, ...]:
    return tuple(range(len(lines), len(lines) + len(added)))


def _measure(name: str, pair: str, size: int) -> None:
    bitext, gold = long_pair(name, pair, size)
    before = time.process_time()
    beads = align([bitext]).beads[0]
    seconds = time.process_time() - before
    score = evaluate([(pairs_of(beads), gold)])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    segments = len(bitext.source) + len(bitext.target)
    print(
        f"{len(bitext.source):>16,} {score.strict.f1:>10.4f} {score.merged.f1:>8.4f} {seconds:>8.1f} {memory:>7.0f} "
        f"{segments / seconds:>11,.0f}",
        flush=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", default="ntrex")
    parser.add_argument("--pair", default="en-fa")
    parser.add_argument("--sizes", default="5000,20000,60000")
    parser.add_argument("--one", type=int, default=0, help="measure one size in this process")
    return parser.parse_args()


if __name__ == "__main__":
    main()
