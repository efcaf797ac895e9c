"""Measure how well versions that nobody declares are found: precision and recall on gold documents among distractors.

The collection: every document of `gold/align` (news, encyclopaedic topics, web pages, interface strings, legal prose),
in English, Hebrew and Persian, each a source of its own; and a thousand distractors, shuffled and cut from the
paragraphs, sentences and headlines of `gold/language` (parts of them are translations of parts of others, so they are
hard). Pairs count that stand in one work. "orphans" holds of each document one language only: every pair found there
is wrong.
Then the time for growing collections of distractors.
Usage: `python benchmarks/versions.py [--distractors 1000] [--sizes 1000,2000,4000,8000,16000]`; `EZRI_SHARED` names the
folder that holds `gold/` (default `../shared`).
"""

import argparse
import math
import os
import random
import resource
import time
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ezri_archive.pipeline import edition_of, links_in
from ezri_archive.pipeline.traits import traits_of
from ezri_archive.records import Source
from ezri_archive.works import (
    DocumentFacts,
    Profile,
    Works,
    facts_of,
    find_unstated,
    find_works,
    profile_of,
    trait_number,
)

GOLD = Path(os.environ.get("EZRI_SHARED", "../shared")) / "gold"
LANGUAGES = ("en", "he", "fa")
SETS = ("ntrex", "sib200", "mozilla", "mwui", "udhr")
_ONE_LINE = frozenset({"mozilla", "mwui"})
"""Sets whose segments stand on lines of their own: headings, buttons, items."""


@dataclass(frozen=True, slots=True)
class Text:
    """A source of the collection; `group` is what its versions share, "" for a distractor."""

    facts: DocumentFacts
    profile: Profile | None
    group: str


def main() -> None:
    """Print precision and recall, then times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--distractors", type=int, default=1000)
    parser.add_argument("--sizes", default="1000,2000,4000,8000,16000")
    options = parser.parse_args()
    noise = [_text(name, "", "\n\n".join(lines)) for name, lines in distractors(options.distractors)]
    print(f"{'collection':<18} {'texts':>6} {'pairs':>6} {'right':>6} {'found':>6} {'recall':>7} {'precision':>9}")
    for variant in ("plain", "edited"):
        texts = gold_texts(variant)
        _report(variant, texts + noise)
        for name in SETS:
            _report(f"  {name}", [text for text in texts if text.group.startswith(name)] + noise)
        _report("  orphans", _orphans(texts) + noise)
    _report_times([int(size) for size in options.sizes.split(",")])


def gold_texts(variant: str) -> list[Text]:
    """Read the gold documents as sources."""
    texts = []
    for name in SETS:
        for file in sorted((GOLD / "align" / name / variant).glob("*.*")):
            if file.suffix[1:] in LANGUAGES:
                lines = file.read_text(encoding="utf-8").splitlines()
                together = 1 if name in _ONE_LINE else 4
                paragraphs = [" ".join(lines[at : at + together]) for at in range(0, len(lines), together)]
                group = f"{name}-{file.stem}"
                texts.append(_text(f"{group}-{file.suffix[1:]}x", group, "\n\n".join(paragraphs)))
    return texts


def distractors(count: int, *, seed: int = 1) -> Iterator[tuple[str, list[str]]]:
    """Cut and shuffle: (name, lines) of texts of 8 to 40 lines, in the three languages by turns."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for name in ("paragraph", "sentence", "headline"):
        for row in (GOLD / "language" / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            text, _, code = row.rpartition("\t")
            lines[code].append(text)
    chance = random.Random(seed)  # noqa: S311 - no secret, only repeatable
    for number in range(count):
        code = LANGUAGES[number % 3]
        yield f"distractor-{number:05}-{code}x", chance.sample(lines[code], chance.randint(8, 40))


def _text(name: str, group: str, content: str) -> Text:
    edition = edition_of(Source(f"{name}.txt", "0" * 64, "text/plain", content.encode()), name)
    return Text(facts_of(edition, links_in(edition)), profile_of(edition, traits_of), group)


def _orphans(texts: Sequence[Text]) -> list[Text]:
    groups = sorted({text.group for text in texts})
    kept = {f"{group}-{LANGUAGES[place % 3]}x" for place, group in enumerate(groups)}
    return [text for text in texts if text.facts.id in kept]


def _report(label: str, texts: Sequence[Text]) -> None:
    found = _pairs(_works([text.profile for text in texts if text.profile], [text.facts for text in texts]), texts)
    right = {
        frozenset((one.facts.id, other.facts.id))
        for one in texts
        for other in texts
        if one.group and one.group == other.group and one.facts.language != other.facts.language
    }
    recall = len(found & right) / len(right) if right else math.nan
    precision = len(found & right) / len(found) if found else math.nan
    print(
        f"{label:<18} {len(texts):>6} {len(right):>6} {len(found & right):>6} {len(found):>6} {recall:>7.3f} "
        f"{precision:>9.3f}",
        flush=True,
    )


def _works(profiles: Sequence[Profile], facts: Sequence[DocumentFacts]) -> Works:
    return find_works(facts, find_unstated(len(profiles), profiles.__getitem__))


def _pairs(works: Works, texts: Sequence[Text]) -> set[frozenset[str]]:
    spoken = {text.facts.id: text.facts.language for text in texts}
    return {
        frozenset((one, other))
        for work in works.works
        for one in work.document_ids
        for other in work.document_ids
        if spoken[one] != spoken[other]
    }


def _report_times(sizes: Sequence[int]) -> None:
    print(f"\n{'texts':>8} {'seconds':>8} {'µs / (n log n)':>15} {'MB':>6}")
    known: dict[tuple[str, str], list[int]] = {}
    for size in sizes:
        profiles = [_quick_profile(name, lines, known) for name, lines in distractors(size)]
        started = time.process_time()
        find_unstated(len(profiles), profiles.__getitem__)
        seconds = time.process_time() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{size:>8,} {seconds:>8.1f} {1e6 * seconds / (size * math.log2(size)):>15.1f} {memory:>6}", flush=True)


def _quick_profile(name: str, lines: Sequence[str], known: dict[tuple[str, str], list[int]]) -> Profile:
    """Profile a text whose lines are its segments."""
    code = name[-3:-1]
    for line in lines:
        if (line, code) not in known:
            known[line, code] = [trait_number(trait) for trait, _ in traits_of(line, code)]
    rows = [known[line, code] for line in lines]
    traits = array("I", [trait for row in rows for trait in row])
    return Profile(name, code, array("I", map(len, rows)), traits, b"")


if __name__ == "__main__":
    main()
