"""The outcomes of all sources → what the archive is made from: documents in short, their works, their texts on disk."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path

from ezri_archive.database import Kept, KeptDocument, read_tei
from ezri_archive.pipeline.documents import Outcome
from ezri_archive.pipeline.preparation import Prepared, from_json
from ezri_archive.pipeline.spool import Spool
from ezri_archive.pipeline.unpacking import Listing
from ezri_archive.records import Edition, Notice, SourceFacts, Work
from ezri_archive.tei import read_edition
from ezri_archive.works import Profile, Works, find_unstated, find_works


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
        """How many sources, or members of one, need a person: they are tried again in the next build."""
        return len(self.refused) + sum(notice.level == "error" for _, notice in self.on_containers)


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
    profiled = [one.facts for one in collected.documents if one.profiled]

    def read(number: int) -> Profile:
        facts = profiled[number]
        return Profile.from_bytes(facts.id, facts.language, kept.profile(facts.id))

    return find_works([one.facts for one in collected.documents], find_unstated(len(profiled), read))


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


class Texts:
    """The editions of an archive's documents: from the spool, or from the TEI of the archive that stands at `path`."""

    def __init__(self, spool: Spool, path: Path) -> None:
        """Read from these two."""
        self._spool = spool
        self._path = path

    def edition(self, document_id: str) -> Edition:
        """Give an edition, as it was read back from TEI."""
        if document_id in self._spool:
            return self._spool.edition(document_id)
        return read_edition(read_tei(self._path, document_id).encode(), where=document_id)

    def tei(self, document_id: str) -> bytes:
        """Give the TEI of a document that was read in this build, without versions and units; empty for any other."""
        return self._spool.tei(document_id) if document_id in self._spool else b""
