"""Measure the aligner on the gold: every set, variant and pair; what each kind of evidence adds; texts alone.

Usage: `python benchmarks/alignment_quality.py [--ablation | --alone | --unknown | --rivals]`; `EZRI_SHARED` names the
folder with `gold/align` (default `../shared`). `--rivals` measures what else is installed, each in its own process:
`pip install galechurch nltk`.
"""

import argparse
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from ezri_archive.alignment import EVIDENCE, Bitext, Line, align
from ezri_archive.alignment.evaluation import Evaluation, Pair, evaluate, load_gold, pairs_of

_GOLD = Path(os.environ.get("EZRI_SHARED", "../shared")) / "gold" / "align"
_SETS = (
    *(("ntrex", variant) for variant in ("hard", "edited", "natural")),
    *(("sib200", variant) for variant in ("hard", "edited", "natural")),
    *((name, variant) for name in ("mozilla", "mwui") for variant in ("hard", "edited")),
    ("udhr", "hard"),
)
_PAIRS = ("en-he", "en-fa", "he-fa")
_LEXICONS = frozenset({"cldr", "seed"})
Aligner = Callable[[Sequence[Bitext]], list[list[Pair]]]
_Cost = tuple[float, float, float]
"""Strict F1, CPU seconds without start-up, most memory in MB."""


def main() -> None:
    """Print the table that was asked for."""
    options = _options()
    if options.ablation:
        _print_ablation()
    elif options.alone:
        _print_alone()
    elif options.unknown:
        _print_unknown()
    elif options.rivals:
        _print_rivals()
    elif options.one:
        _print_one(*options.one)
    else:
        _print_sets()


def _print_sets() -> None:
    print(f"{'set':16} {'pair':6} {'strict':>7} {'lax':>7} {'merged':>7} {'bad link':>9} {'segments/s':>11}")
    for name, variant in _SETS:
        for pair in _PAIRS:
            score, seconds, segments = _measure(_ezri(EVIDENCE), name, variant, pair)
            print(
                f"{name + '/' + variant:16} {pair:6} {score.strict.f1:7.4f} {score.lax.f1:7.4f} {score.merged.f1:7.4f} "
                f"{score.bad_link:9.4f} {segments / seconds:11,.0f}"
            )


def _print_ablation() -> None:
    rows = {"all": EVIDENCE, "lengths alone": frozenset[str](), "learning alone": EVIDENCE - _LEXICONS}
    rows |= {f"{kind} alone": frozenset({kind}) for kind in sorted(EVIDENCE - {"dictionary"})}
    rows |= {f"all but {kind}": EVIDENCE - {kind} for kind in sorted(EVIDENCE - {"dictionary"})}
    cases = [(name, variant, pair) for name, variant in _SETS[:2] + _SETS[3:5] for pair in _PAIRS]
    print(f"{'strict F1':18} " + " ".join(f"{f'{name[0]}/{variant[0]} {pair}':>9}" for name, variant, pair in cases))
    for row, kinds in rows.items():
        scores = [_measure(_ezri(kinds), *case)[0].strict.f1 for case in cases]
        print(f"{row:18} " + " ".join(f"{score:9.4f}" for score in scores), flush=True)


def _print_unknown() -> None:
    print("learning alone, by the names of the languages and under codes that nobody knows: strict, merged F1")
    for name, variant in (*_SETS[:4], *_SETS[6:7]):
        for pair in _PAIRS:
            texts = load_gold(_GOLD / name / variant, pair)
            known = [bitext for bitext, _ in texts]
            unknown = [replace(bitext, source_language="xx", target_language="yy") for bitext in known]
            gold = [beads for _, beads in texts]
            aligner = _ezri(EVIDENCE - _LEXICONS)
            scores = [evaluate(zip(aligner(bitexts), gold, strict=True)) for bitexts in (known, unknown)]
            cells = "   ".join(f"{score.strict.f1:.4f} {score.merged.f1:.4f}" for score in scores)
            print(f"{name + '/' + variant:16} {pair:6} {cells}", flush=True)


def _print_alone() -> None:
    print("every text of ntrex/hard aligned alone, mean strict F1")
    for pair in _PAIRS:
        scores = [
            evaluate([(_ezri(EVIDENCE)([bitext])[0], gold)]).strict.f1
            for bitext, gold in load_gold(_GOLD / "ntrex" / "hard", pair)
        ]
        print(f"{pair} {sum(scores) / len(scores):.4f}")


