"""The name of a peer → the folder it is installed in, its version and licence.

A peer is installed by pip into a folder of its own under `.cache/peers`, with what it needs, so that peers do not
meddle with one another nor with the project; where that fails, the reason is said and the rest is measured.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path

_CACHE = Path(__file__).resolve().parents[2] / ".cache" / "peers"
OURS = "ezri-archive"


@dataclass(frozen=True, slots=True)
class Peer:
    """What is known of a peer before it is installed; without a version it is a dependency of ours, and held."""

    distribution: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class Installed:
    """A peer as it is here: no folder where it is a dependency of ours, no version where it cannot be installed."""

    name: str
    version: str
    licence: str
    folder: Path | None = None


PEERS = {
    OURS: Peer(OURS, "", "Apache-2.0"),
    "langdetect": Peer("langdetect", "", "Apache-2.0"),
    "lingua": Peer("lingua-language-detector", "2.1.1", "Apache-2.0"),
    "pysbd": Peer("pysbd", "0.3.4", "MIT"),
    "sentencex": Peer("sentencex", "1.0.32", "MIT"),
    "PyICU": Peer("PyICU", "2.17", "MIT"),
    "galechurch": Peer("galechurch", "0.1.0", "Apache-2.0"),
    "nltk": Peer("nltk", "3.10.4", "Apache-2.0"),
    "translate-toolkit": Peer("translate-toolkit", "3.20.4", "GPL-3.0-or-later"),
    "Datasette": Peer("datasette", "", "Apache-2.0"),
}


@cache
def installed(name: str) -> Installed:
    """Install a peer if it is not there yet; tell on standard error why it cannot be."""
    peer = PEERS[name]
    if not peer.version:
        return Installed(name, version(peer.distribution), peer.licence)
    folder = _CACHE / f"{peer.distribution}-{peer.version}"
    if not folder.exists() and not _install(peer, folder):
        return Installed(name, "", peer.licence)
    return Installed(name, _version(peer.distribution, folder), peer.licence, folder)


def environment(peer: Installed) -> dict[str, str]:
    """Give the environment of a process that can import the scripts here, and the peer."""
    places = [Path(__file__).parent.parent, *([peer.folder] if peer.folder else [])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places))}


def _install(peer: Peer, folder: Path) -> bool:
    unfinished = folder.with_suffix(".unfinished")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
    requirement = f"{peer.distribution}=={peer.version}"
    done = subprocess.run([*pip, "--target", unfinished, requirement], check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{requirement} cannot be installed:\n{done.stderr}", file=sys.stderr)
        return False
    unfinished.replace(folder)
    return True


def _version(distribution: str, folder: Path) -> str:
    found = distributions(name=distribution, path=[str(folder)])
    return next(iter(found)).version
