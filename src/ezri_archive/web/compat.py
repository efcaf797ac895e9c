"""What differs between the two lines of Datasette, 0.65 and 1.0, in one place."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasette import __version__

from ezri_archive.web.descriptions import Description

IS_1 = not __version__.startswith("0.")

_COUNT_LIMIT = 5_000_000


async def install(datasette: Any, database: str, presets: dict[str, Any]) -> None:
    """Give a database `presets` (facets … of its tables, in Datasette's words) where its owner says nothing."""
    # Datasette has hooks for this, but copies what they give on every permission check of every page.
    ours = {"databases": {database: presets}}
    if IS_1:
        datasette.config = merged(ours, datasette.config or {})
        datasette.databases[database].count_limit = _COUNT_LIMIT
    else:
        datasette._metadata_local = merged(ours, datasette._metadata_local)  # noqa: SLF001 - see above


async def describe(datasette: Any, database: str, description: str, tables: Mapping[str, Description]) -> None:
    """Title and describe a database, its tables and their columns where their owner does not."""
    ours = {
        "description": description,
        "tables": {
            name: {"title": table.title, "description": table.text, "columns": dict(table.columns)}
            for name, table in tables.items()
        },
    }
    if not IS_1:
        await install(datasette, database, ours)
        return
    theirs = (datasette._metadata_local.get("databases") or {}).get(database) or {}  # noqa: SLF001 - no public way
    await _store(datasette, database, merged(ours, theirs))


async def title(datasette: Any, words: str) -> None:
    """Name the whole site, where its owner does not."""
    if not words or "title" in datasette._metadata_local:  # noqa: SLF001 - no public way
        return
    if IS_1:
        await datasette.set_instance_metadata("title", words)
    else:
        datasette._metadata_local["title"] = words  # noqa: SLF001 - no public way


async def add_queries(datasette: Any, database: str, queries: Mapping[str, Mapping[str, str]]) -> None:
    """Offer queries on a database."""
    if not IS_1:
        await install(datasette, database, {"queries": {name: dict(query) for name, query in queries.items()}})
        return
    for name, query in queries.items():
        if await datasette.get_query(database, name) is None:
            await datasette.add_query(database, name, is_trusted=True, **query)


def set_where_default(datasette: Any, settings: Mapping[str, int | bool]) -> None:
    """Change the settings that stand at Datasette's own default.

    A setting that its owner puts at exactly that default cannot be told from one left alone, and is changed too.
    """
    # At the top of the module this would load the plugins, and so this one, before its hooks are there.
    from datasette.app import DEFAULT_SETTINGS  # noqa: PLC0415 - see above

    for name, value in settings.items():
        if datasette._settings[name] == DEFAULT_SETTINGS[name]:  # noqa: SLF001 - a plugin has no other way
            datasette._settings[name] = value  # noqa: SLF001 - a plugin has no other way
    datasette.sql_time_limit_ms = datasette.setting("sql_time_limit_ms")
    datasette.page_size = datasette.setting("default_page_size")


async def may_view(datasette: Any, actor: Any, database: str) -> bool:
    """Say whether somebody may see a database."""
    if IS_1:
        from datasette.resources import DatabaseResource  # noqa: PLC0415 - 1.0 alone has it

        resource = DatabaseResource(database=database)
        return bool(await datasette.allowed(action="view-database", resource=resource, actor=actor))
    visible, _ = await datasette.check_visibility(actor, "view-database", database)
    return bool(visible)


async def may_read(datasette: Any, actor: Any, database: str, tables: Iterable[str]) -> bool:
    """Say whether somebody may see a database and all of `tables` in it."""
    if not await may_view(datasette, actor, database):
        return False
    for table in tables:
        if not await _may_view_table(datasette, actor, database, table):
            return False
    return True


def with_settings(files: Sequence[str], *, config: Mapping[str, Any], **options: Any) -> Any:
    """Make a site of `files` whose owner sets `config` (facets, queries, permissions) and other `options`.

    0.65 takes the configuration as part of `metadata`, 1.0 as `config`.
    """
    from datasette.app import Datasette  # noqa: PLC0415 - see set_where_default

    if IS_1:
        return Datasette([], immutables=files, config=config, **options)
    metadata = merged(config, options.pop("metadata", {}))
    return Datasette([], immutables=files, metadata=metadata, **options)


def query_path(database_path: str) -> str:
    """Give the page of a database that answers queries."""
    return f"{database_path}/-/query" if IS_1 else database_path


def close(datasette: Any) -> None:
    """End the threads of a site and close its files."""
    if IS_1:
        datasette.close()
        return
    datasette.executor.shutdown(wait=True)
    for database in datasette.databases.values():
        database.close()


def merged(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two trees of settings; where both speak, `theirs` is right. Neither is changed."""
    result = copy.deepcopy(dict(ours))
    for key, value in theirs.items():
        below = result.get(key)
        if isinstance(below, dict) and isinstance(value, Mapping):
            result[key] = merged(below, value)
        else:
            result[key] = copy.deepcopy(value)
    return result


async def _may_view_table(datasette: Any, actor: Any, database: str, table: str) -> bool:
    if IS_1:
        from datasette.resources import TableResource  # noqa: PLC0415 - 1.0 alone has it

        resource = TableResource(database=database, table=table)
        return bool(await datasette.allowed(action="view-table", resource=resource, actor=actor))
    asked = [("view-table", (database, table)), ("view-database", database), "view-instance"]
    visible, _ = await datasette.check_visibility(actor, permissions=asked)
    return bool(visible)


async def _store(datasette: Any, database: str, said: Mapping[str, Any]) -> None:
    await datasette.set_database_metadata(database, "description", said["description"])
    for table, words in said["tables"].items():
        for key in ("title", "description"):
            if key in words:
                await datasette.set_resource_metadata(database, table, key, words[key])
        for column, text in words.get("columns", {}).items():
            await datasette.set_column_metadata(database, table, column, "description", text)
