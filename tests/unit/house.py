"""What the tests of the house share: the lists of files, and how they are read."""

from __future__ import annotations

import ast
import functools
import subprocess
import typing as t
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
UTILS = ROOT / "plugins/module_utils"


class Loader(yaml.SafeLoader):
    """Reads Ansible's own marks, such as !unsafe, as what they mark."""


Loader.add_multi_constructor("!", lambda loader, _, node: loader.construct_scalar(node))  # type: ignore[no-untyped-call]


def parse(text: str) -> t.Any:
    """YAML with Ansible's marks."""
    return yaml.load(text, Loader)  # noqa: S506 (a safe loader)


def load(path: Path) -> t.Any:
    return parse(path.read_text())


@functools.cache
def tracked() -> list[Path]:
    """All files of the project, those that are not committed yet included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted(ROOT / name for name in listed if (ROOT / name).is_file())


def named(path: Path) -> str:
    """A file's name for people: its path in the project."""
    return str(path.relative_to(ROOT))


def imports(path: Path) -> t.Iterator[str]:
    """What a file imports: `json`, `..plan`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level and not node.module:
            yield from ("." * node.level + alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def constants(path: Path) -> dict[str, str]:
    """The texts that a file assigns to names at its top or in its classes."""
    return {
        node.targets[0].id: str(node.value.value)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
