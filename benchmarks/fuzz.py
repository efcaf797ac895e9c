"""Fuzz one part of the program: random bytes that are almost right → nothing, or the cases that break a promise.

What is promised of each stands in `tests/fuzzing.py`. A case that raises something else, breaks a promise or takes more
than ten seconds of processor time is made as small as it stays the same, written to `OUT/NAME/` and told in one line;
of cases that fail in one place, the first is kept. A case worth keeping goes to `tests/data/fuzz/NAME/`, where
`tests/test_fuzz.py` runs it. The exit status is 1 when anything was found; the same seed gives the same cases.
Usage: `nice python benchmarks/fuzz.py NAME … [--seconds 60] [--seed 1] [--out .fuzz]`; NAME is `all` or one of
text markdown html pdf docx odt eml msg tei zip fold urls sidecar decisions tmx xces intertext units.
"""

import argparse
import hashlib
import logging
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random

TESTS = Path(__file__).parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from fuzzing import TARGETS, Target  # noqa: E402 - the tests are no package

LIMIT = 10
MEMORY = 3 << 30
_TRIES = 300


class _TooLong(BaseException):
    """A case took more than LIMIT seconds; no handler of the program may swallow it."""


def main() -> None:
    """Fuzz what is named, one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", choices=[*TARGETS, "all"])
    parser.add_argument("--seconds", type=float, default=60, help="processor time for each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(".fuzz"))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _stop)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    names = list(TARGETS) if "all" in options.names else options.names
    found = sum(_fuzz(name, options.seconds, options.seed, options.out / name) for name in names)
    sys.exit(bool(found))


def _stop(_signal: int, _frame: object) -> None:
    raise _TooLong


def _fuzz(name: str, seconds: float, seed: int, out: Path) -> int:
    """Run one target; give how many different failures it has."""
    out.mkdir(parents=True, exist_ok=True)
    target, chance = TARGETS[name], Random(seed)  # noqa: S311 - cases, no secrets
    examples = target.examples()
    places: set[str] = set()
    start, cases, slowest = time.process_time(), 0, 0.0
    while time.process_time() - start < seconds:
        content = target.mutate(examples, target.tokens, chance)
        (out / "current").write_bytes(content)  # what is left here when the process itself dies
        before = time.process_time()
        failure = _failure(target.check, content)
        cases, slowest = cases + 1, max(slowest, time.process_time() - before)
        if failure and failure not in places:
            places.add(failure)
            _keep(target, content, failure, out)
    (out / "current").unlink()
    print(f"{name:10} {cases:8,} cases  slowest {slowest:6.2f} s  failures {len(places)}", flush=True)
    return len(places)


def _failure(check: Callable[[bytes], None], content: bytes) -> str:
    """Name what goes wrong and where; "" when nothing does."""
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        check(content)
    except (Exception, _TooLong) as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return f"{type(error).__name__} at {_place(error)}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def _place(error: BaseException) -> str:
    """Name the innermost line of the project that a failure came through; for a hang, the function it is in."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ezri_archive" in frame.filename]
    frame = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    check = traceback.extract_tb(error.__traceback__)[-1]
    if isinstance(error, _TooLong):
        return f"{Path(frame.filename).name}, {frame.name}"
    return f"{Path(frame.filename).name}:{frame.lineno} ({Path(check.filename).name}:{check.lineno})"


def _keep(target: Target, content: bytes, failure: str, out: Path) -> None:
    small = content if failure.startswith("_TooLong") else _smallest(target.check, content, failure)
    path = out / hashlib.sha256(failure.encode()).hexdigest()[:8]
    path.write_bytes(small)
    print(f"  {path}: {failure}: {len(content):,} bytes, made {len(small):,}: {small[:70]!r}", flush=True)


def _smallest(check: Callable[[bytes], None], content: bytes, failure: str) -> bytes:
    """Take pieces out as long as the failure stays (A. Zeller, R. Hildebrandt, "Simplifying and isolating", 2002)."""
    tries, size = 0, max(1, len(content) // 2)
    while size and tries < _TRIES:
        place = 0
        while place < len(content) and tries < _TRIES:
            shorter = content[:place] + content[place + size :]
            tries += 1
            if _failure(check, shorter) == failure:
                content = shorter
            else:
                place += size
        size //= 2
    return content


if __name__ == "__main__":
    main()
