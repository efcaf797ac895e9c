"""Texts → pages as people print them: HTML by Chromium, flat ODF (OpenDocument 1.3, part 3) by LibreOffice.

For the samples of the tests and for benchmarks; needs `soffice` (Debian: libreoffice-writer-nogui) and `chromium`.
"""

import html
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from ezri_archive.records import Block
from flat_odf import flat_odf, inline
from sheets import HEADERS, Sheet, direction

SECONDS = 300


# --- Chromium: HTML → PDF -----------------------------------------------------------------------------------


def write_chromium_pdf(sheet: Sheet, path: Path) -> None:
    """Print a sheet as Chromium does, with a running head on every page and page numbers at the foot."""
    with tempfile.TemporaryDirectory() as name:
        page = Path(name) / "page.html"
        page.write_text(_page(sheet), encoding="utf-8")
        command = [
            shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", f"--user-data-dir={name}/profile", "--no-pdf-header-footer",
            f"--print-to-pdf={path.resolve()}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)


def _page(sheet: Sheet) -> str:
    kinds = groupby(sheet.blocks, key=lambda block: (block.kind == "list_item", block.language))
    body = "\n".join(
        f'<ul dir="{direction(language)}">{"".join(map(_element, blocks))}</ul>'
        if is_list
        else "\n".join(map(_element, blocks))
        for (is_list, language), blocks in kinds
    )
    return f"""<!doctype html>
<html lang="{sheet.language}" dir="{direction(sheet.language)}"><meta charset="utf-8">
<title>{html.escape(sheet.title)}</title><meta name="author" content="{html.escape(sheet.author)}">
<style>
@page {{ size: A5; margin: 22mm 18mm; @top-center {{ content: "{HEADERS[sheet.language]}"; font-size: 8pt }}
@bottom-center {{ content: counter(page); font-size: 8pt }} }}
body {{ font: 11pt/1.5 {_HTML_FONTS[sheet.language]}, serif; text-align: justify }}
</style><body>
{body}
"""


_HTML_FONTS = {"en": '"DejaVu Sans"', "he": '"Noto Serif Hebrew"', "fa": '"Noto Naskh Arabic"'}
_TAGS = {"list_item": "li", "quotation": "blockquote", "caption": "figcaption", "table_row": "tr"}


def _element(block: Block) -> str:
    tag = f"h{block.level}" if block.kind == "heading" else _TAGS.get(block.kind, "p")
    inside = inline(block, _HTML_MARKS)
    if tag == "tr":
        inside = "".join(f"<td>{cell}</td>" for cell in inside.split(" | "))
        return f'<table lang="{block.language}"><tr>{inside}</tr></table>'
    return f'<{tag} lang="{block.language}" dir="{direction(block.language)}">{inside}</{tag}>'


_HTML_MARKS = {
    "emphasis": ("<em>", "</em>"),
    "strong": ("<strong>", "</strong>"),
    "superscript": ("<sup>", "</sup>"),
    "link": ('<a href="{}">', "</a>"),
}


# --- LibreOffice: flat ODF → PDF, DOCX, ODT -----------------------------------------------------------------


def write_with_libreoffice(sheet: Sheet, path: Path) -> None:
    """Write a sheet in the format of the path's suffix, as LibreOffice Writer does."""
    write_all_with_libreoffice({path: sheet})


def write_all_with_libreoffice(targets: dict[Path, Sheet]) -> None:
    """Write many sheets with one start of LibreOffice for each format."""
    for suffix in sorted({path.suffix for path in targets}):
        with tempfile.TemporaryDirectory() as name:
            chosen = [path for path in targets if path.suffix == suffix]
            drafts = [Path(name) / f"{number}.fodt" for number in range(len(chosen))]
            for draft, path in zip(drafts, chosen, strict=True):
                draft.write_text(flat_odf(targets[path]), encoding="utf-8")
            convert(drafts, suffix[1:], Path(name))
            for draft, path in zip(drafts, chosen, strict=True):
                shutil.move(draft.with_suffix(suffix), path)


def convert(drafts: Sequence[Path], suffix: str, folder: Path) -> None:
    """Convert files into a folder by the filter of a suffix, with a profile of its own."""
    command = [
        shutil.which("soffice") or "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", suffix, "--outdir", str(folder), *map(str, drafts),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
