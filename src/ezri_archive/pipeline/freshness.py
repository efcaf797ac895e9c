"""What an archive was made from: the program, its settings, the sources; equal values mean there is nothing to do."""

import hashlib
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from ezri_archive import __version__
from ezri_archive.corrections import FILE
from ezri_archive.languages import IDENTIFIERS
from ezri_archive.sources import MAXIMUM_BYTES, Archive


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides of an archive beside its sources; an archive made by other choices is made anew.

    `language_identifier` is one of `languages.IDENTIFIERS`. A `public` archive holds nothing that may not be
    published, see `publishing`. `embeddings` names the encoder that decides doubtful places of the alignments, see
    `alignment.embeddings.load_encoder`; under another name they are made again, and nothing else is.
    """

    language_identifier: str = IDENTIFIERS[0]
    public: bool = False
    embeddings: str = ""

    def to_values(self) -> dict[str, str]:
        """Write them down as an archive says them in its table `builds`."""
        return {
            "language_identifier": self.language_identifier,
            "public": "yes" if self.public else "no",
            "embeddings": self.embeddings,
        }


def settings(folder: Path, archive: Archive, choices: Choices) -> dict[str, str]:
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
        "decisions": _hash(folder / FILE),
        **choices.to_values(),
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
        facts = file.stat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > MAXIMUM_BYTES:  # it will be refused unread
            return f"{stat.S_IFMT(facts.st_mode):o} {facts.st_size}"
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
    except OSError:  # it will be refused with its reason when it is loaded
        return "unreadable"


def _sidecar_hash(folder: Path, path: str) -> str:
    return _hash(folder / f"{path}.toml")
