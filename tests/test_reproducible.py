"""The same sources give the same archive, whatever hash seed, locale, time zone, folder, workers, order of files."""

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FORMATS = (
    "formats/call-for-papers.docx",
    "formats/salt-road.fa.odt",
    "html/old-fa.windows-1256.html",
)


@dataclass(frozen=True)
class Surroundings:
    """Where and how a build runs; `seed` decides the order in which its sources came onto the disk, and their times."""

    environment: dict[str, str]
    jobs: int
    folder: str
    seed: int


def locales() -> set[str]:
    """List the locales of this machine."""
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False, errors="replace")
    return set(listed.stdout.split())


TURKISH = next(iter(sorted(locales() & {"tr_TR.utf8", "tr_TR.UTF-8", "tr_TR"})), "C.UTF-8")
"""In Turkish, I is no capital of i."""
USUAL = Surroundings({"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}, 1, "here", 1)
OTHERS = {
    "hash seed, locale C, time zone, folder, order of files": Surroundings(
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C", "TZ": "Asia/Tehran", "PYTHONUTF8": "0"}, 1, "over/there", 2
    ),
    "two workers, Turkish, optimised bytecode": Surroundings(
        {"PYTHONHASHSEED": "random", "LC_ALL": TURKISH, "TZ": "America/St_Johns", "PYTHONOPTIMIZE": "1"}, 2, "مجلد ב", 3
    ),
}


def built(place: Path, samples: Path) -> None:
    """Copy sources into a folder, file by file in an order of their own, years apart."""
    files = [(path, path.name) for path in sorted(samples.iterdir())]
    files += [(HERE / "data" / name, Path(name).name) for name in FORMATS]
    chance = random.Random(place.name)  # noqa: S311 - an order, no secrets
    chance.shuffle(files)
    place.mkdir(parents=True)
    for path, name in files:
        shutil.copyfile(path, place / name)
        moment = chance.randrange(2**31)
        os.utime(place / name, (moment, moment))


def digests(surroundings: Surroundings, samples: Path, tmp_path: Path) -> dict[str, str]:
    """Build in other surroundings, by relative paths, and give the digests."""
    folder = tmp_path / surroundings.folder
    built(folder / f"sources-{surroundings.seed}", samples)
    command = [sys.executable, str(HERE / "digests.py"), f"sources-{surroundings.seed}", "a.db", str(surroundings.jobs)]
    environment = {**os.environ, **surroundings.environment}
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    found: dict[str, str] = json.loads(ended.stdout)
    return found


@pytest.fixture(scope="module")
def usual(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Build in the usual surroundings, once."""
    return digests(USUAL, samples, tmp_path_factory.mktemp("usual"))


@pytest.mark.parametrize("name", OTHERS)
def test_surroundings_make_no_difference(name: str, usual: dict[str, str], samples: Path, tmp_path: Path) -> None:
    assert digests(OTHERS[name], samples, tmp_path) == usual
