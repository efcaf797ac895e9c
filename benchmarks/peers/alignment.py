"""Alignment → a table: ours, galechurch and NLTK, as `benchmarks/alignment_quality.py` measures them.

The figure of a set is the mean of the strict F1 of its three pairs of languages.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from peers.gold import SHARED, Bead, own_beads
from peers.installing import OURS, Installed, environment, installed
from peers.tables import Column, Row, Table, absent

_SCRIPT = Path(__file__).resolve().parent.parent / "alignment_quality.py"
_CONTENDERS = {OURS: "ezri", "galechurch": "galechurch", "nltk": "nltk"}
_PAIRS = ("en-he", "en-fa", "he-fa")
_SHARED_SETS = ("ntrex/hard", "ntrex/edited", "sib200/edited", "mozilla/edited", "udhr/hard")
_SAID = """\
Which segments stand beside which: strict F1 in per cent (a bead is right when both its sides are), the mean of
English-Hebrew, English-Persian and Hebrew-Persian. Both peers are Gale and Church's method, by length alone; of *hard*
texts segments are split, joined and deleted on both sides, of *edited* ones whole paragraphs are missing too. What we
reach more is paid for in time: ours looks at the words."""


@dataclass(frozen=True, slots=True)
class _Cost:
    f1: float
    seconds: float
    megabytes: float


def table() -> Table:
    """Measure all contenders on all sets."""
    shared = _SHARED_SETS if SHARED.is_dir() else ()
    columns = (
        *(Column(name, ".1f") for name in ("own", *shared)),
        Column("CPU", plotted=False), Column("memory", plotted=False),
    )  # fmt: skip
    peers = {name: installed(name) for name in _CONTENDERS}
    with tempfile.TemporaryDirectory() as folder:
        _write_own(Path(folder))
        sets = [Path(folder), *(SHARED / "align" / name for name in shared)]
        costs = {name: _costs(peer, sets) for name, peer in peers.items() if peer.version}
    rows = tuple(
        Row(peer, _figures(costs[name], costs[OURS])) if name in costs else absent(peer, columns)
        for name, peer in peers.items()
    )
    return Table("alignment", "Alignment", _SAID, "strict F1", columns, rows)


def _costs(peer: Installed, sets: list[Path]) -> list[list[_Cost]]:
    return [[_cost(peer, folder, pair) for pair in _PAIRS] for folder in sets]


def _cost(peer: Installed, folder: Path, pair: str) -> _Cost:
    command = [sys.executable, str(_SCRIPT), "--one", _CONTENDERS[peer.name], str(folder.parent), folder.name, pair]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment(peer))
    return _Cost(*map(float, done.stdout.split()))


def _figures(costs: list[list[_Cost]], own: list[list[_Cost]]) -> tuple[float, ...]:
    scores = [100 * sum(cost.f1 for cost in pairs) / len(pairs) for pairs in costs]
    flat, beside = ([cost for pairs in one for cost in pairs] for one in (costs, own))
    seconds = sum(cost.seconds for cost in flat) / sum(cost.seconds for cost in beside)
    return (*scores, seconds, max(cost.megabytes for cost in flat) / max(cost.megabytes for cost in beside))


def _write_own(folder: Path) -> None:
    """Write our own alignments in the form of the gold: `DOC.xx`, `DOC.yy`, `DOC.xx-yy.gold`."""
    for name, beads in own_beads():
        # One text for each pair: they differ in what of a document they take.
        text, _, pair = name.rpartition(".")
        for side, code in enumerate(pair.split("-")):
            lines = [segment for bead in beads for segment in bead[side]]
            (folder / f"{text}-{pair}.{code}").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        (folder / f"{text}-{pair}.{pair}.gold").write_text(_gold(beads), encoding="utf-8")


def _gold(beads: list[Bead]) -> str:
    places = [0, 0]
    lines = []
    for bead in beads:
        sides = [list(range(place, place + len(own))) for place, own in zip(places, bead, strict=True)]
        places = [place + len(own) for place, own in zip(places, bead, strict=True)]
        lines.append(f"{sides[0]}:{sides[1]}\n")
    return "".join(lines)
