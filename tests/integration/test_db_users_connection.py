"""db_users reaches its server over verified TLS only, and says what is wrong in one message."""

from __future__ import annotations

import time
import typing as t

import pymysql
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.certificates import Authority
from tests.integration.database import password, run, wish
from tests.integration.mysql_server import MASTER, MASTER_PASSWORD, MysqlServer


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"password": "not it"}, "refused the account 'mapmaster' or its password"),
        ({"port": 1}, "can't be reached: Connection refused"),
        ({"address": "no-such-host.invalid"}, "can't be reached"),
        ({"ca_file": "/nowhere.pem"}, "/nowhere.pem doesn't exist"),
        ({"ca_file": __file__}, "holds no certificates"),
        ({"address": "127.0.0.1"}, "is for another address"),
    ],
)
def test_no_connection_is_one_clear_message(mysql: MysqlServer, options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(MapError, match=message) as error:
        run(wish(mysql, login=mysql.login(**options)))
    assert len(error.value.problems) == 1
    assert "not it" not in str(error.value)


def test_other_certificates_are_refused(mysql: MysqlServer, tmp_path: t.Any) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(Authority().pem)
    with pytest.raises(MapError, match="isn't signed by an authority in"):
        run(wish(mysql, login=mysql.login(ca_file=str(other))))
    with mysql.certificate("localhost", seconds=2):
        time.sleep(3)
        with pytest.raises(MapError, match="has expired"):
            run(wish(mysql))
    with mysql.certificate("elsewhere.example.org"), pytest.raises(MapError, match="is for another name"):
        run(wish(mysql))
    assert run(wish(mysql))["changed"]


def test_a_server_without_tls_gets_no_password(mysql: MysqlServer) -> None:
    with mysql.without_tls(), pytest.raises(MapError, match="offers no TLS, so the password wasn't sent"):
        run(wish(mysql))
    assert run(wish(mysql))["changed"]


def test_without_tls_nobody_gets_in(team: MysqlServer) -> None:
    for name in ("alice", "worker", MASTER):
        secret = MASTER_PASSWORD if name == MASTER else password(name)
        with team.connected(name, secret):
            pass
        with pytest.raises(pymysql.err.OperationalError, match="1045"), team.connected(name, secret, tls=False):
            pass
