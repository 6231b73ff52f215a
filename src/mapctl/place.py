"""Where things are: the collection, the environments, and the playbooks that are words of the command."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import sys

from .errors import MapctlError, advice

_CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
_INSTALLED = pathlib.Path(__file__).resolve().parents[1] / "ansible_collections/mesoscale/map"

ROOT = _CHECKOUT if (_CHECKOUT / "galaxy.yml").exists() else _INSTALLED
"""The collection: a checkout of the project, or what was installed beside this package."""

COLLECTIONS = ROOT / ".collections" if ROOT == _CHECKOUT else ROOT.parents[2]
"""The folder in which Ansible finds the collection by its name."""

SITE = "site"
"""The word for the whole system."""


@dataclasses.dataclass(frozen=True)
class Environment:
    """A folder of inventories/. name: the folder's; vault: the file with its secrets

    kept: where the command keeps what it remembers of it
    """

    folder: pathlib.Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def vault(self) -> pathlib.Path:
        return self.folder / "group_vars/all/vault.yml"

    @property
    def has_vault(self) -> bool:
        return self.vault.exists()

    @property
    def kept(self) -> pathlib.Path:
        return self.folder / ".mapctl"


def inventories() -> pathlib.Path:
    """The folder with the environments: MAPCTL_INVENTORIES, or inventories/ here, or a checkout's own."""
    chosen = os.environ.get("MAPCTL_INVENTORIES")
    if chosen:
        return pathlib.Path(chosen).resolve()
    here = pathlib.Path.cwd() / "inventories"
    return ROOT / "inventories" if ROOT == _CHECKOUT and not here.is_dir() else here


def environments() -> list[str]:
    """The names of all environments."""
    folder = inventories()
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path.name for path in found if path.is_dir() and not path.name.startswith("."))


def environment(name: str) -> Environment:
    """The environment of that name. Raises MapctlError when there is none."""
    if name not in environments():
        none = "" if environments() else "`mapctl init NAME` makes the first one."
        hint = advice(name, environments(), none)
        raise MapctlError(f"There is no environment '{name}' in {inventories()}. {hint}")
    return Environment(inventories() / name)


def words() -> list[str]:
    """What can be planned and applied: the names of the playbooks."""
    return sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))


def playbook(word: str) -> pathlib.Path:
    """The playbook of that word. Raises MapctlError when there is none."""
    if word not in words():
        raise MapctlError(f"There is no playbook '{word}'. {advice(word, words())}")
    return ROOT / "playbooks" / f"{word}.yml"


def make_importable() -> None:
    """Let Python find the collection's own code by its name, as Ansible does."""
    if str(COLLECTIONS) not in sys.path:
        sys.path.append(str(COLLECTIONS))
