"""What is made of a server's answers: which parameters hold, and how large things are."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils import catalogue
from ansible_collections.mesoscale.map.plugins.module_utils.plans.database_status import (
    Found,
    facts,
    parameters,
    unread,
)

SERVER = {"address": "database.example.org", "port": 3306}
WISHED = catalogue.wanted("8.4", {})


def row(name: str, in_force: dict[str, str], overrides: dict[str, t.Any]) -> dict[str, t.Any]:
    (found,) = (one for one in parameters(in_force, "8.4", overrides) if one["name"] == name)
    return found


@pytest.mark.parametrize(
    ("name", "in_force", "overrides", "wanted", "verdict"),
    [
        ("wait_timeout", "86400", {}, "86400", (True, False)),
        ("wait_timeout", "28800", {}, "86400", (False, False)),
        ("wait_timeout", None, {}, "86400", (False, False)),
        ("wait_timeout", "100", {"wait_timeout": 100}, "100", (True, False)),
        ("long_query_time", "10.000000", {}, "10", (True, False)),
        ("slow_query_log", "ON", {}, "1", (True, False)),
        ("innodb_rollback_on_timeout", "OFF", {}, "1", (False, True)),
        (
            "sql_mode",
            "NO_ENGINE_SUBSTITUTION,STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY",
            {},
            WISHED["sql_mode"],
            (True, False),
        ),
        (
            "innodb_buffer_pool_size",
            "6442450944",
            {"innodb_buffer_pool_size": "{DBInstanceClassMemory*3/4}"},
            "{DBInstanceClassMemory*3/4}",
            (None, False),
        ),
    ],
)
def test_a_parameter(
    name: str,
    in_force: str | None,
    overrides: dict[str, t.Any],
    wanted: str,
    verdict: tuple[bool | None, bool],
) -> None:
    assert row(name, {} if in_force is None else {name: in_force}, overrides) == {
        "name": name,
        "wanted": wanted,
        "in_force": in_force,
        "agrees": verdict[0],
        "needs_reboot": verdict[1],
    }


def test_what_is_left_to_the_server_is_not_wanted() -> None:
    names = {one["name"] for one in parameters({}, "8.4", {"wait_timeout": None})}
    assert names == set(WISHED) - {"wait_timeout"}


def test_all_facts() -> None:
    found = Found(
        variables={**WISHED, "version": "8.4.5", "max_connections": "651", "wait_timeout": "28800"},
        counters={"Uptime": "86400", "Threads_connected": "12", "Max_used_connections": "40"},
        schemas={"map_v2_lab": 1048576, "map_v2_ephys": 0},
        stores={"report_store": (1200, 734003200), "archive_store": (3, 9)},
    )
    said = facts(found, SERVER, ["map_v2_lab", "map_v2_ephys", "map_v2_ccf"], "8.4", {})
    rows = said["database"].pop("parameters")
    assert said == {
        "database": {
            **SERVER,
            "version": "8.4.5",
            "version_wanted": "8.4",
            "uptime_seconds": 86400,
            "connections": {"now": 12, "most": 40, "limit": 651},
            "differing": ["wait_timeout"],
            "schemas_bytes": {"map_v2_lab": 1048576, "map_v2_ephys": 0},
            "schemas_missing": ["map_v2_ccf"],
            "problem": "",
        },
        "stores": {
            "stores": {
                "archive_store": {"files": 3, "bytes": 9},
                "report_store": {"files": 1200, "bytes": 734003200},
            },
            "problem": "",
        },
    }
    assert len(rows) == len(WISHED)


def test_a_server_that_does_not_answer_has_the_same_parts() -> None:
    assert unread(SERVER, "It is down.") == {
        "database": {**SERVER, "problem": "It is down."},
        "stores": {"stores": {}, "problem": "It is down."},
    }
