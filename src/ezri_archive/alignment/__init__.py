"""Segments beside segments: two or three versions of a text → beads, units, a bilingual lexicon. No model is needed.

`align` computes, `units` joins what it found, `evaluation` scores it. Importing this package is cheap: numpy
is loaded by the first alignment.
"""

from collections.abc import Iterable, Sequence

from ezri_archive.alignment.model import EVIDENCE, Alignments, Bead, Bitext, Entry, Line
from ezri_archive.alignment.units import Join, units

__all__ = ["EVIDENCE", "Alignments", "Bead", "Bitext", "Entry", "Join", "Line", "align", "units"]


def align(
    bitexts: Sequence[Bitext],
    *,
    dictionary: Iterable[Entry] = (),
    learn: bool = True,
    evidence: frozenset[str] = EVIDENCE,
    explain: bool = True,
) -> Alignments:
    """Align all bitexts as one collection, any pairs of languages; what one text teaches helps the others.

    `dictionary` is the user's own; with `learn` a lexicon is learned from the collection; `evidence` names
    the kinds to use (a subset of `EVIDENCE`); without `explain` the beads carry no evidence. Every line
    stands in exactly one bead, in order. The result depends on the texts alone: neither on the order of the
    bitexts nor on which side is source. Raises AlignmentError for an unknown kind of evidence.
    """
    from ezri_archive.alignment.aligner import align_bitexts  # noqa: PLC0415 - numpy is loaded only to align

    kinds = evidence if learn else evidence - {"learned"}
    return align_bitexts(bitexts, tuple(dictionary), kinds, explain=explain)
