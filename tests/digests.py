"""Builds an archive and prints two digests as JSON: of what it says, and of its TEI.

Run as `python digests.py SOURCES DATABASE JOBS [SQLITE]`, in whatever surroundings are to make no difference; SQLITE is
a module to take in the place of sqlite3, such as pysqlite3.
"""

import hashlib
import json
import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Build and print."""
    sources, database, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    if len(sys.argv) > 4:
        sys.modules["sqlite3"] = import_module(sys.argv[4])
        sys.modules["sqlite3.dbapi2"] = import_module(f"{sys.argv[4]}.dbapi2")
    from ezri_archive.database import content_digest  # noqa: PLC0415 - after sqlite3 has been chosen
    from ezri_archive.database.validity import each_tei  # noqa: PLC0415
    from ezri_archive.pipeline import build  # noqa: PLC0415

    build(sources, database, jobs=jobs)
    tei = hashlib.sha256("".join(f"{name}\n{xml}" for name, xml in each_tei(database)).encode())
    version = import_module("sqlite3").sqlite_version
    print(json.dumps({"content": content_digest(database), "tei": tei.hexdigest(), "sqlite": version}))  # noqa: T201 - a script


if __name__ == "__main__":
    main()
