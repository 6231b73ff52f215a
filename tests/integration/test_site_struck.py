"""The whole site when things go wrong: what a person interrupts, a power failure, and a server that doesn't answer."""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import tempfile
import time
import typing as t
from pathlib import Path

import docker
import pytest

from tests.environment import Environment, free_port
from tests.integration import site
from tests.integration.processes import descendants, kill_all

CONF = Path("/srv/map/struck/embedded/my.cnf")
CONSUMERS = {
    "master_password",
    "github_client_secret",
    "dj_local_conf.compute.json",
    "dj_local_conf.cleanup.json",
    "dj_local_conf.json",
    "cookie_secret",
    "crypt_key",
    "proxy_token",
    "api_token",
    "DJ_PASS",
    "DEMO_PASSWORD",
    "JWT_SECRET",
}
"""The files in which a secret's consumer reads it."""
REACHED = [f"playbooks/{name}.yml" for name in ("embedded", "provision", "docker", "people")]
"""How far a run gets before it is struck."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Environment]:
    environment = site.make(tmp_path_factory.mktemp("struck"), "newest", "struck")
    try:
        environment.play(*REACHED)
        yield environment
    finally:
        site.remove(environment)


def started(environment: Environment, seconds: float) -> subprocess.Popen[bytes]:
    """site.yml under way for some seconds, in a process group of its own as in a terminal."""
    process = subprocess.Popen(
        environment.command("site.yml"),
        env=environment.process_environment(environment.folder.parent / "struck.jsonl"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    return process


def leftovers(environment: Environment) -> list[tuple[str, str]]:
    """(file, secret) of everything that holds a secret where runs put their temporary files."""
    folders = (Path(tempfile.gettempdir()), Path.home() / ".ansible", Path("/srv/map/struck"))
    mine = environment.folder.parent
    known = {file.name: file.read_text().strip() for file in (environment.folder / ".secrets").glob("*")}
    assert len(known) >= 9
    found = []
    for file in (file for folder in folders for file in folder.rglob("*")):
        if mine in file.parents or file.name in CONSUMERS or not file.is_file():
            continue
        text = file.read_text(errors="replace")
        found += [(str(file), name) for name, secret in known.items() if secret in text]
    return found


KINDS = {"Ctrl-C": signal.SIGINT, "power failure": signal.SIGKILL}
BY_DAY = {(3.0, "Ctrl-C"), (1.5, "power failure")}


@pytest.mark.parametrize(
    ("seconds", "kind"),
    [
        pytest.param(
            seconds,
            KINDS[name],
            id=f"{seconds}-{name}",
            marks=[] if (seconds, name) in BY_DAY else pytest.mark.endurance,
        )
        for seconds, name in itertools.product((3.0, 1.5, 4.5), KINDS)
    ],
)
def test_struck_at_any_time_the_next_run_converges(running: Environment, kind: signal.Signals, seconds: float) -> None:
    seconds_wanted = int(60 + seconds * 10) + (kind == signal.SIGKILL)
    before = CONF.read_text()
    running.set(map_database_parameters={"lock_wait_timeout": seconds_wanted}, map_people=people(seconds_wanted))
    process = started(running, seconds)
    family = descendants(process.pid)
    if kind == signal.SIGINT:
        interrupt(process)
    else:
        kill_all(process.pid)
        process.wait(timeout=10)
    gone(family)
    wanted = re.sub(r"(?m)^lock_wait_timeout = \d+$", f"lock_wait_timeout = {seconds_wanted}", before)
    assert CONF.read_text() in (before, wanted)
    running.play(*REACHED)
    assert CONF.read_text() == wanted
    assert running.play(*REACHED).changed == []
    assert leftovers(running) == []


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C as a person presses it: on a busy machine ansible-playbook can miss one, so again after a while."""
    for _ in range(3):
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=3)
            return
        except subprocess.TimeoutExpired:
            continue
    pytest.fail("The run goes on after three Ctrl-C")


def people(number: int) -> list[dict[str, str]]:
    return [{"name": f"person{number}", "github": f"p{number}", "full_name": "Somebody", "role": "analyst"}]


def gone(processes: list[int]) -> None:
    """All are gone within ten seconds, which is what we promise."""
    end = time.monotonic() + 10
    while left := [p for p in processes if Path(f"/proc/{p}").exists() and not is_zombie(p)]:
        assert time.monotonic() < end, left
        time.sleep(0.1)


def is_zombie(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.endurance
def test_a_failing_run_names_the_cause_and_leaks_nothing(running: Environment) -> None:
    port = running.variables["embedded_mysql_port"]
    running.set(map_database_port=free_port())
    failed = running.play("site.yml", "-vvv", "--diff", ok=False)
    running.set(map_database_port="{{ embedded_mysql_port }}")
    assert failed.returncode != 0
    assert "Traceback" not in failed.output
    (message,) = [task["msg"] for task in failed.tasks if task["failed"]]
    assert f"127.0.0.1:{port}" not in message
    assert "127.0.0.1" in message
    secrets = [file.read_text().strip() for file in (running.folder / ".secrets").glob("*")]
    assert [secret for secret in secrets if secret in failed.output] == []
    assert leftovers(running) == []


@pytest.mark.endurance  # the scenario `site` restarts a whole host
def test_a_restart_of_all_containers_loses_nothing(running: Environment) -> None:
    running.play("site.yml")
    for name in site.containers(running):
        docker.from_env().containers.get(name).kill()
    time.sleep(1)
    for name in site.containers(running):
        docker.from_env().containers.get(name).start()
    running.play("site.yml")
    assert running.play("site.yml").changed == []
