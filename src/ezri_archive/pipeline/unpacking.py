"""The files of a folder → all that may become a document: every file that is no ZIP file, and what is in containers.

A container is opened twice, to list what is in it and to read that, so that no more than a few members are in memory.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path, PurePosixPath

from ezri_archive.errors import SidecarError, SourceError
from ezri_archive.pipeline.documents import Task, refusal
from ezri_archive.readers.containers import Member, each_member
from ezri_archive.readers.names import shown
from ezri_archive.records import CONTAINERS, MEDIA_TYPES, Notice, Sidecar, Source, SourceFacts
from ezri_archive.sources import (
    LARGEST_SIDECAR,
    ContainerSidecar,
    held,
    load,
    load_container_sidecar,
    read_sidecar,
)

Hashes = tuple[str, str]
"""The SHA-256 of a source, and of its sidecar or "" where it has none."""

_ZIP_SUFFIX, _TOML = ".zip", ".toml"
_ZIP = CONTAINERS[_ZIP_SUFFIX]
_MANY = 20
"""Of so many notices of one kind on one container, each is told."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What may become a document: from the file `container`; `problem` is what is wrong with its sidecar."""

    path: str
    hashes: Hashes
    container: str = ""
    sidecar: Sidecar = field(default_factory=Sidecar)
    problem: Notice | None = None


@dataclass(slots=True)
class Listing:
    """What a folder holds; `packages` are ZIP files that could be opened: sources, but no documents."""

    entries: list[Listed] = field(default_factory=list)
    packages: list[SourceFacts] = field(default_factory=list)
    refused: list[tuple[str, Notice]] = field(default_factory=list)
    notices: list[tuple[str, Notice]] = field(default_factory=list)

    @property
    def hashes(self) -> dict[str, Hashes]:
        """The hashes of all that may become a document, by path."""
        return {entry.path: entry.hashes for entry in self.entries}


def listing(folder: Path, files: Mapping[str, Hashes]) -> Listing:
    """Open the containers among the files of a folder; what is wrong with one is a refusal, or a notice on it."""
    found = Listing()
    for path, hashes in files.items():
        media_type = CONTAINERS.get(PurePosixPath(path).suffix.lower(), "")
        if media_type != _ZIP:
            found.entries.append(Listed(path, hashes))
        if media_type:
            _open(found, folder, path)
    return found


def tasks(folder: Path, entries: Collection[Listed], done: Collection[str]) -> Iterator[Task]:
    """Give the work on every document, in the order of the listing; members come with their content unless `done`."""
    for container, group in groupby(entries, lambda entry: entry.container):
        wanted = {entry.path: entry for entry in group}
        if container and not all(path in done for path in wanted):
            yield from _opened_again(folder, container, wanted, done)
        else:
            yield from map(Task, wanted)


def _opened_again(folder: Path, container: str, wanted: Mapping[str, Listed], done: Collection[str]) -> Iterator[Task]:
    """Read the members of a container; one that can be opened no more is refused, and so are all in it."""
    left = dict(wanted)
    try:
        for task in _members(load(folder, container), wanted, done):
            del left[task.path]
            yield task
    except SourceError as error:
        yield from (Task(path, None, refusal(error)) for path in left)


def members_of(source: Source) -> Iterator[Member | Notice]:
    """Take a source apart; without members when it is no container, or a mail that its own reader will refuse."""
    try:
        yield from each_member(source.content, source.media_type, source.path)
    except SourceError:
        if source.media_type == _ZIP:
            raise


# --- one container ------------------------------------------------------------------------------------------


def _open(found: Listing, folder: Path, path: str) -> None:
    try:
        said = load_container_sidecar(folder, path)
        source = load(folder, path)
        opened = _opened(source, said)
        _refuse_empty(opened, source)
    except SourceError as error:
        if PurePosixPath(path).suffix.lower() == _ZIP_SUFFIX:  # a mail is refused when it is read
            found.refused.append((path, refusal(error)))
        return
    found.entries += opened.entries
    found.notices += _few(opened.notices)
    if source.media_type == _ZIP:
        facts = SourceFacts(path, source.sha256, _ZIP, "", len(source.content), said.own.digest)
        found.packages.append(facts)


