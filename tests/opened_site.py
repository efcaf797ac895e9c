"""An archive → the site of it, started and closed again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ezri_archive.web import compat, site


@asynccontextmanager
async def opened(archive: Path) -> AsyncIterator[Any]:
    """Give the site of an archive."""
    made = site.make_datasette(archive)
    await made.invoke_startup()
    yield made
    compat.close(made)
