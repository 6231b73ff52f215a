"""The containers of this machine that have a host name of their own, for telling whether a job's is still there."""

from __future__ import annotations

import datetime
import time
import typing as t

from ..plan import MapError
from .engine_socket import EngineSocket


def read() -> dict[str, t.Any]:
    """asked_at (seconds since 1970 by this machine's clock, None if no engine answered), containers, reason."""
    asked_at = time.time()
    try:
        engine = EngineSocket()
        if not engine.version():
            return _unasked("no container engine answers")
        listed = engine.get("/containers/json?all=1") or []
        inspected = [engine.get(f"/containers/{container['Id']}/json") for container in listed]
    except MapError as error:
        return _unasked(" ".join(error.problems))
    return {"asked_at": asked_at, "containers": [_container(one) for one in inspected if _has_name(one)], "reason": ""}


def _unasked(reason: str) -> dict[str, t.Any]:
    return {"asked_at": None, "containers": [], "reason": reason}


def _has_name(inspected: t.Any) -> bool:
    """Not one that vanished meanwhile, nor one on the machine's own network, which has the machine's name."""
    return bool(inspected) and inspected["HostConfig"]["NetworkMode"] != "host"


def _container(inspected: dict[str, t.Any]) -> dict[str, t.Any]:
    state = inspected["State"]
    return {
        "hostname": inspected["Config"]["Hostname"],
        "name": inspected["Name"].lstrip("/"),
        # One that waits for its next start counts as running for the engine, but has no process.
        "running": state["Running"] and not state["Restarting"],
        "started": _seconds(state["StartedAt"]),
    }


def _seconds(stamp: str) -> float:
    """One that never ran has the year 1."""
    found = datetime.datetime.fromisoformat(stamp)
    return found.timestamp() if found.year > 1970 else 0.0
