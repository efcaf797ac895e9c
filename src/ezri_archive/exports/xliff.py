"""Aligned rows of one pair of languages → XLIFF 2.1 (OASIS Standard, 13 February 2018), for translators' tools.

The namespace of 2.1's core is still that of 2.0. An alignment is a `unit` of one `segment`; a pair of documents is a
`file`. What has no source is left out: XLIFF has no place for it.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, count

from ezri_archive.errors import ExportError
from ezri_archive.exports.cells import batches, document_pairs, pair_name, xml_attribute, xml_text
from ezri_archive.records import AlignedRow

_STATES = {"confirmed": "reviewed", "corrected": "reviewed"}
"""What XLIFF calls how far a translation has come; that of a status not named here is `translated`."""


def write_xliff(rows: Iterable[AlignedRow], source_language: str, target_language: str) -> Iterator[bytes]:
    """Write the rows, which come document by document and are all of the pair.

    Raises ExportError where there is none, for a row of other languages, and for a character that XML cannot carry.
    """
    remaining = (row for row in rows if any(row.source_texts))
    first = next(remaining, None)
    if first is None:
        message = "nothing to translate: XLIFF must hold at least one passage"
        raise ExportError(message)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1"'
        f' srcLang="{xml_attribute(source_language, "")}" trgLang="{xml_attribute(target_language, "")}">\n'
    ).encode()
    numbers = count(1)
    pair = source_language, target_language
    for number, (documents, run) in enumerate(document_pairs(chain([first], remaining)), 1):
        name = pair_name(documents)
        yield f'<file id="f{number}" original="{xml_attribute(name, name)}">\n'.encode()
        for batch in batches(run):
            yield "".join(_unit(row, next(numbers), pair) for row in batch).encode()
        yield b"</file>\n"
    yield b"</xliff>\n"


def _unit(row: AlignedRow, number: int, pair: tuple[str, str]) -> str:
    if (row.source_language, row.target_language) != pair:
        message = (
            f"XLIFF holds one pair of languages: {'-'.join(pair)}, not {row.source_language}-{row.target_language}"
        )
        raise ExportError(message, where=row.id)
    target = " ".join(row.target_texts)
    state = _STATES.get(row.status, "translated") if target else "initial"
    shown = f"<target>{xml_text(target, row.id)}</target>" if target else ""
    return (
        f'<unit id="u{number}" name="{xml_attribute(row.id, row.id)}"><segment state="{state}">'
        f"<source>{xml_text(' '.join(row.source_texts), row.id)}</source>{shown}</segment></unit>\n"
    )
