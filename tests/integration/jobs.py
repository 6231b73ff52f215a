"""Job tables, real connections that reserve jobs, and containers as workers, for tests of the job doctor."""

from __future__ import annotations

import contextlib
import time
import typing as t

import docker
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mesoscale.map.plugins.module_utils.specs import pipeline_jobs
from tests.integration.database import password
from tests.integration.mysql_server import MysqlServer
from tests.integration.stand_in_host import base_image

SCHEMAS = ["map_v2_ephys", "map_v2_tracking", "map_v2_histology", "map_v2_ingest_ephys", "map_v2_lab"]
"""The last one has no job table."""
KEY = bytes.fromhex("646a30000401000000000000000d00000000000000050400000000000000756e697404000000000000000a010003")
"""`unit=3`, as DataJoint packs it."""

# What DataJoint 0.13.8 and 0.14.10 declare (SHOW CREATE TABLE).
TABLE = """CREATE TABLE `{schema}`.`~jobs` (
  `table_name` varchar(255) NOT NULL COMMENT 'className of the table',
  `key_hash` char(32) NOT NULL COMMENT 'key hash',
  `status` enum('reserved','error','ignore') NOT NULL COMMENT 'if tuple is missing, the job is available',
  `key` blob COMMENT 'structure containing the key',
  `error_message` varchar(2047) NOT NULL DEFAULT '' COMMENT 'error message returned if failed',
  `error_stack` mediumblob COMMENT 'error stack if failed',
  `user` varchar(255) NOT NULL DEFAULT '' COMMENT 'database user',
  `host` varchar(255) NOT NULL DEFAULT '' COMMENT 'system hostname',
  `pid` int unsigned NOT NULL DEFAULT '0' COMMENT 'system process id',
  `connection_id` bigint unsigned NOT NULL DEFAULT '0' COMMENT 'connection_id()',
  `timestamp` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP COMMENT 'automatic timestamp',
  PRIMARY KEY (`table_name`,`key_hash`)
) ENGINE=InnoDB COMMENT='job reservation table for `{schema}`'"""

_RESERVE = (
    "INSERT INTO `{}`.`~jobs` (table_name, key_hash, status, `key`, user, host, pid, connection_id, error_message,"
    " timestamp) VALUES (%s, %s, %s, %s, USER(), %s, %s, CONNECTION_ID(), %s, NOW() - INTERVAL %s HOUR)"
)


def declare(server: MysqlServer, schemas: t.Iterable[str] = SCHEMAS[:-1]) -> None:
    """Make the schemas and their job tables, as bootstrap does."""
    with server.connected() as master:
        for schema in schemas:
            master(f"CREATE DATABASE IF NOT EXISTS `{schema}`")
            master(TABLE.format(schema=schema))


def reserve(
    account: t.Callable[..., t.Any],
    host: str,
    schema: str = SCHEMAS[0],
    table: str = "__unit_stat",
    number: int = 1,
    *,
    status: str = "reserved",
    hours: float = 0,
    pid: int = 7,
    message: str = "",
) -> None:
    """Write a row on the account's connection, with the columns that DataJoint writes."""
    account(_RESERVE.format(schema), table, f"{number:032x}", status, KEY, host, pid, message, hours)


@contextlib.contextmanager
def connection(server: MysqlServer, account: str = "worker") -> t.Iterator[t.Any]:
    """A connection of one of the team's accounts; after it, the server knows that it is gone."""
    with server.connected(account, password(account)) as run:
        ((number,),) = run("SELECT CONNECTION_ID()")
        yield run
    with server.connected() as master:
        while number in {row[0] for row in master("SHOW PROCESSLIST")}:
            time.sleep(0.02)


@contextlib.contextmanager
def container(**options: t.Any) -> t.Iterator[t.Any]:
    """A worker that sleeps; its host name is its id, as any container's."""
    engine = docker.from_env()
    command = ["sleep", "100000"]
    made = engine.containers.run(base_image("trixie"), command, detach=True, init=True, labels=["map.test"], **options)
    try:
        yield made
    finally:
        with contextlib.suppress(docker.errors.NotFound):
            made.remove(force=True)
        engine.close()


def hostname(worker: t.Any) -> str:
    """What platform.node() says inside."""
    return str(worker.attrs["Config"]["Hostname"])


def engine() -> dict[str, t.Any]:
    """What this machine's engine says, as the module returns it."""
    return t.cast("dict[str, t.Any]", pipeline_jobs.run(_checked({"state": "containers"}), check=False)["engine"])


def wish(server: MysqlServer, account: str = "worker", **options: t.Any) -> dict[str, t.Any]:
    """The module's arguments for that account, with what this machine's engine says now."""
    login = server.login(user=account, password=password(account))
    return {"login": login, "schemas": SCHEMAS, "machines": {"host1": engine()}, **options}


def doctor(server: MysqlServer, account: str = "worker", *, check: bool = False, **options: t.Any) -> dict[str, t.Any]:
    """Run the module's spec here."""
    return pipeline_jobs.run(_checked(wish(server, account, **options)), check)


def verdicts(result: dict[str, t.Any]) -> list[str]:
    return [row["verdict"] for row in result["jobs"]]


def left(server: MysqlServer, schemas: t.Iterable[str] = SCHEMAS[:-1]) -> list[tuple[str, str]]:
    """(schema, key hash's number) of every row that is there."""
    with server.connected() as master:
        return [
            (schema, int(key_hash, 16))
            for schema in schemas
            for (key_hash,) in master(f"SELECT key_hash FROM `{schema}`.`~jobs` ORDER BY key_hash")  # noqa: S608
        ]


def _checked(arguments: dict[str, t.Any]) -> dict[str, t.Any]:
    checked = ArgumentSpecValidator(pipeline_jobs.ARGUMENTS, required_if=pipeline_jobs.REQUIRED_IF).validate(arguments)
    assert not checked.error_messages
    return t.cast("dict[str, t.Any]", checked.validated_parameters)
