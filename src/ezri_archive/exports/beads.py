"""Aligned rows → beads, `[0, 1]:[0]` a line: the indexes of segments within their side, as aligners are evaluated."""

from collections.abc import Iterable, Iterator

from ezri_archive.exports.cells import batches, one_line, utf8
from ezri_archive.records import AlignedRow


def write_beads(rows: Iterable[AlignedRow], *, explain: bool = False) -> Iterator[bytes]:
    """Write the beads of one pair of documents, all of them and in order: each side is counted from 0 as it comes.

    With `explain`, score, band and evidence follow each bead, after tabs; readers of beads pass over them.
    """
    source = target = 0
    for batch in batches(rows):
        lines = []
        for row in batch:
            ends = source + len(row.source_ids), target + len(row.target_ids)
            bead = f"{list(range(source, ends[0]))}:{list(range(target, ends[1]))}"
            lines.append(f"{bead}{_reasons(row) if explain else ''}\n")
            source, target = ends
        yield utf8("".join(lines))


def _reasons(row: AlignedRow) -> str:
    return f"\t{row.score:g}\t{row.score_band}\t{one_line(' · '.join(row.evidence))}"
