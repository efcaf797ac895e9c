"""The quality gate: what the archive reaches on texts with known answers may rise and never fall.

Every measure has a bar, published here, and a floor in `quality_floors.tsv`: the figure reached on the development half
of the gold, rounded down. Floors are raised by hand when a figure has risen, and never lowered below their bars. The
measures of our own samples run everywhere, the others where EZRI_SHARED leads to the gold.
"""

from pathlib import Path

import pytest

from quality_measures import OWN, measured

BARS = {
    "language title fa precision": 0.80,
    "language title fa recall": 0.95,
    "language title he precision": 0.95,
    "language fragment fa precision": 0.80,
    "language fragment fa recall": 0.90,
    "language headline fa precision": 0.99,
    "language headline fa recall": 0.99,
    "language headline he precision": 0.95,
    "language sentence fa precision": 0.99,
    "language sentence fa recall": 0.99,
    "language sentence he precision": 0.95,
    "language paragraph fa precision": 0.99,
    "language paragraph fa recall": 0.99,
    "language paragraph he precision": 0.95,
    "language robust all": 0.985,
    "language extra_confusable all": 0.90,
    "mixed-lines different letters": 0.995,
    "mixed-lines different spans": 0.95,
    "mixed-lines same letters": 0.80,
    "mixed-lines same spans": 0.80,
    "mixed-documents": 0.99,
    "segments he.he_iahltknesset": 0.993,
    "segments he.he_iahltwiki": 0.993,
    "segments fa.fa_perdt": 0.999,
    "segments fa.fa_seraji": 0.980,
    "segments en.en_ewt": 0.88,
    "alignment ntrex hard en-he": 0.990,
    "alignment ntrex hard en-fa": 0.985,
    "alignment ntrex hard he-fa": 0.978,
    "alignment sib200 hard en-he": 0.995,
    "alignment sib200 hard en-fa": 0.995,
    "alignment sib200 hard he-fa": 0.985,
    "alignment udhr hard en-he": 0.88,
    "alignment udhr hard en-fa": 0.92,
    "alignment udhr hard he-fa": 0.94,
    "own-language all": 0.99,
    "own-language fa precision": 0.99,
    "own-language fa recall": 0.99,
    "own-language he precision": 0.99,
    "own-segments en": 0.99,
    "own-segments he": 0.99,
    "own-segments fa": 0.99,
    "own-alignment de-fr": 0.85,
}
_ROWS = (line.split("\t") for line in (OWN / "quality_floors.tsv").read_text("utf-8").splitlines()[1:])
FLOORS = {name: float(floor) for name, floor in _ROWS}
"""The figures reached."""


def _names(*, own: bool) -> list[str]:
    return [name for name in FLOORS if name.startswith("own-") is own]


def test_every_bar_has_its_floor_and_every_floor_its_bar() -> None:
    assert list(FLOORS) == list(BARS)


@pytest.mark.parametrize("name", FLOORS)
def test_a_floor_is_only_raised_and_never_lies_below_its_bar(name: str) -> None:
    assert BARS[name] <= FLOORS[name] <= 1


@pytest.mark.parametrize("name", _names(own=True))
def test_our_own_samples_reach_the_floor(name: str) -> None:
    assert measured(OWN, name) >= FLOORS[name]


@pytest.mark.shared
@pytest.mark.parametrize("name", _names(own=False))
def test_the_gold_reaches_the_floor(shared: Path, name: str) -> None:
    assert measured(shared / "gold", name) >= FLOORS[name]


def test_a_measure_falls_when_its_gold_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "language").mkdir()
    (tmp_path / "language" / "title.tsv").write_text("خبرهای دریا و باد\tfa\nبهای نمک در بازار\tur\n", "utf-8")
    (tmp_path / "segment").mkdir()
    paragraph = '{"text": "It rained. We stayed.", "lang": "en", "sentences": [[0, 2], [3, 21]]}\n'
    (tmp_path / "segment" / "en.invented.jsonl").write_text(paragraph, "utf-8")

    figures = [measured(tmp_path, name) for name in ("language title fa precision", "segments en.invented")]

    assert figures == [0.5, 0.0]
