"""container_run on the real engine: what goes in and comes out, what fails, and that nothing is left."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import typing as t
from pathlib import Path

import docker
import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import container_run
from tests.integration.stand_in_host import base_image

ENVIRONMENT = "test-container-run"
SECRET = "canary'of\"the $run\\0451"


@pytest.fixture(scope="module")
def image() -> str:
    return base_image("trixie")


def run(image: str, *command: str, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    """Run a command of the image by the module's spec."""
    arguments = {"environment": ENVIRONMENT, "name": "try", "image": image, "command": list(command), **options}
    checked = ArgumentSpecValidator(container_run.ARGUMENTS).validate(arguments)
    assert not checked.error_messages
    return container_run.run(checked.validated_parameters, check)


def containers() -> list[t.Any]:
    """The containers of this test's environment."""
    with contextlib.closing(docker.from_env()) as client:
        return list(client.containers.list(all=True, filters={"label": f"map.environment={ENVIRONMENT}"}))


def shell(image: str, script: str, **options: t.Any) -> dict[str, t.Any]:
    return run(image, "sh", "-c", script, **options)


def test_output_and_exit_code(image: str) -> None:
    result = shell(image, "echo out; sleep 0.1; echo err >&2; exit 3", exit_codes=[0, 3])
    assert result == {
        "changed": False,
        "plan": [],
        "diff": [],
        "exit_code": 3,
        "output": "out\nerr\n",
        "stdout": "out\n",
    }
    assert containers() == []


def test_check_mode_runs_nothing_and_a_change_is_one_when_it_is_said(image: str, tmp_path: Path) -> None:
    options: dict[str, t.Any] = {
        "mounts": [{"source": str(tmp_path), "target": "/here", "read_only": False}],
        "user": "0:0",
    }
    checked = shell(image, "touch /here/made", check=True, changes=True, **options)
    assert (checked["changed"], "output" in checked, list(tmp_path.iterdir())) == (True, False, [])
    assert not shell(image, "touch /here/made", check=True, **options)["changed"]
    applied = shell(image, "touch /here/made", changes=True, **options)
    assert applied["plan"] == checked["plan"]
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_secrets_go_in_by_stdin_and_do_not_come_out(image: str) -> None:
    result = shell(image, 'read -r line; printf "got %s\\n" "$line"; echo ${#line}; cat', stdin=SECRET + "\nmore-of-it")
    assert result["output"] == f"got ********\n{len(SECRET)}\n********"
    large = "x" * 999 + "\n"
    assert shell(image, "wc -c", stdin=large * 2000)["stdout"].strip() == "2000000"
    assert shell(image, "exit 0", stdin=large * 2000)["exit_code"] == 0


def test_it_is_locked_in(image: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("content\n")
    tmp_path.chmod(0o755)
    result = shell(
        image,
        "id -u; cat /here/file; touch /here/x /x; touch /tmp/x && echo scratch; grep CapEff /proc/self/status; "
        "grep NoNewPrivs /proc/self/status; ls /sys/class/net; echo $NAME",
        mounts=[{"source": str(tmp_path), "target": "/here"}],
        variables={"NAME": "value"},
    )
    lines = result["stdout"].split()
    assert lines == ["999", "content", "scratch", "CapEff:", "0" * 16, "NoNewPrivs:", "1", "lo", "value"]
    assert result["output"].count("Read-only file system") == 2


def test_networks_are_joined(image: str) -> None:
    with contextlib.closing(docker.from_env()) as client:
        networks = [client.networks.create(f"{ENVIRONMENT}-{number}") for number in (1, 2)]
        try:
            result = shell(image, "ls /sys/class/net", networks=[network.name for network in networks])
        finally:
            for network in networks:
                network.remove()
    assert result["stdout"].split() == ["eth0", "eth1", "lo"]


FAILURES = [
    ({"command": ["sh", "-c", "echo it broke; exit 7"]}, r"ended with exit code 7\. Read .*\nit broke\n"),
    ({"command": ["sh", "-c", "echo begun; sleep 99"], "timeout_seconds": 1}, r"didn't end within 1 s .*\nbegun\n"),
    ({"command": ["no-such-command"]}, "exit code 127.*\n.*no-such-command"),
    ({"image": "map/no-such-image:1"}, "No such image"),
    ({"networks": ["no-such-network"]}, "no-such-network"),
    ({"mounts": [{"source": "/no/such/folder", "target": "/x"}]}, "/no/such/folder"),
]


@pytest.mark.parametrize(("options", "said"), FAILURES, ids=[said for _, said in FAILURES])
def test_failures_are_sentences_and_leave_nothing(image: str, options: dict[str, t.Any], said: str) -> None:
    arguments = {"image": image, "command": ["true"], **options}
    with pytest.raises(MapError, match=said):
        run(arguments.pop("image"), *arguments.pop("command"), **arguments)
    assert containers() == []


def test_what_a_killed_run_left_is_removed_by_the_next(image: str) -> None:
    child = os.fork()
    if child == 0:
        try:
            shell(image, "sleep 999")
        finally:
            os._exit(1)
    deadline = time.monotonic() + 30
    while not any(container.status == "running" for container in containers()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert len(containers()) == 1
    assert shell(image, "echo next", name="another")["stdout"] == "next\n"
    assert len(containers()) == 1
    assert shell(image, "echo next")["stdout"] == "next\n"
    assert containers() == []


def test_long_output_is_cut_at_its_beginning(image: str) -> None:
    result = shell(image, "yes 0123456789 | head -c 3000000; echo; echo the-end")
    assert len(result["output"]) == 64 * 1024
    assert result["output"].endswith("the-end\n")
