"""Rules for numbers and sizes: what AWS takes."""

from __future__ import annotations

import itertools
import re
import typing as t

from ..plans import rds_wishes
from .table import Rule, apply

_PORT = (1, 65535)
_CLASS = re.compile(r"db\.[a-z0-9-]+\.[a-z0-9.-]+")
_TYPE = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")
# AWS writes a g behind the generation: m7g is ARM, g5 is not. a1 is from before that.
_ARM = re.compile(r"(a1|[a-z]+[0-9]+g[a-z]*)\..*")

RANGES: dict[str, tuple[int, int]] = {
    "map_database_port": _PORT,
    "embedded_aws_port": _PORT,
    "embedded_mysql_port": _PORT,
    "embedded_github_port": (1024, 65535),  # in its container an ordinary user listens there
    "database_backup_days": rds_wishes.BACKUP_DAYS,
    "database_allocated_storage_gb": rds_wishes.STORAGE_GB,
    "database_max_storage_gb": (22, 65536),
    "host_root_gb": (8, 16384),
    "host_data_gb": (1, 16384),
    "storage_noncurrent_days": (1, 36500),
    "map_container_database_port": _PORT,
    "jupyterhub_port": _PORT,
    "jupyterhub_work_quota_gb": (0, 65536),
    "jupyterhub_idle_seconds": (0, 30 * 86400),
    "edge_http_port": _PORT,
    "edge_https_port": _PORT,
    "edge_renew_check_seconds": (1, 86400),
    "edge_request_mebibytes": (1, 10240),
    "edge_hsts_seconds": (0, 10 * 365 * 86400),
    "hub_image_try_seconds": (10, 3600),
    "webgui_port": _PORT,
    "webgui_workers": (1, 64),
    "webgui_figure_seconds": (10, 7 * 86400),  # S3 takes no longer
    "webgui_stage_days": (1, 3650),
    "webgui_stage_gb": (1, 65536),
    "webgui_stage_prune_seconds": (60, 86400),
    "workers_count": (0, 64),
    "workers_stop_grace_seconds": (10, 86400),
    "workers_stuck_seconds": (60, 7 * 86400),
    "workers_stage_days": (1, 3650),
    "workers_stage_gb": (1, 65536),
    "workers_stage_prune_seconds": (60, 86400),
}


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    outside = [
        f"{name} is {values[name]}, which is out of range. Take {low} to {high}."
        for name, (low, high) in RANGES.items()
        if name in values and not low <= values[name] <= high
    ]
    return outside + apply(RULES, values)


def room_to_grow(now: int, most: int) -> t.Iterator[str]:
    # RDS refuses an upper limit that is less than a tenth above the size.
    if most * 10 < now * 11:
        yield (
            f"database_max_storage_gb is {most}, which leaves no room above database_allocated_storage_gb ({now}). "
            f"Take at least {-(-now * 11 // 10)}."
        )


def database_class(name: str) -> t.Iterator[str]:
    if not _CLASS.fullmatch(name):
        yield f"database_instance_class is '{name}', which is no class of RDS. Write it as db.m6g.large."


def host_type(name: str) -> t.Iterator[str]:
    if not _TYPE.fullmatch(name):
        yield f"host_instance_type is '{name}', which is no type of EC2. Write it as m6a.2xlarge."
    elif _ARM.fullmatch(name):
        yield f"host_instance_type is '{name}', whose processor is ARM. Take one of Intel or AMD, as m6a.2xlarge."


_PORTS = (
    "embedded_aws_port",
    "embedded_mysql_port",
    "embedded_github_port",
    "jupyterhub_port",
    "webgui_port",
    "edge_http_port",
    "edge_https_port",
)


def ports(*taken: int) -> t.Iterator[str]:
    for (one, port), (other, same) in itertools.combinations(zip(_PORTS, taken, strict=True), 2):
        if port == same:
            yield f"{one} and {other} are both {port}. Take two ports."


RULES: tuple[Rule, ...] = (
    (("database_allocated_storage_gb", "database_max_storage_gb"), room_to_grow),
    (("database_instance_class",), database_class),
    (("host_instance_type",), host_type),
    (_PORTS, ports),
)
