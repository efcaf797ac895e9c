"""Whole mixed documents, from the raw text to published pairs: how many translations are found, how many are wrong.

    EZRI_SHARED=../shared .venv/bin/python benchmarks/mixed_documents.py

Reads `gold/language/mixed_docs.jsonl`: documents in eight layouts whose sentences carry ids, equal in two languages for
translations of each other. Every document is split, segmented and aligned by `ezri build`, all in one archive.
"""

import json
import os
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from ezri_archive.languages import pair_order
from ezri_archive.pipeline import build

Span = tuple[int, int, str, str]
HALF = 0.5


def documents() -> list[dict[str, object]]:
    """Read the gold documents."""
    shared = Path(os.environ.get("EZRI_SHARED", "../shared"))
    lines = (shared / "gold/language/mixed_docs.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def gold_pairs(spans: list[Span]) -> set[tuple[str, str, str]]:
    """List what should be found: id and the two languages that have it."""
    by_id: defaultdict[str, set[str]] = defaultdict(set)
    for _, _, language, name in spans:
        by_id[name].add(language)
    return {(name, *pair) for name, codes in by_id.items() for pair in combinations(sorted(codes, key=pair_order), 2)}


def said(segments: list[tuple[int, int, str]], spans: list[Span]) -> dict[str, set[str]]:
    """Give the gold ids that an alignment's segments hold at least half of, by language."""
    held: defaultdict[str, set[str]] = defaultdict(set)
    for start, end, language, name in spans:
        covered = sum(max(0, min(end, last) - max(start, first)) for first, last, code in segments if code == language)
        if covered >= HALF * (end - start):
            held[language].add(name)
    return held


def alignments(archive: sqlite3.Connection, document: str) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Give every published pair of a document with its segments."""
    rows = archive.execute(
        """select a.id, s.start, s.end, s.lang from alignments a join alignment_segments m on m.alignment_id = a.id
           join segments s on s.id = m.segment_id
           where a.document_id = ? and a.source_text <> '' and a.target_text <> '' order by a.id""",
        (document,),
    )
    grouped: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for name, start, end, language in rows:
        grouped[name].append((start, end, language))
    yield from grouped.items()


def main() -> None:
    """Print recall and the share of wrong pairs, for each layout and in all."""
    found, wanted, wrong, published = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    gold = documents()
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources"
        sources.mkdir()
        for document in gold:
            (sources / f"{document['id']}.txt").write_text(str(document["text"]), "utf-8", newline="")
        build(sources, Path(folder) / "archive.db")
        archive = sqlite3.connect(Path(folder) / "archive.db")
        for document in gold:
            layout, spans = str(document["layout"]), [tuple(span) for span in document["spans"]]
            hits = set()
            for _, segments in alignments(archive, str(document["id"])):
                held = said(segments, spans)
                first, second = sorted({code for _, _, code in segments}, key=pair_order)
                both = held[first] & held[second]
                hits |= {(name, first, second) for name in both}
                published[layout] += 1
                wrong[layout] += not both
            pairs = gold_pairs(spans)
            wanted[layout] += len(pairs)
            found[layout] += len(pairs & hits)
        archive.close()
    report(found, wanted, wrong, published)


def report(found: Counter[str], wanted: Counter[str], wrong: Counter[str], published: Counter[str]) -> None:
    """Print the table."""
    print(f"{'layout':<14}{'pairs':>7}{'found':>8}{'published':>11}{'wrong':>8}")
    for layout in [*sorted(wanted), "all"]:
        rows = [
            counter.total() if layout == "all" else counter[layout] for counter in (found, wanted, wrong, published)
        ]
        hits, pairs, bad, given = rows
        print(f"{layout:<14}{pairs:>7}{hits / max(pairs, 1):>8.3f}{given:>11}{bad / max(given, 1):>8.3f}")


if __name__ == "__main__":
    sys.exit(main())
