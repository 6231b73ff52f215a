"""What an environment is like, asked of a real MySQL server and the real engine; and the whole playbook."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import typing as t
from pathlib import Path

import docker
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import certificate_status, docker_data
from ansible_collections.mesoscale.map.plugins.module_utils.plans.host_status import facts
from ansible_collections.mesoscale.map.plugins.module_utils.specs import database_status, host_status, local_ca
from tests.environment import Environment, Run, free_port
from tests.integration.certificates import Authority
from tests.integration.database import SCHEMAS, run, wish
from tests.integration.jobs import declare, reserve
from tests.integration.mysql_server import MASTER_PASSWORD, MysqlServer
from tests.integration.stand_in_host import base_image
from tests.integration.status import Facts, ask, problems
from tests.integration.test_db_users_queries import recorded

NAME = "statustest"
PASSWORD = "canary-of-the-operator-0451-x"
WORKER = "canary-of-the-worker-0451-x"
EXTERNAL = "CREATE TABLE {}.`~external_report_store` (hash BINARY(16) PRIMARY KEY, size BIGINT UNSIGNED NOT NULL)"
FILES = "INSERT INTO {}.`~external_report_store` VALUES (UNHEX(REPEAT('0a', 16)), 10), (UNHEX(REPEAT('0b', 16)), 5)"


# --- The database


def in_database(mysql: MysqlServer, schemas: list[str], **login: t.Any) -> Facts:
    return ask(database_status, login=mysql.login(**login), schemas=schemas, parameters={"wait_timeout": 90000})


def test_a_database(team: MysqlServer) -> None:
    with team.connected() as master:
        for schema in SCHEMAS:
            master(EXTERNAL.format(schema))
            master(FILES.format(schema))
    with team.setting("wait_timeout", 100), team.setting("net_read_timeout", 3600):
        found = in_database(team, [*SCHEMAS, "map_v2_nosuch"])
    assert set(problems(found).values()) == {""}
    assert found["stores"]["stores"] == {"report_store": {"files": 4, "bytes": 30}}
    database = found["database"]
    assert database["version"][0].isdigit()
    assert database["uptime_seconds"] >= 0
    assert 1 <= database["connections"]["now"] <= database["connections"]["most"] <= database["connections"]["limit"]
    rows = {row["name"]: row for row in database["parameters"]}
    differing = {"wanted": "90000", "in_force": "100", "agrees": False, "needs_reboot": False}
    assert rows["wait_timeout"] == {"name": "wait_timeout", **differing}
    assert "wait_timeout" in database["differing"]
    assert rows["net_read_timeout"]["agrees"]
    assert set(database["schemas_bytes"]) == set(SCHEMAS)
    assert database["schemas_bytes"]["map_v2_lab"] >= 16384
    assert database["schemas_missing"] == ["map_v2_nosuch"]


@pytest.mark.parametrize("number", [1, 30])
def test_a_database_is_asked_five_queries_and_nothing_is_written(mysql: MysqlServer, number: int) -> None:
    schemas = [f"map_v2_s{index}" for index in range(number)]
    with mysql.connected() as master:
        for schema in schemas:
            master(f"CREATE DATABASE {schema}")
            master(EXTERNAL.format(schema))
    with recorded(mysql) as log:
        assert set(problems(in_database(mysql, schemas)).values()) == {""}
    statements = [text for _, command, text in log if command == "Query" and "AUTOCOMMIT" not in text.upper()]
    words = [text.split()[0].upper() for text in statements]
    assert [word for word in words if word not in ("SET", "SELECT", "SHOW")] == []
    assert len([text for text in statements if not text.startswith("SET NAMES")]) == 5


def test_a_database_that_is_away_or_refuses(mysql: MysqlServer) -> None:
    login = mysql.login()
    for wrong, why in (
        ({"port": free_port()}, "can't be reached"),
        ({"password": "wrong"}, "refused the account 'mapmaster' or its password"),
        ({"address": ""}, "The database's address isn't known"),
    ):
        found = ask(database_status, login={**login, **wrong}, schemas=SCHEMAS)
        assert why in found["database"]["problem"] == found["stores"]["problem"]


# --- The host


@pytest.fixture
def containers() -> t.Iterator[t.Any]:
    """A worker that runs, one that has ended, a reverse proxy that shows nothing, and two people's servers."""
    engine, made = docker.from_env(), []
    wished: list[tuple[Facts, str, Facts]] = [
        ({"map.stack": "workers", "com.docker.compose.service": "compute"}, "sleep 1000", {}),
        ({"map.stack": "workers", "com.docker.compose.service": "cleanup"}, "sh -c 'exit 3'", {}),
        ({"map.stack": "edge"}, "sleep 1000", {"ports": {"443/tcp": ("127.0.0.1", None)}}),
        ({"map.stack": "jupyterhub", "map.person": "alice"}, "sleep 1000", {}),
        ({"map.stack": "jupyterhub", "map.person": "bob"}, "true", {}),
    ]
    try:
        for labels, command, more in wished:
            options = {"detach": True, "init": True, "labels": {**labels, "map.environment": NAME}, **more}
            made.append(engine.containers.run(base_image("trixie"), command, **options))
        for container in (made[1], made[4]):
            container.wait()
        yield made
    finally:
        for container in made:
            container.remove(force=True)
        engine.close()


