"""Aligned rows → TEI P5 stand-off: an alignment a `linkGrp`, a language of it a `ptr` into the document's own TEI file.

As in the Guidelines' example of `@targetLang` (att.pointing). The files `DOCUMENT.xml` stand beside this one.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote

from ezri_archive import __version__
from ezri_archive.exports.cells import batches, score_text, xml_attribute, xml_text
from ezri_archive.records import AlignedRow

_END = b"</standOff>\n</TEI>\n"


def write_tei(rows: Iterable[AlignedRow], title: str = "") -> Iterator[bytes]:
    """Write a TEI document of alignments alone, those with one side too; `title` says of what.

    `@cert` is the score, `@subtype` the status (`unaligned` where one side is empty), `@n` the alignment's identifier.
    Raises ExportError for a character that XML cannot carry.
    """
    yield _head(title)
    for batch in batches(rows):
        yield "".join(map(_group, batch)).encode()
    yield _END


def _head(title: str) -> bytes:
    named = f"Alignments of {title}" if title else "Alignments"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" type="ezri-alignment">
<teiHeader xml:lang="en">
<fileDesc>
<titleStmt><title>{xml_text(named, "title")}</title></titleStmt>
<publicationStmt><authority>an archive made with ezri_archive</authority>
<availability status="unknown"><p>As that of the texts it points to.</p></availability></publicationStmt>
<sourceDesc><p>The alignments of the archive, which point into the TEI files of its documents.</p></sourceDesc>
</fileDesc>
<encodingDesc><appInfo><application ident="ezri_archive" version="{__version__}"><label>ezri export</label>\
</application></appInfo></encodingDesc>
</teiHeader>
<standOff>
""".encode()


def _group(row: AlignedRow) -> str:
    both = row.source_ids and row.target_ids
    subtype = xml_attribute(row.status, row.id) if both else "unaligned"
    source = _pointer(row.source_language, row.source_document, row.source_ids)
    target = _pointer(row.target_language, row.target_document, row.target_ids)
    name = xml_attribute(row.id, row.id)
    certainty = score_text(row.score)
    judged = f' cert="{certainty}"' if certainty else ""
    return f'<linkGrp type="tu" subtype="{subtype}" n="{name}"{judged}>{source}{target}</linkGrp>\n'


def _pointer(language: str, document: str, ids: Sequence[str]) -> str:
    if not ids:
        return ""
    file = _file(document)
    targets = " ".join(f"{file}#{quote(name)}" for name in ids)
    return f'<ptr type="tuv" targetLang="{language}" target="{targets}"/>'


@lru_cache
def _file(document: str) -> str:
    return quote(f"{document}.xml")
