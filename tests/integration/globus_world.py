"""The stand-in for Globus, the real SDK in the workers' image, and a network between them, for tests."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
import typing as t
import uuid
from pathlib import Path

import docker
import docker.errors

from ansible_collections.mesoscale.map.plugins.module_utils.clients.container_run import ContainerRun
from ansible_collections.mesoscale.map.plugins.module_utils.globus import folders
from ansible_collections.mesoscale.map.plugins.module_utils.plans.container_run import Mount, Run
from tests.emulator import docker as engine
from tests.environment import ROOT
from tests.integration.globus_stand_in.server import CLIENT, StandIn
from tests.integration.globus_stand_in.state import Endpoint

ARCHIVE = "5b875fda-4185-11e8-bb52-0ac6873fc732"
LAB = "c40e971d-0075-4a82-b12f-8f9717762e7b"
STORAGE = [{"alias": "raw-ephys", "endpoint": ARCHIVE, "path": "/ePhys"}]
LOCAL = {"raw-ephys": {"endpoint": LAB, "endpoint_subdir": "/map/raw", "endpoint_path": "/data/raw"}}
CA = "/run/secrets/globus_ca.pem"


def worker_image(folder: Path) -> str:
    """The id of the workers' image, with a pipeline that is empty."""
    context = folder / "worker"
    shutil.copytree(ROOT / "images/worker", context)
    (context / "source").mkdir()
    (context / "source/README.md").write_text("No pipeline.\n")
    return engine("build", "--quiet", "--build-arg", "base=map/debian:trixie-slim", str(context))


class Inspector:
    """Collects what the engine tells everybody of an environment's containers while it is open."""

    def __init__(self, environment: str) -> None:
        self.told: set[str] = set()
        self._filters = {"label": f"map.environment={environment}"}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Inspector:
        self._thread.start()
        return self

    def __exit__(self, *_: t.Any) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        api = docker.from_env().api
        while not self._end.wait(0.1):
            for container in api.containers(all=True, filters=self._filters):
                with contextlib.suppress(docker.errors.NotFound):
                    self.told.add(json.dumps(api.inspect_container(container["Id"])))


class World:
    """One archive and one lab's endpoint, and whoever asks them. image: what the SDK runs in"""

    def __init__(self, image: str, folder: Path) -> None:
        self.name = f"globus{uuid.uuid4().hex[:8]}"
        self.image = image
        self.network = f"map-{self.name}"
        engine("network", "create", self.network)
        gateway = json.loads(engine("network", "inspect", self.network))[0]["IPAM"]["Config"][0]["Gateway"]
        endpoints = {
            ARCHIVE: Endpoint("Archive", {"": "r", "ePhys": "rw", "Videos": "r"}),
            LAB: Endpoint("Lab", {"": "r", "map": "r", "map/raw": "r"}, connected=True),
        }
        self.globus = StandIn(folder, endpoints, gateway)

    def remove(self) -> None:
        self.globus.close()
        engine("network", "rm", self.network)

    @property
    def sdk_variables(self) -> dict[str, str]:
        """How the SDK finds the stand-in."""
        services = {f"GLOBUS_SDK_SERVICE_URL_{name}": self.globus.url for name in ("AUTH", "TRANSFER")}
        return {**services, "GLOBUS_SDK_VERIFY_SSL": CA}

    def run(self, *command: str, stdin: str = "", variables: dict[str, str] | None = None, **mounts: Path) -> str:
        """Run a command in the workers' image; its standard output, or what else it said.

        mounts: names in the pipeline's folder, without .py
        """
        run = Run(
            environment=self.name,
            name="globus",
            image=self.image,
            command=command,
            entrypoint=(),
            mounts=(
                Mount(str(self.globus.ca_file), CA),
                *(Mount(str(path), f"/pipeline/{name}.py") for name, path in mounts.items()),
            ),
            networks=(self.network,),
            user="999:999",
            variables={**self.sdk_variables, **(variables or {})},
            directory="",
            scratch=("/tmp",),  # noqa: S108 (in the container)
            memory="256m",
            timeout_seconds=120,
        )
        client = ContainerRun(run, stdin, secrets=()).accepting([0, 1])
        client.run()
        ended = client.read()
        assert ended is not None
        return ended.stdout or ended.output

    def ask(
        self, command: str, *lines: str, storage: t.Any = STORAGE, local: t.Any = LOCAL, mapped: t.Iterable[str] = ()
    ) -> dict[str, t.Any]:
        """What map-globus says."""
        settings = {"client_id": CLIENT, "mapped_collections": [*mapped], "folders": folders(storage, local)}
        said = self.run(
            *("map-globus", command),
            stdin="".join(f"{line}\n" for line in lines),
            variables={"MAP_GLOBUS": json.dumps(settings)},
        )
        return t.cast("dict[str, t.Any]", json.loads(said))

    def token(self, mapped: t.Iterable[str] = ()) -> str:
        """A token for who signs in."""
        start = self.ask("sign-in-url", mapped=mapped)
        code = self.globus.person_allows(start["address"])
        return str(self.ask("sign-in", code, start["verifier"], mapped=mapped)["token"])
