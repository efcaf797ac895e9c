"""Strict, lax, merged and bad_link, on cases small enough to count by hand."""

from pathlib import Path

import pytest

from ezri_archive.alignment import Bead
from ezri_archive.alignment.evaluation import (
    Pair,
    Score,
    evaluate,
    load_gold,
    merge,
    pairs_of,
    read_beads,
    write_beads,
)
from ezri_archive.errors import AlignmentError

GOLD: list[Pair] = [((0,), (0,)), ((1, 2), (1,)), ((3,), ())]


def test_perfect_beads_score_one() -> None:
    found = evaluate([(GOLD, GOLD)])
    assert (found.strict.f1, found.lax.f1, found.merged.f1, found.bad_link) == (1.0, 1.0, 1.0, 0.0)


def test_a_bead_cut_too_fine_is_lax_and_merged_but_not_strict() -> None:
    predicted: list[Pair] = [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), ())]
    found = evaluate([(predicted, GOLD)])
    assert found.strict == Score(2 / 4, 1 / 2)
    assert found.lax == Score(1.0, 1.0)
    assert found.merged == Score(1.0, 1.0)
    assert found.bad_link == 0.0


def test_a_wrong_bead_makes_bad_links() -> None:
    predicted: list[Pair] = [((0,), (1,)), ((1, 2), (0,)), ((3,), ())]
    found = evaluate([(predicted, GOLD)])
    assert found.strict == Score(1 / 3, 0.0)
    assert found.strict.f1 == 0.0
    assert found.lax == Score(0.0, 0.0)
    assert found.bad_link == 1.0


def test_texts_are_counted_together() -> None:
    assert evaluate([(GOLD, GOLD), ([((0,), ()), ((), (0,))], [((0,), (0,))])]).strict == Score(3 / 5, 2 / 3)


def test_nothing_said_of_nothing_is_perfect() -> None:
    assert evaluate([([], [])]).strict.f1 == 1.0


def test_merging_joins_only_what_lies_in_one_bead() -> None:
    assert merge([((1,), ()), ((2,), (1,)), ((0,), (0,)), ((3,), (2,))], GOLD) == [
        ((0,), (0,)),
        ((1, 2), (1,)),
        ((3,), (2,)),
    ]


def test_beads_are_read_back_as_written(tmp_path: Path) -> None:
    beads = [Bead((0, 1), (0,), 0.9, "high"), Bead((), (1,), 0.5, "low")]
    write_beads(tmp_path / "one.pred", beads)
    assert (tmp_path / "one.pred").read_text() == "[0, 1]:[0]\n[]:[1]\n"
    assert read_beads(tmp_path / "one.pred") == pairs_of(beads)


def _gold(folder: Path, gold: str) -> Path:
    (folder / "one.en").write_text("A boat.\nA net.\n", encoding="utf-8")
    (folder / "one.he").write_text("סירה.\nרשת.\n", encoding="utf-8")
    (folder / "one.en-he.gold").write_text(gold, encoding="utf-8")
    return folder


def test_gold_is_read_with_its_texts(tmp_path: Path) -> None:
    ((bitext, beads),) = load_gold(_gold(tmp_path, "[0]:[0]\n\n[1]:[1]\n"), "en-he")
    assert [line.text for line in bitext.source] == ["A boat.", "A net."]
    assert beads == [((0,), (0,)), ((1,), (1,))]


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        ("[0]:[0]\n", "does not cover"),
        ("[0]:[0]\n[0, 1]:[1]\n", "stands in two beads"),
        ("[0]:[0]\n0-1\n", r"line 2: not a bead"),
        ("[0]:[0]\n[1]:[1]\n[2]:[]\n", "does not cover"),
    ],
)
def test_gold_that_is_wrong_is_refused(tmp_path: Path, gold: str, message: str) -> None:
    with pytest.raises(AlignmentError, match=message):
        load_gold(_gold(tmp_path, gold), "en-he")


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlignmentError, match="no gold for en-fa"):
        load_gold(tmp_path, "en-fa")
