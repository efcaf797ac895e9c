"""Make the samples in `tests/data/formats`: our own invented sources as PDF, DOCX and ODT, by LibreOffice and Chromium.

Usage: `python benchmarks/make_samples.py [FOLDER]`. Needs `soffice` (Debian: libreoffice-writer-nogui) and `chromium`;
the tests need neither, for the samples are committed.
"""

import argparse
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from ezri_archive.readers.text import read_text
from ezri_archive.records import Block, Mark, Source
from flat_odf import flat_odf
from layout import convert, write_chromium_pdf, write_with_libreoffice
from sheets import Sheet, language_of

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "tests" / "data" / "formats"


def main() -> None:
    """Make every sample anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=TARGET)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in sheets().items():
        write_chromium_pdf(sheet, folder / f"{name}.chromium.pdf")
        write_with_libreoffice(sheet, folder / f"{name}.libreoffice.pdf")
        for suffix in ("docx", "odt"):
            write_with_libreoffice(sheet, folder / f"{name}.{suffix}")
    _write_encrypted_pdf(sheets()["salt-road.he"], folder / "encrypted.pdf")
    for path in sorted(folder.iterdir()):
        print(f"{path.name:<32} {path.stat().st_size:>7,} bytes")


def sheets() -> dict[str, Sheet]:
    """Read our own sources as what is laid out."""
    return {
        "salt-road.he": _sheet("salt-road.he.md", "he", "מי עוד סוחר בדרך המלח?", "נועה בר-סלע", _HEBREW_NOTE),
        "salt-road.fa": _sheet("salt-road.fa.md", "fa", "چه کسی هنوز در راه نمک داد و ستد می‌کند؟", "نوآ بارسلا", ""),
        "call-for-papers": replace(
            _sheet("call-for-papers.md", "en", "Call for Papers: Harbours in Three Languages", "Almog Center", _NOTE),
            keywords="ports, languages",
        ),
    }


_NOTE = "Travel from the airport is arranged by the Center."
_HEBREW_NOTE = "הספינה נבנתה בשנת 1988 (ראו את פנקס הנמל, עמ' 12)."


def _sheet(name: str, language: str, title: str, author: str, note: str) -> Sheet:
    content = (ROOT / "sources" / name).read_bytes()
    document = read_text(Source(name, "0" * 64, "text/markdown", content), name)
    blocks = tuple(replace(block, language=language_of(block.text, language)) for block in document.blocks)
    return Sheet(title, author, language, (*blocks, *_extras(language)), note)


def _extras(language: str) -> tuple[Block, ...]:
    """Add what the sources have none of: a quotation, a caption and a table, in the trilingual sample only."""
    if language != "en":
        return ()
    texts = (
        ("quotation", "A harbour is a promise made in several languages.", "en"),
        ("caption", "Figure 1: The old quay, about 1921.", "en"),
        ("table_row", "Port | נמל | بندر", "en"),
        ("table_row", "Salt | מלח | نمک", "en"),
    )
    offsets = read_text(Source("x", "", "text/plain", b"x"), "x").blocks[0].offsets
    marks = (Mark(0, 9, "emphasis"),)
    return tuple(
        Block(kind, text, 0, 0, 1, offsets, marks=marks if kind == "quotation" else (), language=code)
        for kind, text, code in texts
    )


def _write_encrypted_pdf(sheet: Sheet, path: Path) -> None:
    """Write a PDF that opens only with a password."""
    options = {name: {"type": "boolean", "value": "true"} for name in ("EncryptFile",)}
    options["DocumentOpenPassword"] = {"type": "string", "value": "secret"}
    with tempfile.TemporaryDirectory() as name:
        draft = Path(name) / "draft.fodt"
        draft.write_text(flat_odf(replace(sheet, blocks=sheet.blocks[:2])), encoding="utf-8")
        convert([draft], f"pdf:writer_pdf_Export:{json.dumps(options)}", Path(name))
        shutil.move(draft.with_suffix(".pdf"), path)


if __name__ == "__main__":
    main()
