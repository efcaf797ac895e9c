"""The search page in a real browser, wide and narrow: words in context, each line in the direction of its language."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import FloatRect, Locator, Page

import sample_archive
from test_browser import CHARACTERS, CHROMIUM, browser, page, serve, style, visit

__all__ = ["browser", "page"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]

SALT = "-/ezri/search?q=" + quote("salt OR מלח OR نمک OR harbour OR אורלן")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(sample_archive.write(tmp_path_factory.mktemp("searching") / "archive.db"))


def box(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found


def middle(element: Locator) -> float:
    found = box(element)
    return found["x"] + found["width"] / 2


@pytest.mark.parametrize("interface", ["en", "he"])
@pytest.mark.parametrize(
    ("language", "before_is_right"),
    [("en", False), ("he", True), ("fa", True)],
)
def test_what_is_before_a_hit_stands_where_its_language_begins(
    page: Page,
    address: str,
    interface: str,
    language: str,
    before_is_right: bool,  # noqa: FBT001 - a column of the table
) -> None:
    visit(page, address, f"{SALT}&_ui={interface}")
    line = page.locator(".ezri-line", has=page.locator(f"td.ezri-before[lang={language}]")).first
    before, hit, after = (line.locator(f"td.ezri-{name}") for name in ("before", "hit", "after"))
    assert {style(cell, "direction") for cell in (before, hit, after)} == {"rtl" if before_is_right else "ltr"}
    assert abs(box(before)["y"] - box(after)["y"]) < 12
    placed = [middle(before), middle(hit), middle(after)]
    assert placed == sorted(placed, reverse=before_is_right)


def test_all_hits_stand_under_one_another_and_their_words_next_to_them(page: Page, address: str) -> None:
    visit(page, address, SALT)
    hits = page.locator("td.ezri-hit")
    assert hits.count() > 5
    middles = [middle(hits.nth(number)) for number in range(hits.count())]
    assert max(middles) - min(middles) < 2
    for line in page.locator(".ezri-line").all():
        before = line.locator("td.ezri-before span")
        if before.inner_text().strip():
            characters = before.evaluate(CHARACTERS)
            _, left, right, _ = [one for one in characters if one[0].strip()][-1]
            mark = box(line.locator("mark"))
            gap = mark["x"] - right if style(before, "direction") == "ltr" else left - (mark["x"] + mark["width"])
            assert -1 < gap < 40


def test_the_hit_is_inside_the_window_whatever_is_cut(page: Page, address: str) -> None:
    visit(page, address, SALT)
    width = (page.viewport_size or {"width": 0})["width"]
    for mark in page.locator("td.ezri-hit mark").all():
        assert box(mark)["x"] >= 0
        assert box(mark)["x"] + box(mark)["width"] <= width


def test_the_page_is_read_with_the_keyboard(page: Page, address: str) -> None:
    visit(page, address, SALT)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className").startswith("ezri-line")
    first = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.innerText") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.innerText") == first
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit"


def test_the_address_of_a_search_says_only_what_was_chosen(page: Page, address: str) -> None:
    visit(page, address, "-/ezri/search")
    page.locator("#q").fill("salt")
    page.get_by_label("whole passages").check()
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/search?q=salt&view=list")
    assert page.locator("ol.ezri-hits mark").count() > 1
    page.get_by_text("Narrow the search").click()
    page.locator("#other").select_option("he")
    page.locator("#words").fill("שיירות")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=salt&other=he&words=*&view=list")
    assert page.locator("#ezri-found").inner_text() == "Nothing is found"
