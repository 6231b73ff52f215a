"""A structure-only dump, by the real mysqldump, is loaded into schemas that have no tables, by an account that may."""

from __future__ import annotations

import typing as t

import pymysql
import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.mysql_server import MASTER, MASTER_PASSWORD, MysqlServer
from tests.integration.pipeline_part import Pipeline

SCHEMAS = ["map_v2_lab", "map_v2_ephys"]
TABLES = {
    ("map_v2_lab", "#person"),
    ("map_v2_lab", "~log"),
    ("map_v2_ephys", "a_unit"),
    ("map_v2_ephys", "~jobs"),
}
MAKE = [
    "CREATE DATABASE map_v2_lab",
    "CREATE DATABASE map_v2_ephys",
    "CREATE TABLE map_v2_lab.`#person` (name VARCHAR(9) PRIMARY KEY COMMENT 'it''s; `x` /* \\\\ */ -- # 100 %% ü',"
    " born DATETIME DEFAULT CURRENT_TIMESTAMP, CHECK (name <> '')) COMMENT='people; DROP TABLE x'",
    "CREATE TABLE map_v2_lab.`~log` (id INT AUTO_INCREMENT PRIMARY KEY, event VARCHAR(9) INVISIBLE)",
    "CREATE TABLE map_v2_ephys.a_unit (name VARCHAR(9), unit INT, PRIMARY KEY (name, unit), INDEX (unit),"
    " FOREIGN KEY (name) REFERENCES map_v2_lab.`#person` (name) ON UPDATE CASCADE)",
    "CREATE TABLE map_v2_ephys.`~jobs` (id INT) PARTITION BY HASH (id) PARTITIONS 2",
    "INSERT INTO map_v2_lab.`#person` (name) VALUES ('alice')",
]


@pytest.fixture
def pipeline(mysql: MysqlServer) -> Pipeline:
    made = Pipeline(mysql, "")
    made.options = {"schemas": SCHEMAS, "commit": "", "networks": []}
    return made


def dump(server: MysqlServer, *options: str) -> str:
    """What mysqldump writes of the two schemas, which are gone afterwards."""
    with server.connected() as master:
        for statement in MAKE:
            master(statement.replace("%%", "%"))
    text = server.inside(
        *("env", f"MYSQL_PWD={MASTER_PASSWORD}", "sh", "-c", 'exec "$@" 2>/dev/null', "sh"),
        *("mysqldump", "--protocol=tcp", "--host=127.0.0.1", f"--user={MASTER}", "--no-tablespaces"),
        *(options or ("--no-data", "--skip-triggers")),
        *("--databases", *SCHEMAS),
    )
    with server.connected() as master:
        for schema in reversed(SCHEMAS):
            master(f"DROP DATABASE {schema}")
    return text


def definitions(server: MysqlServer) -> list[t.Any]:
    with server.connected() as master:
        return [master(f"SHOW CREATE TABLE {schema}.`{table}`") for schema, table in sorted(TABLES)]


def test_the_law(pipeline: Pipeline) -> None:
    with pipeline.server.connected() as master:
        for statement in MAKE:
            master(statement.replace("%%", "%"))
    wanted = definitions(pipeline.server)
    pipeline.server.clear()
    text = dump(pipeline.server)
    checked = pipeline.run(check=True, dump=text)
    assert pipeline.tables() == set()
    assert pipeline.run(dump=text)["plan"] == checked["plan"]
    assert checked["plan"][-1]["after"] == {"schemas": sorted(SCHEMAS), "tables": 4}
    assert (pipeline.run(dump=text)["plan"], pipeline.run(check=True)["plan"]) == ([], [])
    assert (pipeline.tables(), definitions(pipeline.server)) == (TABLES, wanted)
    assert pipeline.locked()
    with pipeline.server.connected() as master:
        assert master("SELECT COUNT(*) FROM map_v2_lab.`#person`") == [(0,)]


def test_a_schema_with_tables_is_left_alone(pipeline: Pipeline) -> None:
    text = dump(pipeline.server)
    with pipeline.server.connected() as master:
        master("CREATE DATABASE map_v2_lab")
        master("CREATE TABLE map_v2_lab.`#person` (name VARCHAR(9) PRIMARY KEY)")
    assert pipeline.run(dump=text)["plan"][-1]["after"] == {"schemas": ["map_v2_ephys"], "tables": 2}
    assert pipeline.tables() == TABLES - {("map_v2_lab", "~log")}


def test_a_dump_with_data_is_refused_before_any_change(pipeline: Pipeline) -> None:
    with pytest.raises(MapError, match="has 'INSERT INTO'"):
        pipeline.run(dump=dump(pipeline.server, "--skip-triggers"))
    assert pipeline.tables() == set()
    with pipeline.server.connected() as master:
        assert master("SELECT User FROM mysql.user WHERE User = 'bootstrap'") == []


def test_what_the_account_may_not_is_refused_by_the_server(pipeline: Pipeline) -> None:
    text = "USE `map_v2_lab`;\nCREATE TABLE `t` (a INT, FOREIGN KEY (a) REFERENCES `no` (a));"
    with pytest.raises(MapError, match=r"refers to map_v2_lab\.no, which is neither"):
        pipeline.run(dump=text)
    broken = "USE `map_v2_lab`;\nCREATE TABLE `first` (a INT);\nCREATE TABLE `t` (`a` nonsense);"
    with pytest.raises(MapError, match=r"The dump's table map_v2_lab\.t can't be made: .*nonsense"):
        pipeline.run(dump=broken)
    assert pipeline.locked()
    mended = broken.replace("nonsense", "INT")
    assert pipeline.run(check=True, dump=mended)["plan"][-1]["after"] == {"schemas": ["map_v2_lab"], "tables": 2}
    pipeline.run(dump=mended)
    assert pipeline.tables() == {("map_v2_lab", "first"), ("map_v2_lab", "t")}
    assert pipeline.run(dump=mended)["plan"] == []


def test_no_password_is_known_afterwards(pipeline: Pipeline) -> None:
    with pipeline.server.connected() as master:
        pipeline.run(dump=dump(pipeline.server))
        ((stored,),) = master("SELECT authentication_string FROM mysql.user WHERE User = 'bootstrap'")
        assert stored.startswith("$A$")
        master("ALTER USER bootstrap ACCOUNT UNLOCK")
    with pytest.raises(pymysql.err.OperationalError, match="1045"), pipeline.server.connected("bootstrap", ""):
        pass
