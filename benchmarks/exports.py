"""Measure the writers of exchange formats on one core: rows a second, megabytes, and memory over that of no rows.

Usage: `python benchmarks/exports.py [--rows 500000]`. The rows are invented, half English beside Hebrew, half Hebrew
beside Persian, one in ten with two segments on a side; each writer runs in a process of its own and takes a stream.
`python benchmarks/exports.py --archive archive.db` measures what reading costs too: `ezri export`, of up to `--rows`
rows, and the exports of the site beside Datasette's own CSV.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from ezri_archive.database.aligned import aligned_rows, pairs_held
from ezri_archive.exports import (
    AlignedRow,
    write_csv,
    write_intertext,
    write_jsonl,
    write_moses,
    write_parquet,
    write_tei,
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
    "tei": write_tei,
    "parquet": write_parquet,
}


def main() -> None:
    """Print a table of writers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--one", default="", help="measure one writer in this process")
    parser.add_argument("--archive", type=Path, help="measure the way from this archive to the file")
    options = parser.parse_args()
    if options.archive:
        _measure_archive(options.archive, options.rows)
        return
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


def _measure_archive(archive: Path, number: int) -> None:
    print(f"{'from the archive':<32} {'rows/s':>10}")
    for name, write in (("tmx", lambda rows: write_tmx(rows, "en")), ("jsonl", write_jsonl)):
        began, read = time.process_time(), count()
        rows = (
            row for row, _ in zip(islice(aligned_rows(archive, pairs_held(archive)[0]), number), read, strict=False)
        )
        sum(map(len, write(rows)))
        print(f"{'ezri export --format ' + name:<32} {next(read) / (time.process_time() - began):>10,.0f}", flush=True)
    asyncio.run(_measure_site(archive))


async def _measure_site(archive: Path) -> None:
    site = Datasette([], immutables=[str(archive)], settings={"max_csv_mb": 0})
    await site.invoke_startup()
    site._settings["allow_csv_stream"] = True  # noqa: SLF001 - the plugin turns it off
    for table, form, mark in (("alignments", "tmx", b"<tu "), ("segments", "jsonl", b"\n")):
        core = f"/{archive.stem}/{table}.csv?_stream=1&_size=max"
        ours = f"/-/ezri/export/table/{archive.stem}/{table}.{form}"
        slow, fast = await _rate(site, core, b"\r\n"), await _rate(site, ours, mark)
        print(f"{table + '.csv, Datasette':<32} {slow:>10,.0f}")
        print(f"{table + '.' + form + ', ours':<32} {fast:>10,.0f}  {fast / slow:.1f} times", flush=True)


async def _rate(site: Any, address: str, mark: bytes) -> float:
    began = time.process_time()
    content = (await site.client.get(address)).content
    return content.count(mark) / (time.process_time() - began)


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
