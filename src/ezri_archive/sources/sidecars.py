"""TOML beside a source, or in the container it is taken from → what a person says of it; archive.toml → of all."""

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePosixPath

from ezri_archive import records
from ezri_archive.errors import SidecarError
from ezri_archive.records import BlockOverride, Sidecar

ROLES = records.ROLES
"""Every role a portion can have; a sidecar may name no other."""

RELATIONS = records.RELATIONS
"""Every relation a version can have to another text; a sidecar may name no other."""

RIGHTS = ("free", "quotation only", "alignment only", "closed", "unknown")
"""What may be done with a source, from the most to the least, and "nobody says"."""

LARGEST_SIDECAR = 1_000_000
"""The most bytes a sidecar may have."""

CONFIGURATION = "archive.toml"
_LANGUAGES = ("en", "he", "fa")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LINES = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
_OF_ALL = ("author", "date", "genre", "issue", "language", "publisher", "rights", "series")
"""What can be said of all members of a ZIP file at once."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What archive.toml says of the whole archive; parallel segments in `languages` are aligned."""

    title: str = "Archive"
    publisher: str = ""
    licence: str = ""
    rights: str = "unknown"
    languages: tuple[str, ...] = _LANGUAGES


@dataclass(frozen=True, slots=True)
class ContainerSidecar:
    """What the sidecar of a container says: `own` of itself, `common` of all members, `members` of one, by its path."""

    own: Sidecar = field(default_factory=Sidecar)
    common: Sidecar = field(default_factory=Sidecar)
    members: Mapping[str, Sidecar] = field(default_factory=dict)

    def of(self, member: str, inside: Mapping[str, Sidecar]) -> Sidecar:
        """Give the sidecar of a member; those that lie in the container, `inside`, yield to what is said here.

        The rights of what is around a member, `m.eml` of `m.eml/report.pdf`, hold for it where it has none of its own.
        """
        common = self.common
        for around in _around(member):
            common = replace(common, rights=self._merged(common, around, inside).rights)
        digests = [inside[name].digest for name in (member, *_around(member)) if name in inside]
        digests = [digest for digest in (*digests, self.own.digest) if digest]
        digest = _digest(" ".join(digests).encode()) if len(digests) > 1 else "".join(digests)
        return replace(self._merged(common, member, inside), digest=digest)

    def _merged(self, common: Sidecar, name: str, inside: Mapping[str, Sidecar]) -> Sidecar:
        """Lay what is said of a member over what is said of all; a container cannot give itself more rights."""
        own = inside.get(name, Sidecar())
        said = [rights for rights in (common.rights, own.rights) if rights]
        strictest = max(said, key=RIGHTS.index, default="")
        return _over(replace(_over(common, own), rights=strictest), self.members.get(name, Sidecar()))


def _around(member: str) -> list[str]:
    """Name what a member lies in, the outermost first."""
    return [folder.as_posix() for folder in reversed(PurePosixPath(member).parents)][1:]


def _over(lower: Sidecar, upper: Sidecar) -> Sidecar:
    said = {entry.name: value for entry in fields(Sidecar) if (value := getattr(upper, entry.name))}
    return replace(lower, **said)


def load_sidecar(folder: Path, path: str) -> Sidecar:
    """Read `NAME.toml` beside the source `NAME`; without one, give an empty sidecar.

    Raises SidecarError naming the key and what is allowed there.
    """
    return load_container_sidecar(folder, path).own


def load_container_sidecar(folder: Path, path: str) -> ContainerSidecar:
    """Read the sidecar of a container, `letters.zip.toml`, with what it says of members: `[members."first.txt"]`.

    That of a ZIP file speaks, outside of these, of all members at once, and that of a mail of the mail, its rights
    aside, which are those of all that is attached. Raises SidecarError as `load_sidecar`.
    """
    where = f"{path}.toml"
    if not _exists(folder / where):
        return ContainerSidecar()
    content = _sidecar_content(folder / where, where)
    table = _table(content, where)
    suffix = PurePosixPath(path).suffix.lower()
    members = _members(table, where) if suffix in records.CONTAINERS else {}
    if suffix == ".zip":
        for key in table:
            _one_of(key, (*_OF_ALL, "members"), "key", where)
    own = replace(_sidecar(table, where), digest=_digest(content))
    common = own if suffix == ".zip" else Sidecar(rights=own.rights)
    return ContainerSidecar(own, common, members)


def read_sidecar(content: bytes, where: str) -> Sidecar:
    """Read the bytes of a sidecar that lies in a container; raises SidecarError as `load_sidecar`."""
    if not content:
        return Sidecar()
    _refuse_large(len(content), where)
    return replace(_sidecar(_table(content, where), where), digest=_digest(content))


def load_archive(folder: Path) -> Archive:
    """Read archive.toml; without one, give the defaults. Raises SidecarError as for a sidecar."""
    where = CONFIGURATION
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
    return os.path.lexists(file)


def _sidecar_content(file: Path, where: str) -> bytes:
    try:
        facts = file.stat()
        _refuse_what_is_no_file(facts, where)
        return file.read_bytes()
    except OSError as error:
        message = f"cannot be opened: {error.strerror}"
        raise SidecarError(message, where=where, code="bad-sidecar") from error


def _refuse_what_is_no_file(facts: os.stat_result, where: str) -> None:
    if not stat.S_ISREG(facts.st_mode):
        message = "is a folder, pipe, socket or device; expected a file"
        raise SidecarError(message, where=where, code="bad-sidecar")
    _refuse_large(facts.st_size, where)


def _refuse_large(size: int, where: str) -> None:
    if size > LARGEST_SIDECAR:
        message = f"has {size:,} bytes; expected at most {LARGEST_SIDECAR:,}"
        raise SidecarError(message, where=where, code="bad-sidecar")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _members(table: dict[str, object], where: str) -> dict[str, Sidecar]:
    """Take out of a table what it says of members."""
    said = table.pop("members", {})
    if not isinstance(said, dict) or not all(isinstance(value, dict) for value in said.values()):
        message = '[members] must hold tables, such as [members."first.txt"]'
        raise SidecarError(message, where=where, code="bad-sidecar")
    return {name: _sidecar(dict(value), f'{where}, [members."{name}"]') for name, value in said.items()}


def _sidecar(table: dict[str, object], where: str) -> Sidecar:
    blocks = tuple(_override(entry, where) for entry in _list(table.pop("blocks", []), "blocks", where))
    texts = _texts(table, Sidecar, where)
    _one_of(texts.get("relation", ""), ("", *RELATIONS), "relation", where)
    _one_of(texts.get("rights", ""), ("", *RIGHTS), "rights", where)
    _language(texts.get("language", ""), "language", where)
    return Sidecar(**texts, blocks=blocks)


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
    if not isinstance(entry, dict) or not entry.keys() & {"language", "rights", "role"}:
        message = "[[blocks]] must be tables with lines, and role, language or rights"
        raise SidecarError(message, where=where, code="bad-sidecar")
    for key in entry:
        _one_of(str(key), ("language", "lines", "rights", "role"), "key in [[blocks]]", where)
    first, last = _lines(str(entry.get("lines", "")), where)
    role, language = str(entry.get("role", "")), str(entry.get("language", ""))
    _one_of(role, ("", *ROLES), "role", where)
    _language(language, "language", where)
    rights = str(entry.get("rights", ""))
    _one_of(rights, ("", *RIGHTS), "rights", where)
    return BlockOverride(first, last, role, language, rights)


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
