"""The charts of the home page: what they draw, in whose words, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from ezri_archive.web.home import charts, front
from ezri_archive.web.home.charts import Bar, Series
from ezri_archive.web.home.contents import YearCount
from ezri_archive.web.speaking.words import words

ROWS = (Bar("English", 220, "220", "en"), Bar("<b>עברית</b>", 40, "40", "he"), Bar("—", 1, "1"))


def parsed(chart: Markup) -> etree._Element:
    return etree.fromstring(chart.encode())


def drawn(chart: Markup, name: str) -> list[etree._Element]:
    return parsed(chart).findall(f".//{{http://www.w3.org/2000/svg}}{name}")


def texts(chart: Markup) -> list[str | None]:
    return [one.text for one in drawn(chart, "text")]


def columns() -> Markup:
    series = (Series("en", (1, 0), ("a", "b")), Series("others", (2, 3), ("c", "<d>")))
    return charts.columns(("2019", "2020"), series, ((0, "۰"), (5, "۵")))


def test_bars_stand_in_their_order_with_their_names_and_values() -> None:
    chart = charts.bars(ROWS)
    placed = sorted((float(bar.get("y") or 0), float(bar.get("width") or 0)) for bar in drawn(chart, "rect"))
    widths = [width for _, width in placed]
    assert len(widths) == 3
    assert widths[0] / widths[1] == pytest.approx(220 / 40)
    assert {"English", "<b>עברית</b>", "—", "220", "40", "1"} == set(texts(chart))
    named = {one.get("class") for one in parsed(chart).iter("{*}g") if one.findall("{*}g/{*}g/{*}rect")}
    assert named == {"series ezri-of-en", "series ezri-of-he", "series"}


def test_columns_have_the_height_of_their_numbers_and_say_them() -> None:
    chart = columns()
    heights = {
        bar.getparent().findtext("{*}title"): float(bar.get("height") or 0) for bar in drawn(chart, "rect")
    }  # fmt: skip
    assert set(heights) == {"a", "c", "<d>"}
    assert heights["<d>"] == pytest.approx(3 * heights["a"])
    assert {"۰", "۵", "2019", "2020"} == set(texts(chart))


@pytest.mark.parametrize("chart", [charts.bars(ROWS), columns()])
def test_a_chart_needs_no_script_and_no_style_and_tells_no_date(chart: Markup) -> None:
    names = {etree.QName(one).localname for one in parsed(chart).iter() if isinstance(one.tag, str)}
    assert names <= {"svg", "g", "rect", "text", "path", "title"}
    assert not [one for one in parsed(chart).iter() if one.get("style") or one.get("id")]
    assert "<!--" not in chart
    assert "http" not in chart.replace("http://www.w3.org/", "")


def test_a_chart_of_nothing_is_empty() -> None:
    assert charts.bars(()) == ""


def test_the_same_figures_give_the_same_chart() -> None:
    assert charts.bars.__wrapped__(ROWS) == charts.bars.__wrapped__(ROWS)


@given(st.integers(min_value=1, max_value=10**9))
def test_ticks_are_few_round_and_high_enough(highest: int) -> None:
    found = charts.ticks(highest)
    step = found[1]
    assert 2 <= len(found) <= 6
    assert found[0] == 0
    assert found[-1] >= highest
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert {later - earlier for earlier, later in pairwise(found)} == {step}


@pytest.mark.parametrize(
    ("years", "spans"),
    [
        ([], []),
        ([2019], [(2019, 1)]),
        ([2019, 2021], [(2019, 1), (2020, 1), (2021, 1)]),
        ([1968, 2008], [(1960, 10), (1970, 10), (1980, 10), (1990, 10), (2000, 10)]),
    ],
)
def test_a_timeline_has_every_year_or_decade_between(years: list[int], spans: list[tuple[int, int]]) -> None:
    assert list(front._spans([YearCount(year, "en", 1) for year in years])) == spans  # noqa: SLF001 - its own test


@pytest.mark.parametrize(
    ("code", "name"), [("en", "Hebrew – Persian"), ("he", "עברית – פרסית"), ("fa", "عبری – فارسی")]
)
def test_a_pair_is_named_in_words(code: str, name: str) -> None:
    assert front.pair_name("he-fa", words(code)) == name
