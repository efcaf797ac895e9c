"""Aligned rows → vertical files and their mapping, for Sketch Engine and NoSketch Engine (Manatee 2.67 or later).

A vertical file has a word or mark a line; `<g/>` says that no space stands between two. The mapping has a line for each
alignment: the numbers of the sentences on both sides, counted from 0 over the whole file, `A,B` for those from A to B
and -1 for none (https://www.sketchengine.eu/documentation/mn-mapping-with-parallel-corpora/). The structure that is
aligned is `s`: say so in the configuration of both corpora, `ALIGNSTRUCT "s"`.
"""

from collections.abc import Iterable, Iterator, Sequence

from ezri_archive.exports.cells import batches, document_pairs, side_names, xml_attribute, xml_text
from ezri_archive.exports.files import Member
from ezri_archive.exports.tokens import pieces
from ezri_archive.records import AlignedRow

_GLUE = "<g/>"


def write_sketch(rows: Iterable[AlignedRow], source_language: str, target_language: str) -> Iterator[Member]:
    """Write `en.vert` and `he.vert`, a `doc` for each pair of documents, and `en-he.map`.

    A document that stands beside several is there as often. Raises ExportError for a character that XML cannot carry.
    """
    sides = side_names(source_language, target_language)
    names = (f"{sides[0]}.vert", f"{sides[1]}.vert", f"{'-'.join(sides)}.map")
    yield from ((name, b"") for name in names)
    places = (0, 0)
    for documents, run in document_pairs(rows):
        for name, document in zip(names, documents, strict=False):
            yield name, f'<doc id="{xml_attribute(document, document)}">\n'.encode()
        for batch in batches(run):
            mapped: list[str] = []
            for row in batch:
                ends = (places[0] + len(row.source_ids), places[1] + len(row.target_ids))
                mapped.append(f"{_range(places[0], ends[0])}\t{_range(places[1], ends[1])}\n")
                places = ends
            source = "".join(_sentences(row.source_ids, row.source_texts) for row in batch)
            target = "".join(_sentences(row.target_ids, row.target_texts) for row in batch)
            yield from zip(names, (source.encode(), target.encode(), "".join(mapped).encode()), strict=True)
        yield from ((name, b"</doc>\n") for name in names[:2])


def _range(start: int, end: int) -> str:
    if end == start:
        return "-1"
    return str(start) if end == start + 1 else f"{start},{end - 1}"


def _sentences(ids: Sequence[str], texts: Sequence[str]) -> str:
    return "".join(_sentence(name, text) for name, text in zip(ids, texts, strict=True))


def _sentence(name: str, text: str) -> str:
    lines = "".join(f"{line}\n" for line in _lines(text, name))
    return f'<s id="{xml_attribute(name, name)}">\n{lines}</s>\n'


def _lines(text: str, where: str) -> Iterator[str]:
    glued = False
    for piece, is_word in pieces(text):
        if glued and not piece[0].isspace():
            yield _GLUE
        tokens = [piece] if is_word else piece.split()
        yield from (xml_text(token, where) for token in tokens)
        glued = not piece[-1].isspace()
