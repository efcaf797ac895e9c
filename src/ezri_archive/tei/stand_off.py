"""Units and versions → TEI `standOff`: inside an edition, or as a file of its own where units cross documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from lxml import etree

from ezri_archive.errors import TeiError
from ezri_archive.identifiers import document_of_segment, language_of_segment
from ezri_archive.records import Edition, GivenUnit, Segment, Unit, Version
from ezri_archive.tei.elements import (
    ALIGNMENT,
    RELATIONS,
    TOOL,
    add,
    add_application,
    add_responsibility,
    new_root,
    place,
    serialise,
    spelt,
    tag,
)
from ezri_archive.tei.parsing import attribute
from ezri_archive.tei.pointers import add_address

_GIVEN = "given"


@dataclass(frozen=True, slots=True)
class AlignmentFile:
    """The units of a work whose segments lie in several documents."""

    work_id: str
    title: str
    document_ids: tuple[str, ...]
    units: tuple[Unit, ...]


def add_stand_off(root: etree._Element, edition: Edition, units: Sequence[Unit], versions: Sequence[Version]) -> None:
    """Append what is known of an edition beside its text; nothing where nothing is known."""
    if not (units or versions or edition.given):
        return
    stand_off = add(root, "standOff", resp=f"#{TOOL}")
    if versions:
        _add_versions(stand_off, edition.id, versions)
    _add_given(stand_off, edition.given)
    _add_units(stand_off, units, {})


def read_given(root: etree._Element) -> tuple[GivenUnit, ...]:
    """Read what the source of an edition put together. Raises TeiError for a group that lacks its status."""
    groups = root.iterfind(f"{tag('standOff')}/{tag('linkGrp')}[@type='{_GIVEN}']")
    return tuple(GivenUnit(tuple(map(_segment, group)), attribute(group, "subtype")) for group in groups)


def _segment(pointer: etree._Element) -> str:
    return attribute(pointer, "target").removeprefix("#")


def _add_given(stand_off: etree._Element, given: Sequence[GivenUnit]) -> None:
    """Append one `linkGrp type="given"` for all that the source puts together, with the status as `@subtype`."""
    for unit in given:
        group = add(stand_off, "linkGrp", type=_GIVEN, subtype=unit.status)
        for name in unit.segment_ids:
            add(group, "ptr", type="tuv", targetLang=language_of_segment(name), target=f"#{name}")


def write_alignments(file: AlignmentFile) -> bytes:
    """Write the units of a work as a file that points into the editions of its documents.

    Pointers are short by `prefixDef` (TEI Guidelines, 17.2.3): `d1` is the first document. Raises TeiError for a unit
    with a segment of another document.
    """
    identifier = f"{file.work_id}.alignment"
    root = new_root(identifier, ALIGNMENT)
    header = add(root, "teiHeader", xml_lang="en")
    description = add(header, "fileDesc")
    titles = add(description, "titleStmt")
    add(titles, "title", f"Alignment of {file.title or file.work_id}")
    add_responsibility(titles, "alignment")
    publication = add(description, "publicationStmt")
    add(publication, "authority", "an archive made with ezri_archive")
    add(add(publication, "availability", status="unknown"), "p", "As that of the texts it points to.")
    texts = add(add(description, "sourceDesc"), "listBibl")
    encoding = add(header, "encodingDesc")
    add_application(encoding)
    definitions = add(encoding, "listPrefixDef")
    prefixes = {document: f"d{number}" for number, document in enumerate(file.document_ids, 1)}
    for document, prefix in prefixes.items():
        address = _file(document)
        add(add(texts, "bibl"), "ref", document, target=address)
        pattern = f"{address}#$1"
        definition = add(definitions, "prefixDef", ident=prefix, matchPattern="(.+)", replacementPattern=pattern)
        add(definition, "p", f"A segment of the document {document}.")
    _add_units(add(root, "standOff", resp=f"#{TOOL}"), file.units, prefixes)
    return serialise(root)


def _file(document: str) -> str:
    """Give the address of a document's TEI file beside this one."""
    return quote(f"{document}.xml")


# --- units -----------------------------------------------------------------------------------------------------------


def _add_units(stand_off: etree._Element, units: Sequence[Unit], prefixes: Mapping[str, str]) -> None:
    """Append one `linkGrp` a unit, with one `ptr` a language (TEI Guidelines, att.pointing, example of `@targetLang`).

    A unit in one language only is `subtype="unaligned"`. A pointer is `prefix:segment` where the segment's document has
    a prefix, and a fragment of the same file where there are none.
    """
    for unit in units:
        versions = [(code, tuple(group)) for code, group in groupby(unit.segments, key=lambda each: each.language)]
        subtype = "unaligned" if len(versions) == 1 else "aligned"
        group = add(stand_off, "linkGrp", xml_id=unit.id, type="tu", subtype=subtype, n=str(unit.number))
        for code, segments in versions:
            targets = " ".join(_pointer(segment, prefixes, group) for segment in segments)
            add(group, "ptr", type="tuv", targetLang=code, target=targets)


def _pointer(segment: Segment, prefixes: Mapping[str, str], group: etree._Element) -> str:
    if not prefixes:
        return f"#{segment.id}"
    document = document_of_segment(segment.id)
    if document not in prefixes:
        message = f"{segment.id} is in none of the documents {', '.join(prefixes)}"
        raise TeiError(message, where=place(group))
    return f"{prefixes[document]}:{segment.id}"


# --- versions --------------------------------------------------------------------------------------------------------


def _add_versions(stand_off: etree._Element, document_id: str, versions: Sequence[Version]) -> None:
    """Append the other texts as `bibl`, then what each is to this one (TEI Guidelines, 14.3.2.4, `relation`)."""
    texts = add(stand_off, "listBibl")
    for version in versions:
        _add_text(texts, version)
    relations = add(texts, "listRelation")
    for version in versions:
        _add_relation(relations, document_id, version)


def _add_text(texts: etree._Element, version: Version) -> None:
    bibl = add(texts, "bibl", xml_id=_other_end(version))
    if version.of_document_id:
        add(bibl, "ref", version.of_document_id, type="held", target=_file(version.of_document_id))
    if version.of_url:
        add_address(bibl, version.of_url, version.of_url, type="elsewhere")
    if version.language:
        add(bibl, "textLang", mainLang=version.language)
    if version.evidence:
        add(bibl, "note", version.evidence, type="evidence")


def _add_relation(relations: etree._Element, document_id: str, version: Version) -> None:
    here, other = f"#{document_id}", f"#{_other_end(version)}"
    if version.derived_end:
        active, passive = (here, other) if version.derived_end == "document" else (other, here)
        ends = {"active": active, "passive": passive}
    else:
        ends = {"mutual": f"{here} {other}"}
    name = RELATIONS.get(version.relation, version.relation)
    add(relations, "relation", xml_id=version.id, name=name, cert=spelt(version.confidence), **ends)


def _other_end(version: Version) -> str:
    return f"{version.id}.text"
