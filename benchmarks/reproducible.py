"""Build the sample sources under other Pythons and another SQLite, and compare with the archive in the repository.

Each version is given a virtual environment below `.cache/reproducible`, with the program and what it needs from the
package index; `+pysqlite3` is the newest SQLite that a wheel brings. The digests are those of what the archive says and
of its TEI; the first line is archive.db as it is committed. What cannot be installed is said and does not count.
Usage: `nice python benchmarks/reproducible.py [PYTHON …]`: interpreters, or those of `~/.pyenv/versions` from 3.11 on.
The exit status is 1 when a digest differs.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ezri_archive.database import content_digest
from ezri_archive.database.validity import each_tei

ROOT = Path(__file__).parent.parent
CACHE = ROOT / ".cache" / "reproducible"
SCRIPT = ROOT / "tests" / "digests.py"
_KNOWN = re.compile(r"3\.(1[1-9])\.")


def main() -> None:
    """Print a line for each Python and SQLite."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pythons", nargs="*", type=Path, default=sorted(_pythons()))
    options = parser.parse_args()
    committed = _committed()
    _print("archive.db", committed, committed)
    found = [found for python in options.pythons for found in _under(python, committed)]
    sys.exit(any(one != committed for one in found))


def _pythons() -> Iterator[Path]:
    versions = Path.home() / ".pyenv" / "versions"
    for folder in versions.glob("3.*") if versions.is_dir() else ():
        if _KNOWN.match(folder.name):
            yield folder / "bin" / "python"


def _committed() -> dict[str, str]:
    archive = ROOT / "archive.db"
    tei = hashlib.sha256("".join(f"{name}\n{xml}" for name, xml in each_tei(archive)).encode())
    return {"content": content_digest(archive), "tei": tei.hexdigest()}


def _under(python: Path, committed: dict[str, str]) -> Iterator[dict[str, str]]:
    version = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    own = CACHE / version / "bin" / "python"
    if not own.exists():
        subprocess.run([python, "-m", "venv", CACHE / version], check=True)
    if not _installed(own, "--prefer-binary", "--editable", f"{ROOT}[readers]"):
        print(f"Python {version}: what is needed cannot be installed")
        return
    yield _built(version, own, committed)
    if _installed(own, "--only-binary", ":all:", "pysqlite3-binary"):
        yield _built(f"{version}+pysqlite3", own, committed, "pysqlite3")
    else:
        print(f"Python {version}: no wheel of pysqlite3-binary")


def _installed(python: Path, *what: str) -> bool:
    command = [python, "-m", "pip", "install", "--quiet", *what]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _built(name: str, python: Path, committed: dict[str, str], *sqlite: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        command = [python, SCRIPT, ROOT / "sources", Path(folder) / "a.db", "1", *sqlite]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        found = {"content": "failed", "tei": ended.stderr.strip().splitlines()[-1][:60]}
    else:
        found = json.loads(ended.stdout)
    _print(f"Python {name}, SQLite {found.pop('sqlite', '?')}", found, committed)
    return found


def _print(name: str, found: dict[str, str], committed: dict[str, str]) -> None:
    verdict = "same" if found == committed else "DIFFERENT"
    print(f"{name:40} content {found['content'][:12]}  TEI {found['tei'][:60]:.60}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
