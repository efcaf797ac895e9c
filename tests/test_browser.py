"""The site in a real browser, wide and narrow: every text runs in its own direction, and nothing goes wrong unseen.

With EZRI_SCREENSHOTS set, the picture of the README is taken: of `archive.db` beside the tests, else of the sample.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, sync_playwright

import sample_archive

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
PROJECT = Path(__file__).parent.parent
PROGRAM = """
import sys, pathlib
from ezri_archive.web import site
path = pathlib.Path(sys.argv[1])
site.serve(path, host="127.0.0.1", port=0, announce=lambda address: print(address, flush=True))
"""
CHARACTERS = """element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const boxes = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let index = 0; index < node.length; index++) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      const box = range.getBoundingClientRect();
      if (!box.width || /\\p{M}/u.test(node.data[index])) continue;
      boxes.push([node.data[index], box.left, box.right, Math.round(box.bottom)]);
    }
  }
  return boxes;
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


def serve(archive: Path) -> Iterator[str]:
    """Serve an archive in a process of its own; give its address, and end it as a person does, with an interrupt."""
    command = [sys.executable, "-c", PROGRAM, str(archive)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.send_signal(signal.SIGINT)
    assert server.returncode == 0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(sample_archive.write(tmp_path_factory.mktemp("browser") / "archive.db"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture(params=[1280, 390])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Give a page of that width; whatever it does, it may not complain or ask anybody else."""
    complaints: list[str] = []
    opened = browser.new_page(viewport={"width": request.param, "height": 900})

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def follow(asked: Request) -> None:
        if urlsplit(asked.url).netloc != urlsplit(address).netloc:
            complaints.append(f"asked for {asked.url}")

    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", follow)
    opened.on("requestfailed", lambda asked: complaints.append(f"did not get {asked.url}"))
    yield opened
    opened.close()
    assert complaints == []


def visit(page: Page, address: str, path: str) -> None:
    response = page.goto(address + path)
    assert response is not None
    assert response.status == 200
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= (page.viewport_size or {"width": 0})["width"] or "archive" in path


def style(element: Locator, name: str) -> str:
    value: str = element.evaluate("(element, name) => getComputedStyle(element)[name]", name)
    return value


def assert_runs_right_to_left(element: Locator, *, last: str) -> None:
    """Assert that the first character stands right of the second, the last left of the one before, and what it is."""
    boxes = element.evaluate(CHARACTERS)
    (_, first, _, line), (_, second, _, same) = boxes[:2]
    (_, before, _, lower), (final, end, _, lowest) = boxes[-2:]
    assert (line, lower) == (same, lowest)
    assert first > second
    assert end < before
    assert final == last
    if line == lowest:
        assert first > end


def assert_begins_at_the_right(element: Locator) -> None:
    box = element.bounding_box()
    assert box is not None
    _, _, right, _ = element.evaluate(CHARACTERS)[0]
    assert abs(box["x"] + box["width"] - right) < 3


@pytest.mark.parametrize(
    ("path", "language", "last"),
    [
        ("archive/segments?id=road-he.he.2", "he", "."),
        ("archive/segments?id=road-fa.fa.2", "fa", "."),
        ("archive/segments?id=letter-7.he.3", "he", "."),
        ("archive/segments?_search=" + quote("לַמְּלָחִים"), "he", "."),
        ("archive/segments?_search=" + quote("كاروان‌ها"), "fa", "."),
        ("archive/alignments?id=road.a1", "he", "."),
        ("archive/alignments?id=road.a1", "fa", "."),
        ("archive/he_fa?id=road.a2", "fa", "."),
        ("archive/concordance?words=" + quote("קוראים"), "he", "."),
        ("archive/segments/road-fa~2Efa~2E3", "fa", "."),
        ("", "fa", "ک"),
        ("", "he", "ח"),
    ],
)
def test_hebrew_and_persian_run_right_to_left(page: Page, address: str, path: str, language: str, last: str) -> None:
    visit(page, address, path)
    inside = f".ezri-text[lang={language}]" if path else f"ol.ezri-latest li[lang={language}] a"
    shown = page.locator(inside).first
    assert style(shown, "direction") == "rtl"
    assert_runs_right_to_left(shown, last=last)
    assert_begins_at_the_right(shown)


def test_english_runs_left_to_right(page: Page, address: str) -> None:
    visit(page, address, "archive/segments?id=letter-7.en.4")
    shown = page.locator("table.rows-and-columns .ezri-text[lang=en]").first
    boxes = shown.evaluate(CHARACTERS)
    assert style(shown, "direction") == "ltr"
    assert boxes[0][1] < boxes[1][1]
    assert boxes[-1][1] > boxes[-2][1]
    assert boxes[-1][0] == "."


@pytest.mark.parametrize("label", ["כתב העת לימים פנימיים.", "مجله دریاهای درونی."])
def test_facets_run_in_the_direction_of_their_words(page: Page, address: str, label: str) -> None:
    visit(page, address, "archive/documents")
    link = page.locator(".facet-info a", has_text=label)
    assert_runs_right_to_left(link, last=".")
    link.click()
    page.wait_for_url("**series=*")
    assert page.locator("table.rows-and-columns tbody tr").count() == 1


@pytest.mark.parametrize(
    ("typed", "found"), [("שָׁלוֹם", "שָׁלוֹם לַמְּלָחִים, כתב בסוף היומן."), ("درياهای", "موسسه پژوهش درياهاي درونی")]
)
def test_a_reader_searches_from_the_home_page(page: Page, address: str, typed: str, found: str) -> None:
    visit(page, address, "")
    box = page.get_by_role("searchbox")
    box.fill(typed)
    assert style(box, "direction") == "rtl"
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**_search=*")
    assert page.locator("table.rows-and-columns td .ezri-text[lang]").first.inner_text() == found
    again = page.locator("#_search")
    assert again.input_value() == typed
    assert style(again, "unicodeBidi") == "plaintext"


def test_what_an_owner_typed_in_a_query_is_shown_in_its_direction(page: Page, address: str) -> None:
    sql = "select text as passage from segments where id = 'road-he.he.2'"
    visit(page, address, "archive?sql=" + quote(sql))
    cell = page.locator("table.rows-and-columns tbody td")
    assert_runs_right_to_left(cell, last=".")


def test_the_home_page_has_no_text_cut_off_at_its_side(page: Page, address: str) -> None:
    visit(page, address, "")
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().right))"
    )
    assert right <= (page.viewport_size or {"width": 0})["width"]


def take_home_picture(browser: Browser, address: str, path: Path) -> None:
    """Take the picture of a home page that the README shows."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    opened.goto(address)
    opened.screenshot(path=path, full_page=True)
    opened.close()


@pytest.mark.skipif("EZRI_SCREENSHOTS" not in os.environ, reason="pictures are taken when EZRI_SCREENSHOTS is set")
def test_the_picture_of_the_readme_is_taken(browser: Browser, address: str) -> None:
    picture = PROJECT / "docs" / "home.png"
    archive = PROJECT / "archive.db"
    served = serve(archive) if archive.is_file() else iter([address])
    for shown in served:
        take_home_picture(browser, shown, picture)
    assert picture.read_bytes().startswith(b"\x89PNG")
