"""What can't be met of an instance, and what people should hear of one though nothing needs to change."""

from __future__ import annotations

import re
import typing as t

from .rds_network import problems as network_problems

if t.TYPE_CHECKING:
    from .rds_instance import Actual, Instance, Wanted

GUIDE = "docs/database.md says how"
_NAME = re.compile(r"(?!.*--)[a-z][a-z0-9-]{0,61}[a-z0-9]")
_USER = re.compile(r"[a-zA-Z][a-zA-Z0-9]{0,15}")
_USER_RESERVED = frozenset({"root", "rdsadmin", "rdsrepladmin", "mysql", "sys"})
_PASSWORD = re.compile(r'[^\x00-\x20\x7f-\U0010ffff/@"]{8,41}')
_SMALL = re.compile(r"db\.([a-z0-9]+\.(micro|small|medium)|c[a-z0-9]+\.large)")

STORAGE_GB = (20, 65536)
BACKUP_DAYS = (1, 35)
"""What RDS takes, the first and the last."""

BROKEN = {
    "stopped": "Start it in the AWS console, then run again",
    "stopping": "Wait until it has stopped, start it, then run again",
    "deleting": "Somebody deletes it. Wait until it is gone, then run again",
    "failed": "Restore it from its latest backup",
    "incompatible-network": "Mend its subnets and security groups in the AWS console",
    "incompatible-restore": "Restore it again from a backup",
    "inaccessible-encryption-credentials": "Give RDS the encryption key back",
    "inaccessible-encryption-credentials-recoverable": "Give RDS the encryption key back, and start it",
}
ALARMING = {
    "storage-full": "It stands still until database_allocated_storage_gb is larger",
    "incompatible-parameters": "Correct map_database_parameters, then reboot it",
}


def user_problem(name: str) -> list[str]:
    """What AWS would refuse of a master user's name."""
    if not _USER.fullmatch(name):
        return [
            f"map_database_master_user is '{name}', which RDS refuses. Take 1 to 16 letters and digits, a letter first."
        ]
    if name.lower() in _USER_RESERVED:
        return [f"map_database_master_user is '{name}', which is reserved. Take another name, as mapmaster."]
    return []


def password_problem(password: str) -> list[str]:
    """What AWS would refuse of a master password, said without quoting it."""
    if _PASSWORD.fullmatch(password):
        return []
    return [
        "The database's master password (map_database_master_password) would be refused by RDS. "
        "Take 8 to 41 characters of ASCII without slash, at sign, double quote and blank."
    ]


def problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    """Everything that can't be met, found before any change."""
    yield from network_problems(actual.network, wanted.network)
    yield from _settings_problems(wanted)
    found = actual.instance
    if found is None:
        return
    if found.status in BROKEN:
        yield f"The database instance {wanted.name} is {found.status}. {BROKEN[found.status]}."
    yield from _unchangeable(found, wanted)
    now, size = found.settings["storage_gb"], wanted.settings["storage_gb"]
    least = -(-now * 11 // 10)
    if now < size < least:
        yield (
            f"database_allocated_storage_gb is {size}, but the database instance {wanted.name} has {now} GiB, and RDS "
            f"enlarges storage by a tenth at least. Choose {least} or more, or {now} to leave it."
        )


def notes(actual: Actual, wanted: Wanted, *, waiting: dict[str, t.Any], reboot: bool) -> t.Iterator[str]:
    """What people should hear. waiting: settings on their way; reboot: whether parameters wait for a reboot"""
    if _SMALL.fullmatch(wanted.settings["instance_class"]):
        yield (
            f"The database class {wanted.settings['instance_class']} has less than 8 GiB of memory. DataJoint's "
            "settings mean a buffer pool of 4 GiB: take db.m6g.large or larger where people work."
        )
    found = actual.instance
    if found is None:
        return
    if found.status in ALARMING:
        yield f"The database instance {wanted.name} is {found.status}. {ALARMING[found.status]}."
    if reboot:
        yield (
            f"The database instance {wanted.name} follows all of its parameters only after a reboot, which cuts "
            "everybody off for a minute or two. Set database_reboot to now for one run, when nobody works."
        )
    if waiting:
        what = ", ".join(f"{name} {value}" for name, value in sorted(waiting.items()))
        yield (
            f"The database instance {wanted.name} takes this over in its next maintenance window: {what}. "
            "Set database_reboot to now for one run to have it at once."
        )
    if _parts(found.engine_version) < _parts(wanted.engine_version):
        yield (
            f"The database instance {wanted.name} runs MySQL {found.engine_version}, and {wanted.engine_version} is "
            "asked for. AWS upgrades it in a maintenance window; upgrade it in the console to have it sooner."
        )


def _settings_problems(wanted: Wanted) -> t.Iterator[str]:
    settings = wanted.settings
    if not _NAME.fullmatch(wanted.name):
        yield (
            f"The instance name '{wanted.name}' can't be used. Take at most 63 small letters, digits and single inner "
            "hyphens, a letter first: AWS would change it otherwise."
        )
    yield from user_problem(wanted.master_user)
    yield from _outside("database_allocated_storage_gb", settings["storage_gb"], STORAGE_GB, "GiB")
    if settings["max_storage_gb"] * 10 < settings["storage_gb"] * 11:
        yield (
            f"database_max_storage_gb is {settings['max_storage_gb']}, with {settings['storage_gb']} GiB to begin "
            "with. Choose at least a tenth more, so that storage can grow before it is full, which stops the database."
        )
    yield from _outside("database_backup_days", settings["backup_days"], BACKUP_DAYS, "days")


def _outside(setting: str, value: int, limits: tuple[int, int], unit: str) -> t.Iterator[str]:
    low, high = limits
    if not low <= value <= high:
        yield f"{setting} is {value}, outside RDS's range. Choose {low} to {high} {unit}."


def _unchangeable(found: Instance, wanted: Wanted) -> t.Iterator[str]:
    if found.engine != "mysql" or _parts(found.engine_version)[:2] != _parts(wanted.engine_version)[:2]:
        yield (
            f"The database instance {wanted.name} runs {found.engine} {found.engine_version}, and MySQL "
            f"{wanted.engine_version} is wanted. Correct map_database_engine_version, or upgrade first: {GUIDE}."
        )
    if not found.encrypted:
        yield (
            f"The storage of the database instance {wanted.name} is not encrypted, which can't be changed. "
            f"Restore an encrypted copy of a snapshot under this name: {GUIDE}."
        )
    if found.subnet_group != wanted.network.name:
        yield (
            f"The database instance {wanted.name} is in the subnet group '{found.subnet_group}', and "
            f"'{wanted.network.name}' is wanted. Move it by a restore from a snapshot: {GUIDE}."
        )
    if found.master_user != wanted.master_user:
        yield (
            f"The database instance {wanted.name} has the master user '{found.master_user}', which can't be changed. "
            f"Set map_database_master_user to '{found.master_user}'."
        )


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
