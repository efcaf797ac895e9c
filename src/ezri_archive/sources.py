"""A folder → its `Source`s: files with their hash, media type and sidecar, and what archive.toml says of them all."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ezri_archive.errors import SidecarError, SourceError
from ezri_archive.records import BlockOverride, Sidecar, Source

ROLES = (
    "masthead", "title", "byline", "date", "letter", "article", "heading", "caption", "version note", "related list",
    "boilerplate", "noise",
)  # fmt: skip
"""Every role a portion can have; a sidecar may name no other."""

RELATIONS = ("same_text_as", "translation_of", "edited_translation_of", "excerpt_of")
"""Every relation a version can have to another text."""

RIGHTS = ("free", "quotation only", "alignment only", "closed", "unknown")

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
}
"""The formats that can be read, by suffix of the file."""

MAXIMUM_BYTES = 100_000_000
"""The largest source that is read whole into memory; a larger one is refused."""

_CONFIGURATION = "archive.toml"
_NOT_SOURCES = frozenset({_CONFIGURATION, "decisions.jsonl"})


@dataclass(frozen=True, slots=True)
class Archive:
    """What archive.toml says of the whole archive; `languages` are the ones whose parallel segments are aligned."""

    title: str = "Archive"
    publisher: str = ""
    licence: str = ""
    rights: str = "unknown"
    languages: tuple[str, ...] = ("en", "he", "fa")


def list_paths(folder: Path) -> tuple[str, ...]:
    """List the sources below a folder by relative path, in order; hidden files, sidecars and archive.toml are not sources."""
    if not folder.is_dir():
        message = "not a folder; expected the folder that holds the sources"
        raise SourceError(message, where=str(folder), code="no-folder")
    found = (path for path in folder.rglob("*") if path.is_file())
    relative = (path.relative_to(folder) for path in found)
    return tuple(sorted(path.as_posix() for path in relative if _is_source(folder, path)))


def _is_source(folder: Path, path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    sidecar = path.suffix == ".toml" and (folder / path.with_suffix("")).is_file()
    return not (hidden or sidecar or path.as_posix() in _NOT_SOURCES)


def load(folder: Path, path: str) -> Source:
    """Read one source and its sidecar; raises SourceError when it cannot be read or is of no known format."""
    suffix = Path(path).suffix.lower()
    if suffix not in MEDIA_TYPES:
        message = f"no reader for files ending in “{suffix or path}”; expected {', '.join(MEDIA_TYPES)}"
        raise SourceError(message, where=path, code="no-reader")
    content = _content(folder / path, path)
    return Source(
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=MEDIA_TYPES[suffix],
        content=content,
        sidecar=load_sidecar(folder, path),
    )


def _content(file: Path, path: str) -> bytes:
    try:
        size = file.stat().st_size
        if size > MAXIMUM_BYTES:
            message = f"{size:,} bytes; expected at most {MAXIMUM_BYTES:,}"
            raise SourceError(message, where=path, code="too-large")
        return file.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be opened: {error.strerror}", where=path, code="unreadable") from error


# --- sidecars --------------------------------------------------------------------------------------------------------


def load_sidecar(folder: Path, path: str) -> Sidecar:
    """Read `NAME.toml` beside the source `NAME`; without one, an empty sidecar.

    Raises SidecarError naming the key and what is allowed there.
    """
    file = folder / f"{path}.toml"
    if not file.is_file():
        return Sidecar()
    content = file.read_bytes()
    where = f"{path}.toml"
    table = _table(content, where)
    texts = _texts(table, Sidecar, where)
    _one_of(texts.get("relation", ""), ("", *RELATIONS), "relation", where)
    _one_of(texts.get("rights", ""), ("", *RIGHTS), "rights", where)
    blocks = tuple(_override(entry, where) for entry in _list(table.get("blocks", []), "blocks", where))
    return Sidecar(**texts, blocks=blocks, digest=hashlib.sha256(content).hexdigest())


def load_archive(folder: Path) -> Archive:
    """Read archive.toml; without one, the defaults."""
    file = folder / _CONFIGURATION
    if not file.is_file():
        return Archive()
    table = _table(file.read_bytes(), _CONFIGURATION)
    languages = tuple(str(code) for code in _list(table.pop("languages", Archive.languages), "languages", _CONFIGURATION))
    texts = _texts(table, Archive, _CONFIGURATION)
    _one_of(texts.get("rights", "unknown"), RIGHTS, "rights", _CONFIGURATION)
    return Archive(**texts, languages=languages)


def _table(content: bytes, where: str) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SidecarError(f"not valid TOML: {error}", where=where, code="bad-sidecar") from error


def _texts(table: Mapping[str, object], record: type[Sidecar] | type[Archive], where: str) -> dict[str, str]:
    allowed = {entry.name for entry in fields(record)} - {"blocks", "digest", "languages"}
    texts: dict[str, str] = {}
    for key, value in table.items():
        if key == "blocks":
            continue
        _one_of(key, tuple(sorted(allowed)), "key", where)
        if isinstance(value, (dict, list, bool)):
            message = f"{key} = {value!r}; expected a text, number or date"
            raise SidecarError(message, where=where, code="bad-sidecar")
        texts[key] = str(value)
    return texts


def _override(entry: object, where: str) -> BlockOverride:
    if not isinstance(entry, dict):
        message = "[[blocks]] must be tables with `lines` and `role` or `language`"
        raise SidecarError(message, where=where, code="bad-sidecar")
    for key in entry:
        _one_of(str(key), ("language", "lines", "role"), "key in [[blocks]]", where)
    first, last = _lines(str(entry.get("lines", "")), where)
    role = str(entry.get("role", ""))
    _one_of(role, ("", *ROLES), "role", where)
    return BlockOverride(first, last, role, str(entry.get("language", "")))


def _lines(text: str, where: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        message = f'lines = "{text}"; expected "12" or "12-14"'
        raise SidecarError(message, where=where, code="bad-sidecar")
    return int(first), int(last or first)


def _list(value: object, key: str, where: str) -> list[object]:
    if not isinstance(value, (list, tuple)):
        message = f"{key} must be a list"
        raise SidecarError(message, where=where, code="bad-sidecar")
    return list(value)


def _one_of(value: str, allowed: tuple[str, ...], key: str, where: str) -> None:
    if value not in allowed:
        shown = ", ".join(name for name in allowed if name)
        raise SidecarError(f"{key} “{value}” is not allowed; expected {shown}", where=where, code="bad-sidecar")
