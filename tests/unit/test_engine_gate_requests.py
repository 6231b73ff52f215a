"""The gate before the engine: which requests there are, how they are read, and whose things they may touch."""

from __future__ import annotations

import json
import typing as t

import pytest
from gate.asked import UnreadableError, read
from gate.belongings import judge_found
from gate.policy import Thing, decide, things
from gate.settings import SettingsError, read_images
from gate.settings import read as read_settings

from tests.engine_gate import GIVEN, HARMLESS, IMAGE, LABELS, NAME, RULES, SETTINGS, VOLUME, changed

NETWORK: dict[str, t.Any] = {
    "Name": NAME,
    "Driver": "bridge",
    "Options": None,
    "IPAM": None,
    "CheckDuplicate": True,
    "Labels": LABELS,
    "Internal": True,
}
NEW_VOLUME: dict[str, t.Any] = {"Name": VOLUME, "Driver": "local", "DriverOpts": None, "Labels": LABELS}
PROXY = "map-lab-jupyterhub-proxy-1"
JOIN = {"Container": PROXY, "EndpointConfig": {"Aliases": ["proxy"]}}
OURS = {"filters": json.dumps({"label": ["map.environment=lab", "map.stack=jupyterhub"]})}

PASSING: list[tuple[str, str, dict[str, str], t.Any, list[Thing]]] = [
    ("GET", "/version", {}, None, []),
    ("GET", "/_ping", {}, None, []),
    ("HEAD", "/_ping", {}, None, []),
    ("GET", f"/images/{IMAGE}/json", {}, None, []),
    ("GET", "/containers/json", {"all": "1", **OURS}, None, []),
    ("GET", f"/containers/{NAME}/json", {}, None, [Thing("containers", NAME)]),
    ("POST", f"/containers/{NAME}/start", {}, None, [Thing("containers", NAME)]),
    ("POST", f"/containers/{NAME}/stop", {"t": "10"}, None, [Thing("containers", NAME)]),
    (
        "DELETE",
        f"/containers/{NAME}",
        {"v": "True", "link": "False", "force": "False"},
        None,
        [Thing("containers", NAME)],
    ),
    ("GET", "/networks", OURS, None, []),
    ("GET", f"/networks/{NAME}", {}, None, [Thing("networks", NAME)]),
    ("POST", "/networks/create", {}, NETWORK, []),
    ("POST", f"/networks/{NAME}/connect", {}, JOIN, [Thing("networks", NAME)]),
    ("POST", f"/networks/{NAME}/connect", {}, {"Container": PROXY, "EndpointConfig": {}}, [Thing("networks", NAME)]),
    ("POST", f"/networks/{NAME}/disconnect", {}, {"Container": PROXY, "Force": True}, [Thing("networks", NAME)]),
    ("POST", "/volumes/create", {}, NEW_VOLUME, []),
    ("GET", f"/volumes/{VOLUME}", {}, None, [Thing("volumes", VOLUME)]),
]


@pytest.mark.parametrize(("method", "path", "query", "body", "needed"), PASSING)
def test_requests_that_pass(method: str, path: str, query: dict[str, str], body: t.Any, needed: list[Thing]) -> None:
    assert decide(method, path, query, body, RULES) is None
    assert things(method, path, body, RULES) == needed


