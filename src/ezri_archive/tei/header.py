"""What an edition is: its source, metadata and notices ⇄ `teiHeader` (TEI Guidelines, chapter 2).

The header describes the file in English; what is said of the source stands in `sourceDesc/bibl`, in the source's words.
"""

from collections.abc import Iterable

from lxml import etree

from ezri_archive.errors import TeiError
from ezri_archive.languages import UNDETERMINED, language
from ezri_archive.records import Date, Edition, Metadata, Notice, SourceFacts
from ezri_archive.tei.elements import (
    LANG,
    RELATIONS,
    add,
    add_application,
    add_responsibility,
    local,
    place,
    tag,
)
from ezri_archive.tei.parsing import attribute, required, whole_number
from ezri_archive.tei.pointers import add_address, address
from ezri_archive.tei.rights import add_availability

_NEEDED = ("idno path", "idno sha256", "note media-type", "note encoding")
_CALENDARS = {"persian": "Solar Hijri", "hebrew": "Hebrew"}
_DECLARATIONS = {
    "normalization": "White space is one space; the text is in Unicode form NFC and otherwise as received. "
    "The search key is not part of it.",
    "segmentation": "Sentences, headings and list items are s, numbered within their language; s/@source gives the "
    "characters of the decoded source they stand for (RFC 5147).",
    "interpretation": "div/@type and div/@xml:lang were decided by the rules that div/@ana names; div/@cert is how "
    "sure both are, unless certainty says otherwise of one. A block with @sameAs repeats what it points at.",
}


# --- writing ---------------------------------------------------------------------------------------------------------


def write_header(root: etree._Element, edition: Edition) -> None:
    """Write the header of an edition."""
    header = add(root, "teiHeader", xml_lang="en")
    description = add(header, "fileDesc")
    metadata = edition.metadata
    code = metadata.language or UNDETERMINED
    titles = add(description, "titleStmt")
    add(titles, "title", metadata.title or edition.id, xml_lang=code)
    if metadata.author:
        add(titles, "author", metadata.author, xml_lang=code)
    add_responsibility(titles, "segmentation, encoding and alignment")
    publication = add(description, "publicationStmt")
    add(publication, "authority", "an archive made with ezri_archive")
    add_availability(publication, metadata.rights, edition.portions)
    _notices(description, edition.notices)
    _source(add(add(description, "sourceDesc"), "bibl", xml_lang=code), edition)
    _encoding(add(header, "encodingDesc"), edition)
    _profile(add(header, "profileDesc"), edition)


def _notices(description: etree._Element, notices: Iterable[Notice]) -> None:
    notes = None
    for notice in notices:
        notes = add(description, "notesStmt") if notes is None else notes
        add(notes, "note", notice.message, type=notice.level, subtype=notice.code, n=notice.place)


def _source(bibl: etree._Element, edition: Edition) -> None:
    """Describe the source: as a publication, as a file, and as a version of another."""
    metadata, facts = edition.metadata, edition.source
    _texts(bibl, author=metadata.author, title=metadata.title)
    if metadata.series:
        add(bibl, "title", metadata.series, level="j")
    if metadata.issue:
        add(bibl, "biblScope", metadata.issue, unit="issue")
    _texts(bibl, publisher=metadata.publisher)
    if metadata.published:
        _date(bibl, metadata.published)
    if metadata.url:
        add_address(bibl, metadata.url, metadata.url, type="source")
    add(bibl, "idno", facts.path, type="path")
    add(bibl, "idno", facts.sha256, type="sha256")
    if facts.sidecar_sha256:
        add(bibl, "idno", facts.sidecar_sha256, type="sidecar-sha256")
    add(add(bibl, "extent"), "measure", f"{facts.bytes} bytes", unit="byte", quantity=str(facts.bytes))
    add(bibl, "textLang", mainLang=bibl.get(LANG, ""), otherLangs=" ".join(_other_languages(edition)))
    if metadata.version_of or metadata.relation:
        related = add(bibl, "relatedItem", type=RELATIONS.get(metadata.relation, metadata.relation))
        add(add(related, "bibl"), "idno", metadata.version_of, type="path")
    add(bibl, "note", facts.media_type, type="media-type")
    sure = repr(facts.encoding_confidence) if facts.encoding_confidence < 1 else ""
    add(bibl, "note", facts.encoding, type="encoding", cert=sure)


