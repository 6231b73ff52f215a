"""An environment's settings without a run: what its files say, what the variables come to, what is wrong with them."""

from __future__ import annotations

import dataclasses
import os
import typing as t

from . import passwords, place
from .errors import MapctlError


@dataclasses.dataclass(frozen=True)
class Read:
    """What was read. values: all variables that could be worked out, secrets included; problems: what is wrong

    embedded: whether the environment's cloud is this machine; secrets: the names of the options that are secrets
    host: variables of the host that runs containers; of its whole group where the inventory names none
    """

    values: dict[str, t.Any]
    problems: list[str]
    embedded: bool
    secrets: frozenset[str]
    host: dict[str, t.Any]

    def wanted(self) -> dict[str, t.Any]:
        """The values, if nothing is wrong with them. Raises MapctlError."""
        if self.problems:
            raise MapctlError("\n".join(self.problems))
        return self.values


def read(environment: place.Environment, given: passwords.Passwords) -> Read:
    """Read and judge an environment, as the role `settings` does in every run. Asks no network, makes nothing."""
    place.make_importable()
    os.environ.setdefault("ANSIBLE_CONFIG", str(place.ROOT / "ansible.cfg"))
    from ansible.errors import AnsibleError  # noqa: PLC0415 (all of these are slow)

    try:
        return _read(environment, given)
    except AnsibleError as error:
        if "ecrypt" in str(error):
            advice = "Give the right password, or look whether the file is whole."
            raise MapctlError(
                f"The vault of '{environment.name}' can't be opened with this password. {advice}"
            ) from error
        text = str(getattr(error, "message", error)).strip().rstrip(".")
        raise MapctlError(f"The files of '{environment.name}' can't be read: {text}. Correct them.") from error


def _read(environment: place.Environment, given: passwords.Passwords) -> Read:
    from ansible.inventory.manager import InventoryManager  # noqa: PLC0415
    from ansible.parsing.dataloader import DataLoader  # noqa: PLC0415
    from ansible.plugins.loader import init_plugin_loader  # noqa: PLC0415
    from ansible.template import Templar  # noqa: PLC0415
    from ansible.vars.hostvars import HostVars  # noqa: PLC0415
    from ansible.vars.manager import VariableManager  # noqa: PLC0415

    init_plugin_loader([str(place.COLLECTIONS)])
    from ansible_collections.mesoscale.map.plugins.module_utils import settings  # noqa: PLC0415
    from ansible_collections.mesoscale.map.plugins.plugin_utils.environment import Environment  # noqa: PLC0415

    loader = DataLoader()
    _open_vault(loader, given)
    inventory = InventoryManager(loader=loader, sources=[str(environment.folder)])
    manager = VariableManager(loader=loader, inventory=inventory)
    here = inventory.get_host("localhost")
    if here is None:
        raise MapctlError(f"'{environment.name}' has no host localhost. Take hosts.yml from inventories/production.")
    variables = manager.get_vars(host=here)
    variables["hostvars"] = HostVars(inventory=inventory, variable_manager=manager, loader=loader)
    world = Environment(loader, Templar(loader=loader, variables=variables), variables, given.become)
    found = world.settings()
    return Read(
        found.values,
        settings.problems(found),
        bool(variables["groups"].get("map_embedded")),
        frozenset(name for name, option in found.options.items() if settings.is_secret(option)),
        _host(inventory, manager),
    )


def _host(inventory: t.Any, manager: t.Any) -> dict[str, t.Any]:
    named = inventory.get_hosts("map_host")
    if named:
        return dict(manager.get_vars(host=named[0]))
    group = inventory.groups.get("map_host")
    return dict(group.get_vars()) if group else {}


def _open_vault(loader: t.Any, given: passwords.Passwords) -> None:
    from ansible.cli import CLI  # noqa: PLC0415
    from ansible.parsing.vault import VaultSecret  # noqa: PLC0415

    if given.vault:
        loader.set_vault_secrets([("default", VaultSecret(given.vault.encode()))])
    else:
        files = [given.vault_file] if given.vault_file else []
        CLI.setup_vault_secrets(loader, vault_ids=[], vault_password_files=files, auto_prompt=False)
