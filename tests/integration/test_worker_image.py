"""images/worker: what is in it, what it trusts, how it tells its health, and what passes through its launcher."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import docker as docker_api
import pytest

from tests.emulator import docker
from tests.environment import ROOT
from tests.integration.certificates import Authority
from tests.integration.worker_image import CORNERS, PASSWORD, S3_SECRET, Corner, Lab, build, until
from tests.integration.worker_lab import lab, store

__all__ = ["lab", "store"]

LIST = (
    "import importlib.metadata as m; print(*sorted({d.metadata['Name'] + '==' + d.version for d in m.distributions()}))"
)


@pytest.fixture(scope="module", params=CORNERS, ids=str)
def corner(request: pytest.FixtureRequest) -> Corner:
    return t.cast("Corner", request.param)


def run(image: str, *words: str) -> tuple[int, str]:
    """Exit code and output of a container."""
    name = docker("run", "--detach", "--init", "--network=none", image, *words)
    try:
        found = int(docker("wait", name))
        return found, docker("logs", name)
    finally:
        docker("rm", "--force", name)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_exactly_the_locked_packages_are_in_it(corner: Corner) -> None:
    code, output = run(build(corner), "python", "-c", LIST)
    assert code == 0, output
    found = {tuple(entry.split("==")) for entry in output.split()}
    lock = (ROOT / f"images/worker/requirements/{corner.requirements}.txt").read_text()
    locked = set(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M))
    named = {(canonical(name), version) for name, version in found}
    assert named <= locked
    assert {name for name, _ in named} >= {"datajoint", "numpy", "scipy", "matplotlib", "minio", "globus-sdk", "pillow"}
    assert "pip" not in {name for name, _ in named}


def test_every_package_is_locked_by_hash() -> None:
    for lock in (ROOT / "images/worker/requirements").glob("*.txt"):
        entries = re.split(r"^(?=[a-z])", lock.read_text(), flags=re.M)[1:]
        assert entries
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_it_runs_as_an_ordinary_user_who_owns_nothing(corner: Corner) -> None:
    image = docker_api.from_env().images.get(build(corner))
    assert image.attrs["Config"]["User"] == "999:999"
    find = "find /opt /pipeline /usr /etc -writable -not -type l 2>&1 | grep -v 'Permission denied'"
    assert run(image.id, "sh", "-c", find) == (1, "")


def test_neither_secrets_nor_their_configuration_are_in_it(corner: Corner) -> None:
    client = docker_api.APIClient()
    seen = json.dumps([client.inspect_image(build(corner)), client.history(build(corner))])
    assert "map-worker" in seen
    assert "canary" not in seen
    _, found = run(build(corner), "grep", "-rlF", "canary-baked-in-7733", "/pipeline", "/usr/local", "/data")
    assert found == ""
    code, _ = run(build(corner), "test", "-e", "/pipeline/dj_local_conf.json")
    assert code == 1


def test_the_password_is_only_in_its_file(lab: Lab) -> None:
    lab.declare(1)
    worker = lab.start("python", "scripts/work.py", "1")
    seen = [docker("inspect", worker.name), docker("top", worker.name), worker.logs()]
    worker.go()
    assert worker.wait() == 0
    for secret in (PASSWORD, S3_SECRET):
        assert secret not in "".join([*seen, worker.logs()])


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        (["sh", "-c", "echo as it is; exit 7"], 7, "as it is"),
        (["python", "scripts/end.py", "3"], 3, ""),
        (["python", "-m", "this"], 0, "Beautiful is better than ugly"),
        (["python", "scripts/nowhere.py"], 2, "there is no scripts/nowhere.py in /pipeline"),
        (["nothing-of-that-name"], 127, "can't be run"),
    ],
)
def test_what_passes_through_the_launcher(corner: Corner, command: list[str], code: int, message: str) -> None:
    found, output = run(build(corner), *command)
    assert found == code, output
    assert message in output


@pytest.mark.parametrize("wrong", ["database_ca", "store_ca"])
def test_a_server_of_another_authority_is_refused(lab: Lab, tmp_path: Path, wrong: str) -> None:
    lab.declare(1)
    other = tmp_path / "other.pem"
    other.write_bytes(Authority().pem)
    worker = lab.start("python", "scripts/work.py", "1", **{wrong: other})
    until(lambda: not worker.runs() or lab.jobs(), "nothing happens")
    if worker.runs():
        worker.go()
    worker.wait()
    assert "CERTIFICATE_VERIFY_FAILED" in worker.logs() + str(lab.jobs())
    assert (lab.figures(), lab.objects()) == ([], [])


def test_a_job_without_a_sign_of_life_is_told(lab: Lab) -> None:
    lab.declare(1)
    worker = lab.start("python", "scripts/work.py", MAP_STUCK_SECONDS="1")
    until(lab.jobs, "no job begins")
    until(lambda: not worker.healthy(), "it stays healthy")
    message = docker("exec", worker.name, "sh", "-c", "map-worker-health; :")
    assert "in a job of map_v2_tiny.__figure since" in message
    worker.go()
    worker.says("round over")
    until(worker.healthy, "it doesn't get healthy")


def test_between_jobs_it_is_healthy_as_long_as_it_rests(lab: Lab) -> None:
    lab.declare(0)
    worker = lab.start("python", "scripts/work.py", MAP_QUIET_SECONDS="1")
    worker.says("round over")
    until(worker.healthy, "it isn't healthy at rest")
    assert "resting for 1000 s since" in docker("exec", worker.name, "cat", "/tmp/map-worker")  # noqa: S108
    state = json.loads(docker("inspect", worker.name))[0]["Config"]["Healthcheck"]["Test"]
    assert state == ["CMD", "map-worker-health"]