def test_a_host(containers: list[t.Any], tmp_path: Path) -> None:
    local_ca.run({"directory": str(tmp_path / "ca"), "name": "MAP test", "certificates": []}, check=False)
    urls, stacks = ["https://jupyter.map.localhost:8443"], ["workers", "edge", "webgui"]
    found = ask(host_status, environment=NAME, root=str(tmp_path), urls=urls, stacks=stacks)
    assert set(problems(found).values()) == {""}
    services = found["services"]["stacks"]
    assert services["webgui"] == []
    ended, worker = sorted(services["workers"], key=lambda one: str(one["service"]))
    assert [worker[name] for name in ("service", "state", "exit_code", "health")] == ["compute", "running", None, ""]
    assert 0 <= worker["up_seconds"] <= worker["age_seconds"] <= worker["image_age_seconds"]
    assert (ended["state"], ended["exit_code"], ended["up_seconds"]) == ("exited", 3, None)
    assert len(services["edge"]) == 1
    assert found["services"]["people_servers"] == {"running": 1, "all": 2}
    assert [folder["what"] for folder in found["disk"]["folders"]] == ["environment", "engine"]
    assert all(0 < one["free_bytes"] <= one["total_bytes"] and one["exists"] for one in found["disk"]["folders"])
    shown, authority = found["certificates"]["certificates"]
    assert "The reverse proxy shows no certificate for jupyter.map.localhost: 127.0.0.1:" in shown["problem"]
    assert [authority[name] for name in ("what", "source", "problem")] == ["authority", str(tmp_path / "ca/ca.pem"), ""]
    assert authority["days_left"] > 300


def test_a_host_without_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nosuch.sock")
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca/ca.pem").write_text("no certificate")
    (tmp_path / "daemon.json").write_text(json.dumps({"data-root": str(tmp_path / "elsewhere")}))
    monkeypatch.setattr(docker_data, "SETTINGS", str(tmp_path / "daemon.json"))
    found = ask(host_status, environment=NAME, root=str(tmp_path), urls=["https://jupyter.map.localhost"])
    assert "No container engine answers." in found["services"]["problem"]
    assert found["disk"]["problem"] == ""
    assert found["disk"]["folders"][1]["path"] == str(tmp_path / "elsewhere")
    shown, authority = found["certificates"]["certificates"]
    assert "The reverse proxy doesn't run here" in shown["problem"]
    assert "holds no certificate" in authority["problem"]


def test_the_certificate_that_a_reverse_proxy_shows(tmp_path: Path) -> None:
    """It is read though nobody here trusts it, also after it has ended; the other port speaks no TLS."""
    certificate, key = Authority().server("jupyter.map.localhost", seconds=-90000)
    (tmp_path / "pair.pem").write_bytes(certificate + key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "pair.pem")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_server(("127.0.0.1", 0)) as plain:
        port, other = server.getsockname()[1], plain.getsockname()[1]
        for listening, answer in ((server, context), (plain, None)):
            threading.Thread(target=answer_once, args=(listening, answer), daemon=True).start()
        places = [("127.0.0.1", other), ("127.0.0.1", port)]
        (one,) = certificate_status.served({"jupyter.map.localhost": 443}, places)
    assert (one.what, one.source) == ("reverse proxy jupyter.map.localhost", f"127.0.0.1:{port}")
    (row,) = certificates_of(one)
    assert (row["days_left"], row["problem"]) == (-2, "")
    (away,) = certificates_of(*certificate_status.served({"a.b": 443}, [("127.0.0.1", free_port())]))
    assert "The reverse proxy shows no certificate for a.b" in away["problem"]


