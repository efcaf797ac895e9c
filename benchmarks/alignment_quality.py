"""Measure the aligner on the gold: every set, variant and pair; what each kind of evidence adds; texts alone.

Usage: `python benchmarks/alignment_quality.py [--ablation | --alone | --rivals]`; `EZRI_SHARED` names the folder with
`gold/align` (default `../shared`). `--rivals` measures what else is installed: galechurch, NLTK.
"""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from ezri_archive.alignment import EVIDENCE, Bitext, align
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


def main() -> None:
    """Print the table that was asked for."""
    options = _options()
    if options.ablation:
        _print_ablation()
    elif options.alone:
        _print_alone()
    elif options.rivals:
        _print_rivals()
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


def _print_alone() -> None:
    print("every text of ntrex/hard aligned alone, mean strict F1")
    for pair in _PAIRS:
        scores = [
            evaluate([(_ezri(EVIDENCE)([bitext])[0], gold)]).strict.f1
            for bitext, gold in load_gold(_GOLD / "ntrex" / "hard", pair)
        ]
        print(f"{pair} {sum(scores) / len(scores):.4f}")


def _print_rivals() -> None:
    aligners: dict[str, Aligner] = {"ezri": _ezri(EVIDENCE)}
    for name, make in (("galechurch", _galechurch), ("nltk", _nltk)):
        try:
            aligners[name] = make()
        except ModuleNotFoundError as missing:
            print(f"{name}: not installed ({missing.name})")
    print(f"{'aligner':12} {'set':16} {'pair':6} {'strict':>7} {'CPU s':>8}")
    for name, variant in _SETS:
        for pair in _PAIRS:
            for aligner, function in aligners.items():
                score, seconds, _ = _measure(function, name, variant, pair)
                print(f"{aligner:12} {name + '/' + variant:16} {pair:6} {score.strict.f1:7.4f} {seconds:8.2f}")


def _measure(aligner: Aligner, name: str, variant: str, pair: str) -> tuple[Evaluation, float, int]:
    texts = load_gold(_GOLD / name / variant, pair)
    bitexts = [bitext for bitext, _ in texts]
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
    module = import_module("galechurch")

    def run(bitexts: Sequence[Bitext]) -> list[list[Pair]]:
        results = [
            module.align([line.text for line in one.source], [line.text for line in one.target]) for one in bitexts
        ]
        return [[_bead(bead) for bead in getattr(result, "beads", result)] for result in results]

    return run


def _bead(bead: object) -> Pair:
    source = getattr(bead, "source", None) or getattr(bead, "src", None) or bead[0]  # type: ignore[index]  # a tuple
    target = getattr(bead, "target", None) or getattr(bead, "tgt", None) or bead[1]  # type: ignore[index]  # a tuple
    return tuple(source), tuple(target)


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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ablation", action="store_true", help="each kind of evidence alone, and all but one")
    parser.add_argument("--alone", action="store_true", help="every text of ntrex/hard alone")
    parser.add_argument("--rivals", action="store_true", help="beside other aligners that are installed")
    return parser.parse_args()


if __name__ == "__main__":
    main()
