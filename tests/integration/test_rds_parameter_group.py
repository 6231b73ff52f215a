"""The parameter group in an AWS that refuses as AWS does: the law, the budget, and what it really holds."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError

from .aws_server import World, targets, world
from .rds_world import GROUP, held, parameters, quick

__all__ = ["quick", "world"]


def test_parameters_keep_the_law_and_the_budget(world: World) -> None:
    assumed = parameters(world, check=True, assume_empty=True)
    assert world.server.recorder.requests == []
    checked = parameters(world, check=True)
    assert world.writes == []
    applied = parameters(world)
    assert assumed["plan"] == checked["plan"] == applied["plan"] != []
    assert checked["pending_reboot"] == applied["pending_reboot"] == []  # a new group has no instance to reboot
    assert held(world) == applied["parameters"]
    requests = world.count(lambda: parameters(world, check=True))
    assert len(requests) <= 4
    again = parameters(world)
    assert (again["changed"], again["plan"], again["notes"], world.writes) == (False, [], [], [])


def test_more_than_twenty_parameters(world: World) -> None:
    more = {
        "max_connections": 500,
        "connect_timeout": 20,
        "innodb_io_capacity": 1000,
        "general_log": True,
        "sync_binlog": 1,
    }
    checked = parameters(world, check=True, parameters=more)
    applied = parameters(world, parameters=more)
    assert checked["plan"] == applied["plan"]
    assert targets(applied) == [
        ("create", f"parameter group {GROUP}"),
        ("update", f"parameter group {GROUP}: set at once"),
        ("update", f"parameter group {GROUP}: set at once (2)"),
        ("update", f"parameter group {GROUP}: set after a reboot"),
    ]
    assert held(world)["general_log"] == "1"


def test_what_is_no_longer_wanted_is_reset(world: World) -> None:
    parameters(world, parameters={"max_connections": 500, "innodb_buffer_pool_instances": 8})
    kept = parameters(world, parameters={"wait_timeout": 3600}, reset_unlisted=False)
    assert "innodb_buffer_pool_instances, max_connections" in kept["notes"][0]
    checked = parameters(world, check=True, parameters={"wait_timeout": None})
    applied = parameters(world, parameters={"wait_timeout": None})
    assert checked["plan"] == applied["plan"]
    assert [change["before"] for change in applied["plan"]] == [
        {"max_connections": "500", "wait_timeout": "3600"},
        {"innodb_buffer_pool_instances": "8"},
    ]
    assert applied["pending_reboot"] == ["innodb_buffer_pool_instances"]
    assert not {"max_connections", "wait_timeout", "innodb_buffer_pool_instances"} & set(held(world))


@pytest.mark.parametrize(
    ("wishes", "messages"),
    [
        (
            {"max_allowed_packet": 2147483648, "ssl_ca": "x", "wait_timeout": 0},
            ["max_allowed_packet is 2147483648 bytes", "ssl_ca can't be set", "wait_timeout is 0 seconds"],
        ),
        ({"max_conections": 1, "back_log": 70000}, ["max_conections does not exist", "AWS allows 1-65535 only"]),
    ],
    ids=["known by the catalogue", "known by AWS"],
)
def test_what_cant_be_set_is_refused_before_any_change(
    world: World, wishes: dict[str, t.Any], messages: list[str]
) -> None:
    with pytest.raises(MapError) as error:
        parameters(world, parameters=wishes)
    assert all(message in str(error.value) for message in messages)
    assert len(error.value.problems) == len(wishes)
    assert world.writes == []


def test_another_family_is_refused(world: World) -> None:
    parameters(world)
    world.server.recorder.reset()
    with pytest.raises(MapError, match=r"is of family mysql8\.4, and mysql8\.0 is wanted"):
        parameters(world, name=GROUP, engine_version="8.0")
    assert world.writes == []
