"""Names and passwords of accounts: what is refused, and why."""

from __future__ import annotations

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.people import (
    name_problems,
    password_problem,
    schema_problems,
)


@pytest.mark.parametrize("name", ["al", "alice", "a1", "mapper", "mysqlfan", "x" * 32])
def test_good_names(name: str) -> None:
    assert name_problems([name], schemas=["map_v2_lab"], taken=["mapmaster", "worker"]) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "can't be an account"),
        ("a", "can't be an account"),
        ("a_b", "no underscore"),
        ("Alice", "small letters"),
        ("1st", "a letter first"),
        ("x" * 33, "2 to 32 characters"),
        ("älice", "can't be an account"),
        ("alice\n", "can't be an account"),
        ("alice%", "can't be an account"),
        ("map", "taken by the pipeline"),
        ("mysql", "reserved"),
        ("sys", "reserved"),
        ("information", "reserved"),
        ("performance", "reserved"),
        ("root", "reserved"),
        ("admin", "reserved"),
        ("rdsadmin", "reserved"),
        ("lab", "would own the shared schema 'lab_shared'"),
        ("worker", "already belongs to another account"),
    ],
)
def test_refused_names(name: str, reason: str) -> None:
    (problem,) = name_problems([name], schemas=["map_v2_lab", "lab_shared"], taken=["worker"])
    assert f"'{name}'" in problem
    assert reason in problem


@pytest.mark.parametrize(
    ("name", "prefix", "refused"),
    [
        ("map", "map_v2_", True),
        ("map", "mapping_", False),
        ("mapping", "map_", False),
        ("pipe", "pipe_", True),
        ("map", "pipe_", False),
    ],
)
def test_prefixes_that_overlap(name: str, prefix: str, refused: bool) -> None:
    assert bool(name_problems([name], pipeline_prefix=prefix)) is refused


def test_a_name_listed_twice_is_told_once() -> None:
    assert name_problems(["al", "bo", "al"]) == [
        "The name 'al' is listed 2 times. Keep one entry for each account.",
    ]


@pytest.mark.parametrize(
    ("schemas", "prefix", "reasons"),
    [
        (["map_v2_lab", "map_x"], "map_", []),
        ([], "map", ["The pipeline's prefix 'map' can't be used"]),
        ([], "Map_", ["The pipeline's prefix 'Map_' can't be used"]),
        (["lab"], "map_", ["'lab' doesn't begin with"]),
        (["map_v2-lab"], "map_", ["'map_v2-lab' can't be used"]),
        (["map_`x"], "map_", ["'map_`x' can't be used"]),
        (["map_" + "x" * 61], "map_", ["can't be used"]),
        (["map_a", "map_a"], "map_", ["listed 2 times"]),
    ],
)
def test_schemas(schemas: list[str], prefix: str, reasons: list[str]) -> None:
    problems = schema_problems(schemas, prefix)
    assert len(problems) == len(reasons)
    assert all(reason in problem for reason, problem in zip(reasons, problems, strict=True))


@pytest.mark.parametrize("password", ["x", "a b  c", "'\"\\`$#%{}", "x" * 256])
def test_good_passwords(password: str) -> None:
    assert password_problem("alice", password) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "is empty"),
        ("pässword", "not every client"),
        ("line\nline", "not every client"),
        ("tab\t", "not every client"),
        (" hidden", "begins or ends with a blank"),
        ("hidden ", "begins or ends with a blank"),
        ("x" * 257, "longer than 256"),
    ],
)
def test_refused_passwords_are_not_quoted(password: str, reason: str) -> None:
    problem = password_problem("alice", password)
    assert problem is not None
    assert reason in problem
    assert not password or password not in problem