def _print_rivals() -> None:
    names = [name for name in _ALIGNERS if _is_installed(name)]
    print("| set | pair | " + " | ".join(f"{name} F1 | CPU s | MB" for name in names) + " |")
    print("|---|---|" + "---:|---:|---:|" * len(names))
    measured: dict[str, list[_Cost]] = {name: [] for name in names}
    for name, variant in _SETS:
        for pair in _PAIRS:
            row = {aligner: _apart(aligner, name, variant, pair) for aligner in names}
            cells = " | ".join(f"{f1:.4f} | {seconds:.2f} | {memory:.0f}" for f1, seconds, memory in row.values())
            print(f"| {name}/{variant} | {pair} | {cells} |", flush=True)
            for aligner, cost in row.items():
                measured[aligner].append(cost)
    for aligner in names[1:]:
        ratios = " ".join(f"{_mean_ratio(measured[names[0]], measured[aligner], column):.2f}" for column in range(3))
        print(f"\n{names[0]} / {aligner}, geometric mean of F1, CPU seconds, memory: {ratios}")


def _mean_ratio(own: Sequence[_Cost], other: Sequence[_Cost], column: int) -> float:
    logs = [math.log(one[column] / two[column]) for one, two in zip(own, other, strict=True)]
    return math.exp(sum(logs) / len(logs))


def _is_installed(aligner: str) -> bool:
    try:
        _ALIGNERS[aligner]()
    except ModuleNotFoundError as missing:
        print(f"{aligner}: not installed ({missing.name})", file=sys.stderr)
        return False
    return True


def _apart(aligner: str, name: str, variant: str, pair: str) -> _Cost:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--one", aligner, name, variant, pair]
    f1, seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(f1), float(seconds), float(memory)


def _print_one(aligner: str, name: str, variant: str, pair: str) -> None:
    score, seconds, _ = _measure(_ALIGNERS[aligner](), name, variant, pair)
    print(score.strict.f1, seconds, _most_memory())


def _most_memory() -> float:
    # Not ru_maxrss: that of a process begins with what its parent had.
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.partition("VmHWM:")[2].split()[0]) / 1024


def _measure(aligner: Aligner, name: str, variant: str, pair: str) -> tuple[Evaluation, float, int]:
    texts = load_gold(_GOLD / name / variant, pair)
    bitexts = [bitext for bitext, _ in texts]
    first, second = pair.split("-")
    aligner([Bitext("start", first, second, (Line("a"),), (Line("a"),))])
    before = time.process_time()
    found = aligner(bitexts)
    seconds = time.process_time() - before
    segments = sum(len(bitext.source) + len(bitext.target) for bitext in bitexts)
    return evaluate(zip(found, (gold for _, gold in texts), strict=True)), seconds, segments


def _ezri(kinds: frozenset[str]) -> Aligner:
    def run(bitexts: Sequence[Bitext]) -> list[list[Pair]]:
        return [pairs_of(beads) for beads in align(bitexts, evidence=kinds, explain=False).beads]

    return run


def _galechurch() -> Aligner:
    align_lines = import_module("galechurch").align

    def run(bitexts: Sequence[Bitext]) -> list[list[Pair]]:
        return [
            [
                (tuple(range(bead.source_start, bead.source_end)), tuple(range(bead.target_start, bead.target_end)))
                for bead in align_lines([line.text for line in one.source], [line.text for line in one.target]).beads
            ]
            for one in bitexts
        ]

    return run


def _nltk() -> Aligner:
    blocks = import_module("nltk.translate.gale_church").align_blocks

    def run(bitexts: Sequence[Bitext]) -> list[list[Pair]]:
        return [
            _joined(blocks([len(line.text) for line in one.source], [len(line.text) for line in one.target]), one)
            for one in bitexts
        ]

    return run


def _joined(links: Sequence[tuple[int, int]], bitext: Bitext) -> list[Pair]:
    """Make beads of single links: those that share a line are one; a line without any stands alone."""
    beads: list[tuple[set[int], set[int]]] = []
    for source, target in sorted(links):
        if beads and (source in beads[-1][0] or target in beads[-1][1]):
            beads[-1][0].add(source)
            beads[-1][1].add(target)
        else:
            beads.append(({source}, {target}))
    used = [set().union(*(bead[side] for bead in beads)) for side in (0, 1)]
    alone = [((line,), ()) for line in range(len(bitext.source)) if line not in used[0]]
    others = [((), (line,)) for line in range(len(bitext.target)) if line not in used[1]]
    return [(tuple(sorted(one)), tuple(sorted(other))) for one, other in beads] + alone + others


_ALIGNERS: dict[str, Callable[[], Aligner]] = {
    "ezri": lambda: _ezri(EVIDENCE),
    "galechurch": _galechurch,
    "nltk": _nltk,
}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ablation", action="store_true", help="each kind of evidence alone, and all but one")
    parser.add_argument("--alone", action="store_true", help="every text of ntrex/hard alone")
    parser.add_argument("--unknown", action="store_true", help="as if nothing were known of the languages")
    parser.add_argument("--rivals", action="store_true", help="beside other aligners that are installed")
    parser.add_argument("--one", nargs=4, metavar=("ALIGNER", "SET", "VARIANT", "PAIR"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
