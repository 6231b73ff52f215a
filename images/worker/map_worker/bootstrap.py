"""map-bootstrap: declares all tables that the pipeline's code has, and DataJoint's hidden ones beside them.

Reads one JSON object from its input: user, password, package, modules (all of the package when empty), schemas (those
that it may touch) and configuration (DataJoint's, with custom and stores). Its last line is {"tables": ["a.b"]}.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import sys
import traceback
import typing as t

STORE_KEYS = ("endpoint", "bucket", "location", "access_key", "secret_key")
"""What a store in S3 must have; declaring tables doesn't use them."""
ADVICE = (
    "If modules need each other's tables, load a structure-only dump first; "
    "if these have no tables, list those that have."
)


def main() -> int:
    """Declare; 1 and sentences on the error output when something isn't there afterwards."""
    request = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):
        try:
            faults, tables = _declare(request)
        except Exception as error:
            faults, tables = [f"Nothing more was declared: {_said(error)}. Mend the cause, and run it again."], set()
    if faults:
        sys.stderr.write("\n".join([*faults, ""]))
        return 1
    sys.stdout.write(json.dumps({"tables": sorted(tables)}) + "\n")
    return 0


def _declare(request: dict[str, t.Any]) -> tuple[list[str], set[str]]:
    import datajoint as dj  # noqa: PLC0415 (it reads ./dj_local_conf.json, and connects as it is configured)

    dj.config.update(_configuration(request))
    connection = dj.conn()
    faults = _import_code(request)
    wanted: set[tuple[str, str]] = set()
    for name in sorted(set(connection.schemas) & set(request["schemas"])):
        wanted |= _declare_hidden(connection.schemas[name])
    for table in _subclasses(dj.user_tables.UserTable):
        if getattr(table, "database", None) in request["schemas"]:
            wanted.add((table.database, table.table_name))
    there = {(schema, name) for schema in request["schemas"] for name in _tables(connection, schema)}
    faults += [f"The table {schema}.{name} could not be made." for schema, name in sorted(wanted - there)]
    return faults, {f"{schema}.{name}" for schema, name in wanted}


def _configuration(request: dict[str, t.Any]) -> dict[str, t.Any]:
    """With a store's description made complete: its hidden table needs no more than the store's name."""
    found = {**request["configuration"], "database.user": request["user"], "database.password": request["password"]}
    stores: dict[str, dict[str, t.Any]] = found.get("stores") or {}
    for store in stores.values():
        if store.get("protocol") == "file":
            store["location"] = "/tmp"  # noqa: S108 (a folder that is there; nothing is written)  # nosec B108
        else:
            store.update({key: store.get(key, "none") for key in STORE_KEYS}, protocol="s3")
    return {"safemode": True, **found, "stores": stores}


def _import_code(request: dict[str, t.Any]) -> list[str]:
    """Import every module of the package with its switch for new tables on; what can't be imported."""
    package = importlib.import_module(request["package"])
    settings = getattr(package, "create_schema_settings", None)
    if isinstance(settings, dict):
        settings.update(create_schema=False, create_tables=True)
    failed: dict[str, list[str]] = {}
    for name in request["modules"] or _modules(package):
        try:
            importlib.import_module(name)
        except Exception as error:
            failed.setdefault(_said(error), []).append(name)
    return [f"These modules can't be imported: {', '.join(names)}. {said}. {ADVICE}" for said, names in failed.items()]


def _said(error: Exception) -> str:
    """An error, and where it came up in the pipeline's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if os.path.realpath(frame.filename).startswith(os.getcwd() + os.sep)]
    place = f" ({own[-1].filename}, line {own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {error}{place}"


def _modules(package: t.Any) -> list[str]:
    """The package's modules. Packages inside it are imported on the way; what is wrong with them is said later."""
    return [found.name for found in pkgutil.walk_packages(package.__path__, package.__name__ + ".", lambda _: None)]


def _declare_hidden(schema: t.Any) -> set[tuple[str, str]]:
    """DataJoint makes these at their first use, which a worker's account may not."""
    hidden = [schema.log, schema.jobs, *(schema.external[store] for store in _stores(schema))]
    return {(schema.database, table.table_name) for table in hidden}


def _stores(schema: t.Any) -> list[str]:
    """The stores that a schema's columns name in their comments: `:filepath@report_store:...`."""
    rows = schema.connection.query(
        "SELECT DISTINCT SUBSTRING_INDEX(SUBSTRING_INDEX(SUBSTRING(column_comment, 2), ':', 1), '@', -1)"
        " FROM information_schema.columns WHERE table_schema = %s AND column_comment REGEXP '^:[a-z-]+@[a-z0-9_]+:'",
        (schema.database,),
    )
    return sorted(str(store) for (store,) in rows)


def _tables(connection: t.Any, schema: str) -> list[str]:
    rows = connection.query("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (schema,))
    return [str(name) for (name,) in rows]


def _subclasses(table: t.Any) -> t.Iterator[t.Any]:
    for found in table.__subclasses__():
        yield found
        yield from _subclasses(found)
