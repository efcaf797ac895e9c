"""An edition → what the archive must know of it to find works, versions and what changed: small, and kept for later.

`Prepared` goes through JSON, so that the next build need not read a document again that has not changed.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ezri_archive.pipeline.traits import traits_of
from ezri_archive.records import Edition, Link, Notice, Statement
from ezri_archive.works import DocumentFacts, facts_of, find_parallels, profile_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document in short.

    `digest` tells whether it is the same; `parallel` whether it has text to be aligned in itself; `segments` counts by
    language; `profiled` whether there is a profile to find its versions by.
    """

    facts: DocumentFacts
    digest: str
    parallel: bool
    profiled: bool
    segments: Mapping[str, int]
    notices: tuple[Notice, ...]

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self), ensure_ascii=False)


def from_json(content: str) -> Prepared:
    """Read what `to_json` wrote."""
    values: dict[str, Any] = json.loads(content)
    facts = values.pop("facts")
    facts["statements"] = tuple(Statement(**one) for one in facts["statements"])
    values["notices"] = tuple(Notice(**one) for one in values["notices"])
    return Prepared(facts=DocumentFacts(**facts), **values)


def prepare(edition: Edition, links: Sequence[Link], languages: Sequence[str]) -> tuple[Prepared, bytes]:
    """Shorten an edition, and profile it; the profile is empty where there is nothing to find versions by.

    `languages` are those of the archive: only texts in these are aligned, and only their versions are looked for.
    """
    profile = profile_of(edition, traits_of) if edition.metadata.language in languages and not edition.given else None
    prepared = Prepared(
        facts=facts_of(edition, links),
        digest=f"{edition.source.sha256} {edition.source.sidecar_sha256}",
        parallel=bool(find_parallels([edition], languages)),
        profiled=profile is not None,
        segments=_count(edition),
        notices=edition.notices,
    )
    return prepared, profile.to_bytes() if profile else b""


def _count(edition: Edition) -> dict[str, int]:
    counts = Counter[str]()
    for portion in edition.portions:
        counts[portion.language.value] += len(portion.segments)
    return dict(counts)
