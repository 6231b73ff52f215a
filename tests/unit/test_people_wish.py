"""Whatever the settings let somebody write about a person, the accounts understand, and mean the same by it."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import yaml

from ansible_collections.mesoscale.map.plugins.module_utils.hub import people as of_hub
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_accounts import Actual, Member, Wanted
from ansible_collections.mesoscale.map.plugins.module_utils.plans.db_summary import notes
from ansible_collections.mesoscale.map.plugins.module_utils.specs.db_users import wanted
from mapctl import rights

SPEC = Path(__file__).parents[2] / "roles/settings/meta/argument_specs.yml"
PERSON = yaml.safe_load(SPEC.read_text())["argument_specs"]["environment"]["options"]["map_people"]["options"]
WRITTEN = [(key, choice) for key in ("role", "authentication") for choice in (None, *PERSON[key]["choices"])]


def wish_of(**entry: t.Any) -> Wanted:
    params = {"people": [{"name": "alice", **entry}], "service_accounts": [], "passwords": {}, "initial_passwords": {}}
    rest = {"schemas": [], "pipeline_prefix": "map_", "webgui_schemas": [], "drop": [], "login": {"user": "mapmaster"}}
    wish = wanted({**params, **rest}, "2027-02-01")
    assert wish.problems == ()
    return wish


def account(**entry: t.Any) -> Member:
    return wish_of(**entry).members[0]


@pytest.mark.parametrize(("key", "choice"), WRITTEN)
def test_what_settings_allow(key: str, choice: str | None) -> None:
    means = {"role": PERSON["role"]["default"], "authentication": PERSON["authentication"]["default"]}
    if choice:
        means[key] = choice
    made = account(**{key: choice})
    assert (made.role, made.plugin) == (means["role"], means["authentication"])


def test_a_name_is_enough() -> None:
    assert (account().role, account().plugin) == (PERSON["role"]["default"], PERSON["authentication"]["default"])


def test_a_person_without_role_is_the_same_to_all_programs() -> None:
    values = {"map_people": [{"name": "alice", "github": "a"}], "map_pipeline_prefix": "map_"}
    assert rights.explain(values, "alice", "map_v2_lab").startswith(f"alice is {account().role} in map_people.")
    limits = {"memory": "1G", "cpus": 1, "pids": 100}
    found = of_hub(values["map_people"], limits, {account().role: {"pids": 77}}, {})
    assert found["people"][0]["limits"]["pids"] == 77


@pytest.mark.parametrize(("until", "due"), [("2027-01-31", True), ("2027-02-01", False), ("", False), (None, False)])
def test_whose_last_day_is_over_is_named(until: str | None, due: bool) -> None:
    found = notes(Actual(), wish_of(until=until))
    assert [("alice" in note, "last day is over" in note) for note in found] == [(True, True)] * due
