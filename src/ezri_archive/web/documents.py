"""The archive → what the page of a document says: queries, and the records they fill."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from ezri_archive import languages, text
from ezri_archive.web import citations, reading
from ezri_archive.web.addresses import Archive, live

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
    """A line of the metadata; `url` is where it leads, "" where it leads nowhere."""

    name: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Portion:
    """A line of the table of contents."""

    number: int
    role: str
    language: str
    opening: Text
    segments: int
    rows_url: str
    read_url: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another text that this one is a version of, or that is a version of it.

    `url` leads to its page where it is held; `address` to where it stands on the web, "" where that is not followed.
    """

    saying: str
    language: str
    title: Text
    url: str
    address: str
    shown: str
    evidence: str
    status: str


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink of the document."""

    role: str
    label: str
    address: str
    shown: str
    language: str
    date: str
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
        ("same_text_as", ""): "The same text",
        ("translation_of", ""): "A translation of this, or what this is translated from",
        ("translation_of", "document"): "This is a translation of",
        ("translation_of", "other"): "Translated in",
        ("edited_translation_of", ""): "An edited translation of this, or what this is translated from",
        ("edited_translation_of", "document"): "This is an edited translation of",
        ("edited_translation_of", "other"): "Translated and edited in",
        ("excerpt_of", ""): "An excerpt of this, or what this is taken from",
        ("excerpt_of", "document"): "This is an excerpt of",
        ("excerpt_of", "other"): "Excerpted in",
        ("same_work", ""): "Of the same work",
    }
)
_STATUSES = MappingProxyType({"held": "", "elsewhere": "not held here", "suggested": "suggested, not confirmed"})


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
        Fact("Author", row["author"] or ""),
        Fact("Series", row["series"] or "", archive.table("documents", series=row["series"] or "")),
        Fact("Issue", row["issue"] or ""),
        Fact("Publisher", row["publisher"] or ""),
        Fact("Genre", row["genre"] or ""),
        Fact("Language", _language(row["lang"])),
        Fact("Address", text.display_url(row["url"] or ""), live(row["url"] or "")),
        Fact("Source", row["source_path"], archive.row("sources", row["source_path"])),
        Fact("Length", f"{row['segments']:,} segments, {row['words']:,} words"),
    )
    return tuple(fact for fact in facts if fact.value)


async def _portions(archive: Archive, document: str, work: str) -> tuple[Portion, ...]:
    rows = await archive.rows(_PORTIONS, document=document, work=work)
    return tuple(_portion(archive, row, work) for row in rows)


def _portion(archive: Archive, row: Any, work: str) -> Portion:
    opening = row["opening"] or ""
    unit = row["unit"]
    return Portion(
        number=row["n"],
        role=row["role"],
        language=_language(row["lang"]),
        opening=_text(opening if len(opening) <= _OPENING else opening[:_OPENING].rstrip() + "…", row["lang"]),
        segments=row["segments"],
        rows_url=archive.table("segments", portion_id=row["id"], _sort="start", _nocol="norm"),
        read_url=archive.read(work, start=reading.first_of_page(unit), anchor=f"u{unit}") if unit else "",
    )


async def _others(archive: Archive, document: str, work: str) -> tuple[Other, ...]:
    named = await archive.rows(_VERSIONS, document=document)
    known = {row["other"] for row in named}
    beside = [row for row in await archive.rows(_SIBLINGS, document=document, work=work) if row["other"] not in known]
    return tuple(_other(archive, row) for row in [*named, *beside])


def _other(archive: Archive, row: Any) -> Other:
    relation, url = row["relation"], row["url"] or ""
    return Other(
        saying=_saying(relation, row["derived_end"]),
        language=_language(row["lang"]),
        title=_text(row["title"] or row["other"] or "", row["title_lang"]),
        url=archive.document(row["other"]) if row["other"] else "",
        address=live(url),
        shown=text.display_url(url),
        evidence=row["evidence"],
        status=_STATUSES.get(row["status"], row["status"]),
    )


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
        language=_language(row["lang"]),
        date=_both_dates(row["calendar_date"] or "", row["published"] or ""),
        held_url=archive.document(row["target_document_id"]) if row["target_document_id"] else "",
    )


def _both_dates(written: str, published: str) -> str:
    return f"{written} ({published})" if written else published


def _text(words: str, lang: str | None) -> Text:
    return Text(words, lang, languages.direction(lang)) if lang in languages.LANGUAGES else Text(words, "", "auto")


def _language(code: str | None) -> str:
    return languages.language(code).name if code else ""