def _refuse_empty(opened: Listing, source: Source) -> None:
    if source.media_type == _ZIP and not (opened.entries or opened.notices):
        message = "holds no file; expected at least one source"
        raise SourceError(message, where=source.path, code="empty")


def _opened(source: Source, said: ContainerSidecar) -> Listing:
    """List what is in a container, with what its sidecar and those beside its members say of them."""
    found = Listing()
    hashes: dict[str, str] = {}
    sidecars: dict[str, bytes] = {}
    for one in members_of(source):
        if isinstance(one, Notice):
            found.notices.append((source.path, _placed(one, source.path)))
        elif not one.attached or _has_reader(one.path):
            hashes[one.path] = hashlib.sha256(one.content).hexdigest()
            if one.path.endswith(_TOML) and not one.attached:
                sidecars[one.path] = one.content[: LARGEST_SIDECAR + 1]
    beside = {path for path in sidecars if path.removesuffix(_TOML) in hashes}
    found.entries += [
        _listed(path, sha256, source.path, said, sidecars) for path, sha256 in hashes.items() if path not in beside
    ]
    found.notices += _unknown_members(said, source.path, hashes)
    return found


def _listed(path: str, sha256: str, container: str, said: ContainerSidecar, sidecars: Mapping[str, bytes]) -> Listed:
    names = [path, *(folder.as_posix() for folder in PurePosixPath(path).parents)]
    try:
        inside = {
            name.removeprefix(f"{container}/"): read_sidecar(sidecars[f"{name}{_TOML}"], f"{name}{_TOML}")
            for name in names
            if f"{name}{_TOML}" in sidecars
        }
        sidecar = said.of(path.removeprefix(f"{container}/"), inside)
    except SidecarError as error:
        return Listed(path, (sha256, ""), container, problem=refusal(error))
    return Listed(path, (sha256, sidecar.digest), container, sidecar)


def _placed(notice: Notice, container: str) -> Notice:
    """Begin a notice with the path of the member it is about."""
    place = notice.place or container
    return Notice(notice.level, notice.code, f"{place}: {notice.message}", place)


def _few(notices: Iterable[tuple[str, Notice]]) -> Iterator[tuple[str, Notice]]:
    """Put one notice in the place of many of a kind: a container may be made of nothing but what is wrong."""
    kinds: dict[tuple[str, str], list[tuple[str, Notice]]] = {}
    for path, notice in notices:
        kinds.setdefault((notice.level, notice.code), []).append((path, notice))
    for alike in kinds.values():
        if len(alike) <= _MANY:
            yield from alike
        else:
            path, first = alike[0]
            yield path, replace(first, message=f"{first.message} (and {len(alike) - 1:,} members like it)")


def _unknown_members(said: ContainerSidecar, container: str, paths: Collection[str]) -> Iterator[tuple[str, Notice]]:
    for name in said.members:
        if f"{container}/{name}" not in paths:
            message = f"{container}{_TOML}: [members] names “{shown(name)}”; expected the path of a member"
            yield container, Notice("error", "no-such-member", message, f"{container}{_TOML}")


def _has_reader(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in MEDIA_TYPES


def _members(source: Source, wanted: Mapping[str, Listed], done: Collection[str]) -> Iterator[Task]:
    for one in members_of(source):
        if isinstance(one, Member) and one.path in wanted:
            yield Task(one.path) if one.path in done else _task(one, wanted[one.path])


def _task(member: Member, entry: Listed) -> Task:
    try:
        return Task(member.path, held(member.path, member.content, entry.sidecar), entry.problem)
    except SourceError as error:
        return Task(member.path, None, refusal(error))
