"""The gate before the engine: which new containers pass, and which hostile ones don't."""

from __future__ import annotations

import typing as t

import pytest
from gate.policy import Thing, decide, things

from tests.engine_gate import FOLDER, GONE, HARMLESS, LABELS, NAME, RULES, VOLUME, changed

CREATE = ("POST", "/containers/create")


def test_what_dockerspawner_sends_passes() -> None:
    assert decide(*CREATE, {"name": NAME}, HARMLESS, RULES) is None
    assert things(*CREATE, HARMLESS, RULES) == [Thing("networks", NAME), Thing("volumes", VOLUME)]


MOUNT = {"Type": "bind", "Source": f"{FOLDER}/alice/conf.json", "Target": "/run/conf.json", "ReadOnly": True}


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("HostConfig/Mounts", [MOUNT]),
        ("HostConfig/Mounts", [{"Type": "volume", "Source": VOLUME, "Target": "/home/map/work"}]),
        ("HostConfig/Binds", [f"{VOLUME}:/home/map/work"]),
        ("HostConfig/SecurityOpt", ["no-new-privileges"]),
        ("HostConfig/ExtraHosts", ["database.map.example.org:10.0.0.7"]),
        ("HostConfig/Tmpfs", {"/run/a": "rw,nosuid,size=100m", "/run/user": ""}),
        ("HostConfig/MemorySwap", 1 << 30),
        ("HostConfig/Memory", 2 << 30),
        ("HostConfig/CpuQuota", 200_000),
        ("HostConfig/PidsLimit", 500),
        ("HostConfig/ReadonlyRootfs", True),
        ("HostConfig/RestartPolicy", {"Name": "no"}),
        ("HostConfig/LogConfig", {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "2"}}),
        ("StopTimeout", 30),
        ("Cmd", None),
    ],
)
def test_other_harmless_bodies_pass(place: str, value: t.Any) -> None:
    body = changed(changed(HARMLESS, place, value), "Volumes", {})
    assert decide(*CREATE, {"name": NAME}, body, RULES) is None


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("Image", "map/notebook:other", "not on the list of images"),
        ("Image", "map/notebook", "not on the list of images"),
        ("Image", GONE, "has no Image"),
        ("User", "0:0", "User must be"),
        ("User", "", "User must be"),
        ("User", GONE, "has no User"),
        ("Entrypoint", ["/bin/sh"], "Entrypoint must be empty"),
        ("Runtime", "other", "Runtime must be empty"),
        ("NetworkingConfig", {"EndpointsConfig": {"host": {}}}, "NetworkingConfig must be empty"),
        ("Healthcheck", {"Test": ["CMD", "true"]}, "Healthcheck must be empty"),
        ("Hostname", "hub", "Hostname must be empty"),
        ("MacAddress", "02:42:ac:11:00:02", "MacAddress must be empty"),
        ("Tty", True, "Tty must be False"),
        ("Tty", 0, "Tty must be False"),
        ("ExposedPorts", {"8888/udp": {}}, "must be TCP ports"),
        ("Volumes", {"/elsewhere": {}}, "where nothing is mounted"),
        ("Volumes", {f"{FOLDER}:/people": {}}, "where nothing is mounted"),
        ("WorkingDir", "../etc", "plain absolute path"),
        ("Env", ["A=b"] * 101, "at most 100 texts"),
        ("Env", ["A=" + "b" * 65536], "at most 100 texts"),
        ("Env", ["novalue"], "NAME=VALUE"),
        ("Env", ["A=b\0c"], "no zero byte"),
        ("Env", {"A": "b"}, "list of texts"),
        ("StopTimeout", 10**6, "must be a whole number"),
        ("Labels", {**LABELS, "map.person": "bob"}, "Labels must be"),
        ("Labels", {**LABELS, "com.docker.compose.project": "map-lab-jupyterhub"}, "Labels must be"),
        ("Labels", {}, "Labels must be"),
        ("Labels", GONE, "has no Labels"),
        ("HostConfig", None, "HostConfig is not an object"),
        ("HostConfig", GONE, "has no HostConfig"),
        ("ArgsEscaped", True, "'ArgsEscaped', which is not allowed"),
        ("hostConfig", {"Privileged": True}, "'hostConfig', which is not allowed"),
    ],
)
def test_hostile_containers(place: str, value: t.Any, reason: str) -> None:
    assert reason in str(decide(*CREATE, {"name": NAME}, changed(HARMLESS, place, value), RULES))


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        *((name, GONE, f"has no {name}") for name in ("Memory", "CpuQuota", "PidsLimit", "CapDrop", "SecurityOpt")),
        *(
            (name, value, f"'{name}', which is not allowed")
            for name, value in {
                "Privileged": True,
                "privileged": True,
                "Devices": [{"PathOnHost": "/dev/sda", "PathInContainer": "/dev/sda", "CgroupPermissions": "rwm"}],
                "DeviceRequests": [{"Count": -1, "Capabilities": [["gpu"]]}],
                "DeviceCgroupRules": ["a *:* rwm"],
                "CapAdd": ["SYS_ADMIN"],
                "PidMode": "host",
                "UTSMode": "host",
                "UsernsMode": "host",
                "GroupAdd": ["0"],
                "Runtime": "other",
                "CgroupParent": "/",
                "Sysctls": {"net.ipv4.ip_forward": "1"},
                "VolumesFrom": ["map-lab-jupyterhub-hub-1"],
                "VolumeDriver": "other",
                "PortBindings": {"8888/tcp": [{"HostPort": "8888"}]},
                "PublishAllPorts": True,
                "OomKillDisable": True,
                "OomScoreAdj": -1000,
                "Ulimits": [{"Name": "nofile", "Soft": 1, "Hard": 1}],
                "MaskedPaths": [],
                "ReadonlyPaths": [],
                "StorageOpt": {"size": "1T"},
                "Cgroup": "container:other",
                "NanoCpus": 10**12,
                "CpusetCpus": "0",
                "BlkioWeight": 1000,
                "Dns": ["10.0.0.1"],
            }.items()
        ),
        ("NetworkMode", "host", "NetworkMode must be"),
        ("NetworkMode", "container:map-lab-jupyterhub-hub-1", "NetworkMode must be"),
        ("NetworkMode", "map-lab-user-bob", "NetworkMode must be"),
        ("NetworkMode", "map-lab", "NetworkMode must be"),
        ("NetworkMode", GONE, "has no NetworkMode"),
        ("IpcMode", "host", "IpcMode must be"),
        ("CgroupnsMode", "host", "CgroupnsMode must be"),
        ("CapDrop", [], "CapDrop must be"),
        ("CapDrop", ["NET_RAW"], "CapDrop must be"),
        ("SecurityOpt", ["no-new-privileges:false"], "SecurityOpt must be"),
        ("SecurityOpt", ["no-new-privileges:true", "seccomp=unconfined"], "SecurityOpt must be"),
        ("SecurityOpt", ["no-new-privileges:true", "apparmor=unconfined"], "SecurityOpt must be"),
        ("SecurityOpt", [], "SecurityOpt must be"),
        ("Memory", 0, "Memory must be"),
        ("Memory", -1, "Memory must be"),
        ("Memory", True, "Memory must be"),
        ("Memory", 1e9, "Memory must be"),
        ("Memory", (2 << 30) + 1, "Memory must be"),
        ("MemorySwap", -1, "MemorySwap must be"),
        ("MemorySwap", 3 << 30, "MemorySwap must be"),
        ("ShmSize", 3 << 29, "ShmSize must be at most Memory"),
        ("CpuQuota", -1, "CpuQuota must be"),
        ("CpuQuota", 200_001, "CpuQuota must be"),
        ("CpuPeriod", 1_000, "CpuQuota must be"),
        ("PidsLimit", -1, "PidsLimit must be"),
        ("PidsLimit", 0, "PidsLimit must be"),
        ("PidsLimit", 501, "PidsLimit must be"),
        ("PidsLimit", None, "PidsLimit must be"),
        ("RestartPolicy", {"Name": "always"}, "RestartPolicy must be"),
        ("ExtraHosts", ["hub:10.0.0.1"], "ExtraHosts must be"),
        ("ExtraHosts", ["metadata:host-gateway"], "ExtraHosts must be"),
        ("Links", ["map-lab-jupyterhub-hub-1:hub"], "Links must be empty"),
        ("Tmpfs", {"/run/a": "dev,suid"}, "option that is not allowed"),
        ("Tmpfs", {"/sys/fs": ""}, "must not be in /proc"),
        ("LogConfig", {"Type": "syslog", "Config": {"syslog-address": "tcp://10.0.0.1"}}, "Type must be"),
        ("LogConfig", {"Type": "json-file", "Config": {"max-size": "1000g"}}, "max-size must be"),
        ("LogConfig", {"Type": "json-file", "Config": {}}, "has no max-size"),
        *(
            ("Binds", [source], "Binds ")
            for source in (
                "/:/host:ro",
                "/var/run/docker.sock:/docker.sock:ro",
                f"{FOLDER}/bob/dj_local_conf.json:/a:ro",
                f"{FOLDER}/alice/../bob/dj_local_conf.json:/a:ro",
                f"{FOLDER}/alice/./a:/a:ro",
                f"{FOLDER}/alice:/a:ro",
                f"{FOLDER}/alice/:/a:ro",
                f"{FOLDER}/alicee/a:/a:ro",
                f"{FOLDER}/alice/dj_local_conf.json:/a",
                f"{FOLDER}/alice/dj_local_conf.json:/a:rw",
                f"{FOLDER}/alice/dj_local_conf.json:/a:ro,rshared",
                "map-lab-jupyterhub-bob:/a:rw",
                "map-lab-jupyterhub-data:/a:rw",
                "map-lab-embedded-mysql:/a:ro",
                "anything:/a",
                f"{VOLUME}:/proc/sys:rw",
                f"{VOLUME}:relative:rw",
                f"{VOLUME}:/a:rw,nocopy",
                "/a",
                "",
                7,
            )
        ),
        ("Binds", {"a": "b"}, "Binds must be a list"),
        ("Mounts", [{**MOUNT, "Source": "/"}], "Mounts may only have"),
        ("Mounts", [{**MOUNT, "ReadOnly": False}], "Mounts must be read-only"),
        ("Mounts", [{**MOUNT, "Type": "volume"}], "must name a path for a bind"),
        ("Mounts", [{**MOUNT, "Type": "npipe"}], "Mounts are wrong: Type"),
        ("Mounts", [{**MOUNT, "Source": 7}], "must name a path"),
        ("Mounts", [{**MOUNT, "BindOptions": {"Propagation": "rshared"}}], "'BindOptions', which is not allowed"),
        (
            "Mounts",
            [{"Type": "volume", "Source": VOLUME, "Target": "/a", "VolumeOptions": {"DriverConfig": {}}}],
            "'VolumeOptions', which is not allowed",
        ),
    ],
)
def test_hostile_hosts(place: str, value: t.Any, reason: str) -> None:
    body = changed(changed(HARMLESS, f"HostConfig/{place}", value), "Volumes", {})
    assert reason in str(decide(*CREATE, {"name": NAME}, body, RULES))
