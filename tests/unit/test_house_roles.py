"""The rules of the house for roles and playbooks."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.plugin_utils.environment import ASKED_FOR_ONCE, CALLED_BY_ROLES
from tests.unit.house import ROOT, load, named

TASKS_LINES = 40
SECRET = re.compile(r"password|secret|token|private_key|(?<!public)_key$")
NOT_SECRET = {"map_ssh_public_key"}

ROLES = sorted(path.parents[1] for path in ROOT.glob("roles/*/tasks/main.yml"))
PLAYBOOKS = sorted(ROOT.glob("playbooks/*.yml"))
TASKS = sorted(ROOT.glob("roles/*/tasks/*.yml"))

each_role = pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)


def entries(role: Path) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", load(role / "meta/argument_specs.yml")["argument_specs"])


def options(role: Path) -> dict[str, t.Any]:
    return {name: option for entry in entries(role).values() for name, option in entry.get("options", {}).items()}


def nested(found: dict[str, t.Any]) -> t.Iterator[tuple[str, dict[str, t.Any]]]:
    for name, option in found.items():
        yield name, option
        yield from nested(option.get("options", {}))


@each_role
def test_a_role_is_described(role: Path) -> None:
    for entry in entries(role).values():
        assert entry["short_description"]
        assert entry["description"]
    for name, option in nested(options(role)):
        assert option.get("type"), name
        assert option.get("description"), name


@each_role
def test_settings_alone_checks_what_an_environment_sets(role: Path) -> None:
    """Ansible would check an entry point `main` again, and only when the role's turn comes."""
    given_by_a_caller = role.name in CALLED_BY_ROLES | ASKED_FOR_ONCE
    assert list(entries(role)) == ["main" if given_by_a_caller else "environment"]


@each_role
def test_a_roles_options_are_its_defaults_and_what_is_required(role: Path) -> None:
    defaults = role / "defaults/main.yml"
    required = {name for name, option in options(role).items() if option.get("required")}
    given = set(load(defaults) or {}) if defaults.exists() else set()
    assert given | required == set(options(role))
    assert not given & required


@each_role
def test_a_roles_options_are_named_after_it(role: Path) -> None:
    prefix = "map_" if role.name == "settings" else f"{role.name}_"
    assert [name for name in options(role) if not name.startswith(prefix)] == []


@each_role
def test_a_roles_secrets_are_marked(role: Path) -> None:
    for name, option in nested(options(role)):
        looks_secret = bool(SECRET.search(name)) and option["type"] in ("str", "dict") and name not in NOT_SECRET
        assert bool(option.get("no_log")) == looks_secret or option.get("no_log"), f"{name} looks like a secret"


@pytest.mark.parametrize("path", TASKS, ids=named)
def test_tasks_are_few_and_free_of_tricks(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= TASKS_LINES
    assert not re.search(r"\b(set_fact|ansible\.builtin\.shell|ignore_errors|ansible\.builtin\.raw)\b", text)


@pytest.mark.parametrize("path", PLAYBOOKS, ids=named)
def test_a_playbook_is_a_list_of_roles(path: Path) -> None:
    for play in load(path):
        if "ansible.builtin.import_playbook" in play:
            assert set(play) == {"name", "ansible.builtin.import_playbook"}
            continue
        assert set(play) <= {"name", "hosts", "gather_facts", "roles", "become", "serial"}
        assert play["roles"][0] == "mesoscale.map.settings"
        names = [role.removeprefix("mesoscale.map.") for role in play["roles"]]
        assert [name for name in names if not (ROOT / "roles" / name / "tasks/main.yml").exists()] == []


def test_every_role_has_a_scenario_and_each_is_run() -> None:
    """`make molecule` has them in an order in which what fails most often fails first."""
    scenarios = {path.parent.name for path in ROOT.glob("molecule/*/molecule.yml")}
    assert scenarios == {role.name for role in ROLES} | {"default", "site", "site_plan"}
    (listed,) = re.findall(r"^SCENARIOS = ((?:.*\\\n)*.*)$", (ROOT / "Makefile").read_text(), re.M)
    assert sorted(listed.replace("\\", " ").split()) == sorted(scenarios - {"default"})
