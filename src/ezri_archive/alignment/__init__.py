"""Segments beside segments: two or three versions of a text → beads, units, a bilingual lexicon. No model is needed.

`align` computes, `units` joins what it found, `evaluation` scores it. Importing this package is cheap: numpy
is loaded by the first alignment.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from ezri_archive.alignment.embeddings import Encoder
from ezri_archive.alignment.model import EVIDENCE, Alignments, Bead, Bitext, Entry, Line
from ezri_archive.alignment.units import Join, units

__all__ = ["EVIDENCE", "Alignments", "Bead", "Bitext", "Encoder", "Entry", "Join", "Line", "align", "units"]


def align(  # noqa: PLR0913 - every option stands for itself
    bitexts: Sequence[Bitext],
    *,
    dictionary: Iterable[Entry] = (),
    learn: bool = True,
    evidence: frozenset[str] = EVIDENCE,
    explain: bool = True,
    encoder: Encoder | None = None,
    everywhere: bool = False,
) -> Alignments:
    """Align all bitexts as one collection, any pairs of languages; what one text teaches helps the others.

    `dictionary` is the user's own; with `learn` a lexicon is learned from the collection; `evidence` names
    the kinds to use (a subset of `EVIDENCE`); without `explain` the beads carry no evidence. With an
    `encoder` (see `embeddings.load_encoder`) the beads that are not in the band "high" are looked at again;
    with `everywhere` all texts are encoded, at many times the cost. Every line stands in exactly one bead, in
    order. The result depends on the texts alone: neither on the order of the bitexts nor on which side is
    source. Raises AlignmentError for an unknown kind of evidence, and for an encoder that gives no vectors.
    """
    from ezri_archive.alignment.aligner import align_bitexts  # noqa: PLC0415 - numpy is loaded only to align

    kinds = evidence if learn else evidence - {"learned"}
    if encoder is None:
        return align_bitexts(bitexts, tuple(dictionary), kinds, explain=explain)
    from ezri_archive.alignment.rescoring import rescore  # noqa: PLC0415 - most never need it

    rescorer = partial(rescore, encoder=encoder, everywhere=everywhere)
    return align_bitexts(bitexts, tuple(dictionary), kinds, explain=explain, rescorer=rescorer)
