"""Measure builds of many sources: documents a second, memory, and what one changed source costs.

Sources come from `benchmarks/generate.py`. Three builds follow one another, each in a process of its own, on one core:
the first, one after a source has changed that is aligned with nothing, one after nothing has changed. Seconds are of
the processor; those of the aligner are told apart.
Usage: `python benchmarks/building.py [--sizes 500,2000] [--kilobytes 10]`; the folder lies below the system's own for
what is temporary.
"""

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import generate

_UNALIGNED = """
SELECT source_path FROM documents WHERE source_path LIKE '%.md' AND id NOT IN (SELECT document_id FROM versions)
AND id NOT IN (SELECT of_document_id FROM versions WHERE of_document_id IS NOT NULL)
AND id NOT IN (SELECT document_id FROM alignments) ORDER BY id
"""


def main() -> None:
    """Print a table of sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="500,2000")
    parser.add_argument("--kilobytes", type=float, default=10)
    parser.add_argument("--one", nargs=2, metavar=("SOURCES", "DATABASE"), help="build once, in this process")
    options = parser.parse_args()
    if options.one:
        _build(*map(Path, options.one))
        return
    print(f"{'sources':>8} {'build':>8} {'seconds':>8} {'aligning':>9} {'sources/s':>10} {'MB':>6} {'reused':>7}")
    for size in options.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), int(size), options.kilobytes)


def _measure(folder: Path, size: int, kilobytes: float) -> None:
    sources, database = folder / "sources", folder / "archive.db"
    generate(sources, size, kilobytes=kilobytes)
    _in_a_process("first", sources, database)
    connection = sqlite3.connect(database)
    (path,) = connection.execute(_UNALIGNED).fetchone()
    connection.close()
    with (sources / path).open("a", encoding="utf-8") as file:
        file.write("\n\nA line that was not there before.\n")
    _in_a_process("one", sources, database)
    _in_a_process("none", sources, database)


def _in_a_process(label: str, sources: Path, database: Path) -> None:
    command = [sys.executable, __file__, "--one", sources, database]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    count, seconds, aligning, memory, reused = done.stdout.split()
    rate = float(count) / max(0.001, float(seconds) - float(aligning))
    print(f"{count:>8} {label:>8} {seconds:>8} {aligning:>9} {rate:>10.0f} {memory:>6} {reused:>7}", flush=True)


def _build(sources: Path, database: Path) -> None:
    from ezri_archive.pipeline import building  # noqa: PLC0415 - the other processes need none of it

    aligning = 0.0
    align_works = building.align_works

    def timed(*values: object) -> object:
        nonlocal aligning
        started = time.process_time()
        aligned = align_works(*values)
        aligning += time.process_time() - started
        return aligned

    building.align_works = timed
    started = time.process_time()
    report = building.build(sources, database)
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(report.sources, f"{seconds:.1f}", f"{aligning:.1f}", memory, report.reused)


if __name__ == "__main__":
    main()
