"""Units: passages of two or three languages out of pairwise beads."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ezri_archive.alignment import Join, units
from ezri_archive.errors import AlignmentError

TEXTS = {"en": ["e1", "e2"], "he": ["h1", "h2"], "fa": ["f1", "f2"]}

CASES = {
    "nothing is joined": ([], [("e1",), ("e2",), ("h1",), ("h2",), ("f1",), ("f2",)]),
    "pairs meet in one passage": (
        [Join(("e1",), ("h1",), 0.9), Join(("h1",), ("f1",), 0.8), Join(("e2",), ("h2",), 0.9)],
        [("e1", "h1", "f1"), ("e2", "h2"), ("f2",)],
    ),
    "a bead of two lines holds a passage together": (
        [Join(("e1",), ("f1",), 0.9), Join(("e2",), ("f2",), 0.9), Join(("e1", "e2"), ("h1",), 0.7)],
        [("e1", "e2", "h1", "f1", "f2"), ("h2",)],
    ),
    "of two that contradict the surer is believed": (
        [Join(("e1",), ("h1",), 0.9), Join(("e1",), ("f1",), 0.8), Join(("h2",), ("f1",), 0.7)],
        [("e1", "h1", "f1"), ("e2",), ("h2",), ("f2",)],
    ),
    "and that whatever the order": (
        [Join(("h2",), ("f1",), 0.7), Join(("e1",), ("f1",), 0.8), Join(("e1",), ("h1",), 0.9)],
        [("e1", "h1", "f1"), ("e2",), ("h2",), ("f2",)],
    ),
    "no text is turned round": (
        [
            *(Join(("e1",), ("h1",), 0.9), Join(("h2",), ("f1",), 0.8)),
            *(Join(("e1",), ("f2",), 0.7), Join(("e2",), ("f1",), 0.6)),
        ],
        [("e1", "h1"), ("e2", "h2", "f1"), ("f2",)],
    ),
    "one-sided beads say nothing": ([Join(("e1",), (), 0.9)], [("e1",), ("e2",), ("h1",), ("h2",), ("f1",), ("f2",)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_units(case: str) -> None:
    joins, expected = CASES[case]
    assert sorted(units(joins, TEXTS)) == sorted(expected)


def _readable(found: tuple[tuple[str, ...], ...], texts: dict[str, list[str]]) -> bool:
    flat = list(itertools.chain.from_iterable(found))
    return all([segment for segment in flat if segment in set(ids)] == ids for ids in texts.values())


_PLACES = st.tuples(
    st.sampled_from(["en he", "en fa", "he fa"]), st.integers(0, 5), st.integers(0, 5), st.integers(0, 100)
)


@given(st.lists(_PLACES, max_size=14))
def test_every_segment_stands_in_one_unit_and_every_text_reads_in_order(
    places: list[tuple[str, int, int, int]],
) -> None:
    texts = {language: [f"{language}{number}" for number in range(6)] for language in ("en", "he", "fa")}
    joins = [
        Join((texts[pair.split()[0]][one],), (texts[pair.split()[1]][other],), score / 100)
        for pair, one, other, score in places
    ]
    found = units(joins, texts)
    assert sorted(itertools.chain.from_iterable(found)) == sorted(itertools.chain.from_iterable(texts.values()))
    assert _readable(found, texts)
    assert units(list(reversed(joins)), texts) == found


@pytest.mark.parametrize(
    ("joins", "texts", "message"),
    [
        ([Join(("e9",), ("h1",), 1.0)], TEXTS, "segment e9 stands in no text"),
        ([], {"en": ["a"], "he": ["a"]}, "segment a stands in two places"),
    ],
)
def test_ids_that_are_not_there_or_twice_are_refused(
    joins: list[Join], texts: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(AlignmentError, match=message):
        units(joins, texts)
