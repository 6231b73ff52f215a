"""What AWS said of an environment, as facts: each part whole, or with a sentence that says why not; pure."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from ..plan import MapError
from .ec2_host import several
from .ec2_types import Actual, Wanted

Facts = dict[str, t.Any]
T = t.TypeVar("T")
Answer: t.TypeAlias = T | MapError
"""What was read, or why it couldn't be."""

_PROVISION = "Make it with the playbook provision."
_SECRET = "MasterUserPassword"  # noqa: S105 (a name of AWS's; AWS itself gives stars for its value)


@dataclasses.dataclass(frozen=True)
class Bucket:
    """versioning: as AWS says it, "" where it was never on; more: whether there are objects that weren't counted"""

    versioning: str
    objects: int
    size: int
    more: bool


@dataclasses.dataclass(frozen=True)
class Key:
    """An access key. state: Active or Inactive"""

    id: str
    state: str
    made: datetime.datetime


@dataclasses.dataclass(frozen=True)
class Found:
    """What AWS said. instance: as RDS describes it, None where there is none; buckets: by name, None where there is
    none; keys: of each consumer; stored: the parameters in which keys are kept"""

    instance: Answer[Facts | None]
    host: Answer[Actual]
    buckets: dict[str, Answer[Bucket | None]]
    keys: dict[str, Answer[list[Key]]]
    stored: Answer[frozenset[str]]
    now: datetime.datetime


def unread(problem: str) -> Facts:
    """The facts where AWS can't be asked at all."""
    return {
        "database_instance": {"exists": None, "problem": problem},
        "host": {"exists": None, "problem": problem},
        "buckets": {"buckets": {}, "problem": problem},
        "store_keys": {"keys": {}, "problem": problem},
    }


def facts(found: Found, database: str, host: Wanted, parameters: dict[str, str]) -> Facts:
    """The four parts. database: the instance's name; parameters: consumer -> where its key is kept"""
    return {
        "database_instance": _instance(found.instance, database),
        "host": _host(found.host, host),
        "buckets": {"buckets": {name: _bucket(said, name) for name, said in found.buckets.items()}, "problem": ""},
        "store_keys": _keys(found, parameters),
    }


def _instance(found: Answer[Facts | None], name: str) -> Facts:
    if isinstance(found, MapError):
        return {"exists": None, "identifier": name, "problem": str(found)}
    if found is None:
        return {
            "exists": False,
            "identifier": name,
            "problem": f"AWS has no database instance '{name}'. {_PROVISION}",
        }
    group = found["DBParameterGroups"][0]
    pending = found.get("PendingModifiedValues") or {}
    return {
        "exists": True,
        "identifier": name,
        "class": found["DBInstanceClass"],
        "status": found["DBInstanceStatus"],
        "engine_version": found["EngineVersion"],
        "allocated_gib": found["AllocatedStorage"],
        "most_gib": found.get("MaxAllocatedStorage"),
        "multi_az": found.get("MultiAZ", False),
        "parameter_group": group["DBParameterGroupName"],
        "parameter_status": group["ParameterApplyStatus"],
        "pending_reboot": group["ParameterApplyStatus"] == "pending-reboot",
        "pending": {what: str(value) for what, value in sorted(pending.items()) if what != _SECRET},
        "address": found.get("Endpoint", {}).get("Address") or "",
        "port": found.get("Endpoint", {}).get("Port"),
        "problem": "",
    }


def _host(found: Answer[Actual], wanted: Wanted) -> Facts:
    name = wanted.host
    if isinstance(found, MapError):
        return {"exists": None, "name": name, "address": "", "problem": str(found)}
    address = found.address.ip if found.address else ""
    if found.instance is None:
        problem = f"AWS has no '{name}'. {_PROVISION}"
        return {"exists": False, "name": name, "address": address, "problem": problem}
    problem = " ".join(several(found, wanted))
    if not address:
        problem = problem or f"The host '{name}' has no fixed address. {_PROVISION}"
    return {
        "exists": True,
        "name": name,
        "instance_id": found.instance.id,
        "type": found.instance.type,
        "state": found.instance.state,
        "zone": found.instance.zone,
        "image_id": found.instance.image_id,
        "address": address,
        "problem": problem,
    }


def _bucket(found: Answer[Bucket | None], name: str) -> Facts:
    if isinstance(found, MapError):
        return {"exists": None, "problem": str(found)}
    if found is None:
        return {"exists": False, "problem": f"AWS has no bucket '{name}'. {_PROVISION}"}
    return {
        "exists": True,
        "versioning": found.versioning,
        "objects": found.objects,
        "bytes": found.size,
        "more": found.more,
        "problem": "",
    }


def _keys(found: Found, parameters: dict[str, str]) -> Facts:
    stored: frozenset[str] = frozenset() if isinstance(found.stored, MapError) else found.stored
    problem = str(found.stored) if isinstance(found.stored, MapError) else ""
    keys = {
        consumer: _key(said, consumer, found.now, None if problem else parameters[consumer] in stored)
        for consumer, said in found.keys.items()
    }
    return {"keys": keys, "problem": problem}


def _key(found: Answer[list[Key]], consumer: str, now: datetime.datetime, stored: bool | None) -> Facts:
    if isinstance(found, MapError):
        return {"exists": None, "stored": stored, "problem": str(found)}
    if not found:
        return {"exists": False, "stored": stored, "problem": f"'{consumer}' has no access key. {_PROVISION}"}
    key = found[0]
    return {
        "exists": True,
        "key_id": key.id,
        "state": key.state,
        "age_days": (now - key.made).days,
        "stored": stored,
        "problem": " ".join(_key_problems(found, consumer, stored)),
    }


def _key_problems(found: list[Key], consumer: str, stored: bool | None) -> t.Iterator[str]:
    mend = "Run the playbook provision, which mends it."
    if len(found) > 1:
        yield f"'{consumer}' has {len(found)} access keys, and one is known. {mend}"
    if found[0].state != "Active":
        yield f"The access key {found[0].id} of '{consumer}' is switched off. {mend}"
    if stored is False:
        yield f"The access key {found[0].id} of '{consumer}' is not in the parameter store. {mend}"
