"""Aligned rows → Moses: two files of the same number of lines, a segment group a line, and a table of identifiers.

Lines end in LF, there is no byte order mark, and rows with an empty side are left out. `ids.tsv` has the five columns
of OpusTools' `opus_read -id`: two documents, two lists of segments, the score.
"""

from collections.abc import Iterable, Iterator

from ezri_archive.exports.cells import batches, one_line, score_text, side_names, utf8
from ezri_archive.exports.files import Member
from ezri_archive.records import AlignedRow

_IDS = "ids.tsv"


def write_moses(rows: Iterable[AlignedRow], source_language: str, target_language: str) -> Iterator[Member]:
    """Write `en-he.en`, `en-he.he` and `ids.tsv`, three files that correspond line by line."""
    pair = f"{source_language}-{target_language}"
    names = (*(f"{pair}.{side}" for side in side_names(source_language, target_language)), _IDS)
    yield from ((name, b"") for name in names)
    for batch in batches(rows):
        for name, lines in zip(names, _columns(batch), strict=True):
            yield name, utf8("".join(lines))


def _columns(rows: Iterable[AlignedRow]) -> Iterator[list[str]]:
    """Turn the lines of some rows into the pieces of three files."""
    lines = list(_lines(rows))
    return ([line[column] for line in lines] for column in range(3))


def _lines(rows: Iterable[AlignedRow]) -> Iterator[tuple[str, str, str]]:
    for row in rows:
        source, target = _line(row.source_texts), _line(row.target_texts)
        if source != "\n" and target != "\n":
            yield source, target, _ids(row)


def _line(texts: tuple[str, ...]) -> str:
    return " ".join(one_line(text).strip() for text in texts) + "\n"


def _ids(row: AlignedRow) -> str:
    source, target = " ".join(row.source_ids), " ".join(row.target_ids)
    return f"{row.source_document}\t{row.target_document}\t{source}\t{target}\t{score_text(row.score)}\n"
