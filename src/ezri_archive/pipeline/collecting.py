"""The outcomes of all sources → what the archive is made from: documents in short, their works, their texts on disk."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import PurePosixPath

from ezri_archive.database import Kept, KeptDocument, Standing, read_tei
from ezri_archive.pipeline.documents import WITHHELD, Outcome
from ezri_archive.pipeline.preparation import Prepared, from_json
from ezri_archive.pipeline.spool import Spool
from ezri_archive.pipeline.unpacking import Listed, Listing
from ezri_archive.records import Edition, Notice, SourceFacts, Work
from ezri_archive.tei import read_edition
from ezri_archive.works import DocumentFacts, Profile, Works, find_unstated, find_works


@dataclass(frozen=True, slots=True)
class Collected:
    """All documents in order of their paths, and what was refused; `reused` counts the sources that are as before.

    `packages` are sources that are no documents but hold some; `on_containers` is what is wrong with what is in them.
    """

    documents: tuple[Prepared, ...]
    refused: tuple[tuple[str, Notice], ...]
    reused: int
    packages: tuple[SourceFacts, ...] = ()
    on_containers: tuple[tuple[str, Notice], ...] = ()

    def notices(self) -> Iterable[tuple[str, Notice]]:
        """Give what is to be said of the documents, by path."""
        return ((one.facts.path, notice) for one in self.documents for notice in one.notices)

    @property
    def sources(self) -> int:
        """How many sources there are."""
        return len(self.documents) + len(self.refused) + len(self.packages)

    @property
    def failures(self) -> int:
        """How many sources, or members or parts of one, need a person: they are told of again in the next build."""
        told = (*self.on_containers, *self.notices())
        return len(self.refused) + sum(notice.level == "error" for _, notice in told)

    def published(self) -> "Collected":
        """Leave out what would name, in a public archive, a source that it does not hold."""
        around = {folder.as_posix() for one in self.documents for folder in PurePosixPath(one.facts.path).parents}
        packages = tuple(facts for facts in self.packages if facts.path in around)
        return replace(self, refused=(), packages=packages, on_containers=())


def collect(outcomes: Iterable[Outcome], names: Mapping[str, str], kept: Kept, spool: Spool) -> Collected:
    """Put editions into the spool, keep the rest for the next build, and give it in short."""
    known = kept.known
    documents: list[Prepared] = []
    refused: list[tuple[str, Notice]] = []
    reused = 0
    for outcome in outcomes:
        reused += outcome.reused
        if outcome.refused:
            refused.append((outcome.path, outcome.refused))
        elif outcome.prepared:
            spool.put(names[outcome.path], outcome.edition, b"" if outcome.reused else outcome.tei)
            kept.keep([KeptDocument(names[outcome.path], outcome.prepared.to_json(), outcome.profile)])
            documents.append(outcome.prepared)
        else:
            documents.append(from_json(known[names[outcome.path]]))
    kept.drop(known.keys() - {one.facts.id for one in documents})
    documents.sort(key=lambda one: one.facts.path)
    return Collected(tuple(documents), tuple(refused), reused)


def with_containers(collected: Collected, found: Listing) -> Collected:
    """Add what opening the containers gave: those that are sources, those that are refused, and notices."""
    refused = sorted((*collected.refused, *found.refused), key=itemgetter(0))
    return replace(
        collected, refused=tuple(refused), packages=tuple(found.packages), on_containers=tuple(found.notices)
    )


def works_of(collected: Collected, kept: Kept) -> Works:
    """Find the works: by what documents say, by the names of their files, by content."""
    withheld = frozenset(path for path, notice in collected.refused if notice.code == WITHHELD)
    profiled = [one.facts for one in collected.documents if one.profiled]

    def read(number: int) -> Profile:
        facts = profiled[number]
        return Profile.from_bytes(facts.id, facts.language, kept.profile(facts.id))

    said = [_without(one.facts, withheld) for one in collected.documents]
    return find_works(said, find_unstated(len(profiled), read))


def _without(facts: DocumentFacts, withheld: frozenset[str]) -> DocumentFacts:
    """Take out what a document says of sources that are left out of a public archive: they are no mistake of it."""
    if not withheld:
        return facts
    return replace(facts, statements=tuple(one for one in facts.statements if one.path not in withheld))


def with_parallels(works: Works, collected: Collected) -> tuple[Work, ...]:
    """Choose the works that have anything to align: more than one document, or one that is parallel in itself."""
    parallel = {one.facts.id for one in collected.documents if one.parallel}
    return tuple(work for work in works.works if len(work.document_ids) > 1 or work.document_ids[0] in parallel)


def digest_of_works(works: Sequence[Work], collected: Collected) -> str:
    """Digest all that goes into the aligner: which documents stand in which works, and what they say."""
    said = {one.facts.id: one.digest for one in collected.documents}
    digest = hashlib.sha256()
    for work in works:
        members = " ".join(f"{name} {said[name]}" for name in work.document_ids)
        digest.update(f"{work.id}\x00{work.title}\x00{members}\n".encode())
    return digest.hexdigest()


def as_listed(outcomes: Iterable[Outcome], entries: Iterable[Listed]) -> Iterator[Outcome]:
    """Refuse what was read with other bytes than it was listed with, or is there no more: it changed meanwhile.

    The hashes of the listing tell the next build whether anything is to be done, so that what they do not speak of must
    not be in the archive.
    """
    hashes = {entry.path: entry.hashes for entry in entries}
    for outcome in outcomes:
        listed = hashes.pop(outcome.path)
        if outcome.prepared and not outcome.reused and outcome.prepared.digest != " ".join(listed):
            yield Outcome(outcome.path, refused=_changed(outcome.path))
        else:
            yield outcome
    yield from (Outcome(path, refused=_changed(path)) for path in hashes)


def _changed(path: str) -> Notice:
    return Notice("error", "changed", f"{path}: was changed while it was read; build again when nobody writes to it")


class Texts:
    """The editions of an archive's documents: from the spool, or from the TEI of the archive that is built on.

    `edition` and `must_stand` raise DatabaseError when another archive has taken the place of that one.
    """

    def __init__(self, spool: Spool, before: Standing) -> None:
        """Read from these two."""
        self._spool = spool
        self._before = before
        self.must_stand = before.must_stand

    def edition(self, document_id: str) -> Edition:
        """Give an edition, as it was read back from TEI."""
        if document_id in self._spool:
            return self._spool.edition(document_id)
        self.must_stand()
        xml = read_tei(self._before.path, document_id)
        self.must_stand()
        return read_edition(xml.encode(), where=document_id)

    def tei(self, document_id: str) -> bytes:
        """Give the TEI of a document that was read in this build, without versions and units; empty for any other."""
        return self._spool.tei(document_id) if document_id in self._spool else b""
