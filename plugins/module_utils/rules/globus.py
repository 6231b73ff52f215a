"""Rules for the Globus archive: aliases, endpoints, paths, addresses, and keys that the pipeline no longer reads."""

from __future__ import annotations

import collections
import re
import typing as t
import urllib.parse

from ..globus import KEYS, LOCAL_KEYS, STALE, LocalEndpoint, Location
from .table import Rule, apply

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ALIAS = re.compile(r"[a-z][a-z0-9-]{0,31}")
_LONGEST_PATH = 1024
_LOCAL = "map_globus_local_endpoints"
_STORAGE = "map_globus_storage_locations"


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def enabled(wanted: bool, locations: list[Location], local: dict[str, t.Any]) -> t.Iterator[str]:
    empty = [name for name, given in ((_STORAGE, locations), (_LOCAL, local)) if not given]
    if wanted and empty:
        are = "are" if len(empty) > 1 else "is"
        yield f"map_globus_enabled is true, but {' and '.join(empty)} {are} empty. See docs/globus.md for its form."


def storage(locations: list[Location]) -> t.Iterator[str]:
    counted = collections.Counter(entry["alias"] for entry in locations)
    for alias, number in counted.items():
        if number > 1:
            yield f"The alias '{alias}' is in {_STORAGE} {number} times. The pipeline keeps one row: remove one."
        if not _ALIAS.fullmatch(alias):
            yield (
                f"The alias '{alias}' in {_STORAGE} can't be used. "
                "Take up to 32 small letters, digits and hyphens, as raw-ephys."
            )
    for entry in locations:
        yield from _endpoint(f"{_STORAGE}, {entry['alias']}", entry["endpoint"])
        yield from _path(f"{_STORAGE}, {entry['alias']}: path", entry["path"])


def local_endpoints(locations: list[Location], local: dict[str, t.Any]) -> t.Iterator[str]:
    known = {entry["alias"] for entry in locations}
    for alias, entry in local.items():
        where = f"{_LOCAL}, {alias}"
        if alias not in known:
            yield f"'{alias}' in {_LOCAL} is no alias of {_STORAGE}. Correct it, or add the location."
        if not isinstance(entry, dict):
            yield f"{where} must be a dictionary. Give it {', '.join(LOCAL_KEYS)}."
            continue
        yield from _keys(where, entry)
        if all(isinstance(entry.get(key), str) for key in LOCAL_KEYS):
            yield from _local(where, entry)


def _keys(where: str, entry: dict[str, t.Any]) -> t.Iterator[str]:
    for key in LOCAL_KEYS:
        if not isinstance(entry.get(key), str):
            yield f"{where}: {key} is missing, or no text. Give it {', '.join(LOCAL_KEYS)}."
    for key in entry:
        if key not in (*LOCAL_KEYS, "writable"):
            yield f"{where}: {key} is unknown. Take {', '.join(LOCAL_KEYS)} and writable."
    if not isinstance(entry.get("writable", False), bool):
        yield f"{where}: writable must be true or false. Take true where data is brought back, false where it is sent."


def _local(where: str, entry: LocalEndpoint) -> t.Iterator[str]:
    yield from _endpoint(where, entry["endpoint"])
    yield from _path(f"{where}: endpoint_subdir", entry["endpoint_subdir"])
    if not entry["endpoint_path"]:
        yield f"{where}: endpoint_path is empty. Write the folder on the machine's own disk, as /data/raw."


def _endpoint(where: str, endpoint: str) -> t.Iterator[str]:
    if not _UUID.fullmatch(endpoint):
        yield f"{where}: endpoint is '{endpoint}', which is no id. Copy the UUID from the collection's page at Globus."


def _path(where: str, path: str) -> t.Iterator[str]:
    if not path.startswith("/") or ".." in path.split("/") or len(path) > _LONGEST_PATH or "\\" in path:
        yield f"{where} is '{path}', which is no path in a collection. Begin it with a slash and divide by slashes."


def identity(variable: str) -> t.Callable[[str], t.Iterator[str]]:
    def judge(written: str) -> t.Iterator[str]:
        if not _UUID.fullmatch(written):
            yield f"{variable} is '{written}', which is no id. Copy the UUID from the application's page at Globus."

    return judge


def mapped(ids: list[str], locations: list[Location], local: dict[str, t.Any]) -> t.Iterator[str]:
    entries = [*locations, *(entry for entry in local.values() if isinstance(entry, dict))]
    known = {str(entry.get("endpoint")) for entry in entries}
    for endpoint in ids:
        if endpoint not in known:
            yield f"'{endpoint}' in globus_mapped_collections is no endpoint that is used. Correct or remove it."


def address(variable: str) -> t.Callable[[str], t.Iterator[str]]:
    def judge(written: str) -> t.Iterator[str]:
        parts = urllib.parse.urlsplit(written)
        if written and (parts.scheme != "https" or not parts.hostname):
            yield f"{variable} is '{written}', but a token may only go over TLS. Write an https:// address, or nothing."

    return judge


def custom(keys: dict[str, t.Any]) -> t.Iterator[str]:
    for key in keys:
        if key in STALE:
            yield (
                f"workers_custom has '{key}', which the pipeline no longer reads. "
                f"Give {STALE[key]} to an alias in {_LOCAL}, which makes 'globus.local_endpoints'."
            )
        elif key in KEYS:
            yield f"workers_custom has '{key}', which map_globus_* make. Set those, and remove it here."


RULES: tuple[Rule, ...] = (
    (("map_globus_enabled", _STORAGE, _LOCAL), enabled),
    ((_STORAGE,), storage),
    ((_STORAGE, _LOCAL), local_endpoints),
    (("globus_client_id",), identity("globus_client_id")),
    (("globus_mapped_collections", _STORAGE, _LOCAL), mapped),
    (("globus_auth_url",), address("globus_auth_url")),
    (("globus_transfer_url",), address("globus_transfer_url")),
    (("workers_custom",), custom),
)
