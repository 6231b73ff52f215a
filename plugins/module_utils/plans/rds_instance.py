"""What it takes to have the database instance as it is wanted. Never replaces or deletes an instance."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import Call, Change, refuse
from . import rds_network, rds_wishes

AT_ONCE = (
    *("max_storage_gb", "backup_days", "deletion_protection", "copy_tags_to_snapshots", "public"),
    *("automatic_minor_upgrades", "parameter_group", "security_groups"),
)
"""Settings that AWS takes over at once, without a stop."""

SCHEDULED = ("storage_gb", "storage_type", "multi_az")
"""Settings that AWS takes over in the maintenance window or, on demand, at once and without a stop."""

BEING_MADE = ("creating", "starting", "rebooting", "upgrading", "maintenance", "renaming", "configuring-log-exports")
"""States that end by themselves, and in which nobody can connect or change anything."""


@dataclasses.dataclass(frozen=True)
class Instance:
    """An instance as RDS describes it.

    settings: by the names in AT_ONCE, SCHEDULED and instance_class; sizes in GiB, times in days
    pending: settings that are on their way; also, by RDS's names, what is none of ours, as EngineVersion
    parameter_status: in-sync, applying, or pending-reboot
    """

    status: str
    settings: dict[str, t.Any]
    engine: str = "mysql"
    engine_version: str = "8.4"
    encrypted: bool = True
    subnet_group: str = ""
    master_user: str = ""
    pending: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    parameter_status: str = "in-sync"
    address: str | None = None
    port: int = rds_network.PORT
    tags: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Actual:
    """rebooted: whether this run rebooted the instance already"""

    network: rds_network.Actual = dataclasses.field(default_factory=rds_network.Actual)
    instance: Instance | None = None
    rebooted: bool = False


@dataclasses.dataclass(frozen=True)
class Wanted:
    """static_changed: static parameters that an earlier task of this run changed in the parameter group"""

    name: str
    network: rds_network.Wanted
    settings: dict[str, t.Any]
    engine_version: str
    master_user: str
    reboot: bool
    static_changed: tuple[str, ...]
    tags: dict[str, str]


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """All changes, in the order in which they are made. Raises MapError for what can't be met."""
    refuse(rds_wishes.problems(actual, wanted))
    changes = rds_network.plan(actual.network, wanted.network)
    if actual.instance is None:
        return [*changes, _create(wanted)]
    found = actual.instance
    if found.status in BEING_MADE:
        changes.append(
            _change(wanted, "status", found.status, "available", Call("wait_until_made", {"name": wanted.name}))
        )
    tags = {**found.tags, **wanted.tags}
    if tags != found.tags:
        call = Call("tag_instance", {"name": wanted.name, "tags": wanted.tags})
        changes.append(_change(wanted, "tags", found.tags or None, tags, call))
    return [*changes, *_modifications(found, wanted), *_reboot(actual, wanted)]


def needs_reboot(actual: Actual, wanted: Wanted) -> bool:
    """Whether the instance follows its parameters only after a reboot."""
    found = actual.instance
    if found is None or actual.rebooted:
        return False
    other_group = found.settings["parameter_group"] != wanted.settings["parameter_group"]
    return found.parameter_status == "pending-reboot" or other_group or bool(wanted.static_changed)


def waits(found: Instance) -> dict[str, t.Any]:
    """What is on its way, and isn't the same as what is there."""
    return {name: value for name, value in found.pending.items() if found.settings.get(name) != value}


def _create(wanted: Wanted) -> Change:
    after = {"engine_version": wanted.engine_version, "master_user": wanted.master_user, **wanted.settings}
    kwargs = {
        "name": wanted.name,
        "engine_version": wanted.engine_version,
        "master_user": wanted.master_user,
        "settings": wanted.settings,
        "tags": wanted.tags,
    }
    call = Call("create_instance", kwargs)
    return Change("rds", "create", f"database instance {wanted.name}", None, after, call)


def _modifications(found: Instance, wanted: Wanted) -> list[Change]:
    on_its_way = {**found.settings, **found.pending}
    differing = {
        name: value
        for name, value in wanted.settings.items()
        if name != "instance_class" and not holds(name, on_its_way.get(name), value)
    }
    # A request that is to be obeyed at once also sets off whatever waits for the maintenance window.
    at_once = wanted.reboot or not _noticed(found)
    changes = [
        _modify(found, wanted, "settings", {name: v for name, v in differing.items() if name in AT_ONCE}, False),
        _modify(found, wanted, "storage", {name: v for name, v in differing.items() if name in SCHEDULED}, at_once),
    ]
    size = wanted.settings["instance_class"]
    now = found.settings["instance_class"] if wanted.reboot else on_its_way["instance_class"]
    if now != size:
        what = "class, now" if wanted.reboot else "class, in the maintenance window"
        changes.append(_modify(found, wanted, what, {"instance_class": size}, wanted.reboot))
    return [change for change in changes if change is not None]


def _modify(found: Instance, wanted: Wanted, what: str, settings: dict[str, t.Any], at_once: bool) -> Change | None:
    if not settings:
        return None
    call = Call("modify_instance", {"name": wanted.name, "settings": settings, "at_once": at_once})
    before = {name: found.settings.get(name) for name in settings}
    change = _change(wanted, what, before, settings, call)
    noticed = "instance_class" in settings or (at_once and _noticed(found))
    return dataclasses.replace(change, impact="reboot") if noticed else change


def _noticed(found: Instance) -> bool:
    """Whether something is on its way that people will notice."""
    return bool(waits(found).keys() - set(SCHEDULED))


def holds(name: str, actual: t.Any, wanted: t.Any) -> bool:
    """Whether a setting is as it is wanted."""
    if name == "storage_gb":  # storage grows by itself, and never shrinks
        return bool(actual >= wanted)
    return bool(actual == wanted)


def _reboot(actual: Actual, wanted: Wanted) -> list[Change]:
    if not wanted.reboot or not needs_reboot(actual, wanted):
        return []
    call = Call("reboot_instance", {"name": wanted.name})
    change = _change(wanted, "reboot", "pending-reboot", "in-sync", call)
    return [dataclasses.replace(change, impact="reboot")]


def _change(wanted: Wanted, what: str, before: t.Any, after: t.Any, call: Call) -> Change:
    return Change("rds", "update", f"database instance {wanted.name}: {what}", before, after, call)
