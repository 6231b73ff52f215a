"""What JupyterHub is told of people: limits that add up, and each person's own files."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils import hub

LIMITS = {"memory": "2g", "cpus": 2, "pids": 500}
PEOPLE = [
    {"name": "alice", "github": "Alice-GH", "role": "analyst"},
    {"name": "bob", "github": "bob-gh", "role": "ingester", "admin": True},
    {"name": "carol", "github": None},
    {"name": "dave"},
]


def limits(memory: int, cpus: float, pids: int) -> dict[str, t.Any]:
    return {"memory": memory, "cpus": cpus, "pids": pids}


def test_only_people_with_a_login_are_listed() -> None:
    given = hub.people(PEOPLE, LIMITS, {}, {})
    assert [(one["name"], one["github"], one["admin"]) for one in given["people"]] == [
        ("alice", "Alice-GH", False),
        ("bob", "bob-gh", True),
    ]


@pytest.mark.parametrize(
    ("of_roles", "of_people", "bob", "most"),
    [
        ({}, {}, limits(2 << 30, 2, 500), limits(2 << 30, 2, 500)),
        ({"ingester": {"memory": "16g"}}, {}, limits(16 << 30, 2, 500), limits(16 << 30, 2, 500)),
        ({"ingester": {"memory": "1g"}}, {}, limits(1 << 30, 2, 500), limits(2 << 30, 2, 500)),
        (
            {"ingester": {"memory": "1g"}},
            {"bob": {"memory": "500m"}},
            limits(500 << 20, 2, 500),
            limits(2 << 30, 2, 500),
        ),
        ({}, {"bob": {"cpus": "0.5", "pids": 900}}, limits(2 << 30, 0.5, 900), limits(2 << 30, 2, 900)),
        ({}, {"bob": {"cpus": None}}, limits(2 << 30, 2, 500), limits(2 << 30, 2, 500)),
    ],
)
def test_limits_of_a_person_count_more_than_the_roles(
    of_roles: dict[str, t.Any], of_people: dict[str, t.Any], bob: dict[str, t.Any], most: dict[str, t.Any]
) -> None:
    given = hub.people(PEOPLE, LIMITS, of_roles, of_people)
    assert given["people"][1]["limits"] == bob
    assert given["guests"] == given["people"][0]["limits"] == limits(2 << 30, 2, 500)
    assert given["most"] == most


def test_a_person_without_a_role_is_an_analyst() -> None:
    given = hub.people([{"name": "zoe", "github": "zoe"}], LIMITS, {"analyst": {"pids": 60}}, {})
    assert given["people"][0]["limits"]["pids"] == 60


def test_each_has_files_of_their_own() -> None:
    passwords = {"alice": "first-of-alice", "dave": "first-of-dave"}
    found = hub.files(PEOPLE, {"database.host": "db"}, passwords, {"database_ca.pem": "PEM"})
    assert [(file["path"], file["live"]) for file in found] == [
        ("people/alice/datajoint/dj_local_conf.json", True),
        ("people/alice/datajoint/database_ca.pem", True),
        ("people/bob/datajoint/dj_local_conf.json", True),
        ("people/bob/datajoint/database_ca.pem", True),
    ]
    own = [json.loads(file["secret_content"]) for file in found if "secret_content" in file]
    assert own == [
        {"database.host": "db", "database.user": "alice", "database.password": "first-of-alice"},
        {"database.host": "db", "database.user": "bob"},
    ]
    assert {file.get("owner") for file in found if "secret_content" in file} == {1000}
