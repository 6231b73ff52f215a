"""Globus in the terms of the pipeline: the keys that upstream reads under `custom`, and the folders they come to."""

from __future__ import annotations

import typing as t

KEYS = ("globus.storage_locations", "globus.local_endpoints", "globus.token")
"""What upstream reads of Globus, and what the settings make."""

STALE = {
    "globus.local_endpoint": "endpoint",
    "globus.local_endpoint_subdir": "endpoint_subdir",
    "globus.local_endpoint_local_path": "endpoint_path",
    "globus.local_endpoint_path": "endpoint_path",
}
"""Keys that old instructions have and the code no longer reads -> the same in an entry of `globus.local_endpoints`."""

LOCAL_KEYS = ("endpoint", "endpoint_subdir", "endpoint_path")

Location = dict[str, t.Any]
"""alias, endpoint, path; writable (default true)"""

LocalEndpoint = dict[str, t.Any]
"""endpoint, endpoint_subdir, endpoint_path; writable (default false)"""


def custom_keys(locations: list[Location], local: dict[str, LocalEndpoint], token: str) -> dict[str, t.Any]:
    """The keys of `custom` in dj_local_conf.json; without `globus.token` while nobody has signed in."""
    storage, endpoints, secret = KEYS
    return {
        storage: [[entry["alias"], entry["endpoint"], entry["path"]] for entry in locations],
        endpoints: {alias: {key: entry[key] for key in LOCAL_KEYS} for alias, entry in local.items()},
        **({secret: token} if token else {}),
    }


def folders(locations: list[Location], local: dict[str, LocalEndpoint]) -> list[dict[str, t.Any]]:
    """Every folder that a transfer reads or writes: name, endpoint, path, writable."""
    return [
        *(_folder(f"storage {e['alias']}", e, e["path"], writable=e.get("writable", True)) for e in locations),
        *(
            _folder(f"local {alias}", entry, entry["endpoint_subdir"], writable=entry.get("writable", False))
            for alias, entry in local.items()
        ),
    ]


def _folder(name: str, entry: dict[str, t.Any], path: str, *, writable: bool) -> dict[str, t.Any]:
    return {"name": name, "endpoint": entry["endpoint"], "path": path, "writable": writable}
