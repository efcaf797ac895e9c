"""Aligned rows → XCES as OPUS writes it: `xtargets="FROM;TO"`, and the sentence files it refers to.

`opus_read -d x -s en -t he -p raw -af en-he.xml -dl . -wm moses -ln` reads the bundle from inside its folder. InterText
wants the two sides the other way round, and neither format says which it is: see `intertext`.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from ezri_archive.exports.cells import (
    batches,
    document_pairs,
    pair_name,
    score_text,
    side_names,
    xml_attribute,
    xml_text,
)
from ezri_archive.exports.files import Member
from ezri_archive.records import AlignedRow

_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
_GZIP = 31
"""The window size by which zlib writes the gzip format, with no date and no file name in its header."""


def write_links(rows: Iterable[AlignedRow], source_language: str, target_language: str) -> Iterator[bytes]:
    """Write the alignment file alone, without the sentences it refers to."""
    alignment = _alignment_name(source_language, target_language)
    return (chunk for name, chunk in write_xces(rows, source_language, target_language) if name == alignment)


def write_xces(rows: Iterable[AlignedRow], source_language: str, target_language: str) -> Iterator[Member]:
    """Write the alignment file `en-he.xml` and, for each pair of documents, `en/NAME.xml.gz` and `he/NAME.xml.gz`.

    Every row is a `link`, those with one side too; sentences keep their identifiers, and the score stands in
    `certainty`. Where a document has versions in several others, its sentences stand in a file beside each of them.
    Raises ExportError for a character that XML cannot carry.
    """
    alignment = _alignment_name(source_language, target_language)
    numbers = count(1)
    yield alignment, _DECLARATION + b'<cesAlign version="1.0">\n'
    for documents, run in document_pairs(rows):
        names = [f"{side}/{pair_name(documents)}.xml.gz" for side in side_names(source_language, target_language)]
        source, target = map(_SentenceFile, names)
        yield alignment, f'<linkGrp targType="s" fromDoc="{names[0]}" toDoc="{names[1]}">\n'.encode()
        for batch in batches(run):
            yield alignment, "".join(_link(row, next(numbers)) for row in batch).encode()
            yield from source.add(
                _sentence(*pair) for row in batch for pair in _pairs(row.source_ids, row.source_texts)
            )
            yield from target.add(
                _sentence(*pair) for row in batch for pair in _pairs(row.target_ids, row.target_texts)
            )
        yield alignment, b"</linkGrp>\n"
        yield from (*source.end(), *target.end())
    yield alignment, b"</cesAlign>\n"


class _SentenceFile:
    """A compressed sentence file in the making: its members come out as it is filled."""

    def __init__(self, name: str) -> None:
        """Begin the file."""
        self._name = name
        self._packer = zlib.compressobj(wbits=_GZIP)
        self._begun = self._packer.compress(_DECLARATION + b"<text>\n")

    def add(self, sentences: Iterable[str]) -> Iterator[Member]:
        """Add sentences."""
        packed = self._begun + self._packer.compress("".join(sentences).encode())
        self._begun = b""
        yield self._name, packed

    def end(self) -> Iterator[Member]:
        """Write what is left, and the end of the file."""
        yield self._name, self._packer.compress(b"</text>\n") + self._packer.flush()


def _alignment_name(source_language: str, target_language: str) -> str:
    return f"{source_language}-{target_language}.xml"


def _pairs(ids: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(ids, texts, strict=True)


def _sentence(identifier: str, text: str) -> str:
    return f'<s id="{xml_attribute(identifier, identifier)}">{xml_text(text, identifier)}</s>\n'


def _link(row: AlignedRow, number: int) -> str:
    where = row.id
    targets = xml_attribute(f"{' '.join(row.source_ids)};{' '.join(row.target_ids)}", where)
    status, method = xml_attribute(row.status, where), xml_attribute(row.method, where)
    certainty = score_text(row.score)
    judged = f' certainty="{certainty}"' if certainty else ""
    return (
        f'<link id="SL{number}" xtargets="{targets}"{judged}'
        f' status="{status}" method="{method}" n="{xml_attribute(where, where)}"/>\n'
    )
