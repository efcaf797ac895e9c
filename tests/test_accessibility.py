"""Our pages for everybody: axe-core, the keyboard alone, the order of headings, and what stands left and right.

The pages of Datasette are only compared with what they are without the plugin.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from test_browser import CHROMIUM, browser, serve  # noqa: F401 - the fixture has its name

ALONE = """
import asyncio, socket, sys, uvicorn
from datasette.app import Datasette
from datasette.plugins import pm
pm.unregister(name="ezri_archive")
async def main():
    site = Datasette([], immutables=[sys.argv[1]])
    await site.invoke_startup()
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    await uvicorn.Server(uvicorn.Config(site.app(), log_level="warning")).serve(sockets=[listener])
asyncio.run(main())
"""
PAGES = [
    "",
    "-/ezri/document/letter-7",
    "-/ezri/read/letter-7",
    "-/ezri/report/letter-7~letter-7",
    "-/ezri/search?q=salt",
    "-/ezri/search?q=salt&view=list",
    "-/ezri/terms",
    "-/ezri/read/none",
]
THEIR_PAGES = ["archive", "archive/segments", "archive/segments/letter-7~2Een~2E1", "archive/concordance?words=salt"]
AXE = Axe()
OPTIONS = {"resultTypes": ["violations"], "selectors": False}
GRAVE = {"critical", "serious"}
HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(heading => Number(heading.tagName[1]))"
FOCUS = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {tag: element.tagName, place: `${element.tagName} ${element.id} ${element.getAttribute('href')}`,
    seen: box.width > 0 && box.height > 0,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0};
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    yield from serve(archive)


@pytest.fixture(scope="module")
def plain_address(archive: Path) -> Iterator[str]:
    """Serve the same archive through Datasette without the plugin."""
    command = [sys.executable, "-c", ALONE, str(archive)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGINT)


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:  # noqa: F811 - the fixture
    """Give a page of the width asked for; whatever it does, it may ask nobody else and may not complain."""
    complaints: list[str] = []
    opened = browser.new_page(viewport={"width": getattr(request, "param", 1280), "height": 900})
    opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda asked: complaints.append(asked.url) if _elsewhere(asked.url, address) else None)
    yield opened
    opened.close()
    # The browser itself says that what is not there was not found.
    assert [said for said in complaints if "404" not in said] == []


def _elsewhere(url: str, address: str) -> bool:
    return urlsplit(url).netloc != urlsplit(address).netloc


def visit(page: Page, address: str, path: str, code: str) -> None:
    page.goto(f"{address}{path}{'&' if '?' in path else '?'}_ui={code}")
    assert page.locator("html").get_attribute("lang") == code


def grave(page: Page) -> dict[str, list[str]]:
    """Give the critical and serious findings of axe-core: for each rule, what breaks it."""
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found if rule["impact"] in GRAVE}


def box(element: Locator) -> dict[str, float]:
    found: Any = element.bounding_box()
    assert found is not None
    return {**found, "right": found["x"] + found["width"]}


@pytest.mark.parametrize(
    ("page", "path", "code"),
    [
        *((width, path, "he") for width in (1280, 390) for path in PAGES),
        *((1280, path, code) for path in ("", "-/ezri/search?q=salt") for code in ("en", "fa")),
    ],
    indirect=["page"],
)
def test_axe_finds_nothing_grave_on_our_pages(page: Page, address: str, path: str, code: str) -> None:
    visit(page, address, path, code)
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    assert grave(page) == {}


@pytest.mark.parametrize("path", ["", "-/ezri/read/letter-7", "-/ezri/search?q=salt"])
def test_axe_finds_nothing_grave_in_the_dark(page: Page, address: str, path: str) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, address, path, "he")
    assert grave(page) == {}


@pytest.mark.parametrize("path", THEIR_PAGES)
def test_the_pages_of_datasette_are_no_worse_than_without_us(
    browser: Browser, address: str, plain_address: str, path: str  # noqa: F811 - the fixture
) -> None:  # fmt: skip
    found = []
    for site in (address, plain_address):
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.goto(site + path)
        assert (opened.locator("link[href*='ezri.css']").count() > 0) is (site == address)
        found.append(set(grave(opened)))
        opened.close()
    ours, theirs = found
    assert ours <= theirs


@pytest.mark.parametrize("path", PAGES)
def test_headings_go_down_one_level_at_a_time(page: Page, address: str, path: str) -> None:
    visit(page, address, path, "fa")
    levels = page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("path", ["", "-/ezri/document/letter-7", "-/ezri/read/letter-7", "-/ezri/search?q=salt"])
def test_every_control_is_reached_by_the_keyboard_and_shows_it(page: Page, address: str, path: str) -> None:
    visit(page, address, path, "he")
    reached: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUS)
        if focused["tag"] == "BODY":
            break
        assert focused["seen"], focused
        assert focused["outlined"], focused
        reached.append(focused["place"])
    assert reached[0] == "A  #content"
    controls = page.locator("a[href]:visible, button:visible, summary:visible, input:visible:not([type=radio])")
    assert len(reached) >= controls.count()


def test_the_first_key_leads_past_the_head_of_the_page(page: Page, address: str) -> None:
    visit(page, address, "", "en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(("code", "mirrored"), [("en", False), ("he", True), ("fa", True)])
def test_the_whole_page_is_mirrored(page: Page, address: str, code: str, mirrored: bool) -> None:  # noqa: FBT001 - a case
    visit(page, address, "", code)
    name, first, second, choice = (
        box(page.locator(one).first)
        for one in (
            ".ezri-site",
            ".ezri-top nav li:nth-child(1)",
            ".ezri-top nav li:nth-child(2)",
            ".ezri-tongues li:nth-child(3)",
        )
    )
    placed = [name["x"], first["x"], second["x"], choice["x"]]
    assert placed == sorted(placed, reverse=mirrored)
    search, button = box(page.locator("main input[type=search]")), box(page.locator("main .ezri-search button"))
    assert (search["x"] > button["x"]) is mirrored
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize(("code", "mirrored"), [("en", False), ("he", True), ("fa", True)])
def test_a_chart_runs_as_the_page_does_and_its_words_can_be_read(
    page: Page, address: str, code: str, mirrored: bool  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    visit(page, address, "", code)
    chart = page.locator(".ezri-chart").first
    bars = [box(bar) for bar in chart.locator("rect").all()]
    names = [box(name) for name in chart.locator(".axis.y text").all()]
    assert len(bars) == len(names) == 4
    starts = {round(bar["right"] if mirrored else bar["x"]) for bar in bars}
    assert len(starts) == 1
    for name in names:
        assert (name["x"] >= starts.copy().pop()) if mirrored else (name["right"] <= starts.copy().pop())
    matrices = chart.locator("text").evaluate_all("texts => texts.map(text => text.getScreenCTM().a)")
    assert all(horizontal > 0 for horizontal in matrices)


@pytest.mark.parametrize(("code", "mirrored"), [("en", False), ("fa", True)])
def test_the_columns_stand_in_the_order_of_the_page(
    page: Page, address: str, code: str, mirrored: bool  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    visit(page, address, "-/ezri/read/letter-7", code)
    sides = [box(side)["x"] for side in page.locator("#u1 td").all()]
    assert sides == sorted(sides, reverse=mirrored)
    assert [side.get_attribute("dir") for side in page.locator("#u1 td").all()] == ["ltr", "rtl", "rtl"]


def test_a_reader_chooses_a_language_and_every_page_keeps_it(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="עברית").click()
    page.wait_for_url("**_ui=he")
    page.locator("ol.ezri-latest a").first.click()
    page.wait_for_url("**/-/ezri/document/*")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.get_by_role("link", name="קריאה", exact=True).is_visible()


def test_the_figures_of_a_chart_can_be_opened_by_the_keyboard(page: Page, address: str) -> None:
    visit(page, address, "", "en")
    table = page.locator(".ezri-figures").first
    assert not table.is_visible()
    page.locator("figure summary").first.focus()
    page.keyboard.press("Enter")
    assert table.is_visible()
