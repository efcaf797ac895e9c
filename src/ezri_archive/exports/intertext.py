"""Aligned rows → an InterText bundle: a text file for each version, an alignment file between the two.

InterText's editor and server read `xtargets="TO;FROM"`, the reverse of OPUS, and their `type` counts in the same order.
Both want plain numeric `id`s of at most two levels and every sentence of both texts in a link, in order. So sentences
are numbered here, and keep the archive's identifier in `n`.
"""

from collections.abc import Iterable, Iterator, Sequence

from ezri_archive.exports.cells import batches, document_pairs, pair_name, side_names, xml_attribute, xml_text
from ezri_archive.exports.files import Member
from ezri_archive.records import AlignedRow

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_STATUS = {"automatic": "auto", "confirmed": "man"}
"""What InterText calls how a link came about; it calls everything else `plain`."""


def write_intertext(rows: Iterable[AlignedRow], source_language: str, target_language: str) -> Iterator[Member]:
    """Write for each pair of documents `NAME.en.xml`, `NAME.he.xml` and `NAME.en.he.xml`.

    The rows must be all of the pair, those with one side too: InterText stops at a sentence that is in no link. Raises
    ExportError for a character that XML cannot carry.
    """
    sides = side_names(source_language, target_language)
    for documents, run in document_pairs(rows):
        text = pair_name(documents)
        names = [f"{text}.{side}.xml" for side in sides]
        yield from _bundle(names, f"{text}.{'.'.join(sides)}.xml", run)


def _bundle(names: Sequence[str], alignment: str, rows: Iterable[AlignedRow]) -> Iterator[Member]:
    source, target = names
    head = f'{_DECLARATION}<linkGrp toDoc="{target}" fromDoc="{source}">\n'
    yield alignment, head.encode()
    yield from ((name, f'{_DECLARATION}<text>\n<p id="1">\n'.encode()) for name in names)
    places = (0, 0)
    for batch in batches(rows):
        links: list[str] = []
        texts: tuple[list[str], list[str]] = ([], [])
        for row in batch:
            ends = (places[0] + len(row.source_ids), places[1] + len(row.target_ids))
            links.append(_link(row, range(places[0], ends[0]), range(places[1], ends[1])))
            texts[0].extend(_sentences(row.source_ids, row.source_texts, places[0]))
            texts[1].extend(_sentences(row.target_ids, row.target_texts, places[1]))
            places = ends
        for name, lines in zip((alignment, *names), (links, *texts), strict=True):
            yield name, "".join(lines).encode()
    yield from ((name, b"</p>\n</text>\n") for name in names)
    yield alignment, b"</linkGrp>\n"


def _sentences(ids: Sequence[str], texts: Sequence[str], place: int) -> Iterator[str]:
    for number, (identifier, text) in enumerate(zip(ids, texts, strict=True), place + 1):
        yield f'<s id="1:{number}" n="{xml_attribute(identifier, identifier)}">{xml_text(text, identifier)}</s>\n'


def _link(row: AlignedRow, source: range, target: range) -> str:
    targets = f"{_ids(target)};{_ids(source)}"
    status = _STATUS.get(row.status, "plain")
    return f'<link type="{len(target)}-{len(source)}" xtargets="{targets}" status="{status}"/>\n'


def _ids(places: range) -> str:
    return " ".join(f"1:{place + 1}" for place in places)
