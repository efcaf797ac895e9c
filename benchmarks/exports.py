"""Measure the writers of exchange formats on one core: rows a second, megabytes, and memory over that of no rows.

Usage: `python benchmarks/exports.py [--rows 500000]`. The rows are invented, half English beside Hebrew, half Hebrew
beside Persian, one in ten with two segments on a side; each writer runs in a process of its own and takes a stream.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from ezri_archive.exports import (
    AlignedRow,
    write_csv,
    write_intertext,
    write_jsonl,
    write_moses,
    write_tmx,
    write_tsv,
    write_xces,
)

_TEXTS = {
    "en": "It tells of the caravans that carried salt & dates to the coast through the winter of that year.",
    "he": "הוא מספר על השיירות שהובילו מלח ותמרים אל החוף, לאורך החורף של אותה שנה (ע״פ יומנו של אורלן).",
    "fa": "از کاروان‌هایی می‌گوید که نمک و خرما را در زمستان آن سال به ساحل می‌بردند، پیش از آن‌که بندر بسته شود.",
}
_WRITERS: dict[str, Callable[[Iterable[AlignedRow]], Iterable[bytes]]] = {
    "tmx": lambda rows: write_tmx(rows, "en"),
    "jsonl": write_jsonl,
    "tsv": lambda rows: write_tsv(rows, "en", "he"),
    "csv": lambda rows: write_csv(rows, "en", "he"),
    "xces": lambda rows: (chunk for _, chunk in write_xces(rows, "en", "he")),
    "intertext": lambda rows: (chunk for _, chunk in write_intertext(rows, "en", "he")),
    "moses": lambda rows: (chunk for _, chunk in write_moses(rows, "en", "he")),
}


def main() -> None:
    """Print a table of writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--one", default="", help="measure one writer in this process")
    options = parser.parse_args()
    if options.one:
        _measure(options.one, options.rows)
        return
    print(f"{'format':<10} {'rows/s':>10} {'MB':>7} {'more MB of memory':>18}")
    for name in _WRITERS:
        subprocess.run([sys.executable, __file__, "--one", name, "--rows", str(options.rows)], check=True)


def _measure(name: str, number: int) -> None:
    made = [_row(place) for place in range(1000)]
    write = _WRITERS[name]
    sum(map(len, write(_stream(made, 2000))))
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    size = sum(map(len, write(_stream(made, number))))
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{name:<10} {number / seconds:>10,.0f} {size / 1e6:>7.0f} {memory / 1024:>18.1f}", flush=True)


def _stream(rows: list[AlignedRow], number: int) -> Iterator[AlignedRow]:
    return islice((row for _ in range(number // len(rows) + 1) for row in rows), number)


def _row(place: int) -> AlignedRow:
    source, target = ("en", "he") if place % 2 else ("he", "fa")
    size = 2 if place % 10 == 0 else 1
    sides = [
        (tuple(f"letter-7.{code}.{place + n}" for n in range(size)), (_TEXTS[code],) * size)
        for code in (source, target)
    ]
    (source_ids, source_texts), (target_ids, target_texts) = sides
    return AlignedRow(
        f"letter-7.{source}-{target}.letter.{place}", source, target, "letter-7", "letter-7",
        source_ids, target_ids, source_texts, target_texts, f"{size}-{size}", 0.9731, "high", "ezri", "automatic",
        ("learned: caravans = השיירות", "seed: salt = מלח"),
    )  # fmt: skip


if __name__ == "__main__":
    main()
