"""The tables of a pipeline: declared by its code, or loaded from a structure-only dump."""

from __future__ import annotations

import typing as t

from ..clients.mysql import Login
from ..clients.pipeline_tables import PipelineTables
from ..converge import converge
from ..people import BOOTSTRAP
from ..plans.container_run import Mount, Run
from ..plans.pipeline_tables import Actual, Wanted, plan
from ..plans.structure_dump import Dump, parse
from .db_users import ARGUMENTS as DB_USERS

CA_FILE = "/run/secrets/database_ca.pem"

ARGUMENTS: dict[str, t.Any] = {
    "login": DB_USERS["login"],
    "environment": {"type": "str", "required": True},
    "schemas": {"type": "list", "elements": "str", "required": True},
    "pipeline_prefix": DB_USERS["pipeline_prefix"],
    "commit": {"type": "str", "default": ""},
    "image": {"type": "str", "default": ""},
    "package": {"type": "str", "default": "pipeline"},
    "modules": {"type": "list", "elements": "str", "default": []},
    "configuration": {"type": "dict", "default": {}},
    "database": {
        "type": "dict",
        "options": {"address": {"type": "str", "required": True}, "port": {"type": "int", "default": 3306}},
    },
    "networks": {"type": "list", "elements": "str", "default": []},
    "dump": {"type": "str", "default": ""},
    "memory": {"type": "str", "default": "2g"},
    "timeout_seconds": {"type": "int", "default": 600},
    "engine_planned": {"type": "bool", "default": False},
    "assume_empty": {"type": "bool", "default": False},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the tables to what the code has; gives commit, and tables (schema to how many)."""
    dump = parse(params["dump"], params["schemas"]) if params["dump"] else None
    wanted = Wanted(
        schemas=tuple(params["schemas"]),
        pipeline_prefix=params["pipeline_prefix"],
        commit=params["commit"],
        dump=dump,
        login=params["login"]["user"],
    )
    client = _client(params, dump, engine=not (check and params["engine_planned"]))
    assume_empty = check and params["assume_empty"]
    try:
        return converge(
            read=(lambda: Actual(leftovers=client.leftovers())) if assume_empty else client.read,
            plan=lambda actual: plan(actual, wanted),
            client=client,
            check=check,
            describe=lambda actual: _facts(actual, wanted),
        )
    finally:
        client.close()


def _client(params: dict[str, t.Any], dump: Dump | None, engine: bool) -> PipelineTables:
    login = Login(**params["login"])
    run = Run(
        environment=params["environment"],
        name=BOOTSTRAP,
        image=params["image"],
        command=(),
        entrypoint=("map-bootstrap",),
        mounts=(Mount(login.ca_file, CA_FILE),),
        networks=tuple(params["networks"]),
        scratch=("/tmp", "/data/report"),  # noqa: S108 (in the container)  # nosec B108
        memory=params["memory"],
        timeout_seconds=params["timeout_seconds"],
    )
    return PipelineTables(login, params["schemas"], (run, _request(params)), dump, engine)


def _request(params: dict[str, t.Any]) -> dict[str, t.Any]:
    """What the program in the container reads, but the account and its password."""
    database = params["database"] or params["login"]
    server = {
        "database.host": database["address"],
        "database.port": database["port"],
        "database.use_tls": {"ca": CA_FILE},
    }
    return {
        "commit": params["commit"],
        "package": params["package"],
        "modules": params["modules"],
        "schemas": params["schemas"],
        "configuration": {"enable_python_native_blobs": True, **params["configuration"], **server},
    }


def _facts(actual: Actual, wanted: Wanted) -> dict[str, t.Any]:
    names = [schema for schema, __ in actual.tables]
    return {"commit": actual.record.commit, "tables": {schema: names.count(schema) for schema in wanted.schemas}}
