"""Returned rows beside the rows of an archive → what a person changed, and what fits no longer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from ezri_archive.identifiers import document_of_segment
from ezri_archive.records import AlignedRow, Correction, ReturnedRow, ReturnedSide

_DECIDED = frozenset({"confirmed", "rejected"})
_START = 8
"""Letters at the start of a text by which a segment is looked up."""

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided, when (ISO 8601), and the file it was decided in."""

    by: str
    on: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A returned row that cannot be applied: where it stands, and why."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What returned rows say: corrections to make, conflicts for a person, and how many rows are as they were."""

    corrections: tuple[Correction, ...]
    conflicts: tuple[Conflict, ...]
    unchanged: int


def compare(
    returned: Iterable[ReturnedRow],
    held: Iterable[AlignedRow],
    signature: Signature,
    *,
    units: frozenset[frozenset[str]] = frozenset(),
) -> Compared:
    """Compare what a tool gives back with the alignments of an archive, of one pair of languages.

    A side is found by its identifiers when their texts are still the archive's, else by its text, which may have been
    cut anew between neighbours. `units` are the units of the archive: what is returned of one of them as a whole has
    not changed.
    """
    archive = _Held(held)
    comparison = _Comparison(archive, signature, units)
    for row in returned:
        comparison.add(row)
    return Compared(tuple(comparison.corrections), tuple(comparison.conflicts), comparison.unchanged)


class _Mismatch(Exception):  # noqa: N818 - not an error of the program: it becomes a Conflict
    """A side that is not found in the archive."""


class _Comparison:
    """The rows compared so far; beside one other document a segment can stand in one of them only."""

    def __init__(self, archive: "_Held", signature: Signature, units: frozenset[frozenset[str]]) -> None:
        self._archive = archive
        self._signature = signature
        self._units = units
        self._places: dict[tuple[str, str], str] = {}
        self.corrections: list[Correction] = []
        self.conflicts: list[Conflict] = []
        self.unchanged = 0

    def add(self, row: ReturnedRow) -> None:
        if row.unit and row.unit in self._units and row.status not in _DECIDED:
            self.unchanged += 1
            return
        try:
            ids = self._resolved(row)
            held = self._archive.statuses.get(ids, frozenset())
            decided = row.status if row.status in _DECIDED - held else ""
            as_it_was = bool(held) and not decided
            self._claim(ids, row.place, as_it_was=as_it_was)
        except _Mismatch as mismatch:
            self.conflicts.append(Conflict(row.place, str(mismatch)))
            return
        if as_it_was:
            self.unchanged += 1
        else:
            self.corrections.append(self._correction(ids, decided if held else "corrected"))

    def _resolved(self, row: ReturnedRow) -> tuple[Ids, Ids]:
        """Find the segments of both sides, the archive's source language first. Raises _Mismatch."""
        first, second = (self._archive.find(side) for side in (row.source, row.target))
        languages = [self._archive.language[ids[0]] if ids else "" for ids in (first, second)]
        if not (first or second):
            message = "names no segment"
            raise _Mismatch(message)
        source, target = self._archive.languages
        if any(code and code == other for code, other in zip(languages, (target, source), strict=True)):
            first, second, languages = second, first, languages[::-1]
        for code, own in zip(languages, (source, target), strict=True):
            if code not in ("", own):
                message = f"both sides are in {code}; expected {source} beside {target}"
                raise _Mismatch(message)
        return first, second

    def _claim(self, ids: tuple[Ids, Ids], place: str, *, as_it_was: bool) -> None:
        if not all(ids) and as_it_was and len(self._archive.beside(ids)) > 1:
            return  # alone beside each of several documents: what stands once in each may come back as often
        claims = [(name, self._other(ids, side)) for side in (0, 1) for name in ids[side]]
        for claim in claims:
            if claim in self._places:
                message = f"{claim[0]} stands in another row already ({self._places[claim]})"
                raise _Mismatch(message)
        self._places.update(dict.fromkeys(claims, place))

    def _other(self, ids: tuple[Ids, Ids], side: int) -> str:
        """Name the document that one side stands beside. Raises _Mismatch where that may be one of many."""
        if all(ids):
            return document_of_segment(ids[1 - side][0])
        others = sorted(self._archive.beside(ids))
        if len(others) > 1:
            message = f"{ids[side][0]} is alone, beside which of {', '.join(others)} is not said"
            raise _Mismatch(message)
        return others[0]

    def _correction(self, ids: tuple[Ids, Ids], status: str) -> Correction:
        texts = self._archive.texts
        return Correction(
            pair="-".join(self._archive.languages),
            source_ids=ids[0],
            target_ids=ids[1],
            source_texts=tuple(texts[name] for name in ids[0]),
            target_texts=tuple(texts[name] for name in ids[1]),
            status=status,
            by=self._signature.by,
            on=self._signature.on,
            origin=self._signature.origin,
        )


