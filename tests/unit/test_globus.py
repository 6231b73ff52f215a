"""The Globus archive: the keys that upstream reads, the folders they come to, and what is wrong with settings."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.filter.globus_keys import globus_keys
from ansible_collections.mesoscale.map.plugins.module_utils.globus import folders
from ansible_collections.mesoscale.map.plugins.module_utils.rules import globus
from tests.unit.settings_given import judge

ARCHIVE = "5b875fda-4185-11e8-bb52-0ac6873fc732"
LAB = "c40e971d-0075-4a82-b12f-8f9717762e7b"
EPHYS = {"alias": "raw-ephys", "endpoint": ARCHIVE, "path": "/ePhys"}
VIDEO = {"alias": "raw-video", "endpoint": ARCHIVE, "path": "/Videos", "writable": False}
LOCAL = {"endpoint": LAB, "endpoint_subdir": "/map/raw", "endpoint_path": "/data/raw"}
GOOD: dict[str, t.Any] = {
    "map_globus_enabled": True,
    "map_globus_storage_locations": [EPHYS, VIDEO],
    "map_globus_local_endpoints": {"raw-ephys": LOCAL, "raw-video": {**LOCAL, "writable": True}},
    "map_globus_token": "a-refresh-token-0451",
}


def test_the_keys_are_those_that_upstream_reads() -> None:
    assert globus_keys([EPHYS, VIDEO], GOOD["map_globus_local_endpoints"], "a-refresh-token-0451") == {
        "globus.storage_locations": [["raw-ephys", ARCHIVE, "/ePhys"], ["raw-video", ARCHIVE, "/Videos"]],
        "globus.local_endpoints": {"raw-ephys": LOCAL, "raw-video": LOCAL},
        "globus.token": "a-refresh-token-0451",
    }


def test_without_a_token_there_is_no_key_for_it() -> None:
    assert list(globus_keys([EPHYS], {"raw-ephys": LOCAL})) == ["globus.storage_locations", "globus.local_endpoints"]


def test_off_there_are_no_keys() -> None:
    assert globus_keys([EPHYS], {"raw-ephys": LOCAL}, token="a-refresh-token-0451", enabled=False) == {}


def test_folders_are_all_that_a_transfer_reads_or_writes() -> None:
    assert folders([EPHYS, VIDEO], GOOD["map_globus_local_endpoints"]) == [
        {"name": "storage raw-ephys", "endpoint": ARCHIVE, "path": "/ePhys", "writable": True},
        {"name": "storage raw-video", "endpoint": ARCHIVE, "path": "/Videos", "writable": False},
        {"name": "local raw-ephys", "endpoint": LAB, "path": "/map/raw", "writable": False},
        {"name": "local raw-video", "endpoint": LAB, "path": "/map/raw", "writable": True},
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"map_globus_token": ""},
        {"map_globus_enabled": False, "map_globus_storage_locations": [], "map_globus_local_endpoints": {}},
        {"globus_mapped_collections": [ARCHIVE]},
        {"globus_auth_url": "https://auth.example.org/"},
    ],
    ids=str,
)
def test_good_settings_pass(changes: dict[str, t.Any]) -> None:
    assert judge(**{**GOOD, **changes}) == []


def local(**changes: t.Any) -> dict[str, t.Any]:
    return {"map_globus_local_endpoints": {"raw-ephys": {**LOCAL, **changes}}}


def storage(**changes: t.Any) -> dict[str, t.Any]:
    return {"map_globus_storage_locations": [{**EPHYS, **changes}, VIDEO]}


ONE_PROBLEM: list[tuple[dict[str, t.Any], str]] = [
    ({"map_globus_storage_locations": [], "map_globus_local_endpoints": {}}, "map_globus_local_endpoints are empty"),
    ({"map_globus_local_endpoints": {}}, "map_globus_local_endpoints is empty"),
    ({"map_globus_storage_locations": [EPHYS, VIDEO, EPHYS]}, "'raw-ephys' is in map_globus_storage_locations 2 times"),
    (storage(alias="Raw Ephys") | {"map_globus_local_endpoints": {"raw-video": LOCAL}}, "can't be used"),
    (storage(endpoint="petrel#map"), "endpoint is 'petrel#map', which is no id"),
    (storage(path="ePhys"), "path is 'ePhys', which is no path in a collection"),
    (storage(path="/a/../b"), "which is no path in a collection"),
    (storage(path="/" + "a" * 1024), "which is no path in a collection"),
    (storage(paht="/"), "paht is unknown"),
    ({"map_globus_local_endpoints": {"raw-audio": LOCAL}}, "'raw-audio' in map_globus_local_endpoints is no alias"),
    ({"map_globus_local_endpoints": {"raw-ephys": LAB}}, "raw-ephys must be a dictionary"),
    (local(endpoint="lab"), "endpoint is 'lab', which is no id"),
    (local(endpoint_subdir="map/raw"), "endpoint_subdir is 'map/raw', which is no path in a collection"),
    (local(endpoint_subdir="C:\\map"), "which is no path in a collection"),
    (local(endpoint_path=""), "endpoint_path is empty"),
    (local(endpoint_path=None), "endpoint_path is missing, or no text"),
    (local(subdir="/"), "subdir is unknown"),
    (local(writable="yes"), "writable must be true or false"),
    ({"globus_client_id": "map"}, "globus_client_id is 'map', which is no id"),
    ({"globus_mapped_collections": [EPHYS["alias"]]}, "'raw-ephys' in globus_mapped_collections is no endpoint"),
    ({"globus_auth_url": "http://auth.example.org"}, "a token may only go over TLS"),
    ({"globus_transfer_url": "transfer.example.org"}, "a token may only go over TLS"),
    ({"map_globus_token": "replace-me-0123"}, "is still the example's"),
]


@pytest.mark.parametrize(("changes", "said"), ONE_PROBLEM, ids=[said for _, said in ONE_PROBLEM])
def test_one_problem(changes: dict[str, t.Any], said: str) -> None:
    found = judge(**{**GOOD, **changes})
    assert len(found) == 1, found
    assert said in found[0]
    assert found[0].endswith((".", "?"))
    assert found[0].count(". ") >= 1


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("globus.local_endpoint", "Give endpoint to an alias in map_globus_local_endpoints"),
        ("globus.local_endpoint_subdir", "Give endpoint_subdir to an alias"),
        ("globus.local_endpoint_local_path", "Give endpoint_path to an alias"),
        ("globus.token", "which map_globus_* make"),
        ("globus.local_endpoints", "which map_globus_* make"),
        ("globus.storage_locations", "which map_globus_* make"),
    ],
)
def test_own_keys_of_the_configuration_are_refused(key: str, said: str) -> None:
    (problem,) = globus.problems({"workers_custom": {key: "a", "session.user": "alice"}})
    assert f"workers_custom has '{key}'" in problem
    assert said in problem


def test_other_keys_of_the_configuration_pass() -> None:
    assert globus.problems({"workers_custom": {"session.user": "alice", "globus_note": "a"}}) == []
