"""What is said and found of versions → works and versions, their ends held or elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from urllib.parse import urlsplit

from ezri_archive.languages import pair_order
from ezri_archive.records import Notice, Statement, Version, Work
from ezri_archive.text import canonical_url
from ezri_archive.works.naming import named_versions
from ezri_archive.works.statements import DocumentFacts

_NAMED = 0.8
_SAME_ADDRESS = 0.7
_MOST_OF_ONE_ADDRESS = 6
"""An address that more documents name as their version is a page about all of them."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two documents that seem to be versions of each other; `firm` where that is beyond reasonable doubt.

    `first` is in the language that comes first in the archive's order.
    """

    first: str
    second: str
    confidence: float
    firm: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Works:
    """The works of an archive, in order of id, its versions, and what of it could not be resolved, by source path."""

    works: tuple[Work, ...]
    versions: tuple[Version, ...]
    notices: tuple[tuple[str, Notice], ...]

    def work_of(self) -> dict[str, str]:
        """Give the work of every document."""
        return {document: work.id for work in self.works for document in work.document_ids}


def find_works(documents: Sequence[DocumentFacts], found: Sequence[Found] = ()) -> Works:
    """Group documents that are versions of one another; every document is in exactly one work.

    What documents say counts first: a statement's other end is held when its address, canonical, is another document's
    own, or its path another's path. Then the names of their files, then that two of them name one address that is not
    held, then what was `found` by content; each adds only pairs that nothing before it spoke of. What was found but is
    not firm makes no work: it is a suggestion. A work is named after the first of its documents in order of id.
    """
    by_url = {document.url: document.id for document in documents if document.url}
    by_path = {document.path: document.id for document in documents}
    resolved = [
        _Relation(document, statement, _held(statement, by_url, by_path))
        for document in documents
        for statement in document.statements
    ]
    resolved += _unspoken(resolved, [*_named(documents), *_of_one_address(resolved), *_found(documents, found)])
    groups = _Groups([document.id for document in documents])
    for relation in resolved:
        if relation.other and not relation.suggested:
            groups.join(relation.document.id, relation.other)
    titles = {document.id: document.title for document in documents}
    works = tuple(_work(members, titles) for members in groups.all())
    work_of = {document: work.id for work in works for document in work.document_ids}
    return Works(works, tuple(_versions(resolved, work_of)), tuple(_unresolved(resolved)))


@dataclass(frozen=True, slots=True)
class _Relation:
    """A statement and the document it comes from; `other` is the document at its other end, where that is held."""

    document: DocumentFacts
    statement: Statement
    other: str
    suggested: bool = False

    @property
    def ends(self) -> frozenset[str]:
        return frozenset((self.document.id, self.other))


def _held(statement: Statement, by_url: dict[str, str], by_path: dict[str, str]) -> str:
    if statement.path:
        return by_path.get(statement.path, "")
    other = by_url.get(canonical_url(statement.url), "")
    return "" if other == statement.document_id else other


# --- what nobody says ---------------------------------------------------------------------------------------


def _unspoken(said: Iterable[_Relation], others: Iterable[_Relation]) -> Iterator[_Relation]:
    """Keep the relations between documents that are not related yet."""
    related = {relation.ends for relation in said if relation.other}
    for relation in others:
        if relation.ends not in related:
            related.add(relation.ends)
            yield relation


def _named(documents: Sequence[DocumentFacts]) -> Iterator[_Relation]:
    for first, second in named_versions(documents):
        yield _relation(second, first, f"file names: {second.path}, {first.path}", _NAMED)


def _of_one_address(resolved: Sequence[_Relation]) -> Iterator[_Relation]:
    """Relate documents that name one address, which is not held, as that of their version or original."""
    naming: defaultdict[str, dict[str, DocumentFacts]] = defaultdict(dict)
    for relation in resolved:
        address = canonical_url(relation.statement.url)
        if not relation.other and address != relation.document.url and _is_of_a_text(address):
            naming[address][relation.document.id] = relation.document
    for address in sorted(naming):
        documents = sorted(naming[address].values(), key=lambda one: (pair_order(one.language), one.id))
        if len(documents) <= _MOST_OF_ONE_ADDRESS:
            for first, second in combinations(documents, 2):
                yield _relation(second, first, f"both name {address}", _SAME_ADDRESS)


def _is_of_a_text(address: str) -> bool:
    """Say whether an address can be that of one text: it is not that of a whole site."""
    parts = urlsplit(address)
    return bool(parts.netloc) and (parts.path not in {"", "/"} or bool(parts.query))


def _found(documents: Sequence[DocumentFacts], found: Sequence[Found]) -> Iterator[_Relation]:
    by_id = {document.id: document for document in documents}
    for pair in found:
        first, second = by_id[pair.first], by_id[pair.second]
        relation = _relation(second, first, pair.evidence, pair.confidence)
        yield relation if pair.firm else replace(relation, suggested=True)


def _relation(document: DocumentFacts, other: DocumentFacts, evidence: str, confidence: float) -> _Relation:
    relation = "same_text_as" if document.language == other.language else "translation_of"
    statement = Statement(document.id, relation, "", "", "", other.language, evidence, confidence)
    return _Relation(document, statement, other.id)


# --- works --------------------------------------------------------------------------------------------------


class _Groups:
    """Disjoint sets of document ids; the smallest id stands for its set."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._parent = {name: name for name in ids}

    def root(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, first: str, second: str) -> None:
        low, high = sorted((self.root(first), self.root(second)))
        self._parent[high] = low

    def all(self) -> list[list[str]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self._parent):
            groups[self.root(name)].append(name)
        return [groups[root] for root in sorted(groups)]


def _work(members: list[str], titles: dict[str, str]) -> Work:
    title = next((titles[member] for member in members if titles[member]), members[0])
    return Work(members[0], title, tuple(members))


# --- versions -----------------------------------------------------------------------------------------------


def _versions(resolved: Sequence[_Relation], work_of: dict[str, str]) -> Iterator[Version]:
    counts = Counter[str]()
    for relation in resolved:
        if _is_resolved(relation):
            counts[relation.document.id] += 1
            yield _version(relation, counts[relation.document.id], work_of[relation.document.id])


def _version(relation: _Relation, number: int, work_id: str) -> Version:
    statement = relation.statement
    return Version(
        id=f"{relation.document.id}.v{number}",
        work_id=work_id,
        document_id=relation.document.id,
        of_document_id=relation.other,
        of_url=statement.url,
        relation=statement.relation,
        derived_end=statement.derived_end,
        language=statement.language,
        evidence=statement.evidence,
        confidence=statement.confidence,
        suggested=relation.suggested,
    )


def _is_resolved(relation: _Relation) -> bool:
    return bool(relation.other or relation.statement.url)


def _unresolved(resolved: Sequence[_Relation]) -> Iterator[tuple[str, Notice]]:
    for relation in resolved:
        if not _is_resolved(relation):
            message = f"version_of = “{relation.statement.path}” is no source; expected its path"
            yield relation.document.path, Notice("error", "no-such-source", message)
