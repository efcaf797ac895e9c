"""The pictures of the documentation: an archive → docs/home.png, docs/read.png, docs/search.png, 1280 pixels wide.

    python benchmarks/screenshots.py [ARCHIVE]

The same archive, browser and fonts give the same pictures: the window, its scale, colours and language are fixed, and
nothing on the pages moves. Needs a Chromium on the machine, and playwright.
"""

import argparse
import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PAGES = {
    "home.png": "?_ui=en",
    "read.png": "-/ezri/read/harbour-review-12?_ui=en&from=8",
    "search.png": f"-/ezri/search?_ui=en&q={quote('salt OR מלח OR نمک')}",
}
WIDTH, HEIGHT = 1280, 860


@contextlib.contextmanager
def served(archive: Path) -> Iterator[str]:
    """Serve an archive on a free port, and give its address."""
    command = [sys.executable, "-u", "-m", "ezri_archive", "serve", str(archive), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            yield next(word for word in said.split() if word.startswith("http"))
        finally:
            server.terminate()


def take(browser: Browser, address: str, picture: Path) -> None:
    """Take the picture of a page, as much of it as a window shows."""
    page = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce", locale="en-GB"
    )
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=picture, animations="disabled", caret="hide")
    page.close()


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", nargs="?", type=Path, default=ROOT / "archive.db")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    with served(arguments.archive) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
        )
        for name, path in PAGES.items():
            take(browser, address + path, arguments.out / name)
            print(f"{arguments.out / name}  {address}{path}")
        browser.close()


if __name__ == "__main__":
    main()