@pytest.mark.parametrize(("method", "path", "query", "body", "needed"), PASSING)
def test_they_don_t_pass_with_more(
    method: str, path: str, query: dict[str, str], body: t.Any, needed: list[Thing]
) -> None:
    assert "the query has 'other'" in str(decide(method, path, {**query, "other": "1"}, body, RULES))
    more = {**(body or {}), "HostConfig": {"Privileged": True}}
    assert "not allowed" in str(decide(method, path, query, more, RULES))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/containers/{NAME}/exec"),
        ("POST", "/exec/0123456789ab/start"),
        ("POST", f"/containers/{NAME}/attach"),
        ("GET", f"/containers/{NAME}/archive"),
        ("PUT", f"/containers/{NAME}/archive"),
        ("GET", f"/containers/{NAME}/export"),
        ("GET", f"/containers/{NAME}/logs"),
        ("GET", f"/containers/{NAME}/top"),
        ("POST", f"/containers/{NAME}/update"),
        ("POST", f"/containers/{NAME}/rename"),
        ("POST", f"/containers/{NAME}/kill"),
        ("POST", f"/containers/{NAME}/restart"),
        ("POST", "/containers/prune"),
        ("POST", "/commit"),
        ("POST", "/build"),
        ("POST", "/session"),
        ("POST", "/images/create"),
        ("POST", "/images/load"),
        ("POST", f"/images/{IMAGE}/tag"),
        ("DELETE", f"/images/{IMAGE}"),
        ("GET", "/images/json"),
        ("GET", f"/images/{IMAGE}/get"),
        ("GET", "/info"),
        ("GET", "/events"),
        ("GET", "/system/df"),
        ("POST", "/auth"),
        ("DELETE", f"/networks/{NAME}"),
        ("DELETE", f"/volumes/{VOLUME}"),
        ("GET", "/volumes"),
        ("POST", "/volumes/prune"),
        ("POST", "/swarm/init"),
        ("GET", "/secrets"),
        ("POST", "/secrets/create"),
        ("GET", "/configs"),
        ("POST", "/services/create"),
        ("GET", "/nodes"),
        ("POST", "/plugins/pull"),
        ("GET", "/distribution/map/notebook/json"),
    ],
)
def test_requests_that_nobody_needs(method: str, path: str) -> None:
    assert "is not needed for people's servers" in str(decide(method, path, {}, None, RULES))


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "reason"),
    [
        ("POST", "/containers/create", {"name": "map-lab-jupyterhub-hub-1"}, HARMLESS, "the name is not"),
        ("POST", "/containers/create", {"name": "map-other-user-alice"}, HARMLESS, "the name is not"),
        ("POST", "/containers/create", {"name": "map-lab-user-Alice"}, HARMLESS, "the name is not"),
        ("POST", "/containers/create", {"name": "map-lab-user-"}, HARMLESS, "the name is not"),
        ("POST", "/containers/create", {"name": "map-lab-user-bob"}, HARMLESS, "must be"),
        ("POST", "/containers/create", {}, HARMLESS, "the name is not"),
        ("POST", "/containers/create", {"name": NAME, "platform": "linux/386"}, HARMLESS, "'platform'"),
        ("POST", "/containers/create", {"name": NAME}, None, "not an object"),
        ("POST", "/containers/create", {"name": NAME}, [], "not an object"),
        ("POST", f"/containers/{NAME}/stop", {"t": "-1"}, None, "number of seconds"),
        ("POST", f"/containers/{NAME}/stop", {"t": "99999"}, None, "number of seconds"),
        ("POST", f"/containers/{NAME}/stop", {"signal": "SIGKILL"}, None, "'signal'"),
        ("DELETE", f"/containers/{NAME}", {"link": "True"}, None, "links are not"),
        ("DELETE", f"/containers/{NAME}", {"v": "maybe"}, None, "neither true nor false"),
        ("GET", "/images/map/other:1/json", {}, None, "not on the list"),
        ("GET", "/containers/json", {}, None, "must be filtered"),
        ("GET", "/containers/json", {"filters": '{"label": ["map.environment=lab"]}'}, None, "must be filtered"),
        ("GET", "/containers/json", {"filters": '{"label": {"map.environment=lab": false}}'}, None, "must be filtered"),
        ("GET", "/containers/json", {"filters": "nothing"}, None, "must be filtered"),
        ("GET", "/containers/json", {"filters": "[]"}, None, "must be filtered"),
        ("GET", "/networks", {}, None, "must be filtered"),
        ("POST", "/networks/create", {}, changed(NETWORK, "Name", "map-lab"), "Name is not"),
        ("POST", "/networks/create", {}, changed(NETWORK, "Driver", "host"), "Driver must be"),
        ("POST", "/networks/create", {}, changed(NETWORK, "Driver", "macvlan"), "Driver must be"),
        ("POST", "/networks/create", {}, changed(NETWORK, "Options", {"parent": "eth0"}), "Options must be"),
        ("POST", "/networks/create", {}, changed(NETWORK, "IPAM", {"Config": [{"Subnet": "10.0.0.0/8"}]}), "IPAM must"),
        ("POST", "/networks/create", {}, changed(NETWORK, "Labels", {}), "Labels must be"),
        ("POST", "/networks/create", {}, changed(NETWORK, "CheckDuplicate", None), "CheckDuplicate must be"),
        ("POST", "/networks/create", {}, {**NETWORK, "Attachable": True}, "'Attachable'"),
        ("POST", "/networks/create", {}, {**NETWORK, "ConfigFrom": {"Network": "host"}}, "'ConfigFrom'"),
        ("POST", "/networks/create", {}, {**NETWORK, "Scope": "swarm"}, "'Scope'"),
        ("POST", f"/networks/{NAME}/connect", {}, changed(JOIN, "Container", "map-lab-user-bob"), "not a neighbour"),
        ("POST", f"/networks/{NAME}/connect", {}, changed(JOIN, "Container", ["a"]), "not a neighbour"),
        ("POST", f"/networks/{NAME}/connect", {}, {}, "has no Container"),
        (
            "POST",
            f"/networks/{NAME}/connect",
            {},
            {**JOIN, "EndpointConfig": {"IPAMConfig": {"IPv4Address": "10.0.0.1"}}},
            "'IPAMConfig'",
        ),
        ("POST", f"/networks/{NAME}/connect", {}, {**JOIN, "EndpointConfig": {"Aliases": ["A b"]}}, "at most 10"),
        ("POST", f"/networks/{NAME}/disconnect", {}, {"Container": "other"}, "not a neighbour"),
        ("POST", "/volumes/create", {}, changed(NEW_VOLUME, "Name", "map-lab-embedded-mysql"), "Name is not"),
        ("POST", "/volumes/create", {}, changed(NEW_VOLUME, "Driver", "other"), "Driver must be"),
        (
            "POST",
            "/volumes/create",
            {},
            changed(NEW_VOLUME, "DriverOpts", {"type": "none", "o": "bind", "device": "/"}),
            "DriverOpts must be empty",
        ),
        ("POST", "/volumes/create", {}, changed(NEW_VOLUME, "Labels", {**LABELS, "map.person": "bob"}), "Labels must"),
        ("POST", "/volumes/create", {}, {**NEW_VOLUME, "ClusterVolumeSpec": {}}, "'ClusterVolumeSpec'"),
    ],
)
def test_hostile_requests(method: str, path: str, query: dict[str, str], body: t.Any, reason: str) -> None:
    assert reason in str(decide(method, path, query, body, RULES))


