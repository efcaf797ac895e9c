"""Write an archive of any size straight through the writer of archives, out of our own sentences.

A work is three documents, in English, Hebrew and Persian, of the same sentences; English stands aligned with all of the
Hebrew and half of the Persian, and a unit has a sentence in all three. 1334 works are a million segments and half a
million alignments. The same seed gives the same rows.
Usage: `python benchmarks/large_archive.py ARCHIVE.db [--works 1334] [--seed 1]`.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from ezri_archive.database import ArchiveWriter
from ezri_archive.records import (
    Alignment,
    Date,
    Decision,
    Edition,
    Link,
    Metadata,
    Segment,
    SegmentedBlock,
    SegmentedPortion,
    SourceFacts,
    Unit,
    Work,
)
from generate import LANGUAGES, parallel_sentences

SENTENCES = 250
"""Segments of a document."""

_ROLES = ("article", "letter", "note")
_BANDS = ((0.85, "high"), (0.6, "medium"), (0.0, "low"))
_SERIES = ("The Salt Road Letter", "Harbour Papers", "Notes on Inland Seas", "Caravan Review")

Passage = Sequence[dict[str, str]]


def main() -> None:
    """Write the archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--works", type=int, default=1334)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.process_time()
    write(options.archive, options.works, seed=options.seed)
    print(f"{options.works} works in {options.archive}, {time.process_time() - began:.0f} s of CPU")


def write(path: Path, works: int, *, seed: int = 1) -> None:
    """Write an archive of so many works to `path`."""
    with ArchiveWriter(path) as archive:
        add_works(archive, works, seed=seed)
        archive.add_builds({"title": "A large archive", "program": "ezri_archive", "seed": str(seed)})
        archive.finish()


def add_works(archive: ArchiveWriter, works: int, *, seed: int = 1) -> None:
    """Add so many works to an archive that is being written."""
    chance = random.Random(seed)  # noqa: S311 - no secret, only repeatable
    sentences = parallel_sentences()
    for number in range(works):
        _add_work(archive, f"work-{number:05}", chance, sentences)


def _add_work(archive: ArchiveWriter, name: str, chance: random.Random, sentences: list[dict[str, str]]) -> None:
    passage = [chance.choice(sentences) for _ in range(SENTENCES)]
    numbers = [chance.randint(10, 99_999) for _ in range(SENTENCES)]
    editions = {code: _edition(f"{name}-{code}", code, passage, numbers, chance) for code in LANGUAGES}
    for code, edition in editions.items():
        archive.add_document(edition, list(_links(edition, code)), f"<TEI xml:id='{edition.id}'/>")
    archive.add_works([Work(name, f"Work {name}", tuple(edition.id for edition in editions.values()))])
    segments = {code: edition.portions[0].segments for code, edition in editions.items()}
    archive.add_alignments(_alignments(name, editions, segments, chance))
    archive.add_units(
        Unit(f"{name}.u{place}", name, place, beside)
        for place, beside in enumerate(zip(*segments.values(), strict=True), 1)
    )


def _edition(name: str, code: str, passage: Passage, numbers: list[int], chance: random.Random) -> Edition:
    start = 0
    blocks = []
    for place, (row, number) in enumerate(zip(passage, numbers, strict=True), 1):
        words = row[code] if number % 5 < 2 else f"{row[code]} ({number:,})"
        segment = Segment(f"{name}.{code}.{place}", place, code, words, start, start + len(words))
        kind = "heading" if place % 25 == 1 else "paragraph"
        blocks.append(SegmentedBlock(kind, (segment,), start=start, end=segment.end))
        start = segment.end + 2
    year = chance.randint(1990, 2024)
    metadata = Metadata(
        title=passage[0][code][:60], language=code, genre=chance.choice(("article", "newsletter")),
        series=chance.choice(_SERIES), published=Date(f"{year}-{chance.randint(1, 12):02}", "month"),
        url=f"https://papers.example/{code}/{name}/",
    )  # fmt: skip
    role = Decision(chance.choice(_ROLES), "generated", 0.9)
    portion = SegmentedPortion(f"{name}.p1", 1, role, Decision(code, "script", 0.9), tuple(blocks))
    return Edition(name, SourceFacts(f"{name}.md", "0" * 64, "text/markdown", "utf-8", start), metadata, (portion,))


def _links(edition: Edition, code: str) -> Iterator[Link]:
    portion = edition.portions[0]
    for number in range(4):
        url = f"https://site-{number}.example/{edition.id}"
        segment = portion.segments[number * 20].id
        yield Link(f"{edition.id}.link{number}", portion.id, segment, url, url, url, f"site-{number}.example",
                   "see there", "reference", code)  # fmt: skip


def _alignments(
    name: str, editions: dict[str, Edition], segments: dict[str, tuple[Segment, ...]], chance: random.Random
) -> Iterator[Alignment]:
    for code, share in (("he", SENTENCES), ("fa", SENTENCES // 2)):
        for place in range(share):
            score = chance.random()
            band = next(word for least, word in _BANDS if score >= least)
            yield Alignment(
                f"{name}.en-{code}.{place}", name, editions["en"].id, editions[code].id, "en", code,
                segments["en"][place : place + 1], segments[code][place : place + 1], round(score, 4), band,
                chance.choice(("length+names", "length", "learned")),
                "confirmed" if place % 11 == 0 else "automatic",
            )  # fmt: skip


if __name__ == "__main__":
    main()
