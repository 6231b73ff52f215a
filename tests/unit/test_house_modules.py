"""The rules of the house for modules and their parts."""

from __future__ import annotations

import importlib
import re
import sys
import typing as t
from pathlib import Path

import pytest

from tests.unit.house import ROOT, UTILS, constants, imports, named, parse

PACKAGE = "ansible_collections.mesoscale.map.plugins"

PURE = {"plan", "people", "catalogue", "catalogue_data", "catalogue_values"}
"""Modules beside plans/ that plans may use: they too import nothing but the standard library."""

MODULES = [path for path in sorted((ROOT / "plugins/modules").glob("*.py")) if path.stem != "__init__"]

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)


def only_documented(module: Path) -> bool:
    """Whether a module is documentation only, because its whole work is an action plugin's."""
    return imports_nothing(module) and (ROOT / f"plugins/action/{module.name}").exists()


def imports_nothing(path: Path) -> bool:
    return set(imports(path)) <= {"__future__"}


@each_module
def test_a_module_has_its_parts(module: Path) -> None:
    name = module.stem
    assert (ROOT / f"plugins/action/{name}.py").exists()
    if not only_documented(module):
        for folder in ("specs", "plans", "clients"):
            assert (UTILS / folder / f"{name}.py").exists(), folder


def test_every_part_belongs_to_a_module() -> None:
    names = {path.stem for path in MODULES}
    for folder in ("plugins/action", "plugins/module_utils/specs"):
        assert {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"} <= names


@each_module
def test_a_modules_documentation_is_its_spec(module: Path) -> None:
    documented = documentation(module, "options")
    if only_documented(module):
        return  # its action plugin checks its own options
    spec = importlib.import_module(f"{PACKAGE}.module_utils.specs.{module.stem}").ARGUMENTS
    assert differences(documented, spec) == []


def documentation(module: Path, part: str) -> dict[str, t.Any]:
    """A part of a module's documentation, with that of the fragments that it names."""
    own = parse(constants(module)["DOCUMENTATION"])
    found = dict(own.get(part, {}))
    for fragment in own.get("extends_documentation_fragment", []):
        path = ROOT / f"plugins/doc_fragments/{fragment.rpartition('.')[2]}.py"
        for text in constants(path).values():
            found = {**parse(text).get(part, {}), **found}
    return found


def differences(documented: dict[str, t.Any], spec: dict[str, t.Any], at: str = "") -> t.Any:
    """Where the documentation of options and the argument spec say different things."""
    found = [f"{at}{name} is not in both" for name in sorted(set(documented) ^ set(spec))]
    for name in set(documented) & set(spec):
        words, option = documented[name], spec[name]
        if not words.get("description"):
            found.append(f"{at}{name} has no description")
        for key, default in (
            ("type", "str"),
            ("elements", None),
            ("required", False),
            ("default", None),
            ("choices", None),
        ):
            if words.get(key, default) != option.get(key, default):
                found.append(f"{at}{name}: {key} is {option.get(key)}, documented as {words.get(key)}")
        found += differences(words.get("suboptions", {}), option.get("options", {}), f"{at}{name}.")
    return found


@each_module
def test_a_module_has_examples_and_says_what_it_returns(module: Path) -> None:
    texts = constants(module)
    assert parse(texts["EXAMPLES"])
    assert parse(texts["RETURN"])
    assert {"check_mode", "diff_mode"} <= set(documentation(module, "attributes"))


@pytest.mark.parametrize("path", sorted((UTILS / "plans").glob("*.py")), ids=named)
def test_a_plan_is_pure(path: Path) -> None:
    allowed = {f"..{name}" for name in PURE} | {f".{other.stem}" for other in (UTILS / "plans").glob("*.py")}
    strangers = [name for name in imports(path) if name not in allowed and not is_standard(name)]
    assert strangers == []
    assert not re.search(r"^\s*(with )?open\(|\b(subprocess|socket|requests|urllib\.request)\b", path.read_text(), re.M)


@pytest.mark.parametrize("name", sorted(PURE))
def test_what_plans_use_is_pure(name: str) -> None:
    siblings = {f".{other}" for other in PURE}
    assert [found for found in imports(UTILS / f"{name}.py") if found not in siblings and not is_standard(found)] == []


def is_standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("path", [*UTILS.glob("plans/*.py"), *UTILS.glob("clients/*.py")], ids=named)
def test_only_converge_knows_check_mode(path: Path) -> None:
    assert not re.search(r"\bcheck_mode\b", path.read_text())
