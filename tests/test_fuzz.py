"""Bytes that are almost right: what was once found stays right, and a moment of chance finds nothing new.

`benchmarks/fuzz.py` looks longer; what it finds is kept in `data/fuzz/NAME/`, as small as it could be made.
"""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing import TARGETS

CASES = sorted((Path(__file__).parent / "data" / "fuzz").glob("*/*"))
CHEAP = ("decisions", "fold", "intertext", "sidecar", "tmx", "units", "urls", "xces")
"""What is checked in a few milliseconds; readers are fuzzed byte by byte in their own tests."""


def test_cases_lie_in_folders_that_are_called_as_what_they_are_of() -> None:
    assert CASES
    assert {case.parent.name for case in CASES} <= TARGETS.keys()


@pytest.mark.parametrize("case", CASES, ids=[f"{case.parent.name}-{case.stem}" for case in CASES])
def test_a_case_that_was_found_is_read_or_refused_in_words(case: Path) -> None:
    TARGETS[case.parent.name].check(case.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_changed_to_make_cases_is_right_itself(name: str) -> None:
    target = TARGETS[name]
    target.check(target.examples()[0])


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(seed=st.integers(0, 2**32))
def test_changed_bytes_are_read_or_refused_in_words(name: str, seed: int) -> None:
    target = TARGETS[name]
    chance = Random(seed)  # noqa: S311 - cases, no secrets
    for _ in range(4 if name in CHEAP else 1):
        target.check(target.mutate(sorted(target.examples(), key=len)[:2], target.tokens, chance))
