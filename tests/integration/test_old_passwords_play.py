"""The playbooks people and old_passwords: a program's password changes in two steps, and hosts that are behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.environment import ROOT, Environment, Run, differences, free_port
from tests.integration.mysql_server import MysqlServer
from tests.integration.rotation import PROGRAMS, first_step, known
from tests.integration.runners import AS_MODULE

PEOPLE, OLD = "playbooks/people.yml", "playbooks/old_passwords.yml"
VALUES = [{name: f"canary-of-{name}-{number}" for name in PROGRAMS} for number in range(3)]


@pytest.fixture
def environment(mysql: MysqlServer, tmp_path: Path) -> Environment:
    """An environment whose database is the test's server, with an administrator whose password settings take.

    The programs' accounts have the first password, and the vault the second.
    """
    with mysql.connected() as master:
        master("CREATE USER operator IDENTIFIED BY 'canary-of-the-operator' REQUIRE SSL")
        master("GRANT ALL ON *.* TO operator WITH GRANT OPTION")
    made = Environment(tmp_path, "oldtest", map_database_address="localhost", map_database_ca_file=str(mysql.ca_file))
    made.set(
        map_database_port=mysql.port, map_root=str(tmp_path / "root" / made.name), map_database_master_user="operator"
    )
    keep(made, "database_master", "canary-of-the-operator")
    first_step(mysql, VALUES[0])
    vault(made, VALUES[1])
    return made


def keep(environment: Environment, name: str, value: str) -> None:
    secret = environment.folder / ".secrets" / name
    secret.parent.mkdir(mode=0o700, exist_ok=True)
    secret.touch(mode=0o600)
    secret.write_text(value)


def vault(environment: Environment, passwords: dict[str, str]) -> None:
    for name, password in passwords.items():
        keep(environment, f"database_{name}", password)


def play(environment: Environment, *arguments: str, ok: bool = True) -> Run:
    run = environment.play(arguments[0], *arguments[1:], ok=ok)
    assert "canary" not in run.output
    return run


@AS_MODULE
def test_the_law(environment: Environment, mysql: MysqlServer, in_process: bool) -> None:
    environment.set(map_in_process=in_process)
    checked = play(environment, PEOPLE, OLD, "--check", "--diff", "-vvv")
    assert known(mysql, "worker", *VALUES) == [True, False, False]
    applied = play(environment, PEOPLE, OLD, "--diff", "-vvv")
    assert [known(mysql, name, *VALUES) for name in PROGRAMS] == [[False, True, False]] * 2
    for step in ("authentication", "old password"):
        assert {f"account {name}: {step}" for name in PROGRAMS} <= {target for _, target, _ in checked.plan}
    assert differences(checked.plan, applied.plan) == []
    assert "Two passwords work for the accounts of programs: worker, webgui" in " ".join(applied.output.split())
    again = play(environment, PEOPLE, OLD, "--check")
    assert (again.plan, "Two passwords" in again.output) == ([], False)


def test_no_old_password_ends_while_a_host_is_behind(environment: Environment, mysql: MysqlServer) -> None:
    away = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": free_port()}
    groups = {"workers": {"children": {"map_host": {}}, "hosts": {"elsewhere": away}}}
    (environment.folder / "workers.json").write_text(json.dumps({"all": {"children": groups}}))
    site = environment.folder.parent / "site.yml"
    deploying = {"hosts": "workers", "gather_facts": False, "tasks": [{"ansible.builtin.ping": {}}]}
    site.write_text(json.dumps([deploying, {"ansible.builtin.import_playbook": str(ROOT / OLD)}]))
    play(environment, PEOPLE)
    for run in (play(environment, str(site), ok=False), play(environment, OLD, "--limit", "localhost")):
        assert run.plan == []
        assert "programs on these hosts may need them: elsewhere" in " ".join(run.output.split())
    assert known(mysql, "worker", *VALUES) == [True, True, False]
    vault(environment, VALUES[2])
    assert "the vault's isn't the new one" in " ".join(play(environment, OLD).output.split())
    vault(environment, VALUES[1])
    assert len(play(environment, OLD).plan) == 2
    assert known(mysql, "worker", *VALUES) == [False, True, False]
