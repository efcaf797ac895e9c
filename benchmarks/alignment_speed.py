"""Measure how quickly the aligner works through whole collections: segments, CPU seconds, segments a second, memory.

Segments are those of both sides. Start-up (imports, lexicons) is left aside: one pair of lines is aligned before the
clock starts. Each collection is aligned on one core, with learning, in a process that has not seen it before; the best
of several such runs counts, because other work on the machine only ever adds. Prints a Markdown table.
Usage: `python benchmarks/alignment_speed.py [--runs 3] [SET/VARIANT ...]`; `EZRI_SHARED` names the folder that holds
`gold/align` (default `../shared`).
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from ezri_archive.alignment import Bitext, Line, align
from ezri_archive.alignment.evaluation import load_gold

_GOLD = Path(os.environ.get("EZRI_SHARED", "../shared")) / "gold" / "align"
_SETS = (
    "ntrex/hard", "ntrex/edited", "sib200/hard", "sib200/edited", "mozilla/hard", "mwui/hard", "mwui/edited",
    "udhr/hard",
)  # fmt: skip
_PAIRS = ("en-he", "en-fa", "he-fa")
_ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def main() -> None:
    """Print the table, or measure one collection."""
    options = _options()
    if options.one:
        print(*_measure(*options.one))
        return
    print("| set | pair | segments | CPU s | segments a second | MB |")
    print("|---|---|---:|---:|---:|---:|")
    for name in options.sets:
        for pair in _PAIRS:
            runs = [_run(name, pair) for _ in range(options.runs)]
            segments, seconds, memory = runs[0][0], min(run[1] for run in runs), min(run[2] for run in runs)
            rate = segments / seconds
            print(f"| {name} | {pair} | {segments:,.0f} | {seconds:.3f} | {rate:,.0f} | {memory:.0f} |", flush=True)


def _run(name: str, pair: str) -> list[float]:
    command = [sys.executable, __file__, "--one", name, pair]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **_ONE_CORE})
    return [float(value) for value in done.stdout.split()]


def _measure(name: str, pair: str) -> tuple[int, float, float]:
    """Give the segments of a collection, the CPU seconds it takes, and the memory in MB."""
    bitexts = [bitext for bitext, _ in load_gold(_GOLD / name, pair)]
    source, target = pair.split("-")
    align([Bitext("start", source, target, (Line("a"),), (Line("a"),))])
    seconds = _seconds(bitexts)
    segments = sum(len(bitext.source) + len(bitext.target) for bitext in bitexts)
    return segments, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(bitexts: list[Bitext]) -> float:
    begun = time.process_time()
    align(bitexts, explain=False)
    return time.process_time() - begun


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=_SETS, metavar="SET/VARIANT")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", nargs=2, metavar=("SET", "PAIR"), help="measure one collection in this process")
    return parser.parse_args()


if __name__ == "__main__":
    main()
