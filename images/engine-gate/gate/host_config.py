"""The part of a new container that decides what it may do to its host."""

from __future__ import annotations

import typing as t

from . import mounts
from .checks import Check, each, either, empty, flag, only, table, whole
from .settings import Settings

REQUIRED = ("Memory", "CpuQuota", "CpuPeriod", "PidsLimit", "NetworkMode", "CapDrop", "SecurityOpt")
_PERIOD = (1_000, 1_000_000)


def judge(host: t.Any, settings: Settings, person: str) -> str | None:
    """What is wrong with a HostConfig, or None."""
    problem = table("", host, _rules(settings, person), REQUIRED)
    if problem:
        return problem
    if host["CpuQuota"] > settings.cpus * host["CpuPeriod"]:
        return f"CpuQuota must be at most {settings.cpus} of CpuPeriod"
    if not host["Memory"] <= (host.get("MemorySwap") or host["Memory"]) <= 2 * host["Memory"]:
        return "MemorySwap must be Memory to twice Memory"
    if (host.get("ShmSize") or 0) > host["Memory"]:
        return "ShmSize must be at most Memory"
    return None


def _rules(settings: Settings, person: str) -> dict[str, Check]:
    """What isn't here is refused: Privileged, Devices, DeviceRequests, CapAdd, PidMode, Runtime, Sysctls and others."""
    return {
        "Memory": whole(4 << 20, settings.memory_bytes),
        "MemorySwap": whole(4 << 20, 2 * settings.memory_bytes),
        "CpuPeriod": whole(*_PERIOD),
        "CpuQuota": whole(1_000, int(settings.cpus * _PERIOD[1])),
        "PidsLimit": whole(1, settings.pids),
        "NetworkMode": only(settings.user_name(person)),
        "CapDrop": only(["ALL"]),
        "SecurityOpt": only(["no-new-privileges"], ["no-new-privileges:true"]),
        "Binds": either(empty, each(mounts.bind(settings, person))),
        "Mounts": either(empty, each(mounts.mount(settings, person))),
        "Tmpfs": either(empty, mounts.tmpfs),
        "ShmSize": whole(0, settings.memory_bytes),
        "ReadonlyRootfs": flag,
        "Init": flag,
        "AutoRemove": flag,
        "RestartPolicy": either(empty, only({"Name": "no"}, {"Name": ""})),
        "ExtraHosts": either(empty, each(only(*settings.hosts))),
        "IpcMode": only("private", "none"),
        "CgroupnsMode": only("private"),
        "LogConfig": _log,
        "Links": empty,
    }


def _log(value: t.Any) -> str | None:
    """Lines in a file of limited size; nowhere else."""

    def size(text: t.Any) -> str | None:
        return None if isinstance(text, str) and text in ("1m", "5m", "10m") else "must be 1m, 5m or 10m"

    config = {"max-size": size, "max-file": only("1", "2", "3")}
    rules: dict[str, Check] = {
        "Type": only("json-file"),
        "Config": lambda given: table("", given, config, ("max-size",)),
    }
    return table("", value, rules, ("Type", "Config"))
