"""Builds one archive for each hostile source, in processes that may use so much time and memory; prints JSON lines.

Run as `python limited_builds.py FOLDER`; the tests read what it prints. One process loads the program, and every build
is a fork of it, so that loading is neither repeated nor counted.
"""

import json
import os
import resource
import sys
from pathlib import Path

from ezri_archive.pipeline import build
from hostile_sources import FORMATS, HOSTILE, Hostile

SECONDS = 10
ADDRESSES = 4 << 30
"""A guard for the machine: no build comes near to so many bytes of addresses."""


def measured(source: Hostile, folder: Path) -> dict[str, object]:
    """Build an archive of a hostile and a good source; tell what is said, and what it took."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    (sources / "good.txt").write_text("The ferry leaves at nine.")
    source.make(sources / source.name)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    report = build(sources, folder / "archive.db")
    used = resource.getrusage(resource.RUSAGE_SELF)
    notices = [(path, notice.level, notice.code) for path, notice in (*report.refused, *report.notices)]
    return {
        "notices": [one for one in notices if one[1] != "info"],
        "failed": report.failed,
        "documents": report.counts["documents"],
        "megabytes": used.ru_maxrss / 1_000,
    }


def main(folder: Path) -> None:
    """Measure all of them, each in a process of its own; one that dies says nothing."""
    _load(folder / "first")
    for number, source in enumerate(HOSTILE):
        child = os.fork()
        if child == 0:
            print(json.dumps([source.path, measured(source, folder / str(number))]), flush=True)  # noqa: T201 - a script
            os._exit(0)
        os.waitpid(child, 0)


def _load(folder: Path) -> None:
    """Load the program with every reader it has."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name in ("call-for-papers.docx", "call-for-papers.odt", "salt-road.he.libreoffice.pdf"):
        (sources / name).write_bytes((FORMATS / name).read_bytes())
    (sources / "page.html").write_text("<p>The ferry leaves at nine.</p>")
    (sources / "letter.msg").write_bytes(b"")
    build(sources, folder / "archive.db")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
