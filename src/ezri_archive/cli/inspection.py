"""One file → how it is understood, in lines a colleague can read in a terminal."""

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path, PurePosixPath

from ezri_archive.identifiers import document_id
from ezri_archive.pipeline import edition_of, links_in, load_file, members_of
from ezri_archive.readers.containers import Member
from ezri_archive.records import (
    CONTAINERS,
    MEDIA_TYPES,
    Date,
    Edition,
    Link,
    Metadata,
    Notice,
    SegmentedPortion,
    Source,
)
from ezri_archive.sources import RELATIONS, RIGHTS, ROLES
from ezri_archive.text import show_bidi_controls

_WIDTH = 16
_SIDECAR_KEYS = (
    "title", "author", "date", "url", "publisher", "genre",
    "series", "issue", "rights", "language", "version_of", "relation",
)  # fmt: skip


def inspected(file: Path) -> str:
    """Describe how a file is read, split and segmented, with the rule behind each decision."""
    source = load_file(file)
    return show_bidi_controls("\n".join([*_document(source), *_members(source)]))


def sidecar_for(file: Path) -> str:
    """Write the sidecar of a file as it is understood, for a person to correct: what is not known is a comment."""
    metadata = edition_of(load_file(file), document_id(file.name)).metadata
    published = metadata.published.iso if metadata.published else ""
    values = {key: published if key == "date" else str(getattr(metadata, key)) for key in _SIDECAR_KEYS}
    lines = [f"{'' if value else '# '}{key} = {_toml(value)}" for key, value in values.items()]
    allowed = [f"# relation: {', '.join(RELATIONS)}", f"# rights: {', '.join(RIGHTS)}", f"# role: {', '.join(ROLES)}"]
    example = ["# [[blocks]]", '# lines = "12-14"', '# role = "boilerplate"', '# language = "en"']
    return "\n".join([*lines, "", *allowed, *example])


def _toml(text: str) -> str:
    """Quote a text as a TOML basic string (TOML 1.0, "String"); JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _document(source: Source) -> Iterator[str]:
    if source.media_type == CONTAINERS[".zip"]:
        yield f"{source.path}: {source.media_type}, {len(source.content):,} bytes, no document of its own"
    else:
        edition = edition_of(source, document_id(source.path))
        yield from _lines(edition, links_in(edition))


def _members(source: Source) -> Iterator[str]:
    """List what is in a container, by its path in there."""
    found = [_member(one, f"{source.path}/") for one in members_of(source)]
    yield from ["", "members", *found] if found else []


def _member(one: Member | Notice, container: str) -> str:
    if isinstance(one, Notice):
        return f"  {one.level} {one.code}, {one.place.removeprefix(container)}: {one.message}"
    media_type = MEDIA_TYPES.get(PurePosixPath(one.path).suffix.lower(), "no reader")
    return f"  {one.path.removeprefix(container)}: {media_type}, {len(one.content):,} bytes"


def _lines(edition: Edition, links: tuple[Link, ...]) -> Iterator[str]:
    source = edition.source
    yield f"{source.path}: {source.media_type}, {source.encoding}, {source.bytes:,} bytes, document {edition.id}"
    yield ""
    yield from _metadata(edition.metadata)
    for portion in edition.portions:
        yield ""
        yield from _portion(portion, edition.id)
    if links:
        yield ""
        yield "links"
        for link in links:
            yield from _link(link)
    if edition.notices:
        yield ""
        yield "notices"
        for notice in edition.notices:
            yield f"  {notice.level} {notice.code}, {notice.place}: {notice.message}"


def _metadata(metadata: Metadata) -> Iterator[str]:
    for entry in fields(metadata):
        value = getattr(metadata, entry.name)
        if value:
            yield f"  {entry.name.replace('_', ' '):<{_WIDTH}}{_date(value) if isinstance(value, Date) else value}"


def _date(date: Date) -> str:
    written = f", written {date.written}" if date.written and date.written != date.iso else ""
    calendar = "" if date.calendar == "gregorian" else f", {date.calendar} calendar"
    return f"{date.iso} (precision {date.precision}{calendar}{written})"


def _portion(portion: SegmentedPortion, document: str) -> Iterator[str]:
    name = portion.id.removeprefix(f"{document}.")
    role, language = portion.role, portion.language
    yield (
        f"{name} {role.value}, {language.value}   "
        f"role by {role.rule}, language by {language.rule}, confidence {role.confidence:g}"
    )
    for block in portion.blocks:
        for segment in block.segments:
            place = segment.id.removeprefix(f"{document}.")
            yield f"  {place:<7} {segment.start:>7,}-{segment.end:<7,} {block.kind:<10} {segment.text}"
        if block.repeats:
            yield f"  repeats {block.repeats}: {block.text}"


def _link(link: Link) -> Iterator[str]:
    published = f", {link.published.iso}" if link.published else ""
    language = f", {link.language}" if link.language else ""
    yield f"  {link.role}{language}{published}: {link.label}"
    if link.url:
        yield f"    {link.display_url}"