def _texts(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        if text:
            add(parent, name, text)


def _date(bibl: etree._Element, date: Date) -> None:
    if date.calendar not in {"gregorian", *_CALENDARS}:
        message = f"no calendar “{date.calendar}”; expected gregorian, {', '.join(_CALENDARS)}"
        raise TeiError(message, where=place(bibl))
    calendar = f"#calendar.{date.calendar}" if date.calendar in _CALENDARS else ""
    add(bibl, "date", date.written, when=date.iso, type=date.precision, calendar=calendar)


def _other_languages(edition: Edition) -> list[str]:
    portions = {portion.language.value for portion in edition.portions}
    return sorted(portions - {edition.metadata.language, UNDETERMINED, ""})


def _encoding(encoding: etree._Element, edition: Edition) -> None:
    add_application(encoding)
    declaration = add(encoding, "editorialDecl")
    for name, text in _DECLARATIONS.items():
        add(add(declaration, name), "p", text)
    references = add(encoding, "refsDecl", default="true")
    portions = add(references, "citeStructure", unit="portion", match="//body/div", use="@n")
    add(portions, "citeStructure", unit="segment", match=".//s", use="@n", delim=".")
    if edition.portions:
        taxonomy = add(add(encoding, "classDecl"), "taxonomy", xml_id="taxonomy.rules")
        for rule in _rules(edition):
            category = add(taxonomy, "category", xml_id=rule)
            add(category, "catDesc", rule.partition(".")[2].replace("-", " "))


def _rules(edition: Edition) -> list[str]:
    roles = {f"role.{portion.role.rule}" for portion in edition.portions}
    return sorted(roles | {f"language.{portion.language.rule}" for portion in edition.portions})


def _profile(profile: etree._Element, edition: Edition) -> None:
    date = edition.metadata.published
    if date and date.calendar in _CALENDARS:
        calendar = add(add(profile, "calendarDesc"), "calendar", xml_id=f"calendar.{date.calendar}")
        add(calendar, "p", _CALENDARS[date.calendar])
    usage = add(profile, "langUsage")
    for code in sorted({"en", edition.metadata.language, *_languages(edition)} - {""}):
        add(usage, "language", language(code).name, ident=code)
    if edition.metadata.genre:
        keywords = add(add(profile, "textClass"), "keywords")
        add(keywords, "term", edition.metadata.genre, type="genre")


def _languages(edition: Edition) -> Iterable[str]:
    """Give the language of every portion, segment and foreign word."""
    for portion in edition.portions:
        yield portion.language.value
        for segment in portion.segments:
            yield segment.language
            yield from (mark.target for mark in segment.marks if mark.kind == "foreign")


# --- reading ---------------------------------------------------------------------------------------------------------


def read_header(root: etree._Element) -> tuple[SourceFacts, Metadata, tuple[Notice, ...]]:
    """Read the facts of the source, the metadata and the notices; raises TeiError for what is missing or misspelt."""
    header = required(root, "teiHeader")
    bibl = required(header, "fileDesc", "sourceDesc", "bibl")
    rights = required(header, "fileDesc", "publicationStmt", "availability", "p")
    notes = header.iterfind("/".join(map(tag, ("fileDesc", "notesStmt", "note"))))
    notices = tuple(_notice(note) for note in notes)
    return _facts(bibl), _metadata(root, bibl, rights.text or ""), notices


def _notice(note: etree._Element) -> Notice:
    return Notice(note.get("type", ""), note.get("subtype", ""), note.text or "", note.get("n", ""))


def _facts(bibl: etree._Element) -> SourceFacts:
    told = {f"{local(each)} {each.get('type')}": each.text or "" for each in bibl.iterfind("{*}*[@type]")}
    if missing := [name for name in _NEEDED if name not in told]:
        message = f"sourceDesc/bibl lacks {', '.join(missing)}"
        raise TeiError(message, where=place(bibl))
    path, sha256, media_type, encoding = (told[name] for name in _NEEDED)
    return SourceFacts(
        path=path,
        sha256=sha256,
        media_type=media_type,
        encoding=encoding,
        bytes=whole_number(required(bibl, "extent", "measure"), "quantity"),
        sidecar_sha256=told.get("idno sidecar-sha256", ""),
        encoding_confidence=min(float(note.get("cert", "1")) for note in bibl.iterfind(tag("note"))),
    )


def _metadata(root: etree._Element, bibl: etree._Element, rights: str) -> Metadata:
    titles = {title.get("level", ""): title.text or "" for title in bibl.iterfind(tag("title"))}
    link = bibl.find(tag("ref"))
    return Metadata(
        title=titles.get("", ""),
        language=root.get(LANG, ""),
        genre=root.findtext(f".//{tag('keywords')}/{tag('term')}") or "",
        series=titles.get("j", ""),
        issue=_text(bibl, "biblScope"),
        published=_published(bibl),
        publisher=_text(bibl, "publisher"),
        author=_text(bibl, "author"),
        url="" if link is None else address(link),
        rights=rights,
        **_relation(bibl),
    )


def _text(parent: etree._Element, name: str) -> str:
    return parent.findtext(tag(name)) or ""


def _relation(bibl: etree._Element) -> dict[str, str]:
    related = bibl.find(tag("relatedItem"))
    if related is None:
        return {}
    names = {name: relation for relation, name in RELATIONS.items()}
    name = related.get("type", "")
    return {
        "version_of": required(related, "bibl", "idno").text or "",
        "relation": names.get(name, name),
    }


def _published(bibl: etree._Element) -> Date | None:
    date = bibl.find(tag("date"))
    if date is None:
        return None
    calendar = date.get("calendar", "").removeprefix("#calendar.") or "gregorian"
    return Date(attribute(date, "when"), date.get("type", ""), calendar, date.text or "")
