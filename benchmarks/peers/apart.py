"""A contender and a question → its answer, its CPU seconds and its memory, measured in a process of its own.

A subject is a module here with CONTENDERS: the name of each, and a function that takes the question and gives another
which answers it. Importing and loading come before the clock starts; every contender has the same clock.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from peers.installing import Installed, environment

Contender = Callable[[Any], Callable[[], Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, the CPU seconds it took, and the most memory of the process in megabytes."""

    answer: Any
    seconds: float
    megabytes: float


def ask(subject: str, peer: Installed, question: object) -> Outcome:
    """Let a peer answer a question; question and answer can be written as JSON."""
    command = [sys.executable, "-P", "-m", "peers.apart", subject, peer.name]
    done = subprocess.run(
        command, input=json.dumps(question), stdout=subprocess.PIPE, text=True, check=True, env=environment(peer)
    )
    return Outcome(**json.loads(done.stdout))


def _answer(subject: str, name: str) -> None:
    contenders: Mapping[str, Contender] = import_module(f"peers.{subject}").CONTENDERS
    ready = contenders[name](json.load(sys.stdin))
    began = time.process_time()
    answer = ready()
    seconds = time.process_time() - began
    json.dump({"answer": answer, "seconds": seconds, "megabytes": _megabytes()}, sys.stdout)


def _megabytes() -> float:
    # Not ru_maxrss: that of a process begins with what its parent had.
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    _answer(*sys.argv[1:])
