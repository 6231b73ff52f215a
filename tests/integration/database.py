"""A small team and its database, for tests of db_users."""

from __future__ import annotations

import typing as t

import pymysql
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mesoscale.map.plugins.module_utils.clients.db_users import DbUsers
from ansible_collections.mesoscale.map.plugins.module_utils.clients.mysql import Login
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_accounts import Account, Actual
from ansible_collections.mesoscale.map.plugins.module_utils.specs import db_users
from tests.integration.mysql_server import MASTER, MysqlServer

AWKWARD = "Canary'\"\\`$x#%s ${y}  z"
"""Signs that mean something to a shell, to SQL, to Python or to compose, and inner blanks."""

PEOPLE: list[dict[str, t.Any]] = [
    {
        "name": "alice",
        "role": "analyst",
        "github": "alice-gh",
        "full_name": "Alice A",
        "admin": True,
        "until": "2027-01-31",
    },
    {"name": "bob", "role": "ingester", "authentication": "caching_sha2_password"},
    {"name": "carol", "role": "reader"},
    {"name": "pat", "role": "pipeline_admin"},
    {"name": "dave", "role": "analyst"},
]
FIRST_PASSWORDS = {person["name"]: f"{AWKWARD} of {person['name']}" for person in PEOPLE}
PASSWORDS = {"worker": f"{AWKWARD} of worker", "webgui": f"{AWKWARD} of webgui"}
SCHEMAS = ["map_v2_lab", "map_v2_ephys"]
DENIED = (1044, 1045, 1142, 1143, 1227, 1370)


def wish(server: MysqlServer, **options: t.Any) -> dict[str, t.Any]:
    """The module's arguments for the team."""
    return {
        "login": server.login(),
        "people": PEOPLE,
        "initial_passwords": FIRST_PASSWORDS,
        "service_accounts": [{"name": name, "role": name} for name in PASSWORDS],
        "passwords": PASSWORDS,
        "schemas": SCHEMAS,
        **options,
    }


def run(arguments: dict[str, t.Any], check: bool = False) -> dict[str, t.Any]:
    """Run the module's spec here, with its arguments validated as a runner does."""
    checked = ArgumentSpecValidator(db_users.ARGUMENTS).validate(arguments)
    assert not checked.error_messages
    return db_users.run(checked.validated_parameters, check)


def targets(result: dict[str, t.Any]) -> list[tuple[str, str]]:
    """(action, target) of each change."""
    return [(change["action"], change["target"]) for change in result["plan"]]


def state(server: MysqlServer) -> tuple[frozenset[str], dict[str, Account]]:
    """Schemas, and each account but the server's own, as the client reads them."""
    actual = read(server)
    own = ("mysql.", "root", MASTER)
    return actual.schemas, {a.label: a for a in actual.accounts if not a.user.startswith(own)}


def read(server: MysqlServer) -> Actual:
    """All that the client reads."""
    client = DbUsers(Login(**server.login()), PASSWORDS, {})
    try:
        return client.read()
    finally:
        client.close()


def password(name: str) -> str:
    """The password of a person or service, as the vault has it."""
    return {**FIRST_PASSWORDS, **PASSWORDS}[name]


def allowed(server: MysqlServer, name: str, *statements: str) -> bool:
    """Whether the account may run all of these; any other error than a refusal fails the test."""
    with server.connected(name, password(name)) as account:
        try:
            for statement in statements:
                account(statement)
        except pymysql.err.MySQLError as error:
            if error.args[0] not in DENIED:
                raise
            return False
    return True
