"""Rules for where settings are written, and for the machine they are for."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.rules.engines import Machine
from ansible_collections.mesoscale.map.plugins.module_utils.settings import Settings, Source, problems
from tests.unit.settings_given import GOOD, GROUPS, OPTIONS, judge


def source(name: str, encrypted: bool = False, **raw: t.Any) -> list[str]:
    """What is said when one more file sets these."""
    sources = (Source(name, raw, encrypted=encrypted),)
    return problems(Settings("lab", OPTIONS, sources, dict(GOOD), {}, GROUPS))


LOOK_UP = "{{ lookup('mesoscale.map.local_secret', 'label_key') }}"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (source("group_vars/all/vars.yml", map_databse_port=1), "Did you mean map_database_port?"),
        (source("group_vars/all/vars.yml", frobnicate=1), "frobnicate in group_vars/all/vars.yml is not a setting"),
        (source("host_vars/x.yml", map_enviroment="x"), "Did you mean map_environment?"),
        (source("-e", map_regio="x"), "map_regio in -e is not a setting that any role knows. Did you mean map_region?"),
        (
            source("group_vars/all/vars.yml", map_label_key="x"),
            "map_label_key is a secret, but group_vars/all/vars.yml",
        ),
        (
            source("host_vars/gpu1.yml", workers_count="four"),
            "workers_count must be a whole number, not 'four'. Correct it",
        ),
        (source("hosts.yml", workers_count=-1), "In hosts.yml: workers_count is -1, which is out of range"),
        (source("-e", map_label_key="x"), "map_label_key is a secret, but -e sets it"),
        (source("group_vars/all/vault.yml", map_label_key="x"), "group_vars/all/vault.yml is not encrypted"),
        (source("group_vars/all/vault.yml", map_people_passwords={"a": "x"}), "is not encrypted"),
        (source("group_vars/all/vault.yml", map_label_key=LOOK_UP + "x"), "is not encrypted"),
        (source("group_vars/all/vault.yml", map_label_key="{{ 'x' }}"), "is not encrypted"),
    ],
)
def test_where_things_are_set(found: list[str], said: str) -> None:
    assert len(found) == 1, found
    assert said in found[0]


@pytest.mark.parametrize(
    "found",
    [
        source("group_vars/all/vars.yml", ansible_user="admin"),
        source("host_vars/gpu1.yml", workers_count=8, workers_cleanup=False),
        source("host_vars/gpu1.yml", workers_count="{{ 2 * 4 }}"),
        source("group_vars/all/vault.yml", encrypted=True, map_label_key="x", map_people_passwords={"a": "x"}),
        source("group_vars/all/vault.yml", map_label_key=LOOK_UP, map_people_passwords={"alice": LOOK_UP}),
        source("group_vars/all/vault.yml"),
    ],
)
def test_where_things_may_be_set(found: list[str]) -> None:
    assert found == []


def test_an_inventory_without_its_groups() -> None:
    assert problems(Settings("lab", OPTIONS, (), dict(GOOD), {}, frozenset({"all", "map_host", "workers"}))) == [
        "The inventory has no group map_embedded. Copy hosts.yml from the environment that is most like this one."
    ]


DEBIAN = ("debian", "13")


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        (Machine("here", engine=True, administrator=True, system=("arch", "")), None),
        (Machine("here", engine=True, administrator=False, system=DEBIAN), "this user may not become root"),
        (Machine("here", engine=False, administrator=True, system=DEBIAN), None),
        (Machine("here", engine=False, administrator=False, system=DEBIAN), "this user may not install one"),
        (Machine("here", engine=False, administrator=True, system=("debian", "11")), "this is debian 11"),
        (Machine("here", engine=False, administrator=False, system=("arch", "")), "Install Docker"),
    ],
)
def test_an_engine_or_the_right_to_install_one(machine: Machine, said: str | None) -> None:
    found = judge(machines=(machine,))
    assert [said in problem for problem in found if said] == [True] * (said is not None)
    assert len(found) == (said is not None)
