"""Kills builds at random moments and looks at what they leave; prints a JSON line for each kill.

Run as `python killed_builds.py FOLDER KILLS SEED`; tests and `benchmarks/faults.py` read what it prints. One process
loads the program, every build that is to be killed is a fork of it.
"""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from ezri_archive.database import content_digest
from ezri_archive.pipeline import build
from ezri_archive.pipeline.validating import problems_of

LETTER = "Dear friends, the ferry leaves at {}.\n\nCome early.\n\nידידים יקרים, המעבורת יוצאת בשעה {}.\n\nבואו מוקדם.\n"
FILES = 15
LEFT = {"a.db", "a.db.kept", "a.db.kept-journal"}
"""What a killed build may leave beside what a whole one leaves: SQLite's journal, for whoever opens the file next."""


@dataclass(frozen=True)
class State:
    """Sources, and the digest of the archive that a build from nothing makes of them."""

    sources: Path
    digest: str
    seconds: float


def kills(folder: Path, count: int, seed: int) -> Iterator[dict[str, object]]:
    """Kill builds from one state of the sources to the next; tell of each what it left and what the next build made."""
    states = [_state(folder, number) for number in range(3)]
    chance = Random(seed)  # noqa: S311 - moments, no secrets
    place = folder / "archive"
    place.mkdir()
    before = ""
    for number in range(count):
        if number % 5 == 0:  # now and then there is no archive yet
            shutil.rmtree(place)
            place.mkdir()
            before = ""
        state = states[number % len(states)]
        moment = chance.random() * state.seconds * 1.2
        died = _kill(state, place / "a.db", moment, jobs=1 + number % 2)
        yield {"number": number, "moment": round(moment, 4), "died": died, **_looked_at(state, place / "a.db", before)}
        before = state.digest


def _state(folder: Path, number: int) -> State:
    """Make sources: of the first, a few files differ in the second and all in the third."""
    sources = folder / f"sources-{number}"
    sources.mkdir(parents=True)
    changed = (0, 2, FILES)[number]
    for file in range(FILES):
        hour = 6 + file % 5 + (12 if file < changed else 0)
        (sources / f"letter-{file}.txt").write_text(LETTER.format(hour, hour))
    fresh = folder / f"fresh-{number}"
    fresh.mkdir()
    started = time.monotonic()
    build(sources, fresh / "a.db")
    return State(sources, content_digest(fresh / "a.db"), time.monotonic() - started)


def _kill(state: State, database: Path, moment: float, *, jobs: int) -> bool:
    child = os.fork()
    if child == 0:
        build(state.sources, database, jobs=jobs)
        os._exit(0)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _looked_at(state: State, database: Path, before: str) -> dict[str, object]:
    stands = content_digest(database) if database.exists() else ""
    problems = [str(one) for found in _problems(database) for one in found]
    build(state.sources, database)
    left = {file.name for file in database.parent.iterdir()}
    return {
        "whole": stands in {before, state.digest} and not problems,
        "right": content_digest(database) == state.digest and not any(_problems(database)),
        "clean": left <= LEFT,
    }


def _problems(database: Path) -> list[tuple[object, ...]]:
    return list(problems_of(database).values()) if database.exists() else []


def main() -> None:
    """Print what each kill left."""
    for found in kills(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])):
        print(json.dumps(found), flush=True)  # noqa: T201 - a script


if __name__ == "__main__":
    main()
