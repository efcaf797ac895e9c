"""What documents say of their versions → works and versions, their ends held or elsewhere."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ezri_archive.records import Notice, Statement, Version, Work
from ezri_archive.text import canonical_url
from ezri_archive.works.statements import DocumentFacts


@dataclass(frozen=True, slots=True)
class Works:
    """The works of an archive, in order of id, its versions, and what of it could not be resolved, by source path."""

    works: tuple[Work, ...]
    versions: tuple[Version, ...]
    notices: tuple[tuple[str, Notice], ...]

    def work_of(self) -> dict[str, str]:
        """Give the work of every document."""
        return {document: work.id for work in self.works for document in work.document_ids}


def find_works(documents: Sequence[DocumentFacts]) -> Works:
    """Group documents that are versions of one another; every document is in exactly one work.

    A statement's other end is held when its address, canonical, is another document's own, or its path another's path.
    A work is named after the first of its documents in order of id.
    """
    by_url = {document.url: document.id for document in documents if document.url}
    by_path = {document.path: document.id for document in documents}
    resolved = [
        (document, statement, _held(statement, by_url, by_path))
        for document in documents
        for statement in document.statements
    ]
    groups = _Groups([document.id for document in documents])
    for document, _, other in resolved:
        if other:
            groups.join(document.id, other)
    works = tuple(_work(members, documents) for members in groups.all())
    work_of = {document: work.id for work in works for document in work.document_ids}
    return Works(works, tuple(_versions(resolved, work_of)), tuple(_unresolved(resolved)))


_Resolved = tuple[DocumentFacts, Statement, str]


def _held(statement: Statement, by_url: dict[str, str], by_path: dict[str, str]) -> str:
    if statement.path:
        return by_path.get(statement.path, "")
    other = by_url.get(canonical_url(statement.url), "")
    return "" if other == statement.document_id else other


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


def _work(members: list[str], documents: Sequence[DocumentFacts]) -> Work:
    titles = {document.id: document.title for document in documents if document.id in members}
    title = next((titles[member] for member in members if titles[member]), members[0])
    return Work(members[0], title, tuple(members))


def _versions(resolved: list[_Resolved], work_of: dict[str, str]) -> list[Version]:
    versions: list[Version] = []
    counts: defaultdict[str, int] = defaultdict(int)
    for document, statement, other in resolved:
        if statement.path and not other:
            continue
        counts[document.id] += 1
        versions.append(
            Version(
                id=f"{document.id}.v{counts[document.id]}",
                work_id=work_of[document.id],
                document_id=document.id,
                of_document_id=other,
                of_url=statement.url,
                relation=statement.relation,
                derived_end=statement.derived_end,
                language=statement.language,
                evidence=statement.evidence,
                confidence=statement.confidence,
            )
        )
    return versions


def _unresolved(resolved: list[_Resolved]) -> list[tuple[str, Notice]]:
    return [
        (
            document.path,
            Notice("error", "no-such-source", f"version_of = “{statement.path}” is no source; expected its path"),
        )
        for document, statement, other in resolved
        if statement.path and not other
    ]
