"""The rules of the house for all files: how large they may be, and what they may not say."""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

import pytest

from tests.unit.house import ROOT, imports, named, tracked

FILE_LINES, FUNCTION_LINES, MODULE_LINES = 200, 30, 150
TEST_LINES = 300  # tables are long
LARGER: dict[str, tuple[t.Any, ...]] = {
    # path -> (lines, why they can't be fewer)
    "plugins/modules/rds_instance.py": (175, "Ansible wants the reference of all options here; the code is four lines"),
}

# The words are put together here, so that this file doesn't hold them.
FORBIDDEN = [
    "deb.debian" + ".org",
    "pypi" + ".org",
    "registry.npmjs" + ".org",
    "tmp" + "/dev/",
    "/work" + "/",
    "../" + "shared",
]

PYTHON = [path for path in tracked() if path.suffix == ".py"]

each_python = pytest.mark.parametrize("path", PYTHON, ids=named)


@each_python
def test_a_file_is_small(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    budget = {"modules": MODULE_LINES}.get(path.parent.name, FILE_LINES)
    if path.is_relative_to(ROOT / "tests"):
        budget = TEST_LINES
    assert lines <= LARGER.get(named(path), (budget,))[0]


@each_python
def test_a_function_is_small(path: Path) -> None:
    large = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
            if lines > FUNCTION_LINES:
                large.append(f"{node.name}: {lines} lines")
    assert large == []


def docstring_lines(node: ast.AST) -> int:
    """How many lines of a function say what it is for; those are free."""
    text = ast.get_docstring(node, clean=False)  # type: ignore[arg-type]
    return len(text.splitlines()) if text else 0


@each_python
def test_annotations_are_not_evaluated(path: Path) -> None:
    defines = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in ast.parse(path.read_text()).body)
    assert not defines or "__future__" in imports(path)


@pytest.mark.parametrize("path", tracked(), ids=named)
def test_no_file_names_a_registry_or_this_machine(path: Path) -> None:
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return
    assert [word for word in FORBIDDEN if word in text] == []


def test_exceptions_are_still_needed() -> None:
    lines = {name: len((ROOT / name).read_text().splitlines()) for name in LARGER}
    assert [name for name, count in lines.items() if count <= MODULE_LINES] == []
