"""What the tests share: the real documents and gold data, archives built once, Hypothesis profiles."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import settings

ROOT = Path(__file__).parent.parent

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Find the folder with the real documents and the gold data: EZRI_SHARED, or `shared` beside the project."""
    folder = Path(os.environ.get("EZRI_SHARED", ROOT.parent / "shared"))
    if not (folder / "sources").is_dir():
        pytest.skip(f"no shared data at {folder}; set EZRI_SHARED to the folder that has sources/ and gold/")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """Find the project's own sample sources."""
    return ROOT / "sources"


@pytest.fixture(scope="session")
def sample_archive(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive of the sample sources, once."""
    return _built(samples, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def real_archive(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive of the real documents, once."""
    return _built(shared / "sources", tmp_path_factory.mktemp("real"))


def _built(sources: Path, folder: Path) -> Path:
    from ezri_archive.pipeline import build  # noqa: PLC0415 - tests of one stage need not load the others

    database = folder / "archive.db"
    build(sources, database)
    return database


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the archive of invented records; a file of tests on another has a fixture of this name of its own."""
    import sample_archive  # noqa: PLC0415 - as above

    return sample_archive.write(tmp_path_factory.mktemp("archive") / "archive.db")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(archive: Path) -> AsyncIterator[Any]:
    """Open the site of the archive."""
    from opened_site import opened  # noqa: PLC0415 - Datasette takes a second to import

    async with opened(archive) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write files, `name=content`, into a fresh folder of sources."""

    def write(**files: str | bytes) -> Path:
        sources = tmp_path / "sources"
        sources.mkdir(exist_ok=True)
        for name, content in files.items():
            path = sources / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return sources

    return write
