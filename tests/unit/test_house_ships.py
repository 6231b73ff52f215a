"""The rules of the house for what ships, and for what people set."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.unit.house import ROOT, load, named, tracked

NEEDED = {"docs", "examples", "images", "meta", "playbooks", "plugins", "roles"}
FILES = tracked()
VARIABLES = [path for path in FILES if path.match("inventories/*/group_vars/**/*.yml") and "vault" not in path.name]


def test_images_and_examples_ship() -> None:
    galaxy = " ".join(load(ROOT / "galaxy.yml")["manifest"]["directives"])
    assert {name for name in NEEDED if not re.search(rf"recursive-include {name}\b", galaxy)} == set()
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["only-include"]) >= NEEDED
    assert not re.search(r"include (inventories|tests|src)\b", galaxy)


@pytest.mark.parametrize("path", VARIABLES, ids=named)
def test_a_secret_is_set_only_in_a_vault(path: Path) -> None:
    specs = [load(role)["argument_specs"] for role in ROOT.glob("roles/*/meta/argument_specs.yml")]
    options = [item for spec in specs for entry in spec.values() for item in entry.get("options", {}).items()]
    secret = {name for name, option in options if option.get("no_log")}
    assert sorted(secret & set(load(path) or {})) == []


@pytest.mark.parametrize("folder", sorted(path for path in ROOT.glob("images/*") if path.is_dir()), ids=named)
def test_an_image_has_a_folder(folder: Path) -> None:
    assert (folder / "Dockerfile").exists()
    assert not re.search(r"^(FROM|ARG base=)\S*:latest", (folder / "Dockerfile").read_text(), re.M)


@pytest.mark.parametrize("wishes", sorted(ROOT.glob("images/**/*.in")), ids=named)
def test_make_lock_renews_an_images_packages(wishes: Path) -> None:
    """What the list is made of, so that none is forgotten and grows old."""
    place = wishes.relative_to(ROOT / "images").with_suffix("")
    assert re.search(rf"^\timage {re.escape(str(place))} ", (ROOT / "Makefile").read_text(), re.M)
    assert wishes.with_suffix(".txt").exists()


def test_no_role_has_handlers() -> None:
    """What changed is made anew by the task that sees it; a handler is forgotten when a run is cut off."""
    assert [named(path) for path in FILES if path.match("roles/*/handlers/*")] == []


def test_nothing_is_excused_from_ansible_test() -> None:
    assert {path.read_text() for path in ROOT.glob("tests/sanity/ignore-*.txt")} == {""}
