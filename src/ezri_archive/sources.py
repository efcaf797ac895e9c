"""A folder → its `Source`s: files with their hash, media type and sidecar, and what archive.toml says of all."""

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ezri_archive import records
from ezri_archive.errors import SidecarError, SourceError
from ezri_archive.records import BlockOverride, Sidecar, Source

ROLES = (
    "masthead", "title", "byline", "date", "letter", "article", "heading", "caption", "version note", "related list",
    "boilerplate", "noise",
)  # fmt: skip
"""Every role a portion can have; a sidecar may name no other."""

RELATIONS = records.RELATIONS
"""Every relation a version can have to another text; a sidecar may name no other."""

RIGHTS = ("free", "quotation only", "alignment only", "closed", "unknown")
"""What may be done with a source, from the most to the least, and "nobody says"."""

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".eml": "message/rfc822",
    ".msg": "application/vnd.ms-outlook",
}
"""The formats that can be read, by suffix of the file."""

MAXIMUM_BYTES = 100_000_000
"""The largest source that is read whole into memory; a larger one is refused."""

_CONFIGURATION = "archive.toml"
_NOT_SOURCES = frozenset({_CONFIGURATION, "decisions.jsonl"})
_LANGUAGES = ("en", "he", "fa")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LINES = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Archive:
    """What archive.toml says of the whole archive; parallel segments in `languages` are aligned."""

    title: str = "Archive"
    publisher: str = ""
    licence: str = ""
    rights: str = "unknown"
    languages: tuple[str, ...] = _LANGUAGES


# --- sources ------------------------------------------------------------------------------------------------


def list_paths(folder: Path) -> tuple[str, ...]:
    r"""List the sources below a folder by relative path, in order.

    Hidden files, sidecars, archive.toml, decisions.jsonl, pipes and devices are not sources. Listed all the same, so
    that `load` can refuse them in words: links that lead nowhere or to a folder, and folders that cannot be opened. A
    name that is not UTF-8 is listed with its bytes written out, `caf\udce9.txt`. Raises SourceError when `folder` is
    no folder.
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
        found += [path for name in (*files, *links) if not _is_pipe_or_device(path := Path(place, name))]
    return found + [Path(error.filename) for error in closed]


def _is_pipe_or_device(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except OSError:  # it is listed, and refused with the reason when it is loaded
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _is_source(path: Path, found: Container[Path]) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    sidecar = path.suffix == ".toml" and path.with_suffix("") in found
    return not (hidden or sidecar or path.as_posix() in _NOT_SOURCES)


def _printable(path: Path) -> str:
    return path.as_posix().encode("utf-8", "backslashreplace").decode()


def load(folder: Path, path: str) -> Source:
    """Read one source and its sidecar.

    Raises SourceError when it is of no known format or cannot be opened, SidecarError when its sidecar is wrong.
    """
    try:
        _refuse_what_is_no_file((folder / path).stat(), path)
        media_type = _media_type(path)
        content = (folder / path).read_bytes()
    except OSError as error:
        message = f"cannot be opened: {error.strerror}"
        raise SourceError(message, where=path, code="unreadable") from error
    return Source(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=media_type,
        content=content,
        sidecar=load_sidecar(folder, path),
    )


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


# --- sidecars -----------------------------------------------------------------------------------------------


def load_sidecar(folder: Path, path: str) -> Sidecar:
    """Read `NAME.toml` beside the source `NAME`; without one, give an empty sidecar.

    Raises SidecarError naming the key and what is allowed there.
    """
    where = f"{path}.toml"
    if not _exists(folder / where):
        return Sidecar()
    content = _sidecar_content(folder / where, where)
    table = _table(content, where)
    blocks = tuple(_override(entry, where) for entry in _list(table.pop("blocks", []), "blocks", where))
    texts = _texts(table, Sidecar, where)
    _one_of(texts.get("relation", ""), ("", *RELATIONS), "relation", where)
    _one_of(texts.get("rights", ""), ("", *RIGHTS), "rights", where)
    _language(texts.get("language", ""), "language", where)
    return Sidecar(**texts, blocks=blocks, digest=hashlib.sha256(content).hexdigest())


def load_archive(folder: Path) -> Archive:
    """Read archive.toml; without one, give the defaults. Raises SidecarError as for a sidecar."""
    where = _CONFIGURATION
    if not _exists(folder / where):
        return Archive()
    table = _table(_sidecar_content(folder / where, where), where)
    codes = tuple(map(str, _list(table.pop("languages", _LANGUAGES), "languages", where)))
    for code in codes:
        _language(code or "empty", "languages", where)
    texts = _texts(table, Archive, where)
    _one_of(texts.get("rights", "unknown"), RIGHTS, "rights", where)
    return Archive(**texts, languages=codes)


def _exists(file: Path) -> bool:
    """Say whether there is something of this name, if only a link that leads nowhere."""
    return file.is_symlink() or file.is_file()


def _sidecar_content(file: Path, where: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"cannot be opened: {error.strerror}"
        raise SidecarError(message, where=where, code="bad-sidecar") from error


def _table(content: bytes, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"not valid TOML: {error}"
        raise SidecarError(message, where=where, code="bad-sidecar") from error


def _texts(table: Mapping[str, object], record: type[Sidecar] | type[Archive], where: str) -> dict[str, str]:
    allowed = tuple(sorted({entry.name for entry in fields(record)} - {"digest"}))
    texts: dict[str, str] = {}
    for key, value in table.items():
        _one_of(key, allowed, "key", where)
        if isinstance(value, (dict, list, bool)):
            message = f"{key} = {value!r}; expected a text, number or date"
            raise SidecarError(message, where=where, code="bad-sidecar")
        texts[key] = str(value)
    return texts


def _override(entry: object, where: str) -> BlockOverride:
    if not isinstance(entry, dict) or not entry.keys() & {"language", "role"}:
        message = "[[blocks]] must be tables with lines, and role or language"
        raise SidecarError(message, where=where, code="bad-sidecar")
    for key in entry:
        _one_of(str(key), ("language", "lines", "role"), "key in [[blocks]]", where)
    first, last = _lines(str(entry.get("lines", "")), where)
    role, language = str(entry.get("role", "")), str(entry.get("language", ""))
    _one_of(role, ("", *ROLES), "role", where)
    _language(language, "language", where)
    return BlockOverride(first, last, role, language)


def _lines(text: str, where: str) -> tuple[int, int]:
    found = _LINES.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        message = f'lines = "{text}"; expected lines from 1 on, such as "12" or "12-14"'
        raise SidecarError(message, where=where, code="bad-sidecar")
    return first, last


def _list(value: object, key: str, where: str) -> list[object]:
    if not isinstance(value, (list, tuple)):
        message = f"{key} = {value!r}; expected a list"
        raise SidecarError(message, where=where, code="bad-sidecar")
    return list(value)


def _language(code: str, key: str, where: str) -> None:
    if code and not _LANGUAGE.fullmatch(code):
        message = f"{key} “{code}” is not allowed; expected the code of a language, such as en, he, fa"
        raise SidecarError(message, where=where, code="bad-sidecar")


def _one_of(value: str, allowed: tuple[str, ...], key: str, where: str) -> None:
    if value not in allowed:
        shown = ", ".join(name for name in allowed if name)
        message = f"{key} “{value}” is not allowed; expected {shown}"
        raise SidecarError(message, where=where, code="bad-sidecar")
