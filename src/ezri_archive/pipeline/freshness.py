"""What an archive was made from: the program, its settings, the sources; equal values mean there is nothing to do."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from ezri_archive import __version__
from ezri_archive.sources import Archive


def settings(folder: Path, archive: Archive) -> dict[str, str]:
    """Say what besides the sources decides the archive's content."""
    configuration = folder / "archive.toml"
    content = configuration.read_bytes() if configuration.is_file() else b""
    return {
        "program": f"ezri_archive {__version__}",
        "fingerprint": fingerprint(),
        "title": archive.title,
        "publisher": archive.publisher,
        "licence": archive.licence,
        "languages": " ".join(archive.languages),
        "configuration": hashlib.sha256(content).hexdigest(),
    }


@cache
def fingerprint() -> str:
    """Hash the program's own code and tables, pages aside: when it changes, nothing made by the old one is reused."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("ezri_archive")))
    for file in sorted(root.rglob("*")):
        if file.suffix in {".py", ".tsv", ".json"} and "web" not in file.relative_to(root).parts:
            digest.update(file.relative_to(root).as_posix().encode() + b"\x00" + file.read_bytes())
    return digest.hexdigest()[:16]


def hashes_of_sources(folder: Path, paths: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Hash every source and its sidecar, by path; "" stands for one that is not there.

    Every byte is read each time: size and time of a file do not tell whether it is the same. A hundred megabytes take
    a fraction of a second.
    """
    return {path: (_hash(folder / path), _sidecar_hash(folder, path)) for path in paths}


def digest_of_sources(hashes: Mapping[str, tuple[str, str]]) -> str:
    """Digest the hashes of all sources: what decides, with the settings, what an archive holds."""
    digest = hashlib.sha256()
    for path, (source, sidecar) in hashes.items():
        digest.update(f"{path}\x00{source}\x00{sidecar}\n".encode())
    return digest.hexdigest()


def _hash(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
    except OSError:  # it will be refused with its reason when it is loaded
        return "unreadable"


def _sidecar_hash(folder: Path, path: str) -> str:
    return _hash(folder / f"{path}.toml")
