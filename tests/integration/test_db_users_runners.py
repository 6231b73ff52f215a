"""db_users by a real ansible-playbook, in the controller's process and as a module: same result, no secret shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

from tests.environment import ROOT
from tests.integration.database import PASSWORDS, state, wish
from tests.integration.mysql_server import MASTER_PASSWORD, MysqlServer
from tests.integration.runners import AS_MODULE

CANARIES = ("Canary", MASTER_PASSWORD, json.dumps(MASTER_PASSWORD)[1:-1], "wr0ng")


def ansible(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run the folder's play, as talkative as it can be."""
    program = str(Path(sys.executable).parent / "ansible-playbook")
    return subprocess.run(
        [program, "-i", "localhost,", "-c", "local", "-vvv", "--diff", *flags, "play.yml"],
        cwd=folder,
        env={**os.environ, "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )


def playbook(
    folder: Path, in_process: bool, arguments: dict[str, t.Any], *flags: str, module: str = "db_users"
) -> dict[str, t.Any]:
    """What one task returned; its whole output is searched for secrets."""
    keep = {"ansible.builtin.copy": {"content": "{{ result | to_json }}", "dest": str(folder / "result.json")}}
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"map_in_process": in_process, "ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "vars_files": ["vault.json"],
        "tasks": [
            {f"mesoscale.map.{module}": "{{ arguments }}", "register": "result", "ignore_errors": True},
            {**keep, "check_mode": False, "diff": False},
        ],
    }
    (folder / "vault.json").write_text(json.dumps({"arguments": arguments}))
    (folder / "play.yml").write_text(json.dumps([play]))
    done = ansible(folder, *flags)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    assert "Traceback" not in output
    result = (folder / "result.json").read_text()
    assert [canary for canary in CANARIES if canary in output + result] == []
    return t.cast(dict[str, t.Any], json.loads(result))


@AS_MODULE
def test_check_apply_check(mysql: MysqlServer, tmp_path: Path, in_process: bool) -> None:
    with mysql.connected() as master:
        master("CREATE USER erin")
    checked = playbook(tmp_path, in_process, wish(mysql), "--check")
    assert list(state(mysql)[1]) == ["erin"]
    applied = playbook(tmp_path, in_process, wish(mysql))
    assert checked["plan"] == applied["plan"]
    assert (checked["changed"], applied["changed"]) == (True, True)
    assert playbook(tmp_path, in_process, wish(mysql))["plan"] == []
    assert {row["account"]: row["role"] for row in applied["rights"]} == {
        "alice": "analyst",
        "bob": "ingester",
        "carol": "reader",
        "pat": "pipeline_admin",
        "dave": "analyst",
        "worker": "worker",
        "webgui": "webgui",
    }
    assert applied["unlisted"] == ["erin"]
    assert "no list names: erin" in applied["notes"][0]
    with mysql.connected("worker", PASSWORDS["worker"]) as worker:
        assert worker("SELECT 1") == [(1,)]


@AS_MODULE
def test_errors_are_sentences_without_secrets(mysql: MysqlServer, tmp_path: Path, in_process: bool) -> None:
    refused = playbook(tmp_path, in_process, wish(mysql, login=mysql.login(password="wr0ng")))
    assert refused["failed"]
    assert "refused the account 'mapmaster' or its password" in refused["msg"]
    wrong = playbook(tmp_path, in_process, wish(mysql, passwords={**PASSWORDS, "webgui": "Canary \u00e4"}))
    assert "The password of 'webgui' has characters" in wrong["msg"]
