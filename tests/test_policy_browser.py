"""The policy of the pages in a real browser: nothing of ours or Datasette's is broken by it, nothing foreign runs."""

import shutil
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import hostile_archive
from ezri_archive.web import compat
from running_server import Server, serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
SQL = "/archive/-/query?sql=" if compat.IS_1 else "/archive?sql="

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(hostile_archive.write(tmp_path_factory.mktemp("policy") / "archive.db")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(base_url=f"http://127.0.0.1:{server.port}")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "/", "/-/ezri/read/road", "/-/ezri/document/road-he", "/-/ezri/search?q=salt", "/archive", "/archive/segments",
        "/archive/links", "/archive/documents/road-he", SQL + quote_plus("select text from segments"),
    ],
)  # fmt: skip
def test_no_page_breaks_its_own_policy_and_no_text_is_obeyed(page: Page, path: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert [line for line in said if "404" not in line] == []
    assert page.evaluate("typeof window.obeyed") == "undefined"


def test_the_menus_of_datasette_work(page: Page) -> None:
    page.goto("/archive/segments")
    page.wait_for_load_state("networkidle")
    page.locator("th .dropdown-menu-icon").first.click()
    page.locator("text=Sort descending").first.wait_for(state="visible", timeout=10_000)


def test_a_query_is_written_in_an_editor(page: Page) -> None:
    page.goto(SQL + quote_plus("select 1"))
    assert page.locator(".CodeMirror, .cm-editor").count() == 1
