"""A folder → its `Source`s: files, and members of containers, with their hash, media type and sidecar."""

import hashlib
import os
import re
import stat
from collections.abc import Container
from pathlib import Path

from ezri_archive import records
from ezri_archive.errors import SourceError
from ezri_archive.records import Sidecar, Source
from ezri_archive.sources.sidecars import CONFIGURATION, load_sidecar

MEDIA_TYPES = records.MEDIA_TYPES
"""The formats that can be read, by suffix of the file."""

MAXIMUM_BYTES = 100_000_000
"""The largest source that is read whole into memory; a larger one is refused."""

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_NOT_SOURCES = frozenset({CONFIGURATION, "decisions.jsonl"})


def list_paths(folder: Path) -> tuple[str, ...]:
    r"""List the sources below a folder by relative path, in order.

    Hidden files, sidecars, archive.toml and decisions.jsonl are not sources. Listed all the same, so that `load` can
    refuse them in words: pipes and devices, links that lead nowhere or to a folder, and folders that cannot be opened.
    In a name that is not UTF-8, or that holds controls or marks that turn the order of letters, these are written out:
    `caf\udce9.txt`. Raises SourceError when `folder` is no folder.
    """
    if not folder.is_dir():
        message = "not a folder; expected the folder that holds the sources"
        raise SourceError(message, where=str(folder), code="no-folder")
    found = {path.relative_to(folder) for path in _below(folder)}
    return tuple(sorted(_printable(path) for path in found if _is_source(path, found)))


def _below(folder: Path) -> list[Path]:
    """Find everything below a folder that is not a folder; one that cannot be opened counts as itself."""
    closed: list[OSError] = []
    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        links = [name for name in folders if Path(place, name).is_symlink()]
        found += [Path(place, name) for name in (*files, *links)]
    return found + [Path(error.filename) for error in closed]


def _is_source(path: Path, found: Container[Path]) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    sidecar = path.suffix == ".toml" and path.with_suffix("") in found
    return not (hidden or sidecar or path.as_posix() in _NOT_SOURCES)


def _printable(path: Path) -> str:
    written = path.as_posix().encode("utf-8", "backslashreplace").decode()
    return _UNFIT.sub(lambda found: found.group().encode("unicode_escape").decode(), written)


def load(folder: Path, path: str) -> Source:
    """Read one source and its sidecar.

    Raises SourceError when it is of no known format or cannot be opened, SidecarError when its sidecar is wrong.
    """
    try:
        _refuse_what_is_no_file((folder / path).stat(), path)
        _refuse_link_out(folder, path)
        media_type = _media_type(path)
        content = (folder / path).read_bytes()
    except OSError as error:
        raise SourceError(_why_closed(error, path), where=path, code="unreadable") from error
    return Source(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type,
        content=content,
        sidecar=load_sidecar(folder, path),
    )


def held(path: str, content: bytes, sidecar: Sidecar) -> Source:
    """Make a source of a member of a container, `letters.zip/first.txt`; raises SourceError when it has no reader."""
    media_type = _media_type(path)
    return Source(path, hashlib.sha256(content).hexdigest(), media_type, content, sidecar)


def _refuse_what_is_no_file(facts: os.stat_result, path: str) -> None:
    """Refuse folders, pipes and devices, whose reading might never end, and what is too large to read whole."""
    if stat.S_ISDIR(facts.st_mode):
        message = "is a folder that is a link or cannot be opened; expected a file"
        raise SourceError(message, where=path, code="is-folder")
    if not stat.S_ISREG(facts.st_mode):
        message = "is a pipe, socket or device; expected a file"
        raise SourceError(message, where=path, code="no-file")
    if facts.st_size > MAXIMUM_BYTES:
        message = f"has {facts.st_size:,} bytes; expected at most {MAXIMUM_BYTES:,}"
        raise SourceError(message, where=path, code="too-large")


def _refuse_link_out(folder: Path, path: str) -> None:
    """Refuse a link out of the folder: what it leads to is not among the sources, and may be anything."""
    file = folder / path
    if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
        message = "is a link that leads out of the folder of sources; expected a file in it"
        raise SourceError(message, where=path, code="link-out")


def _why_closed(error: OSError, path: str) -> str:
    if isinstance(error, FileNotFoundError) and "\\" in path:
        return "has a name that is not UTF-8, or holds controls or directional marks; rename it"
    return f"cannot be opened: {error.strerror}"


def _media_type(path: str) -> str:
    suffix = Path(path).suffix.lower()
    described = Path(path).stem
    if suffix == ".toml" and Path(described).suffix.lower() in MEDIA_TYPES:
        message = f"is no source but describes {described}; expected that beside it"
        raise SourceError(message, where=path, code="lone-sidecar")
    if suffix not in MEDIA_TYPES:
        message = f"no reader for files ending in “{suffix or path}”; expected {', '.join(MEDIA_TYPES)}"
        raise SourceError(message, where=path, code="no-reader")
    return MEDIA_TYPES[suffix]
