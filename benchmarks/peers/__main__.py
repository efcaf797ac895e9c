"""Measure the parts of the archive beside their peers; write `docs/peers.md` and a plot for each table in it.

Usage: `make peers`, or `python benchmarks/peers [--only NAME] [--folder docs]`. Peers are installed into
`.cache/peers`, each in a folder of its own, at the first run (PyICU compiles, a minute or two); the environment of the
project stays as it is. Gold under EZRI_SHARED (default `../shared`) is measured too where it is there. About two
minutes of CPU.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

# Before this folder, so that `pages` is benchmarks/pages.py.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import large_archive
from peers import alignment, loading, pages, segmentation, splitting, tmx
from peers.plots import draw
from peers.tables import Table, markdown

_ROOT = Path(__file__).resolve().parents[2]
_TABLES: dict[str, Callable[[Path], Table]] = {
    "splitting": lambda _: splitting.table(),
    "segmentation": lambda _: segmentation.table(),
    "alignment": lambda _: alignment.table(),
    "tmx": tmx.table,
    "pages": pages.table,
    "loading": lambda _: loading.table(),
}
_WORKS = 27
"""Of 750 segments each: about 20,000."""


def main() -> None:
    """Write the tables that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=_TABLES, help="print this table alone, and write nothing")
    parser.add_argument("--folder", type=Path, default=_ROOT / "docs", help="where to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        large_archive.write(archive, _WORKS)
        if options.only:
            print(markdown([_TABLES[options.only](archive)]))
        else:
            _write(options.folder, [_made(name, archive) for name in _TABLES])


def _made(name: str, archive: Path) -> Table:
    print(f"{name} …", file=sys.stderr, flush=True)
    return _TABLES[name](archive)


def _write(folder: Path, tables: list[Table]) -> None:
    for one in tables:
        folder.joinpath(f"peers-{one.name}.svg").write_text(draw(one), encoding="utf-8")
    folder.joinpath("peers.md").write_text(markdown(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
