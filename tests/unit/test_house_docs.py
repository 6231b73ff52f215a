"""The rules of the house for documentation: it is complete, and names only what exists."""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest

from tests.unit.house import ROOT, constants, load, named, parse, tracked

PAGES = [path for path in tracked() if path.suffix == ".md"]
PLUGINS = [
    path
    for kind in ("modules", "lookup", "filter", "callback")
    for path in sorted((ROOT / "plugins" / kind).glob("*.py"))
    if path.stem != "__init__"
]
ROLES = {path.name for path in ROOT.glob("roles/*")}
MADE_BY_PEOPLE = re.compile(
    r"inventories/(local/\.secrets|NAME\b|ENVIRONMENT\b)|playbooks/WORD\.yml|.*/X\.py|changelogs/fragments/storage_"
)
NOT_OPTIONS = {
    "map_databse_port",  # the example of a misspelled one
    "database_master",  # a local secret
    "pipeline_admin",  # what a person may be
    "globus_token",  # a local secret
    "map_host",  # a group of hosts
    "map_compute_workers",  # services of upstream's stack
    "map_cleanup_workers",
    "storage_unfinished_days",  # what CONTRIBUTING.md adds
}

each_page = pytest.mark.parametrize("page", PAGES, ids=named)
each_plugin = pytest.mark.parametrize("path", PLUGINS, ids=named)


def options(found: dict[str, t.Any]) -> t.Iterator[str]:
    """The names of options, those inside others included."""
    for name, option in found.items():
        yield name
        yield from options(option.get("options", {}))


def known_options() -> set[str]:
    """The options of all roles."""
    specs = [load(path)["argument_specs"] for path in ROOT.glob("roles/*/meta/argument_specs.yml")]
    return {name for spec in specs for entry in spec.values() for name in options(entry.get("options", {}))}


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text())
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@each_page
def test_paths_exist(page: Path) -> None:
    folders = "docs|images|inventories|playbooks|plugins|requirements|roles|tests|changelogs"
    paths = [path.rstrip("./") for path in re.findall(rf"\b(?:{folders})/[\w./*-]+", page.read_text())]
    assert [path for path in paths if not MADE_BY_PEOPLE.match(path) and not any(ROOT.glob(path))] == []


@each_page
def test_names_of_settings_are_options_of_a_role(page: Path) -> None:
    names = set(re.findall(rf"\b(?:map|{'|'.join(sorted(ROLES))})_[a-z0-9_]*[a-z0-9]\b", page.read_text()))
    schemas = {name for name in names if name.startswith("map_v2")}
    assert sorted(names - known_options() - NOT_OPTIONS - schemas - ROLES) == []


@each_page
def test_names_of_plugins_and_words_of_make_exist(page: Path) -> None:
    text = page.read_text()
    there = {path.stem for path in [*PLUGINS, *ROOT.glob("playbooks/*.yml")]} | ROLES
    assert set(re.findall(r"mesoscale\.map\.(\w+)", text)) <= there
    words = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M)) <= words


@each_plugin
def test_documentation_is_complete(path: Path) -> None:
    texts = constants(path)
    said = parse(texts["DOCUMENTATION"])
    assert said.get("module", said.get("name")) == path.stem
    assert {"short_description", "version_added", "description"} <= set(said)
    assert "author" in said or "mesoscale.map.planned" in said["extends_documentation_fragment"]
    if path.parent.name == "callback":
        return  # it is switched on once, and returns nothing
    assert parse(texts["EXAMPLES"])
    for name, value in parse(texts["RETURN"]).items():
        needed = {"description", "type"} if name.startswith("_") else {"description", "type", "returned"}
        assert needed <= set(value), name
        assert ("elements" in value) == (value["type"] == "list"), name
