"""The playbook jobs.yml, with its module in the controller's process and as a module, and with a host that is away."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from tests.environment import Environment, Run, differences, free_port
from tests.integration.database import run, wish
from tests.integration.jobs import SCHEMAS, container, declare, hostname, left, reserve
from tests.integration.mysql_server import MysqlServer
from tests.integration.runners import AS_MODULE

PASSWORD = "canary-of-the-worker-0451-x"
CLEAR = ("--extra-vars", '{"jobs_clear": true}')


@pytest.fixture
def environment(mysql: MysqlServer, tmp_path: Path) -> Environment:
    """An environment whose database is the test's server, with the jobs of a container and of nobody."""
    run(wish(mysql, passwords={"worker": PASSWORD}, service_accounts=[{"name": "worker", "role": "worker"}]))
    declare(mysql)
    made = Environment(tmp_path, "jobstest", map_database_address="localhost", map_database_ca_file=str(mysql.ca_file))
    made.set(map_database_port=mysql.port, map_root=str(tmp_path / "root" / made.name))
    secret = made.folder / ".secrets/database_worker"
    secret.parent.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    return made


def hosts(environment: Environment, **workers: dict[str, t.Any]) -> None:
    """Who runs workers, besides the host."""
    group = {"children": {"map_host": {}}, "hosts": workers}
    (environment.folder / "workers.json").write_text(json.dumps({"all": {"children": {"workers": group}}}))


def reserved(mysql: MysqlServer, *hosts: str) -> None:
    with mysql.connected("worker", PASSWORD) as worker:
        for number, host in enumerate(hosts, 1):
            reserve(worker, host, number=number)


def no_secret(*runs: Run) -> bool:
    return not any(PASSWORD in found.output for found in runs)


@AS_MODULE
def test_report_check_clear(environment: Environment, mysql: MysqlServer, in_process: bool) -> None:
    environment.set(map_in_process=in_process)
    hosts(environment)
    first = environment.play("playbooks/jobs.yml")  # makes the environment's local secrets
    assert "Jobs of 4 schemas at localhost" in first.output
    with container() as live:
        reserved(mysql, "0123456789ab", hostname(live))
        report = environment.play("playbooks/jobs.yml", "-vvv", "--diff")
        assert report.changed == []
        assert "VERDICT" in report.output
        assert "its container 0123456789ab is gone" in report.output
        assert "has run since before the job" in report.output
        assert "1 job can be cleared safely" in report.output
        assert len(left(mysql)) == 2
        checked = environment.play("playbooks/jobs.yml", *CLEAR, "--check", "--diff")
        assert len(left(mysql)) == 2
        applied = environment.play("playbooks/jobs.yml", *CLEAR, "-vvv")
        assert left(mysql) == [(SCHEMAS[0], 2)]
        assert [target for _, target, _ in checked.plan] == ["job map_v2_ephys.__unit_stat key 00000000"]
        assert differences(checked.plan, applied.plan) == []
        assert "Cleared." in applied.output
        again = environment.play("playbooks/jobs.yml", *CLEAR)
        assert (again.changed, again.plan) == ([], [])
        assert no_secret(report, checked, applied)


def test_a_host_of_workers_that_is_away(environment: Environment, mysql: MysqlServer) -> None:
    away = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": free_port()}
    hosts(environment, elsewhere=away)
    reserved(mysql, "0123456789ab")
    found = environment.play("playbooks/jobs.yml", *CLEAR)
    assert left(mysql) == [(SCHEMAS[0], 1)]
    assert "container engine couldn't be asked on elsewhere" in " ".join(found.output.split())
    assert "may be on elsewhere" in found.output
    here = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    hosts(environment, elsewhere=here)
    environment.play("playbooks/jobs.yml", *CLEAR)
    assert left(mysql) == []
