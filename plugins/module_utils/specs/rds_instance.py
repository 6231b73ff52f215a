"""rds_instance: the database of an environment, with its subnet group and security group, all in one task."""

from __future__ import annotations

import typing as t

from ..clients import aws, rds_instance, rds_network
from ..converge import converge, report
from ..plan import UNKNOWN, MapError, refuse
from ..plans import rds_network as network
from ..plans.rds_instance import Actual, Wanted, needs_reboot, plan, waits
from ..plans.rds_wishes import notes, password_problem

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "state": {"type": "str", "choices": ["present", "read"], "default": "present"},
    "name": {"type": "str", "default": ""},
    "engine_version": {"type": "str", "default": "8.4"},
    "parameter_group": {"type": "str"},
    "static_changed": {"type": "list", "elements": "str", "default": []},
    "instance_class": {"type": "str", "default": "db.m6g.large"},
    "storage_gb": {"type": "int", "default": 100},
    "max_storage_gb": {"type": "int", "default": 500},
    "backup_days": {"type": "int", "default": 14},
    "multi_az": {"type": "bool", "default": False},
    "deletion_protection": {"type": "bool", "default": True},
    "master_user": {"type": "str"},
    "master_password": {"type": "str", "no_log": True},
    "subnet_ids": {"type": "list", "elements": "str", "default": []},
    "client_networks": {"type": "list", "elements": "str", "default": []},
    "client_security_groups": {"type": "list", "elements": "str", "default": []},
    "reboot": {"type": "str", "default": "never", "choices": ["never", "now"]},
    "create_minutes": {"type": "int", "default": 40},
}

REQUIRED_IF = [("state", "present", ["parameter_group", "master_user", "master_password"])]

_SETTINGS = ("instance_class", "storage_gb", "max_storage_gb", "multi_az", "backup_days", "deletion_protection")


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the database to what is wanted, or only find it. Result: name, address, port, pending_reboot, notes."""
    if params["state"] == "read":
        return {**report([]), **_read(params, check)}
    refuse(password_problem(params["master_password"]))
    wanted = _wanted(params)
    client = None if aws.nothing_there(params, check) else _client(params, wanted)
    return converge(
        read=client.read if client else Actual,
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: _facts(actual, wanted),
        settle=(1, 2, 4, 8),
    )


def default_name(environment: str) -> str:
    """The name of an environment's instance: map-production-database."""
    return f"map-{environment}-database"


def _name(params: dict[str, t.Any]) -> str:
    return params["name"] or default_name(params["aws"]["environment"])


def _read(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """The facts of a database that must be there, unless it is only planned."""
    name = _name(params)
    if aws.nothing_there(params, check):
        return {"name": name, "address": UNKNOWN, "port": network.PORT, "engine_version": UNKNOWN}
    found = rds_instance.find(aws.Aws(params["aws"], ["rds"]), name)
    if found is None:
        raise MapError(f"AWS has no database instance '{name}'. Make it with the playbook provision, then run again.")
    if not found.address:
        raise MapError(
            f"The database instance '{name}' has no address yet: AWS says {found.status}. "
            "Run the playbook provision, which waits for it, then run again."
        )
    return {"name": name, "address": found.address, "port": found.port, "engine_version": found.engine_version}


def _wanted(params: dict[str, t.Any]) -> Wanted:
    tags = aws.tags(params["aws"])
    name = _name(params)
    settings = {key: params[key] for key in _SETTINGS}
    settings |= {
        "storage_type": "gp3",
        "copy_tags_to_snapshots": True,
        "automatic_minor_upgrades": True,
        "public": bool(params["client_networks"]),
        "parameter_group": params["parameter_group"],
        "security_groups": [name],
    }
    admitted = (*params["client_security_groups"], *params["client_networks"])
    return Wanted(
        name=name,
        network=network.Wanted(name, frozenset(params["subnet_ids"]), admitted, tags),
        settings=settings,
        engine_version=params["engine_version"],
        master_user=params["master_user"],
        reboot=params["reboot"] == "now",
        static_changed=tuple(params["static_changed"]),
        tags=tags,
    )


def _client(params: dict[str, t.Any], wanted: Wanted) -> rds_instance.Client:
    account = aws.Aws(params["aws"], ["rds", "ec2"])
    names = [wanted.name, *params["client_security_groups"]]
    surroundings = rds_network.Network(account, names, params["subnet_ids"])
    password, minutes = params["master_password"], params["create_minutes"]
    return rds_instance.Client(account, wanted.name, surroundings, password, minutes)


def _facts(actual: Actual, wanted: Wanted) -> dict[str, t.Any]:
    found, reboot = actual.instance, needs_reboot(actual, wanted)
    waiting = waits(found) if found else {}
    return {
        "name": wanted.name,
        "address": (found and found.address) or UNKNOWN,
        "port": found.port if found else network.PORT,
        "engine_version": found.engine_version if found else wanted.engine_version,
        "pending_reboot": reboot,
        "notes": list(notes(actual, wanted, waiting=waiting, reboot=reboot)),
    }
