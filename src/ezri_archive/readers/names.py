"""A name somebody else chose, of a file in a container or attached to a mail → a plain one, and what is wrong with it.

Nothing is ever written under such a name, but it becomes the path of a source, is printed and stored; so what leads out
of the container, breaks a line or turns the order of letters round is taken out of it (Unicode Technical Report 36,
section 2; Zip Slip).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ezri_archive.records import Notice
from ezri_archive.text import show_bidi_controls

_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("[\n\v\f\r\x85\u2028\u2029]")
_DRIVE = re.compile(r"(?:\s*[A-Za-z]:)+\s*")
_ABSOLUTE = re.compile(r"\s*(?:[\\/]|[A-Za-z]:[\\/])")
_LONGEST_PART, _LONGEST_SUFFIX, _MOST_PARTS = 120, 12, 16
_LONGEST_SHOWN = 80


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
    """Write a name so that it stays on its line, is seen as it is, and is not too long."""
    seen = visible(name[: 2 * _LONGEST_SHOWN])
    return seen if len(seen) <= _LONGEST_SHOWN else f"{seen[:_LONGEST_SHOWN]}…"


def visible(text: str) -> str:
    """Write out what breaks a line or is not seen, as code points: `a[U+202E]b`."""
    marked = _NEVER.sub(lambda found: f"[U+{ord(found.group()):04X}]", show_bidi_controls(text))
    return _BREAKS.sub(lambda found: f"[U+{ord(found.group()):04X}]", marked)


@dataclass(slots=True)
class Taken:
    """Paths that are taken: of two that would have one, the second is numbered."""

    paths: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)

    def free(self, path: str) -> str:
        """Give a path that is not taken, `a.txt` or `a-2.txt`, and take it."""
        found = path if path not in self.paths else self._numbered(path)
        self.paths.add(found)
        return found

    def _numbered(self, path: str) -> str:
        pure = PurePosixPath(path)
        while True:
            number = self.numbers[path] = self.numbers.get(path, 1) + 1
            numbered = str(pure.with_name(f"{pure.stem}-{number}{pure.suffix}"))
            if numbered not in self.paths:
                return numbered