def certificates_of(*found: t.Any) -> list[Facts]:
    engine = host_status.HostStatus(NAME, "/", {}).read()
    whole = type(engine)(engine.engine, (), tuple(found), engine.now)
    return t.cast("list[Facts]", facts(whole, [])["certificates"]["certificates"])


def answer_once(listening: socket.socket, context: ssl.SSLContext | None) -> None:
    connection, _ = listening.accept()
    if context is None:
        connection.close()
        return
    with contextlib.suppress(ConnectionError), context.wrap_socket(connection, server_side=True) as tls:
        tls.recv(1)


# --- The playbook


def played(environment: Environment, *arguments: str) -> Facts:
    found = environment.play("playbooks/status.yml", *arguments)
    assert found.changed == []
    assert no_secret(found)
    assert not (environment.folder / ".secrets/label_key").exists()
    return t.cast("Facts", found.tasks[-1]["status"])


def no_secret(found: Run) -> bool:
    return not any(secret in found.output for secret in (PASSWORD, WORKER, MASTER_PASSWORD))


def test_an_environment_of_which_nothing_exists(tmp_path: Path) -> None:
    environment = Environment(tmp_path, NAME, embedded_aws_port=free_port(), embedded_mysql_port=free_port())
    status = played(environment)
    assert not (environment.folder / ".secrets").exists()
    assert "did not get through" in status["host"]["problem"]
    (host,) = status["hosts"].values()
    assert host["services"]["stacks"]["edge"] == []
    for part in ("database", "people", "jobs"):
        assert "The file of certificate authorities" in status[part]["problem"]


@pytest.fixture
def environment(mysql: MysqlServer, tmp_path: Path) -> Environment:
    """One with a database in which some of the team have accounts, and a job of a worker that is gone."""
    run(wish(mysql, passwords={"worker": WORKER}, service_accounts=[{"name": "worker", "role": "worker"}]))
    declare(mysql)
    with mysql.connected() as master:
        master("CREATE USER operator IDENTIFIED BY %s REQUIRE SSL", PASSWORD)
        master("GRANT ALL ON *.* TO operator WITH GRANT OPTION")
    with mysql.connected("worker", WORKER) as worker:
        reserve(worker, "0123456789ab")
    made = Environment(tmp_path, NAME, map_database_address="localhost", map_database_ca_file=str(mysql.ca_file))
    made.set(map_database_port=mysql.port, map_root=str(tmp_path / "root" / made.name), embedded_aws_port=free_port())
    made.set(map_database_master_user="operator")
    keep(made, "database_worker", WORKER)
    keep(made, "database_master", PASSWORD)
    return made


def keep(environment: Environment, name: str, text: str) -> None:
    secret = environment.folder / ".secrets" / name
    secret.parent.mkdir(mode=0o700, exist_ok=True)
    secret.touch(mode=0o600)
    secret.write_text(text)


@pytest.mark.parametrize(("in_process", "arguments"), [(True, ()), (False, ("--check", "--diff"))])
def test_an_environment(environment: Environment, in_process: bool, arguments: tuple[str, ...]) -> None:
    environment.set(map_in_process=in_process)
    status = played(environment, *arguments)
    kept = sorted(path.name for path in (environment.folder / ".secrets").iterdir())
    assert kept == ["database_master", "database_worker"]
    assert {status[part]["problem"] for part in ("database", "stores", "people", "jobs")} == {""}
    assert status["jobs"]["by_schema"]["map_v2_ephys"]["reserved"] == 1
    assert status["jobs"]["total"]["stale"] == 1
    rights = {right["account"]: right["role"] for right in status["people"]["rights"]}
    assert (rights["alice"], rights["worker"]) == ("analyst", "worker")
    assert "account webgui" in status["people"]["pending"]
    assert "webgui" in status["people"]["missing"]
    assert "map_v2_report" in status["database"]["schemas_missing"]


def test_jobs_that_cannot_be_read_leave_the_rest(environment: Environment) -> None:
    keep(environment, "database_worker", f"{WORKER}-of-yesterday")
    status = played(environment)
    assert "refused the account 'worker' or its password" in status["jobs"]["problem"]
    assert {status[part]["problem"] for part in ("database", "stores", "people")} == {""}
