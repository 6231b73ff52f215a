"""The role docker on Debian 12 and 13, with and without systemd, by SSH: check, apply, check, containers run."""

from __future__ import annotations

import ipaddress
import typing as t
from pathlib import Path

import pytest

from tests.environment import differences
from tests.integration.containers import SECRET, Play, demo_context, demo_stack
from tests.integration.stand_in_host import StandIn, base_image

# The scenario `docker` is on Debian 13 with systemd, as an instance in AWS is.
HOSTS = [
    pytest.param("bookworm", "none", id="bookworm, init none"),
    pytest.param("bookworm", "systemd", id="bookworm, init systemd", marks=pytest.mark.endurance),
    pytest.param("trixie", "systemd", id="trixie, init systemd", marks=pytest.mark.endurance),
    pytest.param("trixie", "none", id="trixie, init none", marks=pytest.mark.endurance),
]
COMPOSE = {"bookworm": "5.6.1", "trixie": "2.26.1"}


@pytest.fixture
def host(suite: str, init: str, tmp_path: Path) -> t.Iterator[StandIn]:
    machine = StandIn(tmp_path, suite, init)
    yield machine
    machine.remove()


@pytest.mark.parametrize(("suite", "init"), HOSTS)
def test_an_empty_host_runs_containers(host: StandIn, suite: str, init: str, tmp_path: Path) -> None:
    builds = (suite, init) == ("trixie", "systemd")
    docker = {"role": "mesoscale.map.docker", "docker_base_suites": ["trixie"] if builds else []}
    stack = demo_stack(demo_context(tmp_path / "image"))
    play = Play(tmp_path, "standin", [docker, stack], host.variables, token=SECRET)
    planned = play.apply("--check", "--diff")
    assert not host.inside("sh", "-c", "command -v dockerd || ls /etc/docker /srv/map-tests 2> /dev/null || true")
    if builds:
        applied = play.apply("--diff").plan
    else:
        play.roles = [docker]
        applied = play.apply("--diff").plan
        host.load(base_image("trixie"))
        play.roles = [docker, stack]
        applied += play.apply("--diff").plan
    assert differences(planned.plan, sorted(applied)) == []
    assert play.apply("--check").plan == []
    assert play.apply().changed == []
    assert sorted(host.inside("docker", "ps", "--format", "{{.Names}}").splitlines()) == [
        "map-standin-demo-job-1",
        "map-standin-demo-web-1",
    ]
    assert host.inside("docker", "compose", "version", "--short").startswith(COMPOSE[suite])
    assert host.inside("docker", "info", "--format", "{{.LiveRestoreEnabled}} {{.Driver}}") == "true overlay2"
    subnet = host.inside("docker", "network", "inspect", "map-standin", "-f", "{{(index .IPAM.Config 0).Subnet}}")
    assert ipaddress.ip_network(subnet) in ipaddress.ip_network("10.200.0.0/14").subnets(new_prefix=24)
    assert host.inside("git", "--version").startswith("git version")
    _ends_only_what_it_started(host, init, play)


def _ends_only_what_it_started(host: StandIn, init: str, play: Play) -> None:
    """Absent: the network goes; an engine that is a service stays, one that we started ends."""
    docker, *_ = play.roles
    play.roles = [{**play.roles[1], "stack_state": "absent"}, {**docker, "docker_state": "absent"}]
    applied = play.apply()
    ended = [target for action, target, _ in applied.plan if target == "container engine"]
    assert ended == ([] if init == "systemd" else ["container engine"])
    assert host.inside("sh", "-c", "pgrep -x dockerd || true") == "" or init == "systemd"
    play.roles = play.roles[1:]
    assert play.apply("--check").plan == []
