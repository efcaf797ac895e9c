"""Blocks as a format gives them, without places → a `Document`: for formats whose file is not plain text.

Offsets count in the document's own text: the texts of its blocks, joined by line breaks; `line` is the number of the
block.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ezri_archive.errors import SourceError
from ezri_archive.readers.declared import FrontMatter, declared_metadata
from ezri_archive.records import Block, Document, Mark, Notice, Source, SourceFacts
from ezri_archive.text import OffsetMap

_DROPPED = frozenset({"Cc", "Cs", "Cn"})
_SPACES = frozenset("\t\n\r\x0b\x0c\x85\u2028\u2029 \u00a0")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the same marks: pairs of kind and target."""

    text: str
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before its place is known; as in `Block`."""

    kind: str
    text: str
    marks: tuple[Mark, ...] = ()
    level: int = 0
    language: str = ""
    role: str = ""
    page: int = 0
    whole: bool = False


def draft_of_runs(runs: Iterable[Run], draft: Draft) -> Draft:
    """Fill a draft with the text and marks of its runs: NFC, single spaces, no control characters."""
    text, owners = _characters(list(runs))
    return Draft(
        kind=draft.kind,
        text=text,
        marks=_marks(owners),
        level=draft.level,
        language=draft.language,
        role=draft.role,
        page=draft.page,
        whole=draft.whole,
    )


def document_of(
    source: Source,
    document_id: str,
    drafts: Sequence[Draft],
    *,
    declared: Mapping[str, str],
    notices: Iterable[Notice] = (),
) -> Document:
    """Place drafts one after the other and make the document; raises SourceError when none has a text."""
    blocks = tuple(_placed([draft for draft in drafts if draft.text]))
    if not blocks:
        message = "has no text; expected at least one word"
        raise SourceError(message, where=source.path, code="empty")
    metadata, remarks = declared_metadata(FrontMatter(declared), source.sidecar, source.path)
    facts = SourceFacts(source.path, source.sha256, source.media_type, "", len(source.content), source.sidecar.digest)
    return Document(
        id=document_id,
        source=facts,
        blocks=blocks,
        declared=metadata,
        notices=(*notices, *remarks),
    )


def _placed(drafts: Sequence[Draft]) -> Iterable[Block]:
    start = 0
    for number, draft in enumerate(drafts, 1):
        end = start + len(draft.text)
        yield Block(
            kind=draft.kind,
            text=draft.text,
            start=start,
            end=end,
            line=number,
            offsets=OffsetMap(((0, start),)),
            marks=draft.marks,
            level=draft.level,
            language=draft.language,
            role=draft.role,
            page=draft.page,
            whole=draft.whole,
        )
        start = end + 1


# --- runs → text and marks ----------------------------------------------------------------------------------


def _characters(runs: Sequence[Run]) -> tuple[str, list[Run]]:
    """Join the runs' texts; give the text, and for each of its characters the run it came from."""
    clusters: list[tuple[str, Run]] = []
    for run in runs:
        for char in run.text:
            _add(clusters, char, run)
    while clusters and clusters[-1][0] == " ":
        clusters.pop()
    composed = [(unicodedata.normalize("NFC", cluster), run) for cluster, run in clusters]
    return "".join(cluster for cluster, _ in composed), [run for cluster, run in composed for _ in cluster]


def _add(clusters: list[tuple[str, Run]], char: str, run: Run) -> None:
    if char in _SPACES:
        if clusters and clusters[-1][0] != " ":
            clusters.append((" ", run))
    elif clusters and unicodedata.combining(char):
        clusters[-1] = (clusters[-1][0] + char, clusters[-1][1])
    elif unicodedata.category(char) not in _DROPPED:
        clusters.append((char, run))


def _marks(owners: Sequence[Run]) -> tuple[Mark, ...]:
    """Make each stretch of characters with the same mark one mark."""
    open_marks: dict[tuple[str, str], int] = {}
    found: list[Mark] = []
    for place, marks in enumerate([*(frozenset(run.marks) for run in owners), frozenset()]):
        for kind, target in sorted(open_marks.keys() - marks):
            found.append(Mark(open_marks.pop((kind, target)), place, kind, target))
        for mark in marks - open_marks.keys():
            open_marks[mark] = place
    return tuple(sorted(found, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.target)))
