"""Both runners carry the same spec: the same plan, the same errors, and no secret in either's result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.integration.runners import BOTH
from tests.strict_aws.server import Server

SECRET = "canary-secret-of-the-emulator"


def run(server: Server, folder: Path, in_process: bool, *arguments: str, **options: t.Any) -> dict[str, t.Any]:
    """Run one s3_buckets task by a real ansible-playbook; gives what the task returned."""
    (folder / "play.yml").write_text(json.dumps([play(server, folder / "result.json", in_process, **options)]))
    program = str(Path(sys.executable).parent / "ansible-playbook")
    done = subprocess.run(
        [program, "-i", "localhost,", "-c", "local", *arguments, "play.yml"],
        cwd=folder,
        env={**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    result: dict[str, t.Any] = json.loads((folder / "result.json").read_text())
    return {**result, "output": done.stdout}


def play(server: Server, result: Path, in_process: bool, **options: t.Any) -> dict[str, t.Any]:
    """A play with the task, which may fail, and a task that writes down what it returned."""
    account = {
        "environment": "test",
        "account_id": "123456789012",
        "region": "us-east-1",
        "endpoint": server.endpoint,
        "access_key_id": "local",
        "secret_access_key": SECRET,
        **options.pop("aws", {}),
    }
    task = {"mesoscale.map.s3_buckets": {"aws": account, "names": ["map-one"], **options}}
    keep = {"ansible.builtin.copy": {"content": "{{ result | to_json }}", "dest": str(result)}}
    return {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"map_in_process": in_process, "ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "tasks": [
            {**task, "register": "result", "ignore_errors": True},
            {**keep, "check_mode": False, "diff": False, "no_log": True},
        ],
    }


@BOTH
def test_check_apply_check_again(strict_aws: Server, tmp_path: Path, in_process: bool) -> None:
    checked = run(strict_aws, tmp_path, in_process, "--check", "--diff")
    assert strict_aws.recorder.writes == []
    applied = run(strict_aws, tmp_path, in_process)
    again = run(strict_aws, tmp_path, in_process, "--check")
    assert checked["plan"] == applied["plan"] != []
    assert (checked["changed"], applied["changed"], again["changed"], again["plan"]) == (True, True, False, [])
    assert "+++ after: bucket map-one: versioning (update)" in checked["output"]
    assert "+Enabled" in checked["output"]


@BOTH
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"aws": {"account_id": "999999999999"}},
            "Environment 'test' belongs to AWS account 999999999999, but your credentials are of account 123456789012",
        ),
        ({"noncurrent_days": "many"}, "noncurrent_days"),
        ({"buckets": 3}, "buckets"),
        ({"aws": {"endpoint": "http://127.0.0.1:9"}}, "Check that http://127.0.0.1:9 can be reached from here"),
    ],
    ids=["another account", "wrong type", "unknown option", "no answer"],
)
def test_errors_are_sentences(
    strict_aws: Server, tmp_path: Path, in_process: bool, options: dict[str, t.Any], message: str
) -> None:
    result = run(strict_aws, tmp_path, in_process, **options)
    assert result["failed"]
    assert message in result["msg"]
    assert strict_aws.recorder.writes == []


@BOTH
def test_a_secret_is_hidden_wherever_it_turns_up(strict_aws: Server, tmp_path: Path, in_process: bool) -> None:
    result = run(strict_aws, tmp_path, in_process, "--check", "-vvv", "--diff", names=[f"map-{SECRET}"])
    assert SECRET not in json.dumps(result)
    assert result["names"] != []
