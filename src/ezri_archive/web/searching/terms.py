"""What is asked of the learned lexicon → its page: a word's translations, names in three scripts, and passages.

A word is found however it is spelt, with what is written together with it. Pages go on from the last term that was
shown, so that the hundredth costs what the first does.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from datasette.utils.asgi import BadRequest
from markupsafe import Markup

from ezri_archive import languages, text
from ezri_archive.web.addresses import Archive
from ezri_archive.web.reading import reading
from ezri_archive.web.searching import hits
from ezri_archive.web.searching.questions import Question, QuestionError, question
from ezri_archive.web.searching.spellings import spellings
from ezri_archive.web.speaking.words import Message

TABLES = ("terms", "alignments", "alignment_segments", "segments", "segments_fts", "units", "unit_segments")
"""The tables that a reader of the page must be allowed to see."""

PAGE = 50
"""Terms on a page."""

PASSAGES = 10
"""Passages shown of a term at once."""

_NAMED = 2_000
"""Alignments whose evidence names are read from, for one page: the first."""
_MOST_NAMES = 60
_LONGEST = 200
_AFTER = re.compile(r"([0-9]{1,9})\.([0-9]{1,15})")
_PLACE = re.compile("[0-9]{1,15}")
_BOTH = 2

_PAIRS = "SELECT pair, count(*) AS number FROM terms GROUP BY pair ORDER BY pair"
_TERMS = """
SELECT rowid AS place, pair, source, target, "count", score FROM terms
WHERE (:pair = '' OR pair = :pair) AND ("count", -rowid) < (:count, -:place) {holding}
ORDER BY "count" DESC, rowid LIMIT :size
"""
_HOLDING = """AND (ezri_fold(source) IN (SELECT value FROM json_each(:keys))
  OR ezri_fold(target) IN (SELECT value FROM json_each(:keys)))"""
_TERM = """
SELECT pair, source, target, "count", score FROM terms WHERE pair = :pair AND source = :source AND target = :target
"""
_PASSAGES = """
SELECT s.rowid AS place, a.id, a.source_lang, a.target_lang, a.source_text, a.target_text, units.work_id, units.n
FROM segments_fts CROSS JOIN segments AS s ON s.rowid = segments_fts.rowid
  CROSS JOIN alignment_segments AS m ON m.segment_id = s.id CROSS JOIN alignments AS a ON a.id = m.alignment_id
  LEFT JOIN unit_segments ON unit_segments.segment_id = s.id LEFT JOIN units ON units.id = unit_segments.unit_id
WHERE segments_fts MATCH :first AND segments_fts.rowid > :after AND s.lang = :source_lang AND a.pair = :pair
  AND EXISTS (
    SELECT 1 FROM alignment_segments AS other CROSS JOIN segments AS beside ON beside.id = other.segment_id
    WHERE other.alignment_id = a.id AND beside.lang = :target_lang
      AND beside.rowid IN (SELECT rowid FROM segments_fts WHERE segments_fts MATCH :second)
  )