def test_a_request_is_read() -> None:
    asked = read("POST", "/v1.41/containers/create?name=a&filters=%7B%7D", b'{"A": 1}')
    assert (asked.version, asked.path, asked.query, asked.body) == (
        "/v1.41",
        "/containers/create",
        {"name": "a", "filters": "{}"},
        {"A": 1},
    )
    assert read("GET", "/version", b"").body is None


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/containers/a/json", b""),
        ("/v1.23/containers/a/start", b""),
        ("/v1.999/containers/a/json", b""),
        ("/v2.41/containers/a/json", b""),
        ("/v1.41/containers/../images/json", b""),
        ("/v1.41//containers/a/json", b""),
        ("/v1.41/containers/a%2fjson", b""),
        ("/v1.41/containers/a/json#b", b""),
        ("http://other/v1.41/containers/a/json", b""),
        ("/v1.41/containers/\u0663/json", b""),
        ("/v1.41/containers/json?all=1&all=0", b""),
        ("/v1.41/containers/json?all=1;size=1", b""),
        ("/v1.41/containers/json?all=%ff", b""),
        ("/v1.41/containers/json?all", b""),
        ("/v1.41/containers/create?name=a", b'{"Image": "a", "Image": "b"}'),
        ("/v1.41/containers/create?name=a", b'{"HostConfig": {"Memory": NaN}}'),
        ("/v1.41/containers/create?name=a", b'{"Image": "a"} {}'),
        ("/v1.41/containers/create?name=a", b"[" * 100_000),
        ("/v1.41/containers/create?name=a", b"\xff"),
    ],
)
def test_what_could_be_understood_in_two_ways_is_not_read(target: str, body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read("POST", target, body)


CONTAINER = {"Name": f"/{NAME}", "Id": "0123", "Config": {"Labels": LABELS}}
HUB = {"Name": "/map-lab-jupyterhub-hub-1", "Config": {"Labels": LABELS}}


@pytest.mark.parametrize(
    ("kind", "found", "refused"),
    [
        ("containers", CONTAINER, False),
        ("containers", {**CONTAINER, "Config": {"Labels": {**LABELS, "more": "labels"}}}, False),
        ("containers", {**CONTAINER, "Config": {"Labels": None}}, True),
        ("containers", {**CONTAINER, "Config": {"Labels": {**LABELS, "map.environment": "other"}}}, True),
        ("containers", {**CONTAINER, "Config": {"Labels": {**LABELS, "map.person": "bob"}}}, True),
        ("containers", HUB, True),
        ("networks", {"Name": NAME, "Labels": LABELS}, False),
        ("networks", {"Name": NAME, "Labels": {}}, True),
        ("networks", {"Name": "map-lab", "Labels": LABELS}, True),
        ("volumes", {"Name": VOLUME, "Labels": LABELS, "Driver": "local", "Options": None}, False),
        ("volumes", {"Name": VOLUME, "Labels": LABELS, "Driver": "local", "Options": {"device": "/"}}, True),
        ("volumes", {"Name": VOLUME, "Labels": LABELS, "Driver": "other", "Options": None}, True),
        ("volumes", {"Name": VOLUME, "Labels": None, "Driver": "local", "Options": None}, True),
        ("volumes", {"Name": NAME, "Labels": LABELS, "Driver": "local", "Options": None}, True),
    ],
)
def test_whose_things_they_are(kind: str, found: dict[str, t.Any], refused: bool) -> None:
    assert bool(judge_found(kind, found, SETTINGS)) == refused


def test_settings_are_read() -> None:
    assert read_settings(json.dumps(GIVEN)) == SETTINGS
    assert read_images(json.dumps([IMAGE])) == {IMAGE}


@pytest.mark.parametrize(
    "change",
    [
        {"environment": "Lab"},
        {"stack": ""},
        {"user": "0:0"},
        {"user": "1000"},
        {"people_folder": "/srv/map/"},
        {"people_folder": "/srv/../etc"},
        {"memory_bytes": 0},
        {"memory_bytes": "2g"},
        {"cpus": 0},
        {"cpus": True},
        {"pids": 1.5},
        {"neighbours": [""]},
        {"hosts": 7},
        {"other": 1},
    ],
)
def test_bad_settings_are_refused(change: dict[str, t.Any]) -> None:
    with pytest.raises(SettingsError):
        read_settings(json.dumps({**GIVEN, **change}))


@pytest.mark.parametrize("text", ["", "{}", '["a", 7]', '[""]', '"a"'])
def test_a_bad_list_of_images_is_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        read_images(text)
