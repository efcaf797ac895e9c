"""Returned rows beside the rows of an archive → what a person changed, and what fits no longer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

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
    """The rows compared so far; a segment can stand in one of them only."""

    def __init__(self, archive: "_Held", signature: Signature, units: frozenset[frozenset[str]]) -> None:
        self._archive = archive
        self._signature = signature
        self._units = units
        self._places: dict[str, str] = {}
        self.corrections: list[Correction] = []
        self.conflicts: list[Conflict] = []
        self.unchanged = 0

    def add(self, row: ReturnedRow) -> None:
        if row.unit and row.unit in self._units and row.status not in _DECIDED:
            self.unchanged += 1
            return
        try:
            ids = self._resolved(row)
        except _Mismatch as mismatch:
            self.conflicts.append(Conflict(row.place, str(mismatch)))
            return
        status = self._archive.status.get(ids)
        decided = row.status if row.status in _DECIDED and row.status != status else ""
        if status is not None and not decided:
            self.unchanged += 1
        else:
            self.corrections.append(self._correction(ids, decided if status is not None else "corrected"))

    def _resolved(self, row: ReturnedRow) -> tuple[Ids, Ids]:
        """Find the segments of both sides, the archive's source language first. Raises _Mismatch."""
        first, second = (self._archive.find(side) for side in (row.source, row.target))
        languages = [self._archive.language[ids[0]] if ids else "" for ids in (first, second)]
        source, target = self._archive.languages
        if any(code and code == other for code, other in zip(languages, (target, source), strict=True)):
            first, second, languages = second, first, languages[::-1]
        for code, own in zip(languages, (source, target), strict=True):
            if code not in ("", own):
                message = f"both sides are in {code}; expected {source} beside {target}"
                raise _Mismatch(message)
        self._claim((*first, *second), row.place)
        return first, second

    def _claim(self, ids: Ids, place: str) -> None:
        for name in ids:
            if name in self._places:
                message = f"{name} stands in another row already ({self._places[name]})"
                raise _Mismatch(message)
        self._places.update(dict.fromkeys(ids, place))

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
        self.status: dict[tuple[Ids, Ids], str] = {}
        self.texts: dict[str, str] = {}
        self.language: dict[str, str] = {}
        self.languages = ("", "")
        self._next: dict[str, str] = {}
        self._by_start: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        last: dict[str, str] = {}
        for row in rows:
            self.languages = row.source_language, row.target_language
            self.status[row.source_ids, row.target_ids] = row.status
            self._add(row.source_ids, row.source_texts, row.source_language, last)
            self._add(row.target_ids, row.target_texts, row.target_language, last)

    def _add(self, ids: Ids, texts: Sequence[str], language: str, last: dict[str, str]) -> None:
        for name, text in zip(ids, texts, strict=True):
            if name not in self.texts:
                self.texts[name], self.language[name] = text, language
                self._by_start[language, _key(text)[:_START]].append(name)
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
        if side.ids and known and _key(" ".join(self.texts[name] for name in side.ids)) == _key(side.text):
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
        while name is not None and len(text) < len(wanted):
            run.append(name)
            text = f"{text} {_key(self.texts[name])}".strip()
            name = self._next.get(name)
        return tuple(run) if text == wanted else ()


def _key(text: str) -> str:
    """Give a text as tools may change it without meaning to: normalised, in single spaces."""
    return " ".join(normalize("NFC", text).split())


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - a line of a terminal
