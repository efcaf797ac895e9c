"""The archive → what its home page says: queries, and the records they fill."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ezri_archive import languages, text
from ezri_archive.web.addresses import Archive
from ezri_archive.web.describing.descriptions import DESCRIPTIONS
from ezri_archive.web.opening import served
from ezri_archive.web.speaking.words import Message


@dataclass(frozen=True, slots=True)
class Count:
    """A value, how often it occurs, and the page that shows the rows."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """A language and what the archive holds in it."""

    code: str
    native_name: str
    direction: str
    segments: int
    words: int
    url: str


@dataclass(frozen=True, slots=True)
class Latest:
    """A document that was published lately."""

    title: str
    lang: str
    direction: str
    published: str
    author: str
    languages: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A text the documents name as a version, which the archive does not hold."""

    relation: Message
    lang: str
    document: str
    document_url: str
    address: str
    shown: str


@dataclass(frozen=True, slots=True)
class Table:
    """A way into the data: a table or view."""

    title: Message
    text: Message
    url: str


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many documents of a language ("" where it is not known) were published in a year."""

    year: int
    lang: str
    documents: int


@dataclass(frozen=True, slots=True)
class Home:
    """All that the home page says of one archive, in no language yet."""

    database: str
    archive: Archive
    title: str
    search_url: str
    concordance_url: str
    documents: Count
    works: Count
    units: Count
    segments: Count
    first_year: int | None
    last_year: int | None
    languages: tuple[LanguageCount, ...]
    pairs: tuple[Count, ...]
    unit_languages: tuple[Count, ...]
    years: tuple[Count, ...]
    timeline: tuple[YearCount, ...]
    series: tuple[Count, ...]
    terms: tuple[Count, ...]
    hosts: tuple[Count, ...]
    notices: tuple[Count, ...]
    latest: tuple[Latest, ...]
    elsewhere: tuple[Elsewhere, ...]
    elsewhere_url: str
    tables: tuple[Table, ...]


_YEARS = "SELECT min(year), max(year) FROM documents"
_LANGUAGES = """
SELECT code, native_name, direction, sum(segments), sum(words)
FROM document_languages JOIN languages ON languages.code = document_languages.lang
GROUP BY code ORDER BY languages.rowid
"""
_COUNTS = {
    "pair": "SELECT pair, count(*) FROM alignments GROUP BY pair ORDER BY pair",
    "languages": "SELECT languages, count(*) FROM units GROUP BY languages ORDER BY length(languages) DESC, 1",
    "year": "SELECT year, count(*) FROM documents WHERE year IS NOT NULL GROUP BY year ORDER BY year",
    "series": """SELECT series, count(*) FROM documents WHERE series > '' GROUP BY series
        ORDER BY 2 DESC, 1 LIMIT 12""",
    "terms": "SELECT pair, count(*) FROM terms GROUP BY pair ORDER BY pair",
    "host": "SELECT host, count(*) FROM links WHERE host > '' GROUP BY host ORDER BY 2 DESC, 1 LIMIT 10",
    "level": "SELECT level, count(*) FROM notices GROUP BY level ORDER BY level",
}
_LATEST = """
SELECT id, coalesce(title, id), coalesce(lang, ''), coalesce(published, ''), coalesce(author, ''),
  (SELECT group_concat(lang, ' ') FROM document_languages WHERE document_id = documents.id)
FROM documents ORDER BY published DESC, id LIMIT 8
"""
_ELSEWHERE = """
SELECT relation, coalesce(versions.lang, ''), coalesce(documents.title, documents.id), documents.id, of_url
FROM versions JOIN documents ON documents.id = versions.document_id
WHERE status = 'elsewhere' ORDER BY documents.published DESC, versions.id LIMIT 8
"""
_TIMELINE = """
SELECT year, coalesce(lang, ''), count(*) FROM documents WHERE year IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
_UNREAD = "boilerplate,noise"
_RELATIONS: Mapping[str, Message] = MappingProxyType(
    {
        "same_text_as": Message("same text"),
        "translation_of": Message("translation"),
        "edited_translation_of": Message("edited translation"),
        "excerpt_of": Message("excerpt"),
    }
)


