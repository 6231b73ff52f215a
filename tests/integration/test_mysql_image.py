"""images/mysql: parameters, the master account, TLS, and where its password isn't."""

from __future__ import annotations

import json
import ssl
import time
import typing as t

import docker
import pymysql
import pytest

from tests.integration.mysql_server import MASTER, MASTER_PASSWORD, MysqlServer

PARAMETERS = """[mysqld]
max_allowed_packet = 536870912
sql_mode = STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY
innodb_rollback_on_timeout = 1
require_secure_transport = 1
innodb_redo_log_capacity = 33554432
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[MysqlServer]:
    """A server with parameters of its own, which tests may restart."""
    made = MysqlServer(tmp_path_factory.mktemp("image"), parameters=PARAMETERS)
    yield made
    made.remove()


def test_parameters_come_from_the_mounted_file(server: MysqlServer) -> None:
    names = ("max_allowed_packet", "sql_mode", "innodb_rollback_on_timeout", "require_secure_transport")
    with server.connected() as run:
        packet, modes, rollback, secure = (run(f"SELECT @@GLOBAL.{name}")[0][0] for name in names)
    assert (packet, rollback, secure) == (536870912, 1, 1)
    assert set(modes.split(",")) == {"STRICT_ALL_TABLES", "NO_ENGINE_SUBSTITUTION", "ONLY_FULL_GROUP_BY"}


def test_the_master_may_do_all_and_root_comes_from_nowhere(server: MysqlServer) -> None:
    with server.connected() as run:
        assert "WITH GRANT OPTION" in run("SHOW GRANTS")[0][0]
        accounts = run("SELECT User, Host, account_locked, ssl_type, authentication_string = '' FROM mysql.user")
    assert {row for row in accounts if not row[0].startswith("mysql.")} == {
        (MASTER, "%", "N", "ANY", 0),
        ("root", "localhost", "Y", "", 0),
    }
    login = server.inside("mysql", "--no-defaults", "-uroot", "-S/run/mysqld/mysqld.sock", "-eSELECT 1")
    assert "Access denied" in login


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_tls_is_1_2_or_newer(server: MysqlServer, version: str) -> None:
    context = ssl.create_default_context(cafile=str(server.ca_file))
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    pymysql.connect(host="localhost", port=server.port, user=MASTER, password=MASTER_PASSWORD, ssl=context).close()
    with server.connected() as run:
        assert run("SELECT @@tls_version") == [("TLSv1.2,TLSv1.3",)]


def test_the_password_is_only_in_its_file(server: MysqlServer) -> None:
    history = docker.APIClient().history(server.container.image.id)
    seen = json.dumps([server.container.attrs, server.container.top(), history])
    assert "--init-file" in seen
    escaped = MASTER_PASSWORD.replace("\\", "\\\\").replace("'", "''")
    for text in (MASTER_PASSWORD, escaped):
        assert json.dumps(text)[1:-1] not in seen
        assert text not in server.container.logs().decode()
        assert text not in server.inside("cat", "/proc/1/environ", "/proc/1/cmdline")
        found = server.inside("grep", "-rlaF", "-e", text, "/run", "/var", "/tmp", "/dev/shm", "/etc")  # noqa: S108
        expected = {"/run/secrets/master_password"} if text == MASTER_PASSWORD else set()
        assert set(found.split()) == expected


def test_restarts_keep_data_and_take_a_new_password(server: MysqlServer) -> None:
    with server.connected() as run:
        run("CREATE DATABASE kept")
    server.restart(master_password=b"another one\n")
    with server.connected(password="another one") as run:
        assert ("kept",) in run("SHOW DATABASES")
    with pytest.raises(pymysql.err.OperationalError, match="1045"), server.connected():
        pass
    server.restart("SIGKILL", master_password=MASTER_PASSWORD.encode())
    with server.connected() as run:
        assert ("kept",) in run("SHOW DATABASES")


@pytest.mark.parametrize("seconds", [0.5, 2.0])
def test_killed_while_it_makes_its_data_it_starts_anew(server: MysqlServer, seconds: float) -> None:
    server.inside("sh", "-c", "rm -rf /var/lib/mysql/*")
    server.container.kill("SIGKILL")
    server.container.wait()
    server.container.start()
    time.sleep(seconds)
    server.restart("SIGKILL")
    with server.connected() as run:
        assert run("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    ("files", "environment", "message"),
    [
        ({"master_password": b""}, {}, "master_password is empty"),
        ({"master_password": b"a\nb\nc"}, {}, "several lines"),
        ({}, {"TLS_KEY_FILE": "/nowhere"}, "/nowhere is missing"),
        ({}, {"MASTER_USER": "root"}, "MASTER_USER 'root' can't be used"),
    ],
)
def test_what_is_missing_is_said(
    server: MysqlServer, files: dict[str, bytes], environment: dict[str, str], message: str
) -> None:
    with server.another(files, environment) as container:
        container.start()
        assert container.wait()["StatusCode"] == 64
        assert message in container.logs().decode()


def test_its_health_is_a_login(server: MysqlServer) -> None:
    assert server.container.exec_run("healthcheck.sh").exit_code == 0
    with server.connected() as run:
        run("ALTER USER %s IDENTIFIED BY 'other'", MASTER)
        try:
            assert server.container.exec_run("healthcheck.sh").exit_code != 0
        finally:
            run("ALTER USER %s IDENTIFIED BY %s", MASTER, MASTER_PASSWORD)
