"""A container (ZIP, mail) → its members: the sources in it, each with a path of its own.

The members of a container in a container are members of the outer one, `all.zip/march.eml/report.pdf`. A ZIP file is
nothing but its members; a mail in a container is a member itself, and so is what is attached to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from ezri_archive.errors import SourceError
from ezri_archive.readers.containers.limits import (
    DEEPEST,
    MAIL,
    Allowance,
    AllowanceSpentError,
    Member,
)
from ezri_archive.readers.containers.zips import Packed, unpack
from ezri_archive.readers.mail import open_letter
from ezri_archive.readers.mail.attachments import attached_names
from ezri_archive.readers.names import clean_name, name_notice, shown
from ezri_archive.records import CONTAINERS, Notice


@dataclass(frozen=True, slots=True)
class Opened:
    """The members of a container in its own order, and what is wrong with the others."""

    members: tuple[Member, ...]
    notices: tuple[Notice, ...] = ()


def members(content: bytes, media_type: str, path: str) -> Opened:
    """Take a container apart, all at once; as `each_member`."""
    found = list(each_member(content, media_type, path))
    return Opened(
        members=tuple(entry for entry in found if isinstance(entry, Member)),
        notices=tuple(entry for entry in found if isinstance(entry, Notice)),
    )


def each_member(content: bytes, media_type: str, path: str) -> Iterator[Member | Notice]:
    """Take a container apart, one member in memory at a time; `place` of a notice is the path of a member.

    A media type that is no container's has no members. Raises SourceError, naming `path`, when the container itself
    is broken, of a kind whose reader is not installed, or no container at all; what is wrong inside is a notice, and
    so is the end of what may be taken out (500 MB, 10,000 members), after which nothing more is.
    """
    try:
        yield from _Inside(path, Allowance()).opened(content, media_type)
    except AllowanceSpentError as spent:
        yield Notice("error", spent.code, f"{spent.message}; what follows is not read")


@dataclass(frozen=True, slots=True)
class _Inside:
    """A container being taken apart, the outermost (`depth` 1) or one in it."""

    path: str
    allowance: Allowance
    depth: int = 1

    def opened(self, content: bytes, media_type: str) -> Iterator[Member | Notice]:
        """Give the members of the container, and theirs."""
        if media_type == CONTAINERS[".zip"]:
            for entry in unpack(content, self.path, self.allowance):
                yield from [entry] if isinstance(entry, Notice) else self._packed(entry)
        elif media_type in MAIL:
            letter = open_letter(content, media_type, self.path)
            yield from (replace(notice, place=self.path) for notice in letter.attachment_notices)
            for name, attachment in zip(attached_names(letter), letter.attachments, strict=True):
                self.allowance.take(len(attachment.content))
                yield from self._named(name, attachment.name, attachment.content, attached=True)

    def _packed(self, entry: Packed) -> Iterator[Member | Notice]:
        return self._named(clean_name(entry.name) or "unnamed", entry.name, entry.content)

    def _named(self, name: str, received: str, content: bytes, *, attached: bool = False) -> Iterator[Member | Notice]:
        """Give a member under its path, and what is in it if it is a container."""
        path = self.allowance.admit(f"{self.path}/{name}")
        remark = name_notice(received, path)
        yield from [remark] if remark else []
        if path != f"{self.path}/{name}":
            yield Notice("warning", "repeated-name", f"is not the first member called “{shown(name)}”", path)
        media_type = CONTAINERS.get(PurePosixPath(path).suffix.lower(), "")
        if media_type != CONTAINERS[".zip"]:
            yield Member(path, content, attached)
        if media_type:
            yield from self._entered(path, content, media_type)

    def _entered(self, path: str, content: bytes, media_type: str) -> Iterator[Member | Notice]:
        try:
            if self.depth < DEEPEST:
                yield from _Inside(path, self.allowance, self.depth + 1).opened(content, media_type)
            elif _holds_members(content, media_type, path):
                message = f"is a container inside {DEEPEST} others; what is in it is not read"
                yield Notice("error", "too-deep", message, path)
        except AllowanceSpentError:
            raise
        except SourceError as error:
            if media_type not in MAIL:  # a mail is a member itself: its reader says what is wrong with it
                yield Notice("error", error.code, error.message, path)


def _holds_members(content: bytes, media_type: str, path: str) -> bool:
    return media_type not in MAIL or bool(open_letter(content, media_type, path).attachments)
