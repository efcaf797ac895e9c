"""Measure builds of many sources, stage by stage: seconds of the processor, memory, and what changed sources cost.

Sources come from `benchmarks/generate.py`. Builds follow one another, each in a process of its own: the first, one
after sources have changed that are aligned with nothing (`--changed`), one after nothing has changed. The stages are
`read` (every source to TEI and back, its profile), `find` (works and versions), `align`, `load` (rows, indexes,
checks); the last column is the share of the first build. Where `--jobs` is more than 1, the seconds are those of all
processes, and `MB` is the most that one of them held at once.
Usage: `python benchmarks/building.py [--sizes 500,2000] [--kilobytes 10] [--changed 1] [--jobs 1]`; the folder lies
below the system's own for what is temporary.
"""

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generate import generate

_UNALIGNED = """
SELECT source_path FROM documents WHERE source_path LIKE '%.md' AND id NOT IN (SELECT document_id FROM versions)
AND id NOT IN (SELECT of_document_id FROM versions WHERE of_document_id IS NOT NULL)
AND id NOT IN (SELECT document_id FROM alignments) ORDER BY id LIMIT ?
"""
_STAGES = {
    "collect": "read", "works_of": "find", "align_works": "align", "write_all": "load", "write_changes": "load"
}  # fmt: skip
_COLUMNS = ("sources", "build", "wall", "seconds", "read", "find", "align", "load", "ms/source", "MB", "reused", "%")


def main() -> None:
    """Print a table of sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="500,2000")
    parser.add_argument("--kilobytes", type=float, default=10)
    parser.add_argument("--changed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--one", nargs=2, metavar=("SOURCES", "DATABASE"), help="build once, in this process")
    options = parser.parse_args()
    if options.one:
        _build(*map(Path, options.one), options.jobs)
        return
    print("".join(f"{name:>10}" for name in _COLUMNS))
    for size in options.sizes.split(","):
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), int(size), options)


def _measure(folder: Path, size: int, options: argparse.Namespace) -> None:
    sources, database = folder / "sources", folder / "archive.db"
    generate(sources, size, kilobytes=options.kilobytes)
    first = _in_a_process("first", sources, database, options.jobs, 0.0)
    connection = sqlite3.connect(database)
    changed = [path for (path,) in connection.execute(_UNALIGNED, [options.changed])]
    connection.close()
    for path in changed:
        with (sources / path).open("a", encoding="utf-8") as file:
            file.write("\n\nA line that was not there before.\n")
    _in_a_process(f"{len(changed)} new", sources, database, options.jobs, first)
    _in_a_process("none", sources, database, options.jobs, first)


def _in_a_process(label: str, sources: Path, database: Path, jobs: int, first: float) -> float:
    command = [sys.executable, __file__, "--jobs", str(jobs), "--one", str(sources), str(database)]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    seconds = float(found["seconds"])
    found |= {"build": label, "ms/source": 1000 * seconds / found["sources"], "%": 100 * seconds / (first or seconds)}
    print("".join(f"{_shown(found.get(name, 0)):>10}" for name in _COLUMNS), flush=True)
    return seconds


def _shown(value: str | float) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _build(sources: Path, database: Path, jobs: int) -> None:
    from ezri_archive.pipeline import building  # noqa: PLC0415 - the other processes need none of it

    spent: defaultdict[str, float] = defaultdict(float)
    for name, stage in _STAGES.items():
        setattr(building, name, _timed(getattr(building, name), stage, spent))
    wall, before = time.perf_counter(), _seconds()
    report = building.build(sources, database, jobs=jobs)
    seconds = _seconds() - before
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    print(json.dumps({
        "sources": report.sources, "wall": time.perf_counter() - wall, "seconds": seconds, **spent, "MB": memory,
        "reused": report.reused,
    }))  # fmt: skip


def _timed(function: Callable[..., object], stage: str, spent: dict[str, float]) -> Callable[..., object]:
    def timed(*values: object) -> object:
        started = _seconds()
        given = function(*values)
        spent[stage] += _seconds() - started
        return given

    return timed


def _seconds() -> float:
    """Give the seconds of the processor that this process and those it waited for have spent."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
