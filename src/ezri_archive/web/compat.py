"""What differs between the two lines of Datasette, 0.65 and 1.0, in one place."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from datasette import Forbidden, __version__

from ezri_archive.web.describing.descriptions import Description
from ezri_archive.web.opening import served

IS_1 = not __version__.startswith("0.")

_COUNT_LIMIT = 5_000_000
_DECIDED: WeakKeyDictionary[Any, dict[tuple[str, frozenset[str]], bool]] = WeakKeyDictionary()
_NAMED_AS: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


class _Shared(dict[str, str]):
    """Words that are not copied: 0.65 copies all of its metadata whenever it asks whether a table may be seen."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Shared":
        return self


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
            name: {
                "title": str(table.title),
                "description": str(table.text),
                "columns": _Shared({column: str(said) for column, said in table.columns.items()}),
            }
            for name, table in tables.items()
        },
    }
    if not IS_1:
        await install(datasette, database, ours)
        return
    theirs = (datasette._metadata_local.get("databases") or {}).get(database) or {}  # noqa: SLF001 - no public way
    await _store(datasette, database, merged(ours, theirs))


async def title(datasette: Any, words: str, *, archive: str = "") -> None:
    """Name the whole site, where its owner does not: as `archive` is named, from now on."""
    if not words or "title" in datasette._metadata_local:  # noqa: SLF001 - no public way
        return
    _NAMED_AS[datasette] = archive
    if IS_1:
        await datasette.set_instance_metadata("title", words)
    else:
        datasette._metadata_local["title"] = words  # noqa: SLF001 - no public way


async def site_title(datasette: Any) -> str:
    """Give the name of the whole site; "" where it has none."""
    archive = _NAMED_AS.get(datasette)
    if archive:
        # An archive that is built anew can be named anew: never from what was read when the site began.
        return await served.build_title(datasette.get_database(archive))
    metadata = await datasette.get_instance_metadata() if IS_1 else datasette.metadata()
    return str(metadata.get("title") or "")


async def site_description(datasette: Any) -> str:
    """Give what the owner says of the whole site; "" where nothing is said."""
    metadata = await datasette.get_instance_metadata() if IS_1 else datasette.metadata()
    return str(metadata.get("description") or "")


def has_own_home(datasette: Any) -> bool:
    """Say whether the owner of a site has written a home page for it."""
    import datasette as package  # noqa: PLC0415 - its name is that of the site here

    template = template_environment(datasette).get_template("index.html")
    return not Path(template.filename).is_relative_to(Path(package.__file__).parent)


async def home(datasette: Any, request: Any) -> Any:
    """Answer with Datasette's own home page, or its owner's."""
    from datasette.views.index import IndexView  # noqa: PLC0415 - see set_where_default

    return await IndexView(datasette).dispatch_request(request)


async def may_enter(datasette: Any, actor: Any) -> bool:
    """Say whether somebody may see the site at all."""
    if IS_1:
        return bool(await datasette.allowed(action="view-instance", actor=actor))
    return bool(await datasette.permission_allowed(actor, "view-instance", default=True))


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
    """Say whether somebody may see a database and all of `tables` in it.

    For nobody in particular that is asked once, unless a plugin decides it: 0.65 takes a millisecond for every table.
    """
    if actor is not None or not only_datasette_decides():
        return await _may_read(datasette, actor, database, tables)
    decided = _DECIDED.setdefault(datasette, {})
    asked = (database, frozenset(tables))
    if asked not in decided:
        decided[asked] = await _may_read(datasette, None, database, tables)
    return decided[asked]


async def _may_read(datasette: Any, actor: Any, database: str, tables: Iterable[str]) -> bool:
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


def only_datasette_decides() -> bool:
    """Say whether no other plugin decides who somebody is or what he may see.

    Then whoever is nobody in particular always sees the same.
    """
    from datasette.plugins import pm  # noqa: PLC0415 - see set_where_default

    hooks = ("actor_from_request", "permission_allowed", "permission_resources_sql", "jinja2_environment_from_request")
    plugins = [
        one.plugin_name for hook in hooks if hasattr(pm.hook, hook) for one in getattr(pm.hook, hook).get_hookimpls()
    ]
    return all(name.startswith("datasette.") for name in plugins)


def log_briefly() -> None:
    """Have errors logged by their traceback alone.

    Where rich is installed, Datasette adds all that is in memory around them: a second of work for each wrong address.
    """
    from datasette import handle_exception  # noqa: PLC0415 - see set_where_default

    handle_exception.rich = None


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


def template_environment(datasette: Any) -> Any:
    """Give the Jinja environment of a site's templates."""
    return datasette.get_jinja_environment() if IS_1 else datasette.jinja_env


async def may_run_sql(datasette: Any, actor: Any, database: str) -> bool:
    """Say whether somebody may write queries of his own."""
    if IS_1:
        from datasette.resources import DatabaseResource  # noqa: PLC0415 - 1.0 alone has it

        resource = DatabaseResource(database=database)
        return bool(await datasette.allowed(action="execute-sql", resource=resource, actor=actor))
    asked = [("execute-sql", database), ("view-database", database), "view-instance"]
    visible, _ = await datasette.check_visibility(actor, permissions=asked)
    return bool(visible)


async def stored_query(datasette: Any, actor: Any, database: str, name: str) -> str | None:
    """Give the statement of a query the site offers, None where there is no such query or it writes.

    Raises Forbidden where somebody may not run it.
    """
    if IS_1:
        return await _stored_query_of_1(datasette, actor, database, name)
    query = await datasette.get_canned_query(database, name, actor)
    if query is None or query.get("write"):
        return None
    asked = [("view-query", (database, name)), ("view-database", database), "view-instance"]
    visible, _ = await datasette.check_visibility(actor, permissions=asked)
    if not visible:
        raise Forbidden(name)
    return str(query["sql"])


async def _stored_query_of_1(datasette: Any, actor: Any, database: str, name: str) -> str | None:
    from datasette.resources import QueryResource  # noqa: PLC0415 - 1.0 alone has it

    query = await datasette.get_query(database, name)
    if query is None or query.is_write:
        return None
    resource = QueryResource(database=database, query=name)
    may = await datasette.allowed(action="view-query", resource=resource, actor=actor)
    # One that nobody vouches for is as good as one the reader wrote.
    if not may or not (query.is_trusted or await may_run_sql(datasette, actor, database)):
        raise Forbidden(name)
    return str(query.sql)


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