class _Held:
    """The alignments of an archive, of one pair: by their segments, and the segments by identifier and by text."""

    def __init__(self, rows: Iterable[AlignedRow]) -> None:
        self.statuses: dict[tuple[Ids, Ids], frozenset[str]] = {}
        self.texts: dict[str, str] = {}
        self.language: dict[str, str] = {}
        self.languages = ("", "")
        self._keys: dict[str, str] = {}
        self._next: dict[str, str] = {}
        self._by_start: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._beside: defaultdict[str, set[str]] = defaultdict(set)
        last: dict[str, str] = {}
        for row in rows:
            self.languages = row.source_language, row.target_language
            ids = row.source_ids, row.target_ids
            self.statuses[ids] = self.statuses.get(ids, frozenset()) | {row.status}
            self._add(row.source_ids, row.source_texts, row.source_language, last)
            self._add(row.target_ids, row.target_texts, row.target_language, last)
            for names, other in ((row.source_ids, row.target_document), (row.target_ids, row.source_document)):
                for name in names:
                    self._beside[name].add(other)

    def beside(self, ids: tuple[Ids, Ids]) -> set[str]:
        """Name the documents that segments stand beside."""
        return {other for side in ids for name in side for other in self._beside[name]}

    def _add(self, ids: Ids, texts: Sequence[str], language: str, last: dict[str, str]) -> None:
        for name, text in zip(ids, texts, strict=True):
            if name not in self.texts:
                self.texts[name], self.language[name], self._keys[name] = text, language, _key(text)
                self._by_start[language, self._keys[name][:_START]].append(name)
                if language in last:
                    self._next[last[language]] = name
                last[language] = name

    def find(self, side: ReturnedSide) -> Ids:
        """Find the segments of a returned side. Raises _Mismatch when they are not there, or no longer the same."""
        known = all(name in self.texts for name in side.ids)
        if not side.text:
            if known:
                return side.ids
            message = f"no segment {', '.join(name for name in side.ids if name not in self.texts)} in the archive"
            raise _Mismatch(message)
        if side.ids and known and " ".join(self._keys[name] for name in side.ids) == _key(side.text):
            return side.ids
        return self._by_text(side)

    def _by_text(self, side: ReturnedSide) -> Ids:
        wanted = _key(side.text)
        starts = self._starting(wanted, side.language)
        found = [run for names in starts for name in names if (run := self._run(name, wanted))]
        near = [run for run in found if set(run) & set(side.ids)]
        chosen = near if len(near) == 1 else found
        if len(chosen) == 1:
            return chosen[0]
        several = f"stands in {len(found)} places" if found else "is not a run of segments of the archive"
        message = f"“{_short(side.text)}” {several}"
        raise _Mismatch(message)

    def _starting(self, wanted: str, language: str) -> Iterable[list[str]]:
        """Find segments by the start of a text; a segment may be shorter than what it is looked up by."""
        codes = (language,) if language else self.languages
        keys = ((code, wanted[:length]) for code in codes for length in range(1, _START + 1))
        return [self._by_start[key] for key in dict.fromkeys(keys) if key in self._by_start]

    def _run(self, first: str, wanted: str) -> Ids:
        """Give the segments from `first` on whose texts together are the wanted one; none where they are not."""
        run: list[str] = []
        text = ""
        name: str | None = first
        while name is not None and len(text) < len(wanted) and wanted.startswith(text):
            run.append(name)
            text = f"{text} {self._keys[name]}".strip()
            name = self._next.get(name)
        return tuple(run) if text == wanted else ()


def _key(text: str) -> str:
    """Give a text as tools may change it without meaning to: normalised, in single spaces."""
    return " ".join(normalize("NFC", text).split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - a line of a terminal
