"""The bars: F1 on the development half of the gold, which is not part of the project."""

from pathlib import Path

import pytest

from ezri_archive.alignment import EVIDENCE, align
from ezri_archive.alignment.evaluation import Evaluation, evaluate, load_gold, pairs_of

pytestmark = pytest.mark.shared

BARS = [
    ("ntrex", "hard", (0.990, 0.985, 0.978)),
    ("ntrex", "edited", (0.993, 0.992, 0.975)),
    ("sib200", "hard", (0.995, 0.995, 0.985)),
    ("sib200", "edited", (0.995, 0.995, 0.970)),
    ("udhr", "hard", (0.88, 0.92, 0.94)),
]
PAIRS = ("en-he", "en-fa", "he-fa")
CASES = [(name, variant, pair, bar) for name, variant, bars in BARS for pair, bar in zip(PAIRS, bars, strict=True)]


def _scored(folder: Path, pair: str, kinds: frozenset[str] = EVIDENCE) -> Evaluation:
    texts = load_gold(folder, pair)
    found = align([bitext for bitext, _ in texts], evidence=kinds, explain=False).beads
    return evaluate((pairs_of(beads), gold) for beads, (_, gold) in zip(found, texts, strict=True))


@pytest.mark.parametrize(("name", "variant", "pair", "bar"), CASES)
def test_a_collection_reaches_its_bar(shared: Path, name: str, variant: str, pair: str, bar: float) -> None:
    assert _scored(shared / "gold" / "align" / name / variant, pair).strict.f1 >= bar


@pytest.mark.parametrize(("pair", "bar"), [("en-he", 0.97), ("en-fa", 0.965), ("he-fa", 0.95)])
def test_every_text_alone_reaches_its_bar(shared: Path, pair: str, bar: float) -> None:
    scores = [
        evaluate([(pairs_of(align([bitext], explain=False).beads[0]), gold)]).strict.f1
        for bitext, gold in load_gold(shared / "gold" / "align" / "ntrex" / "hard", pair)
    ]
    assert sum(scores) / len(scores) >= bar


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("name", ["ntrex", "sib200"])
def test_natural_segments_are_merged_rightly(shared: Path, name: str, pair: str) -> None:
    assert _scored(shared / "gold" / "align" / name / "natural", pair).merged.f1 >= 0.99


def test_of_the_beads_in_the_high_band_99_in_100_are_right(shared: Path) -> None:
    right = total = 0
    for pair in PAIRS:
        texts = load_gold(shared / "gold" / "align" / "mozilla" / "hard", pair)
        for beads, (_, gold) in zip(align([one for one, _ in texts], explain=False).beads, texts, strict=True):
            high = [(bead.source, bead.target) for bead in beads if bead.band == "high"]
            right += sum(pair in set(gold) for pair in high)
            total += len(high)
    assert right >= 0.99 * total > 0
