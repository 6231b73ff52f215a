"""Puts together what the tasks of a run found out about an environment, each part whole or with the reason; pure."""

from __future__ import annotations

import functools
import typing as t

from .plans import cloud_status, database_status, host_status
from .plans.jobs_report import COUNTS
from .ssh_faults import unreached

Facts = dict[str, t.Any]

_NO_HOST = (
    "The host isn't known, and it is who looks. See what is said of the host; make it with the playbook provision."
)


def whole(environment: str, cloud: Facts, hosts: dict[str, Facts], first: str, asked: dict[str, Facts]) -> Facts:
    """The status, in which no part is missing.

    cloud: what cloud_status returned; hosts: name -> what host_status returned there
    first: the host that asks the database, "" where there is none; asked: database, people, jobs -> what was returned
    """
    said = {name: _host(name, result) for name, result in hosts.items()}
    why = said[first]["services"]["problem"] if first in said and not hosts[first].get("status") else ""
    why = why if first else _NO_HOST
    database = _parts(asked["database"], functools.partial(database_status.unread, {}), why)
    why = why or database["database"]["problem"]
    return {
        "environment": environment,
        **_parts(cloud, cloud_status.unread),
        **database,
        "people": _people(asked["people"], why),
        "jobs": _jobs(asked["jobs"], why),
        "hosts": said,
    }


def _host(name: str, result: Facts) -> Facts:
    if result.get("unreachable"):
        return host_status.unread(unreached(_message(result), name))
    return _parts(result, host_status.unread)


def _parts(result: Facts, unread: t.Callable[[str], Facts], why: str = "") -> Facts:
    """The parts that a module returned, or those of who couldn't be asked, with the reason."""
    return t.cast("Facts", result.get("status")) or unread(why or _reason(result))


def _people(result: Facts, why: str) -> Facts:
    """missing: accounts that are on the list and not there yet; pending: all that the playbook people would change"""
    if "rights" not in result:
        return {"rights": [], "missing": [], "unlisted": [], "pending": [], "problem": why or _reason(result)}
    made = {change["target"] for change in result["plan"] if change["action"] == "create"}
    return {
        "rights": result["rights"],
        "missing": [right["account"] for right in result["rights"] if f"account {right['account']}" in made],
        "unlisted": result["unlisted"],
        "pending": [change["target"] for change in result["plan"]],
        "problem": "",
    }


def _jobs(result: Facts, why: str) -> Facts:
    """DataJoint removes the rows of what is done, so nobody can count those."""
    schemas = result.get("by_schema", {})
    total = {name: sum(counts[name] for counts in schemas.values()) for name in COUNTS}
    if "by_schema" not in result:
        return {"by_schema": {}, "total": None, "notes": [], "problem": why or _reason(result)}
    return {"by_schema": schemas, "total": total, "notes": result["notes"], "problem": ""}


def _reason(result: Facts) -> str:
    if result.get("msg"):
        return f"{_message(result)}."
    return "It wasn't asked. Read what this run says above."


def _message(result: Facts) -> str:
    said = str(result.get("msg", "")).removeprefix("Task failed: ").strip()
    return said.rstrip(".") or "nobody says why"
