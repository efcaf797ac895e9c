"""A site → whether it is well, for whoever watches it, and what robots are told."""

from typing import Any

from datasette import NotFound, Response

from ezri_archive import __version__
from ezri_archive.web.opening import archives, served

_NOT_FOR_ROBOTS = ("/*?", "/*.json", "/*.csv", "/*.db", "/-/")
_NEVER = {"cache-control": "no-store"}


async def health(datasette: Any) -> Response:
    """Say whether every archive answers: 200, or 503 with the problem. `digest` tells one build from another."""
    told = {name: await _archive(datasette, name) for name in sorted(archives.known(datasette))}
    well = bool(told) and all(one["ok"] for one in told.values())
    said = {"ok": well, "version": __version__, "archives": told}
    return Response.json(said, status=200 if well else 503, headers=dict(_NEVER))


async def robots(datasette: Any) -> Response:
    """Let robots read the pages, but not try out every filter, export and query."""
    if not archives.known(datasette):
        raise NotFound("No robots.txt")  # noqa: EM101, TRY003 - what Datasette says of any page it has not
    root = datasette.urls.path("/").rstrip("/")
    closed = "".join(f"Disallow: {root}{path}\n" for path in _NOT_FOR_ROBOTS)
    return Response.text(f"User-agent: *\nAllow: {root}/-/ezri/document/\nAllow: {root}/-/ezri/read/\n{closed}")


async def _archive(datasette: Any, name: str) -> dict[str, Any]:
    database = datasette.databases[name]
    problem = database.problem if isinstance(database, served.ServedArchive) else ""
    try:
        builds = {row[0]: row[1] for row in (await database.execute('SELECT "key", value FROM builds')).rows}
        (documents,) = (await database.execute("SELECT count(*) FROM documents")).rows[0]
    except Exception as error:  # noqa: BLE001 - whatever is wrong is what is asked for
        return {"ok": False, "problem": f"{type(error).__name__}: {error}"}
    told = {"ok": not problem, "digest": database.hash, "built_by": builds.get("program", ""), "documents": documents}
    return {**told, "problem": problem} if problem else told