GROUP BY s.rowid ORDER BY s.rowid LIMIT :size
"""
_EVIDENCE = "SELECT pair, evidence FROM alignments WHERE evidence LIKE '%name: %' ORDER BY rowid LIMIT :most"


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments of the page as they came, "" where there is none.

    `q` is a word; `pair` narrows to one; `source` and `target` with it name a term whose passages are shown; `after`
    and `from` say after which term and which passage the page goes on.
    """

    q: str = ""
    pair: str = ""
    source: str = ""
    target: str = ""
    after: str = ""
    start: str = ""

    @classmethod
    def from_arguments(cls, arguments: Any) -> Self:
        """Read the arguments of a request. Raises BadRequest for what no page of ours asks."""
        names = {"q": "q", "pair": "pair", "source": "source", "target": "target", "after": "after", "start": "from"}
        given = {name: (arguments.get(argument) or "").strip() for name, argument in names.items()}
        if any(len(value) > _LONGEST or "\0" in value for value in given.values()):
            message = Message("No word is as long as that: at most {count} characters", count=_LONGEST)
            raise BadRequest(message)
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Side:
    """A word in a language; `asked` where it is what was searched for, `url` leads to what it means."""

    word: str
    lang: str
    direction: str
    asked: bool
    url: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word and its translation: how often they were put together, how sure that is, and where to read them."""

    source: Side
    target: Side
    count: int
    percent: int
    url: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of languages, the terms of it, and the page with these alone."""

    first: str
    second: str
    number: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Where both words of a term stand: two texts with the words marked, and where they are read."""

    identifier: str
    sides: tuple[tuple[str, str, Markup], ...]
    url: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written in each of the languages, "" where it was not met."""

    spellings: tuple[tuple[str, str, str], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says; an address is "" where there is no such page. `term` is the one with the passages."""

    asked: Asked
    pairs: tuple[Pair, ...]
    terms: tuple[Term, ...]
    next_url: str
    names: tuple[Name, ...]
    codes: tuple[str, ...]
    term: Term | None = None
    passages: tuple[Passage, ...] = ()
    more_passages_url: str = ""
    filters: str = field(default="")


async def page(archive: Archive, asked: Asked) -> Page:
    """Read what is asked of the terms. Raises BadRequest for a place that is none, and a pair that is not held."""
    held = await archive.rows(_PAIRS)
    if asked.pair and asked.pair not in {row["pair"] for row in held}:
        known = ", ".join(row["pair"] for row in held)
        message = Message("There are no terms of this pair, only of: {known}", known=known)
        raise BadRequest(message)
    keys = _keys(asked.q)
    rows, next_url = ((), "") if asked.q and not keys else await _terms(archive, asked, keys)
    terms = tuple(_term(archive, row, keys) for row in rows)
    chosen = await _chosen(archive, asked, keys) if asked.source else next(iter(terms), None) if asked.q else None
    passages, more = await _passages(archive, asked, chosen) if chosen else ((), "")
    filters = urlencode({"pair": asked.pair} if asked.pair else {})
    names = await _names(archive, keys) if not asked.after and (keys or not asked.q) else ()
    return Page(
        asked, tuple(_pair(archive, asked, row) for row in held), terms, next_url, names,
        tuple(languages.ARCHIVE_LANGUAGES), chosen, passages, more, filters,
    )  # fmt: skip


def _keys(word: str) -> tuple[str, ...]:
    """List the keys of a word, with what is written together with it; none where it has no letter or digit."""
    return (
        tuple(dict.fromkeys(" ".join(one) for one in spellings(word, attached=True, accompanied=True))) if word else ()
    )


async def _terms(archive: Archive, asked: Asked, keys: Sequence[str]) -> tuple[Sequence[Any], str]:
    after = _AFTER.fullmatch(asked.after) if asked.after else None
    if asked.after and not after:
        message = Message("This is no place in the list of terms")
        raise BadRequest(message)
    count, place = (int(after[1]), int(after[2])) if after else (2**62, 0)
    statement = _TERMS.format(holding=_HOLDING if keys else "")
    values: dict[str, str | int] = {"pair": asked.pair, "count": count, "place": place, "size": PAGE + 1}
    rows = await archive.rows(statement, **values, **({"keys": json.dumps(keys)} if keys else {}))
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], archive.terms(q=asked.q, pair=asked.pair, after=f"{last['count']}.{last['place']}")


def _term(archive: Archive, row: Any, keys: Iterable[str]) -> Term:
    first, _, second = row["pair"].partition("-")
    source, target = _side(archive, row["source"], first, keys), _side(archive, row["target"], second, keys)
    url = archive.terms(pair=row["pair"], source=row["source"], target=row["target"])
    return Term(source, target, row["count"], round(100 * row["score"]), f"{url}#passages")


def _side(archive: Archive, word: str, code: str, keys: Iterable[str]) -> Side:
    asked = text.fold(word) in set(keys)
    return Side(word, code, _direction(code), asked, archive.terms(q=word[:_LONGEST]))


def _direction(code: str) -> str:
    return languages.direction(code) if code in languages.LANGUAGES else "auto"


def _pair(archive: Archive, asked: Asked, row: Any) -> Pair:
    first, _, second = row["pair"].partition("-")
    chosen = row["pair"] == asked.pair
    return Pair(first, second, row["number"], archive.terms(q=asked.q, pair="" if chosen else row["pair"]), chosen)


async def _chosen(archive: Archive, asked: Asked, keys: Sequence[str]) -> Term | None:
    rows = await archive.rows(_TERM, pair=asked.pair, source=asked.source, target=asked.target)
    return _term(archive, rows[0], keys) if rows else None


# --- passages ------------------------------------------------------------------------------------------------------


async def _passages(archive: Archive, asked: Asked, term: Term) -> tuple[tuple[Passage, ...], str]:
    """Find alignments that hold both words of a term, from the place asked for on."""
    if asked.start and not _PLACE.fullmatch(asked.start):
        message = Message("This is no place in the passages of a term")
        raise BadRequest(message)
    first, second = _phrase(term.source.word), _phrase(term.target.word)
    if first is None or second is None:
        return (), ""
    rows = await archive.rows(
        _PASSAGES,
        first=first.expression, second=second.expression, after=int(asked.start or 0), size=PASSAGES + 1,
        source_lang=term.source.lang, target_lang=term.target.lang, pair=f"{term.source.lang}-{term.target.lang}",
    )  # fmt: skip
    shown = tuple(_passage(archive, row, first, second) for row in rows[:PASSAGES])
    more = ""
    if len(rows) > PASSAGES:
        place = {"from": str(rows[PASSAGES - 1]["place"])}
        pair = f"{term.source.lang}-{term.target.lang}"
        more = archive.terms(pair=pair, source=term.source.word, target=term.target.word, **place) + "#passages"
    return shown, more


def _phrase(word: str) -> Question | None:
    """Ask for the words of a term as they stand together; None where they are no question."""
    key = text.fold(word)
    try:
        return question(f'"{key}"', exact=True) if key else None
    except QuestionError:
        return None


def _passage(archive: Archive, row: Any, first: Question, second: Question) -> Passage:
    sides = ((row["source_lang"], row["source_text"], first), (row["target_lang"], row["target_text"], second))
    unit = row["n"]
    url = archive.read(row["work_id"], start=reading.first_of_page(unit), anchor=f"u{unit}") if unit else ""
    shown = tuple((code, _direction(code), _marked(told, sought)) for code, told, sought in sides)
    return Passage(row["id"], shown, url or archive.row("alignments", row["id"]))


def _marked(passage: str, sought: Question) -> Markup:
    pieces = hits.pieces(passage, hits.Finder(sought).in_text(passage))
    return Markup().join(
        Markup("<mark>{}</mark>").format(part) if hit else Markup("{}").format(part) for part, hit in pieces
    )


# --- names ---------------------------------------------------------------------------------------------------------


async def _names(archive: Archive, keys: Sequence[str]) -> tuple[Name, ...]:
    """Read from the evidence of alignments how names are written; with `keys`, the names that have one of them."""

    async def make() -> tuple[Name, ...]:
        rows = await archive.rows(_EVIDENCE, most=_NAMED)
        return _joined((row["pair"], *said) for row in rows for said in _said(row["evidence"]))

    found = await archive.once("names in three scripts", make)
    if not keys:
        return found[:_MOST_NAMES]
    wanted = set(keys)
    return tuple(name for name in found if any(text.fold(word) in wanted for word, _, _ in name.spellings))[
        :_MOST_NAMES
    ]


def _said(evidence: str) -> list[tuple[str, str]]:
    """Read the names out of `name: Anzali = אנזלי · seed: salt = מלח`."""
    reasons = (reason.partition(": ") for reason in evidence.split(" · "))
    named = (words.partition(" = ") for kind, _, words in reasons if kind == "name")
    return [(first, second) for first, equals, second in named if equals]


_Spellings = Mapping[str, Counter[str]]


def _joined(found: Iterable[tuple[str, str, str]]) -> tuple[Name, ...]:
    """Join what was found of a name, two languages at a time, into one; the most frequent first."""
    written: dict[tuple[str, str], dict[str, Counter[str]]] = {}
    for pair, first, second in found:
        one, _, other = pair.partition("-")
        ends = (one, text.fold(first)), (other, text.fold(second))
        group = written.get(ends[0]) or written.get(ends[1]) or defaultdict(Counter)
        group[one][first] += 1
        group[other][second] += 1
        for end in ends:
            written.setdefault(end, group)
    groups = {id(group): group for group in written.values()}
    names = sorted(map(_name, groups.values()), key=lambda name: (-name.count, name.spellings))
    return tuple(name for name in names if sum(bool(word) for word, _, _ in name.spellings) >= _BOTH)


def _name(group: _Spellings) -> Name:
    shown = tuple(
        (max(sorted(group[code]), key=group[code].__getitem__) if code in group else "", code, _direction(code))
        for code in languages.ARCHIVE_LANGUAGES
    )
    return Name(shown, sum(sum(said.values()) for said in group.values()) // _BOTH)
