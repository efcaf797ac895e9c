"""Two versions of a text → what their report says: how much of one the other has, and the passages that differ."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from datasette import NotFound
from datasette.utils.asgi import BadRequest

from ezri_archive import languages
from ezri_archive.exports.reports import Figure, Passage, figures, passages
from ezri_archive.web.addresses import Archive
from ezri_archive.web.reading.reading import first_of_page
from ezri_archive.web.speaking.words import Message

TABLES = ("documents", "segments", "alignments", "alignment_segments", "moved", "compared", "units", "unit_segments",
          "versions", "works")  # fmt: skip
"""The tables that a reader of the page must be allowed to see."""

PAGE = 200
"""Passages on a page."""

SAYINGS = MappingProxyType(
    {
        "matched": Message("Has a counterpart"),
        "moved": Message("Stands elsewhere"),
        "no counterpart found": Message("No counterpart found"),
        "no counterpart": Message("No counterpart"),
        "added": Message("Added"),
    }
)
"""What is said of each finding."""

STATUSES = MappingProxyType(
    {
        "automatic": Message("found by the program"),
        "suggested": Message("suggested by the program"),
        "confirmed": Message("confirmed"),
        "corrected": Message("corrected"),
        "rejected": Message("rejected"),
    }
)
BANDS = MappingProxyType({"high": Message("sure"), "medium": Message("likely"), "low": Message("doubtful")})
"""What is said of the bands of scores."""

_NUMBER = re.compile("[0-9]{1,9}")
_VERSION = "SELECT document_id, of_document_id, derived_end FROM versions WHERE id = :version"
_DOCUMENT = "SELECT id, title, lang, work_id FROM documents WHERE id = :document"
_COMPARED = """
SELECT * FROM compared WHERE (document_id = :base AND target_document_id = :other)
  OR (document_id = :other AND target_document_id = :base)
