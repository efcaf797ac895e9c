"""The archive → what the page of a document says: queries, and the records they fill."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from ezri_archive import languages, text
from ezri_archive.web.addresses import Archive, live
from ezri_archive.web.reading import citations, reading
from ezri_archive.web.speaking.words import Message

TABLES = ("documents", "segments", "portions", "links", "versions", "works")
"""The tables that a reader of the page must be allowed to see."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a language; without one, the direction is that of the first letter."""

    words: str
    lang: str
    direction: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the metadata; `url` is where it leads, "" where it leads nowhere.

    `kind` tells how the value is shown: text of the document, message of ours, language (its code) or address.
    """

    name: Message
    value: str
    url: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Portion:
    """A line of the table of contents."""

    number: int
    role: str
    lang: str
    opening: Text
    segments: int
    rows_url: str
    read_url: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another text that this one is a version of, or that is a version of it.

    `url` leads to its page where it is held, `report_url` to the two compared where they are aligned; `address` to
    where it stands on the web, "" where that is not followed.
    """

    saying: str
    lang: str
    title: Text
    url: str
    address: str
    shown: str
    evidence: str
    status: str
    report_url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink of the document."""

    role: str
    label: str
    address: str
    shown: str
    lang: str
    written: str
    published: str
    held_url: str


@dataclass(frozen=True, slots=True)
class Document:
    """All that the page of a document says."""

    identifier: str
    title: Text
    facts: tuple[Fact, ...]
    rights: str
    published: str
    written: str
    portions: tuple[Portion, ...]
    others: tuple[Other, ...]
    links: tuple[tuple[str, tuple[Link, ...]], ...]
    cited: citations.Cited
    read_url: str
    row_url: str
    segments_url: str


_DOCUMENT = "SELECT * FROM documents WHERE id = :document"
_PORTIONS = """
SELECT n, id, role, lang, segments,
  (SELECT text FROM segments WHERE portion_id = portions.id ORDER BY "start" LIMIT 1) AS opening,
  (SELECT units.n FROM segments JOIN unit_segments ON segment_id = segments.id JOIN units ON units.id = unit_id
   WHERE portion_id = portions.id AND work_id = :work ORDER BY units.n LIMIT 1) AS unit
FROM portions WHERE document_id = :document ORDER BY n
"""
_VERSIONS = """
SELECT versions.rowid AS place, relation, derived_end, versions.lang, of_document_id AS other, of_url AS url, evidence,
  status, documents.title, documents.lang AS title_lang
FROM versions LEFT JOIN documents ON documents.id = of_document_id WHERE document_id = :document
UNION ALL
SELECT versions.rowid, relation,
  CASE derived_end WHEN 'document' THEN 'other' WHEN 'other' THEN 'document' ELSE '' END,
  documents.lang, document_id, documents.url, evidence, status, documents.title, documents.lang
FROM versions JOIN documents ON documents.id = document_id WHERE of_document_id = :document
ORDER BY place
"""
_SIBLINGS = """
SELECT id AS other, url, lang, title, lang AS title_lang, 'same_work' AS relation, '' AS derived_end, '' AS evidence,
  'held' AS status
FROM documents WHERE work_id = :work AND id <> :document ORDER BY published, id
"""
_LINKS = "SELECT * FROM links WHERE document_id = :document ORDER BY role, n"
_OPENING = 90

_SAYINGS = MappingProxyType(
    {
        ("same_text_as", ""): Message("The same text"),
        ("translation_of", ""): Message("A translation of this, or what this is translated from"),
        ("translation_of", "document"): Message("This is a translation of"),
        ("translation_of", "other"): Message("Translated in"),
        ("edited_translation_of", ""): Message("An edited translation of this, or what this is translated from"),
        ("edited_translation_of", "document"): Message("This is an edited translation of"),
        ("edited_translation_of", "other"): Message("Translated and edited in"),
        ("excerpt_of", ""): Message("An excerpt of this, or what this is taken from"),
        ("excerpt_of", "document"): Message("This is an excerpt of"),
        ("excerpt_of", "other"): Message("Excerpted in"),
        ("same_work", ""): Message("Of the same work"),
    }
)
_STATUSES = MappingProxyType(
    {"held": "", "elsewhere": Message("not held here"), "suggested": Message("suggested, not confirmed")}
)

NAMED_IN_THE_DATA = (
    Message("article"),
    Message("boilerplate"),
    Message("byline"),
    Message("caption"),
    Message("date"),
    Message("heading"),
    Message("letter"),
    Message("masthead"),
    Message("noise"),
    Message("note"),
    Message("related list"),
    Message("title"),
    Message("version note"),
    Message("home"),
    Message("mail"),
    Message("related"),
    Message("social"),
    Message("version"),
    Message("other"),
    Message("unknown"),
    Message("free"),
    Message("restricted"),
    Message("Undetermined"),
    Message("error"),
    Message("warning"),
    Message("info"),
)
"""Roles of portions and links, rights and levels: words of the data that a page says in its reader's language."""


