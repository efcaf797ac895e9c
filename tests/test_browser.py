"""The site in a real browser, wide and narrow: every text runs in its own direction, and nothing goes wrong unseen."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FloatRect, Locator, Page, Request, sync_playwright

import reading_archive
import sample_archive

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
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
def long_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(reading_archive.write(tmp_path_factory.mktemp("long") / "long.db"))


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
        if urlsplit(asked.url).hostname != urlsplit(address).hostname:
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
    inside = f".ezri-text[lang={language}]" if path else f"ol.ezri-latest a[lang={language}]"
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
    page.wait_for_url("**/-/ezri/search?q=*")
    assert page.locator(".ezri-line").first.inner_text().replace("\n", "").startswith(found)
    again = page.locator("#q")
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


def is_wide(page: Page) -> bool:
    return (page.viewport_size or {"width": 0})["width"] > 1000


def sides(page: Page, row: str) -> list[FloatRect]:
    boxes = [side.bounding_box() for side in page.locator(f"{row} td").all()]
    return [box for box in boxes if box is not None]


@pytest.mark.parametrize(
    ("work", "segment", "last"),
    [
        ("road", "road-he.he.3", "."),
        ("road", "road-he.he.4", "."),
        ("road", "road-fa.fa.3", "."),
        ("letter-7", "letter-7.he.1", "ם"),
        ("letter-7", "letter-7.fa.1", "ی"),
        ("harbour", "harbour.ar.1", "."),
    ],
)
def test_a_column_runs_in_its_own_direction(page: Page, address: str, work: str, segment: str, last: str) -> None:
    visit(page, address, f"-/ezri/read/{work}")
    _, language, _ = segment.split(".")
    side = page.locator(f"td[lang={language}]")
    assert style(side, "direction") == "rtl"
    shown = page.locator(f'[id="{segment}"]')
    assert_runs_right_to_left(shown, last=last)


def test_the_english_column_runs_left_to_right(page: Page, address: str) -> None:
    visit(page, address, "-/ezri/read/letter-7")
    boxes = page.locator('[id="letter-7.en.1"]').evaluate(CHARACTERS)
    assert style(page.locator("td[lang=en]"), "direction") == "ltr"
    assert boxes[0][1] < boxes[1][1]


def test_the_sides_of_a_row_stand_beside_each_other_or_one_under_another(page: Page, address: str) -> None:
    visit(page, address, "-/ezri/read/letter-7")
    english, hebrew, persian = sides(page, "#u1")
    if is_wide(page):
        assert english["y"] == hebrew["y"] == persian["y"]
        assert english["x"] < hebrew["x"] < persian["x"]
        assert abs(english["width"] - persian["width"]) < 2
        return
    assert english["y"] < hebrew["y"] < persian["y"]
    assert english["x"] == hebrew["x"] == persian["x"]
    assert page.locator("#u1 .ezri-label").all_inner_texts() == ["English", "Hebrew", "Persian"]
    assert page.locator("#u1 .ezri-label").last.is_visible()


def test_columns_never_drift(page: Page, long_address: str) -> None:
    visit(page, long_address, "-/ezri/read/long")
    tops: list[float] = []
    for number in (1, 9, 10, 11, 100, 199, 200):
        boxes = sides(page, f"#u{number}")
        assert len(boxes) == 2
        assert len({box["y"] for box in boxes}) == (1 if is_wide(page) else 2)
        assert [box["x"] for box in boxes] == [box["x"] for box in sides(page, "#u1")]
        tops.append(boxes[0]["y"])
    assert tops == sorted(set(tops))


def test_the_keys_move_from_row_to_row(page: Page, long_address: str) -> None:
    visit(page, long_address, "-/ezri/read/long")
    for key, row in (("j", "u1"), ("j", "u2"), ("j", "u3"), ("k", "u2"), ("k", "u1"), ("k", "u1")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == row
    assert page.locator(".ezri-unit[tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('tr').id") == "u1"
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement.closest('tr').id") == "u1"


def test_pointing_at_a_passage_lights_its_partner(page: Page, long_address: str) -> None:
    visit(page, long_address, "-/ezri/read/long")
    other = page.locator("#u2 td[lang=he]")
    before = style(other, "backgroundColor")
    page.locator("#u2 td[lang=en]").hover()
    assert style(other, "backgroundColor") != before
    assert style(page.locator("#u3 td[lang=he]"), "backgroundColor") == before


def test_the_address_of_a_segment_leads_to_it(page: Page, long_address: str) -> None:
    visit(page, long_address, "-/ezri/read/long?langs=he,en&from=201#long-he.he.399")
    segment = page.locator('[id="long-he.he.399"]')
    box = segment.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    lit, plain = (style(page.locator(f"#u{number} td[lang=en]"), "backgroundColor") for number in (399, 398))
    assert lit != plain


def test_a_reader_goes_from_the_home_page_to_a_passage_and_chooses_languages(page: Page, address: str) -> None:
    visit(page, address, "")
    page.locator("ol.ezri-latest a", has_text="The Salt Road Letter").click()
    page.wait_for_url("**/-/ezri/document/letter-7")
    page.get_by_role("link", name="Read", exact=True).click()
    page.wait_for_url("**/-/ezri/read/letter-7")
    page.get_by_role("checkbox", name="English").uncheck()
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**langs=he&langs=fa")
    assert [side.get_attribute("lang") for side in page.locator("#u1 td").all()] == ["he", "fa"]


@pytest.mark.parametrize("path", ["-/ezri/document/road-fa", "-/ezri/document/letter-7", "-/ezri/read/road"])
def test_our_pages_have_no_text_cut_off_at_their_side(page: Page, address: str, path: str) -> None:
    visit(page, address, path)
    shown = "[...document.querySelectorAll('main *')].filter(e => !e.closest('thead, pre'))"
    edges = page.evaluate(f"{shown}.map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])")
    assert min(left for left, _ in edges) >= 0
    assert max(right for _, right in edges) <= (page.viewport_size or {"width": 0})["width"]


def test_a_hostile_source_is_shown_and_not_run(page: Page, long_address: str) -> None:
    for path in ("-/ezri/document/attack", "-/ezri/read/attack"):
        visit(page, long_address, path)
        assert page.locator("main img, main svg, main script").count() == 0


def test_paper_has_the_passages_alone(page: Page, address: str) -> None:
    visit(page, address, "-/ezri/read/road")
    page.emulate_media(media="print")
    assert page.locator("#u1").is_visible()
    for hidden in ("body > .not-footer > header", "footer.ft", ".ezri-choice", ".ezri-keys"):
        assert not page.locator(hidden).first.is_visible()
