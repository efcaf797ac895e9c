"""What a container holds: `Member`s under clean names, and how much may be taken out of one container.

A name inside a container is chosen by whoever made it. Nothing is ever written under such a name, but it becomes the
path of a source, is printed and stored; so what leads out of the container, breaks a line or turns the order of
letters round is taken out of it (Unicode Technical Report 36, section 2; Zip Slip).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ezri_archive.errors import SourceError
from ezri_archive.records import Notice
from ezri_archive.text import show_bidi_controls

LARGEST_MEMBER = 100_000_000
"""The most bytes one member may have, as a source in a folder may."""

LARGEST_TOTAL = 500_000_000
"""The most bytes that are unpacked from one container and all containers in it, refused members included."""

MOST_MEMBERS = 10_000
DEEPEST = 3
"""How many containers may stand in one another."""

CONTAINERS: Mapping[str, str] = {
    ".zip": "application/zip",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
}
"""Media types of containers, by suffix."""

MAIL = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
"""Containers that are sources as well: they have a text of their own."""

_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("[\n\v\f\r\x85\u2028\u2029]")
_DRIVE = re.compile(r"(?:\s*[A-Za-z]:)+\s*")
_ABSOLUTE = re.compile(r"\s*(?:[\\/]|[A-Za-z]:[\\/])")
_LONGEST_PART, _LONGEST_SUFFIX, _MOST_PARTS = 120, 12, 16
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Member:
    """A source inside a container, `letters.zip/2019/first.txt`; `path` is unlike that of every other member."""

    path: str
    content: bytes


class AllowanceSpentError(SourceError):
    """More would be taken out of a container than may be."""


@dataclass(slots=True)
class Allowance:
    """What may still be taken out of a container and the containers in it, and the paths that are taken."""

    members: int = MOST_MEMBERS
    bytes: int = LARGEST_TOTAL
    paths: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

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
        free = path if path not in self.paths else self._numbered(path)
        self.paths.add(free)
        return free

    def _numbered(self, path: str) -> str:
        pure = PurePosixPath(path)
        while True:
            number = self.numbers[path] = self.numbers.get(path, 1) + 1
            numbered = str(pure.with_name(f"{pure.stem}-{number}{pure.suffix}"))
            if numbered not in self.paths:
                return numbered


def clean_name(name: str) -> str:
    """Make the name of a member plain: relative, NFC, on one line, without what steers the order of letters.

    Folders are parted by `/`; `.`, `..`, drives and empty parts are left out, as are controls. ZWNJ stays: it is
    spelling. Gives "" for a name of which nothing is left.
    """
    text = unicodedata.normalize("NFC", _NEVER.sub("", _BREAKS.sub(" ", name))).replace("\\", "/")
    parts = [_clean_part(part) for part in text.split("/")]
    return "/".join([part for part in parts if part not in {"", ".", ".."}][-_MOST_PARTS:])


def _clean_part(part: str) -> str:
    plain = " ".join(_DRIVE.sub("", part, count=1).split()) if _DRIVE.match(part) else " ".join(part.split())
    if len(plain) <= _LONGEST_PART:
        return plain
    stem, dot, suffix = plain.rpartition(".")
    if not stem or len(suffix) > _LONGEST_SUFFIX:
        return plain[:_LONGEST_PART].strip()
    return f"{stem[: _LONGEST_PART - len(suffix) - 1].strip()}{dot}{suffix}"


def name_notice(name: str, path: str) -> Notice | None:
    """Report a name that leads out of its container, or holds what it should not; None for an honest one."""
    if ".." in re.split(r"[\\/]", name) or _ABSOLUTE.match(name):
        return Notice("warning", "unsafe-name", f"the name “{shown(name)}” leads out of its container", path)
    if _NEVER.search(name) or _BREAKS.search(name):
        message = f"the name “{shown(name)}” holds line breaks, controls or directional marks"
        return Notice("warning", "unsafe-name", message, path)
    return None


def shown(name: str) -> str:
    """Write a name so that it stays on its line and is seen as it is."""
    visible = _NEVER.sub(lambda found: f"[U+{ord(found.group()):04X}]", show_bidi_controls(name))
    visible = _BREAKS.sub(lambda found: f"[U+{ord(found.group()):04X}]", visible)
    return visible if len(visible) <= _LONGEST_SHOWN else f"{visible[:_LONGEST_SHOWN]}…"