async def home(datasette: Any, name: str) -> Home:
    """Read what the home page says of the archive `name`; of one that cannot change, once."""
    return await Archive(datasette, name).once("home", lambda: _read(datasette, name))


async def _read(datasette: Any, name: str) -> Home:
    reader = _Reader(datasette, name)
    first_year, last_year = (await reader.rows(_YEARS))[0]
    spoken = await reader.languages()
    return Home(
        database=name,
        archive=reader,
        title=await build_title(datasette, name),
        search_url=reader.search(),
        concordance_url=reader.table("concordance"),
        documents=await reader.size("documents"),
        works=await reader.size("works"),
        units=await reader.size("units"),
        segments=Count("segments", sum(one.segments for one in spoken), reader.table("segments", role__notin=_UNREAD)),
        first_year=first_year,
        last_year=last_year,
        languages=spoken,
        pairs=await reader.counts("alignments", "pair"),
        unit_languages=await reader.counts("units", "languages"),
        years=await reader.counts("documents", "year"),
        timeline=tuple(YearCount(*row) for row in await reader.rows(_TIMELINE)),
        series=await reader.counts("documents", "series"),
        terms=await reader.pairs_of_terms(),
        hosts=await reader.counts("links", "host"),
        notices=await reader.counts("notices", "level"),
        latest=await reader.latest(),
        elsewhere=await reader.elsewhere(),
        elsewhere_url=reader.table("versions", status="elsewhere"),
        tables=tuple(Table(said.title, said.text, reader.table(key)) for key, said in DESCRIPTIONS.items()),
    )


async def build_title(datasette: Any, name: str) -> str:
    """Read the title an archive was built with; "" when it was given none."""
    return await served.build_title(datasette.get_database(name))


class _Reader(Archive):
    """One archive of a site, as its home page counts it."""

    async def size(self, table: str) -> Count:
        ((number,),) = await self.rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of our schema
        return Count(table, number, self.table(table))

    async def counts(self, table: str, column: str) -> tuple[Count, ...]:
        rows = await self.rows(_COUNTS[column])
        return tuple(Count(str(value), number, self.table(table, **{column: value})) for value, number in rows)

    async def languages(self) -> tuple[LanguageCount, ...]:
        return tuple(map(self._language, await self.rows(_LANGUAGES)))

    async def latest(self) -> tuple[Latest, ...]:
        return tuple(map(self._latest, await self.rows(_LATEST)))

    async def elsewhere(self) -> tuple[Elsewhere, ...]:
        return tuple(map(self._elsewhere, await self.rows(_ELSEWHERE)))

    async def pairs_of_terms(self) -> tuple[Count, ...]:
        rows = await self.rows(_COUNTS["terms"])
        return tuple(Count(pair, number, self.terms(pair=pair)) for pair, number in rows)

    def _language(self, row: Any) -> LanguageCount:
        code, native_name, direction, segments, words = row
        url = self.table("segments", lang=code, role__notin=_UNREAD)
        return LanguageCount(code, native_name, direction, segments, words, url)

    def _latest(self, row: Any) -> Latest:
        document, title, lang, published, author, spoken = row
        inside = tuple(sorted((spoken or "").split(), key=languages.pair_order))
        url = self.document(document)
        return Latest(title, lang, languages.direction(lang), published, author, inside, url)

    def _elsewhere(self, row: Any) -> Elsewhere:
        relation, lang, title, document, address = row
        saying = _RELATIONS.get(relation) or Message(relation.replace("_", " "))
        return Elsewhere(saying, lang, title, self.document(document), address, text.display_url(address))
