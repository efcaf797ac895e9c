"""A search → its page: the hits with the words around them, what stands beside them, counts, and the ways from here."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette.database import QueryInterrupted
from markupsafe import Markup, escape

from ezri_archive import languages
from ezri_archive.web.addresses import Archive
from ezri_archive.web.reading import reading
from ezri_archive.web.searching import choices, facets, finding, hits
from ezri_archive.web.searching.asking import Asked, Wanted, wanted
from ezri_archive.web.searching.choices import Choices, Narrowed
from ezri_archive.web.searching.facets import Facet
from ezri_archive.web.searching.questions import QuestionError
from ezri_archive.web.speaking.words import Message

PAGE = 40
"""Passages on a page; sorted by context, hits."""

_REACH = 90
_MARK, _END_OF_MARK, _NOTHING = Markup("<mark>"), Markup("</mark>"), Markup()

_DOCUMENTS = """
SELECT id, work_id, coalesce(title, id) AS title, coalesce(lang, '') AS lang, coalesce(published, '') AS published
FROM documents WHERE id IN (SELECT value FROM json_each(:documents))
"""
_BESIDE = """
SELECT mine.segment_id AS of, units.work_id, units.n, s.id, s.lang, s.text
FROM unit_segments AS mine JOIN units ON units.id = mine.unit_id
  JOIN unit_segments AS theirs ON theirs.unit_id = mine.unit_id JOIN segments AS s ON s.id = theirs.segment_id
WHERE mine.segment_id IN (SELECT value FROM json_each(:segments))
ORDER BY mine.segment_id, units.n, s.lang, theirs.n
"""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a language, to be shown in its direction; `lang` is "" where that is not known."""

    lang: str
    direction: str
    body: Markup


@dataclass(frozen=True, slots=True)
class Line:
    """A hit: the words around it, its whole passage, what stands beside that, and where it is."""

    identifier: str
    lang: str
    direction: str
    parts: hits.Parts
    passage: Markup
    document: Text
    document_url: str
    published: str
    read_url: str
    row_url: str
    beside: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found, a page of it; an address is "" where there is no such page.

    `faceted` and `sorted_only` say on how many passages facets were counted, and how many were sorted, where there are
    more, else 0; `unfinished` that the page ends where as many hits as may be were looked at.
    """

    lines: tuple[Line, ...]
    total: finding.Total
    facets: tuple[Facet, ...]
    examined: int
    faceted: int
    sorted_only: int
    unfinished: bool
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says: the form, and what was found, or why nothing was looked for; without words, neither."""

    asked: Asked
    choices: Choices
    narrowed: Sequence[Narrowed]
    results: Results | None
    trouble: Message | None


async def page(archive: Archive, asked: Asked) -> Page:
    """Answer what is asked for."""
    results, trouble = None, None
    if asked.q:
        try:
            results = await _results(archive, asked, wanted(asked))
        except QuestionError as error:
            trouble = error.message
        except QueryInterrupted:
            trouble = Message("This took too long: search for more, or rarer, words.")
    return Page(asked, await choices.choices(archive), await choices.narrowed(archive, asked), results, trouble)


async def _results(archive: Archive, asked: Asked, sought: Wanted) -> Results:
    search = await finding.search(archive, sought)
    by_order = sought.sort != "document"
    found, previous, following = await (_in_order if by_order else _in_archive)(archive, search, asked)
    total = await search.total()
    return Results(
        lines=await _lines(archive, sought, found, whole=asked.view == "list"),
        total=total,
        facets=facets.facets(archive, asked, await search.facets()),
        examined=finding.EXAMINED,
        faceted=finding.FACETED if total.number > finding.FACETED else 0,
        sorted_only=finding.SORTED if by_order and total.number > finding.SORTED else 0,
        unfinished=bool(found.examined),
        previous_url=archive.search(previous) if previous else "",
        next_url=archive.search(following) if following else "",
    )


async def _in_archive(archive: Archive, search: finding.Search, asked: Asked) -> tuple[finding.Found, str, str]:
    """Find a page in the order of the archive, and the queries of the pages before and after it."""
    after = await _place(archive, asked.after) if asked.after else 0
    before = await _place(archive, asked.before) if asked.before and not after else 0
    found = await search.page(after=after, before=before, size=PAGE)
    begins, ends = _ends(found, asked, backwards=bool(before))
    goes_on = found.more or bool(found.examined)
    has_previous, has_next = (goes_on, True) if before else (bool(after), goes_on)
    return (
        found,
        asked.query(after="", before=begins) if has_previous else "",
        asked.query(after=ends, before="") if has_next else "",
    )


def _ends(found: finding.Found, asked: Asked, *, backwards: bool) -> tuple[str, str]:
    """Name the segments that the page before ends at, and the page after begins at; neither stands on these."""
    first, last = (found.rows[0][0]["id"], found.rows[-1][0]["id"]) if found.rows else ("", "")
    if backwards:
        return found.examined or first, last or found.examined or asked.before
    return first or asked.after, found.examined or last


