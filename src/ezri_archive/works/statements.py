"""`Edition` → what it says of its versions: notes ("For Hebrew version"), `version_of`, alternates of a web page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ezri_archive.languages import UNDETERMINED
from ezri_archive.phrases import VersionPhrase, named_language, version_phrase
from ezri_archive.records import Edition, Link, SegmentedPortion, Statement
from ezri_archive.text import canonical_url

_SAID = 0.9
_DECLARED = 1.0
_ALTERNATE = "alternate-version"
_ALTERNATE_SAID = re.compile(r"declares a version in (?P<language>[A-Za-z]{2,3})(?:-[\w-]+)?: (?P<url>\S+)")
"""What a reader notes of `<link rel="alternate" hreflang="…">` in a page's head."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What grouping needs of a document, light enough to hold for a whole archive."""

    id: str
    path: str
    title: str
    language: str
    url: str
    statements: tuple[Statement, ...]


def facts_of(edition: Edition, links: Sequence[Link]) -> DocumentFacts:
    """Reduce an edition to the facts that works are found by."""
    metadata = edition.metadata
    return DocumentFacts(
        id=edition.id,
        path=edition.source.path,
        title=metadata.title,
        language=metadata.language,
        url=canonical_url(metadata.url) if metadata.url else "",
        statements=(*_declared(edition), *_noted(edition, links), *_alternates(edition)),
    )


def _declared(edition: Edition) -> tuple[Statement, ...]:
    metadata = edition.metadata
    if not metadata.version_of:
        return ()
    relation = metadata.relation or "translation_of"
    evidence = f"declared: version_of = {metadata.version_of}"
    elsewhere = "://" in metadata.version_of
    url, path = (metadata.version_of, "") if elsewhere else ("", metadata.version_of)
    return (Statement(edition.id, relation, "document", url, path, "", evidence, _DECLARED),)


def _noted(edition: Edition, links: Sequence[Link]) -> list[Statement]:
    statements: list[Statement] = []
    for portion in edition.portions:
        if portion.role.value == "version note":
            statements += _in_portion(edition, portion, links)
    return statements


def _in_portion(edition: Edition, portion: SegmentedPortion, links: Sequence[Link]) -> list[Statement]:
    """Read the notes of a portion: each speaks of the links in it and after it, up to the next note."""
    statements: list[Statement] = []
    phrase: VersionPhrase | None = None
    words = ""
    for segment in portion.segments:
        found = version_phrase(segment.text)
        phrase, words = (found, segment.text) if found else (phrase, words)
        here = [link for link in links if link.segment_id == segment.id]
        if phrase:
            statements += [_statement(edition, phrase, words, link) for link in here]
    return statements


def _statement(edition: Edition, phrase: VersionPhrase, words: str, link: Link) -> Statement:
    main = edition.metadata.language
    same = main if phrase.relation == "same_text_as" and main != UNDETERMINED else ""
    language = named_language(words) or same or link.language
    evidence = words.removesuffix(link.url).rstrip(" :<>")
    return Statement(edition.id, phrase.relation, phrase.derived_end, link.url, "", language, evidence, _SAID)


def _alternates(edition: Edition) -> Iterator[Statement]:
    """Read the versions in other languages that the head of a web page declares."""
    notices = [notice.message for notice in edition.notices if notice.code == _ALTERNATE]
    own = canonical_url(edition.metadata.url)
    for said in filter(None, map(_ALTERNATE_SAID.fullmatch, notices)):
        language = said["language"].lower()
        if language != edition.metadata.language and canonical_url(said["url"]) != own:
            evidence = f"hreflang: {language}"
            yield Statement(edition.id, "translation_of", "", said["url"], "", language, evidence, _SAID)
