"""database_status: how an environment's database server is, in one task; it changes nothing."""

from __future__ import annotations

import typing as t

from ..clients.database_status import DatabaseStatus
from ..clients.mysql import Login
from ..converge import report
from ..plan import MapError
from ..plans import database_status as plan
from .db_users import ARGUMENTS as DB_USERS

ARGUMENTS: dict[str, t.Any] = {
    "login": DB_USERS["login"],
    "schemas": {"type": "list", "elements": "str", "required": True},
    "engine_version": {"type": "str", "default": "8.4"},
    "parameters": {"type": "dict", "default": {}},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:  # noqa: ARG001 (it only reads)
    """Ask the server. Result: status, with the parts database and stores."""
    login = Login(**params["login"])
    server = {"address": login.address, "port": login.port}
    if not login.address:
        problem = "The database's address isn't known, for AWS has none. Make it with the playbook provision."
        return {**report([]), "status": plan.unread(server, problem)}
    try:
        found = DatabaseStatus(login).read(params["schemas"])
    except MapError as error:
        return {**report([]), "status": plan.unread(server, str(error))}
    status = plan.facts(found, server, params["schemas"], params["engine_version"], params["parameters"])
    return {**report([]), "status": status}
