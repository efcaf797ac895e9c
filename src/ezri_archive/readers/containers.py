"""A container (ZIP, mail) → its members: the sources in it, each with a path of its own.

The members of a container in a container are members of the outer one, `all.zip/march.eml/report.pdf`. A ZIP file is
nothing but its members; a mail in a container is a member itself, and so is what is attached to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ezri_archive.errors import SourceError
from ezri_archive.readers.letters import Attachment
from ezri_archive.readers.mail import open_letter
from ezri_archive.readers.members import (
    CONTAINERS,
    DEEPEST,
    MAIL,
    Allowance,
    AllowanceSpentError,
    Member,
    clean_name,
    name_notice,
)
from ezri_archive.readers.zips import unpack
from ezri_archive.records import Notice

__all__ = ["CONTAINERS", "Member", "Opened", "each_member", "members"]

_SUFFIXES = {
    "message/rfc822": ".eml", "application/vnd.ms-outlook": ".msg", "text/plain": ".txt", "text/html": ".html",
    "application/pdf": ".pdf", "application/zip": ".zip", "application/x-zip-compressed": ".zip",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "text/calendar": ".ics",
    "application/vnd.oasis.opendocument.text": ".odt", "application/msword": ".doc", "application/xml": ".xml",
    "text/xml": ".xml", "application/tei+xml": ".xml", "image/png": ".png", "image/jpeg": ".jpg",
}  # fmt: skip
"""How the name of a file of a type ends, where its sender gave it none."""


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
                yield from [entry] if isinstance(entry, Notice) else self._named(entry.name, entry.name, entry.content)
        elif media_type in MAIL:
            letter = open_letter(content, media_type, self.path)
            yield from letter.attachment_notices
            for number, attachment in enumerate(letter.attachments, 1):
                self.allowance.take(len(attachment.content))
                yield from self._named(_attached_name(attachment, number), attachment.name, attachment.content)

    def _named(self, name: str, received: str, content: bytes) -> Iterator[Member | Notice]:
        """Give a member under its path, and what is in it if it is a container."""
        path = self.allowance.admit(f"{self.path}/{clean_name(name) or 'unnamed'}")
        remark = name_notice(received, path)
        yield from [remark] if remark else []
        media_type = CONTAINERS.get(PurePosixPath(path).suffix.lower(), "")
        if media_type != CONTAINERS[".zip"]:
            yield Member(path, content)
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


def _attached_name(attachment: Attachment, number: int) -> str:
    """Name an attachment: without folders, by its type where its name has no suffix, by number where it has none."""
    name = PurePosixPath(clean_name(attachment.name)).name.lstrip(". ") or f"attachment-{number}"
    suffix = _SUFFIXES.get(attachment.media_type, "")
    is_letter = attachment.media_type == "message/rfc822" and not name.lower().endswith(".eml")
    return f"{name}{suffix}" if is_letter or not PurePosixPath(name).suffix else name
