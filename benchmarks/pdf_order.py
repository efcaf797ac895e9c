"""Score the PDF reader: sentences laid out by LibreOffice and Chromium that come back exact, but for white space.

Usage: `python benchmarks/pdf_order.py [--errors N] [--sentences N] [--set NAME]`. Reads gold texts under EZRI_SHARED
(default `../shared`), lays them out in a temporary folder, several sentences to a paragraph, with running heads and
page numbers, and looks for every sentence inside one block. Needs `soffice` and `chromium`.
"""

import argparse
import json
import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ezri_archive.readers.pdf import read_pdf
from ezri_archive.readers.text import read_text
from ezri_archive.records import Block, Document, Source
from layout import write_all_with_libreoffice, write_chromium_pdf
from sheets import Sheet

SHARED = Path(os.environ.get("EZRI_SHARED", "../shared"))
PER_PARAGRAPH = 4
SETS = {
    "ntrex": ("align/ntrex/plain", ("he", "fa", "en")),
    "sib200": ("align/sib200/plain", ("he", "fa", "en")),
    "mozilla": ("align/mozilla/plain", ("he", "fa")),
    "treebanks": ("segment", ("he", "fa", "en")),
}


def main() -> None:
    """Print one line for each set, language and producer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0, help="show this many sentences that did not come back")
    parser.add_argument("--sentences", type=int, default=400, help="of each set and language")
    parser.add_argument("--set", default="", choices=("", *SETS))
    arguments = parser.parse_args()
    for name, (folder, languages) in SETS.items():
        if arguments.set in {"", name}:
            for language in languages:
                sentences = list(_sentences(SHARED / "gold" / folder, language))[: arguments.sentences]
                _score(name, language, sentences, arguments.errors)


def _sentences(folder: Path, language: str) -> Iterator[str]:
    for path in sorted(folder.glob(f"*.{language}")):
        yield from filter(None, path.read_text(encoding="utf-8").splitlines())
    for path in sorted(folder.glob(f"{language}.*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[:200]:
            row = json.loads(line)
            yield from (" ".join(row["text"][start:end].split()) for start, end in row["sentences"])


def _score(name: str, language: str, sentences: list[str], shown: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sheet = Sheet("Benchmark", "", language, tuple(_paragraphs(sentences, language)))
        paths = {producer: Path(folder) / f"{producer}.pdf" for producer in ("libreoffice", "chromium")}
        write_all_with_libreoffice({paths["libreoffice"]: sheet})
        write_chromium_pdf(sheet, paths["chromium"])
        for producer, path in paths.items():
            began = time.perf_counter()
            content = path.read_bytes()
            document = read_pdf(Source(path.name, "0" * 64, "application/pdf", content), "benchmark")
            _report(f"{name:<10}{language}  {producer:<12}", sentences, document, time.perf_counter() - began, shown)


def _paragraphs(sentences: list[str], language: str) -> Iterator[Block]:
    plain = read_text(Source("x", "", "text/plain", b"x"), "x").blocks[0]
    for start in range(0, len(sentences), PER_PARAGRAPH):
        text = " ".join(sentences[start : start + PER_PARAGRAPH])
        yield Block("paragraph", text, 0, len(text), 1, plain.offsets, language=language)


def _report(title: str, sentences: list[str], document: Document, seconds: float, shown: int) -> None:
    blocks = [block.text for block in document.blocks if block.role != "boilerplate"]
    exact = [_key(sentence, joiners=True) for sentence in sentences]
    loose = [_key(sentence, joiners=False) for sentence in sentences]
    exact_text = "\n".join(_key(text, joiners=True) for text in blocks)
    loose_text = "\n".join(_key(text, joiners=False) for text in blocks)
    spaced_text = "\n".join(blocks)
    found = [sentence in exact_text for sentence in exact]
    pages = max(block.page for block in document.blocks)
    print(
        f"{title} {len(sentences):>4} sentences  exact {_percent(found)}  "
        f"without joiners {_percent([sentence in loose_text for sentence in loose])}  "
        f"with spaces {_percent([unicodedata.normalize('NFC', sentence) in spaced_text for sentence in sentences])}  "
        f"{pages / seconds:.1f} pages/s"
    )
    for sentence in [sentence for sentence, good in zip(sentences, found, strict=True) if not good][:shown]:
        print(f"    - {sentence}\n    + {_nearest(sentence, blocks)}")


def _key(text: str, *, joiners: bool) -> str:
    """Drop white space and directional marks; joiners too where they are not asked for."""
    kept = re.sub(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad]+", "", unicodedata.normalize("NFKC", text))
    return kept if joiners else kept.replace("\u200c", "")


def _percent(found: list[bool]) -> str:
    return f"{100 * sum(found) / len(found):5.1f}"


def _nearest(sentence: str, blocks: list[str]) -> str:
    words = set(sentence.split())
    best = max(blocks, key=lambda text: len(words & set(text.split())))
    first = min((best.find(word) for word in sentence.split()[:3] if word in best), default=0)
    return best[first : first + len(sentence) + 20]


if __name__ == "__main__":
    main()