async def _in_order(archive: Archive, search: finding.Search, asked: Asked) -> tuple[finding.Found, str, str]:
    """Find a page in another order, and the queries of the pages before and after it."""
    order = await search.order()
    start = await _start(archive, order, asked)
    found = await search.in_order(start=start, size=PAGE)
    previous = following = ""
    if start > PAGE:
        previous = asked.query(after=await _name(archive, order[start - PAGE - 1]), before="")
    elif start:
        previous = asked.query(after="", before="")
    if found.more:
        following = asked.query(after=await _name(archive, order[start + PAGE - 1]), before="")
    return found, previous, following


async def _start(archive: Archive, order: finding.Codes, asked: Asked) -> int:
    if not asked.after:
        return 0
    name, _, number = asked.after.rpartition(":")
    place = await _place(archive, name) if name and number.isdecimal() and int(number) else 0
    last = finding.code(place, int(number) - 1) if place else -1
    if last not in order:
        raise _no_hit(asked.after)
    return order.index(last) + 1


async def _name(archive: Archive, code: int) -> str:
    place, number = finding.decode(code)
    ((name,),) = await archive.rows("SELECT id FROM segments WHERE rowid = :place", place=place)
    return f"{name}:{number + 1}"


async def _place(archive: Archive, segment: str) -> int:
    rows = await archive.rows("SELECT rowid FROM segments WHERE id = :segment", segment=segment)
    if not rows:
        raise _no_hit(segment)
    return int(rows[0][0])


def _no_hit(name: str) -> QuestionError:
    return QuestionError(Message("There is no hit {name} to go on from: the archive has changed.", name=name[:80]))


async def _lines(archive: Archive, sought: Wanted, found: finding.Found, *, whole: bool) -> tuple[Line, ...]:
    """Read what is shown of a page; a `whole` passage is only made where it is shown."""
    shown = _Shown(archive, sought, whole=whole)
    await shown.read([row for row, _ in found.rows])
    return tuple(line for row, number in found.rows for line in shown.lines(row, number))


class _Shown:
    """Rows of a page, and what is shown with them."""

    def __init__(self, archive: Archive, sought: Wanted, *, whole: bool) -> None:
        self._archive = archive
        self._whole = whole
        self._finder = hits.Finder(sought.question)
        self._beside_finder = hits.Finder(sought.beside) if sought.beside else None
        self._documents: Mapping[str, Any] = {}
        self._beside: defaultdict[str, list[Any]] = defaultdict(list)

    async def read(self, rows: Sequence[Any]) -> None:
        """Read the documents of some rows, and what stands beside them."""
        documents = json.dumps(sorted({row["document_id"] for row in rows}))
        self._documents = {one["id"]: one for one in await self._archive.rows(_DOCUMENTS, documents=documents)}
        for row in await self._archive.rows(_BESIDE, segments=json.dumps(sorted({row["id"] for row in rows}))):
            self._beside[row["of"]].append(row)

    def lines(self, row: Any, number: int | None) -> Iterator[Line]:
        """Give the lines of a segment: one for each hit, or that of hit `number`."""
        spans = self._finder.in_text(row["text"])
        document = self._documents[row["document_id"]]
        beside = self._others(row)
        passage = marked(row["text"], spans) if self._whole else _NOTHING
        # Where SQLite sees a word that we do not, the passage is shown without a mark.
        for span in spans if number is None else spans[number : number + 1] or [(0, 0)]:
            yield Line(
                identifier=row["id"],
                lang=row["lang"],
                direction=languages.direction(row["lang"]),
                parts=hits.parts(row["text"], span, reach=_REACH),
                passage=passage,
                document=_text(document["lang"], document["title"]),
                document_url=self._archive.document(document["id"]),
                published=document["published"],
                read_url=self._read(row),
                row_url=self._archive.row("segments", row["id"]),
                beside=beside,
            )

    def _others(self, row: Any) -> tuple[Text, ...]:
        """Put what stands beside a segment together: all that its units have, a text for each other language."""
        found: dict[str, list[Markup]] = {}
        for other in self._beside[row["id"]]:
            if other["lang"] != row["lang"]:
                spans = self._beside_finder.in_text(other["text"]) if self._beside_finder else []
                found.setdefault(other["lang"], []).append(marked(other["text"], spans))
        ordered = sorted(found, key=languages.pair_order)
        return tuple(Text(lang, languages.direction(lang), Markup(" ").join(found[lang])) for lang in ordered)

    def _read(self, row: Any) -> str:
        unit = next(iter(self._beside[row["id"]]), None)
        if unit is None:
            return ""
        first = reading.first_of_page(unit["n"])
        return self._archive.read(unit["work_id"], start=first, anchor=row["id"])


def marked(text: str, spans: Sequence[hits.Span]) -> Markup:
    """Write a passage as HTML, its hits marked."""
    if not spans:
        return escape(text)
    return _NOTHING.join(
        _MARK + piece + _END_OF_MARK if is_hit else escape(piece) for piece, is_hit in hits.pieces(text, spans)
    )


def _text(lang: str, words: str) -> Text:
    return Text(lang, languages.direction(lang) if lang else "auto", escape(words))
