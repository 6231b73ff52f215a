"""What the gate before the engine is given in tests: settings, a harmless container and how to change it."""

from __future__ import annotations

import copy
import typing as t

from gate.policy import Rules
from gate.settings import Settings

GIVEN: dict[str, t.Any] = {
    "environment": "lab",
    "stack": "jupyterhub",
    "user": "1000:1000",
    "people_folder": "/srv/map/lab/jupyterhub/people",
    "memory_bytes": 2 << 30,
    "cpus": 2,
    "pids": 500,
    "neighbours": ["map-lab-jupyterhub-proxy-1", "map-lab-embedded-mysql-1"],
    "hosts": ["database.map.example.org:10.0.0.7"],
}
SETTINGS = Settings(**{**GIVEN, "neighbours": tuple(GIVEN["neighbours"]), "hosts": tuple(GIVEN["hosts"])})
IMAGE = "map/notebook:0123456789ab"
RULES = Rules(SETTINGS, frozenset({IMAGE}))
LABELS = {"map.environment": "lab", "map.stack": "jupyterhub", "map.person": "alice"}
FOLDER = "/srv/map/lab/jupyterhub/people"
VOLUME = "map-lab-jupyterhub-alice"
NAME = "map-lab-user-alice"
# As docker-py writes it for DockerSpawner.
HARMLESS: dict[str, t.Any] = {
    "Hostname": None,
    "Domainname": None,
    "ExposedPorts": {"8888/tcp": {}},
    "User": "1000:1000",
    "Tty": False,
    "OpenStdin": False,
    "StdinOnce": False,
    "AttachStdin": False,
    "AttachStdout": True,
    "AttachStderr": True,
    "Env": ["JUPYTERHUB_API_TOKEN=secret", "EMPTY="],
    "Cmd": ["jupyterhub-singleuser", "--port=8888"],
    "Image": IMAGE,
    "Volumes": {"/home/map/work": {}},
    "NetworkDisabled": False,
    "Entrypoint": None,
    "WorkingDir": None,
    "HostConfig": {
        "Memory": 1 << 30,
        "NetworkMode": NAME,
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "Binds": [f"{VOLUME}:/home/map/work:rw", f"{FOLDER}/alice/dj_local_conf.json:/run/map/dj_local_conf.json:ro"],
        "Links": [],
        "CpuQuota": 50_000,
        "CpuPeriod": 100_000,
        "PidsLimit": 200,
        "AutoRemove": True,
        "Mounts": [],
    },
    "NetworkingConfig": None,
    "MacAddress": None,
    "Labels": LABELS,
    "StopSignal": None,
    "Healthcheck": None,
    "StopTimeout": None,
    "Runtime": None,
}
GONE = object()


def changed(body: dict[str, t.Any], place: str, value: t.Any) -> dict[str, t.Any]:
    """A copy with another value at a.b, or without it."""
    made = copy.deepcopy(body)
    *outer, last = place.split("/")
    target = made
    for name in outer:
        target = target[name]
    if value is GONE:
        del target[last]
    else:
        target[last] = value
    return made