ORDER BY document_id, n
"""
_UNITS = """
SELECT segment_id, units.n FROM unit_segments JOIN units ON units.id = unit_id
WHERE segment_id IN (SELECT value FROM json_each(:segments))
"""


@dataclass(frozen=True, slots=True)
class Held:
    """One of the two documents; `lang` is "" and `direction` auto where no language is known."""

    identifier: str
    title: str
    lang: str
    direction: str
    url: str
    work: str


@dataclass(frozen=True, slots=True)
class Side:
    """What a passage is in one of the two."""

    text: str
    lang: str
    direction: str


@dataclass(frozen=True, slots=True)
class Row:
    """A passage: what became of it, how sure that is, where it is read side by side.

    `elsewhere_url` leads to the passage that it seems to be moved to or from.
    """

    place: int
    finding: str
    base: Side
    other: Side
    percent: int
    band: str
    status: str
    read_url: str
    elsewhere_url: str
    decided: str


@dataclass(frozen=True, slots=True)
class PairChoice:
    """Two languages that the documents can be compared in."""

    pair: str
    first: str
    second: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All that the page says."""

    base: Held
    other: Held
    url: str
    turned_url: str
    pairs: tuple[PairChoice, ...]
    pair: str
    everything: bool
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    total: int
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for: a pair of languages, all passages or only those that differ, and the first of them."""

    pair: str = ""
    everything: bool = False
    start: int = 1

    @classmethod
    def from_arguments(cls, arguments: Any) -> "Asked":
        """Read the arguments of an address. Raises BadRequest for a number that is none."""
        start = arguments.get("from") or "1"
        if not _NUMBER.fullmatch(start) or int(start) < 1:
            message = Message("from: the number of a passage is wanted (1, 2, 3 …)")
            raise BadRequest(message)
        return cls(arguments.get("pair") or "", arguments.get("show") == "all", int(start))


async def report(archive: Archive, name: str, asked: Asked) -> Report:
    """Read the report `name`, a version's identifier or `DOCUMENT~DOCUMENT`, the base first.

    Raises NotFound where there are no such two documents, or nothing of them is aligned; BadRequest where they are not
    aligned in the pair of languages that is asked for.
    """
    base, other = await _documents(archive, name)
    compared = await _compared(archive, base, other)
    offered = tuple(dict.fromkeys(one.pair for one in compared))
    if asked.pair and asked.pair not in offered:
        message = Message("pair: these two are compared in {known} only", known=", ".join(offered))
        raise BadRequest(message)
    return await _report(archive, (base, other), compared, replace(asked, pair=asked.pair or offered[0]))


async def _documents(archive: Archive, name: str) -> tuple[Held, Held]:
    found = await archive.rows(_VERSION, version=name)
    names = _of_version(found[0]) if found else name.split("~")
    if len(names) != 2:  # noqa: PLR2004 - a base, and what is compared with it
        message = Message("No such version in this archive")
        raise NotFound(message)
    return await _held(archive, names[0]), await _held(archive, names[1])


def _of_version(row: Any) -> Sequence[str]:
    """Put first what the other was made from."""
    if not row["of_document_id"]:
        message = Message("The other text of this version is not held here: there is nothing to compare")
        raise NotFound(message)
    names = [row["of_document_id"], row["document_id"]]
    return names[::-1] if row["derived_end"] == "other" else names


async def _held(archive: Archive, document: str) -> Held:
    found = await archive.rows(_DOCUMENT, document=document)
    if not found:
        message = Message("No such document in this archive")
        raise NotFound(message)
    (row,) = found
    lang = row["lang"] if row["lang"] in languages.LANGUAGES else ""
    direction = languages.direction(lang) if lang else "auto"
    return Held(document, row["title"] or document, lang, direction, archive.document(document), row["work_id"] or "")


async def _compared(archive: Archive, base: Held, other: Held) -> tuple[Passage, ...]:
    """Read all passages of two documents: once, for whoever reads a page of them."""

    async def read() -> tuple[tuple[Passage, ...], int]:
        rows = await archive.rows(_COMPARED, base=base.identifier, other=other.identifier)
        made = passages(rows, base.identifier)
        return made, sum(_BYTES + 2 * (len(one.base_text) + len(one.other_text)) for one in made)

    compared = await archive.once_large(("report", base.identifier, other.identifier), read)
    if not compared:
        message = Message("Nothing of these two documents is aligned")
        raise NotFound(message)
    return compared


_BYTES = 1500
"""What a passage takes in memory, besides its texts."""


async def _report(archive: Archive, documents: tuple[Held, Held], compared: Sequence[Passage], asked: Asked) -> Report:
    base, other = documents
    name = f"{base.identifier}~{other.identifier}"
    own = [one for one in compared if one.pair == asked.pair]
    listed = own if asked.everything else [one for one in own if one.finding != "matched"]
    shown = listed[asked.start - 1 : asked.start - 1 + PAGE]
    address = _Address(archive, name, asked, {one.id: place for place, one in enumerate(listed, 1)})
    return Report(
        base=base,
        other=other,
        url=archive.report(name),
        turned_url=archive.report(f"{other.identifier}~{base.identifier}"),
        pairs=_pairs(archive, name, compared, asked.pair),
        pair=asked.pair,
        everything=asked.everything,
        figures=figures(own),
        rows=await _rows(archive, base.work, shown, address),
        total=len(listed),
        previous_url=address.page(max(asked.start - PAGE, 1)) if asked.start > 1 else "",
        next_url=address.page(asked.start + PAGE) if asked.start + PAGE <= len(listed) else "",
    )


@dataclass(frozen=True, slots=True)
class _Address:
    """The addresses of the pages of one report; `places` are those of the passages that are listed."""

    archive: Archive
    name: str
    asked: Asked
    places: Mapping[str, int]

    def page(self, start: int) -> str:
        show = "all" if self.asked.everything else ""
        return self.archive.report(self.name, pair=self.asked.pair, show=show, **_from(start))

    def passage(self, identifier: str) -> str:
        """Give the address of a passage; "" where it is not listed."""
        place = self.places.get(identifier)
        if place is None:
            return ""
        start = place - (place - 1) % PAGE if self.asked.start % PAGE == 1 else place
        return f"{'' if start == self.asked.start else self.page(start)}#p{place}"


def _from(start: int) -> dict[str, str]:
    return {"from": str(start)} if start > 1 else {}


def _pairs(archive: Archive, name: str, compared: Sequence[Passage], chosen: str) -> tuple[PairChoice, ...]:
    offered = {one.pair: (one.base_language, one.other_language) for one in compared}
    return tuple(
        PairChoice(pair, first, second, archive.report(name, pair=pair), pair == chosen)
        for pair, (first, second) in offered.items()
    )


async def _rows(archive: Archive, work: str, shown: Sequence[Passage], address: _Address) -> tuple[Row, ...]:
    firsts = [_first(one) for one in shown]
    units = {row["segment_id"]: row["n"] for row in await archive.rows(_UNITS, segments=json.dumps(firsts))}
    return tuple(_row(archive, work, one, units.get(_first(one), 0), address) for one in shown)


def _row(archive: Archive, work: str, one: Passage, unit: int, address: _Address) -> Row:
    both = (one.base_language, one.other_language)
    where = archive.read(work, languages=both, start=first_of_page(unit), anchor=f"u{unit}") if unit else ""
    return Row(
        place=address.places[one.id],
        finding=one.finding,
        base=_side(one.base_text, one.base_language),
        other=_side(one.other_text, one.other_language),
        percent=int(100 * one.score),
        band=one.score_band,
        status=one.status,
        read_url=where,
        elsewhere_url=address.passage(one.stands_at),
        decided=" · ".join(filter(None, (one.decided_by, one.decided_on))),
    )


def _first(one: Passage) -> str:
    return (one.base_ids or one.other_ids).split(" ")[0]


def _side(text: str, lang: str) -> Side:
    return Side(text, lang, languages.direction(lang))
