"""Two hosts of workers by SSH, which share the database and the store: one is lost, and the other goes on."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from tests.integration import site
from tests.integration.pipeline import Pipeline
from tests.integration.stand_in_host import StandIn, base_image, command

NAME = "farm"
BEFORE = ("embedded", "provision", "docker", "people", "bootstrap")
CA_FILE = f"/srv/map/{NAME}/ca/ca.pem"
REPOSITORIES = f"/srv/map/{NAME}/embedded/repositories"
ENGINE = [
    {
        "hosts": "workers",
        "gather_facts": False,
        # This machine's base image comes along with what is built on it.
        "roles": ["mesoscale.map.settings", {"role": "mesoscale.map.docker", "docker_base_suites": []}],
    }
]


class Farm(Pipeline):
    """An environment whose workers run on hosts of their own. machines: by the names that they have in the inventory"""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, NAME)
        self.folder = folder
        self.machines: dict[str, StandIn] = {}
        self.environment.set(workers_count=1)

    def begin(self) -> None:
        """All but the workers; then machines in the environment's network, which reach what it has by its names."""
        self.list_workers()
        self.environment.play(f"playbooks/{BEFORE[0]}.yml", *(f"playbooks/{name}.yml" for name in BEFORE[1:]))
        for name in ("first", "second"):
            options = ("--network", f"map-{NAME}", "--volume", f"{REPOSITORIES}:{REPOSITORIES}:ro")
            self.machines[name] = StandIn(self.folder / name, "trixie", "systemd", *options)
        self.list_workers()
        playbook = self.folder / "engine.yml"
        playbook.write_text(json.dumps(ENGINE))
        self.environment.play(str(playbook))
        images = [base_image("trixie"), *newest("map/worker"), *newest("map/stage-pruner")]
        for machine in self.machines.values():  # they would build the very same, and take minutes
            machine.load(*images)

    def list_workers(self) -> None:
        """Write the inventory as the machines now are."""
        common = {"authorities_files": {CA_FILE: CA_FILE}, "docker_base_suites": ["trixie"]}
        hosts = {name: machine.variables | common for name, machine in self.machines.items()}
        group = {"all": {"children": {"workers": {"hosts": hosts}}}}
        (self.environment.folder / "hosts_of_workers.json").write_text(json.dumps(group))
        inventory = self.environment.folder / "hosts.yml"
        inventory.write_text(inventory.read_text().replace("      children:\n        map_host:\n", ""))

    def workers(self, name: str) -> list[str]:
        """What a machine runs."""
        return self.machines[name].inside("docker", "ps", "--format", "{{.Names}}").splitlines()

    def computed_by(self) -> set[str]:
        """On which machines' containers the jobs ran that are reserved now."""
        hosts = {row[0] for row in self.sql("SELECT DISTINCT host FROM map_v2_psth.`~jobs` WHERE status = 'reserved'")}
        return {
            name
            for name, machine in self.machines.items()
            if hosts & set(machine.inside("docker", "ps", "--quiet").splitlines())
        }

    def end(self) -> None:
        for machine in self.machines.values():
            machine.remove()
        site.remove(self.environment)


def newest(name: str) -> list[str]:
    """The image of that name that this machine made last."""
    images = docker.from_env().images.list(name)
    return [max(images, key=lambda image: image.attrs["Created"]).tags[0]] if images else []


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Farm]:
    made = Farm(tmp_path_factory.mktemp("farm"))
    try:
        made.begin()
        yield made
    finally:
        made.end()


def test_both_compute_and_nothing_twice(farm: Farm) -> None:
    farm.environment.play("playbooks/workers.yml")
    assert farm.environment.play("playbooks/workers.yml").changed == []
    for name in farm.machines:
        assert f"map-{NAME}-workers-map_compute_workers-1" in farm.workers(name)
    farm.add(6)
    at_work: set[str] = set()

    def both_or_done() -> t.Any:
        at_work.update(farm.computed_by())
        return len(at_work) == 2 or farm.computed()

    farm.wait_until(both_or_done)
    assert at_work == {"first", "second"}
    farm.wait_until(farm.computed)
    farm.assert_once()


def test_one_is_lost_and_the_other_goes_on(farm: Farm) -> None:
    """What the lost one had begun waits until its host is off the list, for its process could still live."""
    farm.add(4)
    farm.wait_until(lambda: "second" in farm.computed_by())
    command("docker", "kill", farm.machines["second"].name)
    reserved = len(farm.recordings()) - 1
    farm.wait_until(lambda: len(farm.objects()) >= reserved)
    farm.machines.pop("second").remove()
    farm.list_workers()
    farm.wait_until(lambda: farm.doctor() and farm.computed())
    farm.assert_once()
