"""What is taken out of a container: `Member`s, each under a path of its own, and how much of it may be."""

from dataclasses import dataclass, field

from ezri_archive.errors import SourceError
from ezri_archive.readers.names import Taken

LARGEST_MEMBER = 100_000_000
"""The most bytes one member may have, as a source in a folder may."""

LARGEST_TOTAL = 500_000_000
"""The most bytes that are unpacked from one container and all containers in it, refused members included."""

MOST_MEMBERS = 10_000
DEEPEST = 3
"""How many containers may stand in one another."""

MAIL = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
"""Containers that are sources as well: they have a text of their own."""


@dataclass(frozen=True, slots=True)
class Member:
    """A source inside a container, `letters.zip/2019/first.txt`; `path` is unlike that of every other member.

    `attached` says that it came with a mail.
    """

    path: str
    content: bytes
    attached: bool = False


class AllowanceSpentError(SourceError):
    """More would be taken out of a container than may be."""


@dataclass(slots=True)
class Allowance:
    """What may still be taken out of a container and the containers in it, and the paths that are taken."""

    members: int = MOST_MEMBERS
    bytes: int = LARGEST_TOTAL
    paths: Taken = field(default_factory=Taken)

    def take(self, size: int) -> None:
        """Count bytes that were unpacked; raises AllowanceSpentError when they are more than may be."""
        self.bytes -= size
        if self.bytes < 0:
            message = f"unpacks to more than {LARGEST_TOTAL:,} bytes"
            raise AllowanceSpentError(message, code="too-large")

    def admit(self, path: str) -> str:
        """Count a member and give its path, numbered when another has it; raises AllowanceSpentError as `take`."""
        self.members -= 1
        if self.members < 0:
            message = f"holds more than {MOST_MEMBERS:,} members"
            raise AllowanceSpentError(message, code="too-many-members")
        return self.paths.free(path)
