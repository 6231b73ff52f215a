"""What is known of MySQL's parameters on RDS: which DataJoint needs, their units and ranges, what they wait for.

Ranges are MySQL's own (a test asks a server). Apply types are MySQL's too, and RDS follows them: a static parameter
waits for a reboot.
"""

from __future__ import annotations

import dataclasses
import typing as t

Kind = t.Literal["integer", "number", "boolean", "choice", "list", "text"]


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A parameter that may be set.

    value: what DataJoint needs; None leaves the server's default
    low, high: the range, in `unit`; multiple: what an integer must be a multiple of
    choices: the values of a choice, or the members of a list
    since, until: the first and the last engine version that has it; empty for all
    """

    name: str
    kind: Kind
    value: str | None = None
    low: int = 0
    high: int = 0
    unit: str = ""
    multiple: int = 1
    choices: tuple[str, ...] = ()
    static: bool = False
    since: str = ""
    until: str = ""
    why: str = ""


BIG = 18446744073709551615
YEAR = 31536000
SQL_MODES = (
    "ALLOW_INVALID_DATES ANSI ANSI_QUOTES ERROR_FOR_DIVISION_BY_ZERO HIGH_NOT_PRECEDENCE IGNORE_SPACE "
    "NO_AUTO_VALUE_ON_ZERO NO_BACKSLASH_ESCAPES NO_DIR_IN_CREATE NO_ENGINE_SUBSTITUTION NO_UNSIGNED_SUBTRACTION "
    "NO_ZERO_DATE NO_ZERO_IN_DATE ONLY_FULL_GROUP_BY PAD_CHAR_TO_FULL_LENGTH PIPES_AS_CONCAT REAL_AS_FLOAT "
    "STRICT_ALL_TABLES STRICT_TRANS_TABLES TIME_TRUNCATE_FRACTIONAL TRADITIONAL"
)


def _integer(name: str, low: int, high: int, unit: str = "", value: str | None = None, **more: t.Any) -> Parameter:
    return Parameter(name, "integer", value, low, high, unit, **more)


def _boolean(name: str, value: str | None = None, **more: t.Any) -> Parameter:
    return Parameter(name, "boolean", value, **more)


def _choice(name: str, choices: str, value: str | None = None, **more: t.Any) -> Parameter:
    return Parameter(name, "choice", value, choices=tuple(choices.split()), **more)


def _list(name: str, members: str, value: str | None = None, **more: t.Any) -> Parameter:
    return Parameter(name, "list", value, choices=tuple(members.split()), **more)


DATAJOINT: tuple[Parameter, ...] = (
    _list(
        "sql_mode",
        SQL_MODES,
        "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY",
        why="wrong values are refused and not cut",
    ),
    _integer(
        "max_allowed_packet",
        1024,
        1073741824,
        "bytes",
        "536870912",
        multiple=1024,
        why="arrays are stored whole; new sessions get it",
    ),
    _integer(
        "innodb_redo_log_capacity",
        8388608,
        137438953472,
        "bytes",
        "4294967296",
        multiple=1048576,
        since="8.0.30",
        why="large inserts; two log files of 2 GiB each in DataJoint's own file",
    ),
    _integer(
        "innodb_log_file_size",
        4194304,
        274877906943,
        "bytes",
        "2147483648",
        multiple=1048576,
        static=True,
        until="8.0.29",
        why="large inserts, before innodb_redo_log_capacity existed",
    ),
    _boolean("innodb_file_per_table", "1", why="dropped tables give their space back"),
    _boolean("innodb_stats_on_metadata", "0", why="listing tables stays fast"),
    _integer("wait_timeout", 1, YEAR, "seconds", "86400", why="a worker computes for hours between two queries"),
    _integer("interactive_timeout", 1, YEAR, "seconds", "86400", why="as wait_timeout, for consoles"),
    _integer("net_read_timeout", 1, YEAR, "seconds", "3600", why="slow laboratories' networks"),
    _integer("net_write_timeout", 1, YEAR, "seconds", "3600", why="slow laboratories' networks"),
    _integer("lock_wait_timeout", 1, YEAR, "seconds", "600", why="declaring a table gives up instead of hanging"),
    _integer("innodb_lock_wait_timeout", 1, 1073741824, "seconds", "600", why="workers wait for each other's rows"),
    _boolean("innodb_rollback_on_timeout", "1", static=True, why="a transaction that timed out leaves nothing half"),
    _boolean("require_secure_transport", "1", why="no connection without TLS"),
    _integer("group_concat_max_len", 4, BIG, "bytes", "1048576", why="the Web GUI's lists are cut at 1024 otherwise"),
    _boolean("innodb_print_all_deadlocks", "1", why="workers swallow the error; the log keeps it"),
    _boolean("slow_query_log", "1", why="to find what is slow"),
    Parameter("long_query_time", "number", "10", 0, YEAR, "seconds", why="what slow means"),
    _list("log_output", "FILE TABLE NONE", "FILE", why="logs go to files, which RDS rotates"),
    _boolean("performance_schema", "1", static=True, why="to see what the server is doing"),
)
"""The parameters that DataJoint and this system need."""

OTHERS: tuple[Parameter, ...] = (
    _integer(
        "innodb_buffer_pool_size", 5242880, 9223372036854775807, "bytes", why="RDS computes it from the instance class"
    ),
    _integer("innodb_buffer_pool_instances", 1, 64, static=True, why="RDS computes it from the instance class"),
    _integer("innodb_log_buffer_size", 262144, 4294967295, "bytes", why="the default is larger than DataJoint's 8 MiB"),
    _boolean("innodb_dedicated_server", static=True, why="on in RDS 8.4: it sizes the pool and the log"),
    _integer("innodb_io_capacity", 100, 4294967295, "operations a second"),
    _integer("innodb_io_capacity_max", 100, 4294967295, "operations a second"),
    _integer("innodb_flush_log_at_trx_commit", 0, 2),
    _integer("innodb_thread_concurrency", 0, 1000, "threads"),
    _boolean("explicit_defaults_for_timestamp", why="on by default"),
    _boolean("activate_all_roles_on_login", why="rights are given to accounts and not by MySQL's roles"),
    _integer("max_connections", 1, 100000, "connections"),
    _integer("max_user_connections", 0, 4294967295, "connections"),
    _integer("max_connect_errors", 1, BIG, "errors"),
    _integer("connect_timeout", 2, YEAR, "seconds"),
    _integer("max_execution_time", 0, 4294967295, "milliseconds"),
    _integer("sort_buffer_size", 32768, BIG, "bytes"),
    _integer("join_buffer_size", 128, 18446744073709551488, "bytes"),
    _integer("tmp_table_size", 1024, BIG, "bytes"),
    _integer("max_heap_table_size", 16384, 18446744073709550592, "bytes"),
    _integer("table_open_cache", 1, 524288, "tables"),
    _integer("sync_binlog", 0, 4294967295, "commits"),
    _boolean("general_log"),
    _boolean("log_queries_not_using_indexes"),
    _boolean("log_bin_trust_function_creators"),
    _choice("event_scheduler", "ON OFF"),
    _choice("transaction_isolation", "READ-UNCOMMITTED READ-COMMITTED REPEATABLE-READ SERIALIZABLE"),
    Parameter("character_set_server", "text"),
    Parameter("collation_server", "text"),
    Parameter("time_zone", "text"),
    Parameter("init_connect", "text"),
    Parameter("authentication_policy", "text", since="8.4", why="caching_sha2_password by default"),
    _choice(
        "default_authentication_plugin",
        "mysql_native_password sha256_password caching_sha2_password",
        static=True,
        until="8.3",
        why="old MATLAB clients get it for their account alone",
    ),
)
"""Parameters that an environment may set, but DataJoint does not ask for."""

_FILES_AND_NETWORK = (
    *("basedir", "bind_address", "datadir", "general_log_file", "innodb_data_home_dir", "innodb_log_group_home_dir"),
    *("lc_messages_dir", "log_bin", "log_error", "mysqlx_port", "pid_file", "plugin_dir", "port", "secure_file_priv"),
    *("server_id", "slow_query_log_file", "socket", "tmpdir", "user"),
)
_CERTIFICATES = ("ssl", "ssl_ca", "ssl_cert", "ssl_key", "ssl_capath", "ssl_cipher")
REFUSED: dict[str, str] = {
    **dict.fromkeys(_FILES_AND_NETWORK, "RDS runs the server's files and network itself"),
    **dict.fromkeys(_CERTIFICATES, "RDS brings its own certificates"),
    "skip_host_cache": "RDS sets how it resolves names, and MySQL 8.4 no longer has it",
    "skip_name_resolve": "RDS sets how it resolves names",
    "symbolic_links": "RDS has no links in its data folder, and MySQL 8.4 no longer has it",
    "lower_case_table_names": "it can be chosen only when an instance is created, and the pipeline needs the default",
    "partial_revokes": "with it, rights on a pattern such as alice\\_% match nothing",
    "read_only": "RDS sets it on replicas, and a database that is only read is of no use here",
    "query_cache_size": "MySQL has had no query cache since 8.0",
    "query_cache_type": "MySQL has had no query cache since 8.0",
    "tx_isolation": "MySQL calls it transaction_isolation since 8.0",
}
"""Parameters that can't be set, and why not."""

INSTEAD: dict[str, str] = {
    "innodb_log_file_size": "Set innodb_redo_log_capacity, the size of all redo log files together",
    "innodb_redo_log_capacity": "Set innodb_log_file_size, the size of each of two redo log files",
    "default_authentication_plugin": (
        "Leave it out: give the accounts of old clients authentication: mysql_native_password in map_people, "
        "or set authentication_policy"
    ),
    "authentication_policy": "Set default_authentication_plugin",
}
"""What to set instead of a parameter that the engine version doesn't have."""