async def document(archive: Archive, identifier: str, title: str) -> Document | None:
    """Read what the page of a document says, None where there is no such document; `title` is the archive's."""
    found = await archive.rows(_DOCUMENT, document=identifier)
    if not found:
        return None
    (row,) = found
    work = row["work_id"] or ""
    return Document(
        identifier=identifier,
        title=_text(row["title"] or identifier, row["lang"]),
        facts=_facts(archive, row),
        rights=row["rights"],
        published=row["published"] or "",
        written=row["calendar_date"] or "",
        portions=await _portions(archive, identifier, work),
        others=await _others(archive, identifier, work),
        links=await _links(archive, identifier),
        cited=_cited(row, title),
        read_url=archive.read(work) if work else "",
        row_url=archive.row("documents", identifier),
        segments_url=archive.table("segments", document_id=identifier, _sort="start", _nocol="norm"),
    )


async def cited(archive: Archive, identifier: str, title: str) -> citations.Cited | None:
    """Read what a citation of a document says, None where there is no such document."""
    found = await archive.rows(_DOCUMENT, document=identifier)
    return _cited(found[0], title) if found else None


def _cited(row: Any, archive: str) -> citations.Cited:
    return citations.Cited(
        identifier=row["id"],
        title=row["title"] or "",
        author=row["author"] or "",
        series=row["series"] or "",
        issue=row["issue"] or "",
        publisher=row["publisher"] or "",
        published=row["published"] or "",
        written=row["calendar_date"] or "",
        url=live(row["url"] or ""),
        language=row["lang"] or "",
        archive=archive,
    )


def _facts(archive: Archive, row: Any) -> tuple[Fact, ...]:
    facts = (
        Fact(Message("Author"), row["author"] or ""),
        Fact(Message("Series"), row["series"] or "", archive.table("documents", series=row["series"] or "")),
        Fact(Message("Issue"), row["issue"] or ""),
        Fact(Message("Publisher"), row["publisher"] or ""),
        Fact(Message("Genre"), row["genre"] or ""),
        Fact(Message("Language"), row["lang"] or "", kind="language"),
        Fact(Message("Address"), text.display_url(row["url"] or ""), live(row["url"] or ""), kind="address"),
        Fact(Message("Source"), row["source_path"], archive.row("sources", row["source_path"])),
        Fact(Message("Length"), _length(row["segments"], row["words"]), kind="message"),
    )
    return tuple(fact for fact in facts if fact.value)


def _length(segments: int, words: int) -> Message:
    return Message("{segments} segments, {words} words", segments=segments, words=words)


async def _portions(archive: Archive, document: str, work: str) -> tuple[Portion, ...]:
    rows = await archive.rows(_PORTIONS, document=document, work=work)
    return tuple(_portion(archive, row, work) for row in rows)


def _portion(archive: Archive, row: Any, work: str) -> Portion:
    opening = row["opening"] or ""
    unit = row["unit"]
    return Portion(
        number=row["n"],
        role=row["role"],
        lang=row["lang"] or "",
        opening=_text(opening if len(opening) <= _OPENING else opening[:_OPENING].rstrip() + "…", row["lang"]),
        segments=row["segments"],
        rows_url=archive.table("segments", portion_id=row["id"], _sort="start", _nocol="norm"),
        read_url=archive.read(work, start=reading.first_of_page(unit), anchor=f"u{unit}") if unit else "",
    )


async def _others(archive: Archive, document: str, work: str) -> tuple[Other, ...]:
    named = await archive.rows(_VERSIONS, document=document)
    known = {row["other"] for row in named}
    beside = [row for row in await archive.rows(_SIBLINGS, document=document, work=work) if row["other"] not in known]
    rows = [*named, *beside]
    others = [row["other"] for row in rows if row["other"] and row["other"] != document]
    aligned = await reading.aligned_with(archive, document, others)
    return tuple(_other(archive, document, row, aligned) for row in rows)


def _other(archive: Archive, document: str, row: Any, aligned: frozenset[str]) -> Other:
    relation, url = row["relation"], row["url"] or ""
    return Other(
        saying=_saying(relation, row["derived_end"]),
        lang=row["lang"] or "",
        title=_text(row["title"] or row["other"] or "", row["title_lang"]),
        url=archive.document(row["other"]) if row["other"] else "",
        address=live(url),
        shown=text.display_url(url),
        evidence=row["evidence"],
        status=_STATUSES.get(row["status"], row["status"]),
        report_url=_report(archive, document, row) if row["other"] in aligned else "",
    )


def _report(archive: Archive, document: str, row: Any) -> str:
    derived = row["derived_end"] == "document"
    return archive.report(f"{row['other']}~{document}" if derived else f"{document}~{row['other']}")


def _saying(relation: str, derived_end: str) -> str:
    found = _SAYINGS.get((relation, derived_end)) or _SAYINGS.get((relation, ""))
    return found or relation.replace("_", " ")


async def _links(archive: Archive, document: str) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    links = [_link(archive, row) for row in await archive.rows(_LINKS, document=document)]
    return tuple((role, tuple(several)) for role, several in groupby(links, key=attrgetter("role")))


def _link(archive: Archive, row: Any) -> Link:
    return Link(
        role=row["role"],
        label=row["label"] or "",
        address=live(row["url"]),
        shown=text.display_url(row["url"]),
        lang=row["lang"] or "",
        written=row["calendar_date"] or "",
        published=row["published"] or "",
        held_url=archive.document(row["target_document_id"]) if row["target_document_id"] else "",
    )


def _text(words: str, lang: str | None) -> Text:
    return Text(words, lang, languages.direction(lang)) if lang in languages.LANGUAGES else Text(words, "", "auto")
