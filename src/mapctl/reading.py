"""Reads an environment with Ansible's own parts, in a process of its own: Ansible keeps one vault for a process's life.

Gets {folder, extra, vault, vault_file, become} as JSON on stdin. Prints what settings.Read holds, or {error, advice}.
"""

from __future__ import annotations

import json
import os
import pathlib
import sys
import typing as t

from . import place

if t.TYPE_CHECKING:
    from ansible.errors import AnsibleError

Facts = dict[str, t.Any]
NO_HOSTS = {
    "error": "hosts.yml isn't there, or names no host localhost",
    "advice": "Copy hosts.yml from the environment that is most like this one.",
}


def main() -> None:
    """Answer one question."""
    place.make_importable()
    os.environ.setdefault("ANSIBLE_CONFIG", str(place.ROOT / "ansible.cfg"))
    answer, sys.stdout = sys.stdout, sys.stderr  # Ansible's warnings are no part of the answer
    from ansible.errors import AnsibleError  # noqa: PLC0415 (reads its configuration when it is loaded)

    asked = json.load(sys.stdin)
    try:
        found = read(asked)
    except AnsibleError as error:
        found = {"error": _reason(error, asked["folder"])}
    json.dump(found, answer, default=str)


def read(asked: Facts) -> Facts:
    """The environment's values, problems and hosts."""
    from ansible import context  # noqa: PLC0415
    from ansible.inventory.manager import InventoryManager  # noqa: PLC0415
    from ansible.module_utils.common.collections import ImmutableDict  # noqa: PLC0415
    from ansible.parsing.dataloader import DataLoader  # noqa: PLC0415
    from ansible.plugins.loader import init_plugin_loader  # noqa: PLC0415
    from ansible.template import Templar  # noqa: PLC0415
    from ansible.vars.hostvars import HostVars  # noqa: PLC0415
    from ansible.vars.manager import VariableManager  # noqa: PLC0415

    init_plugin_loader([str(place.COLLECTIONS)])
    from ansible_collections.mesoscale.map.plugins.plugin_utils.environment import Environment  # noqa: PLC0415

    context.CLIARGS = ImmutableDict(extra_vars=tuple(asked["extra"]))
    loader = DataLoader()
    _open_vault(loader, asked)
    _parse_all(loader, pathlib.Path(asked["folder"]))
    inventory = InventoryManager(loader=loader, sources=[asked["folder"]])
    manager = VariableManager(loader=loader, inventory=inventory)
    here = inventory.get_host("localhost")
    if here is None or here.implicit:
        return NO_HOSTS
    variables = manager.get_vars(host=here)
    variables["hostvars"] = HostVars(inventory=inventory, variable_manager=manager, loader=loader)
    world = Environment(loader, Templar(loader=loader, variables=variables), variables, asked["become"])
    return {
        **_judged(world),
        "embedded": bool(variables["groups"].get("map_embedded")),
        "host": _host(inventory, manager),
    }


def _judged(world: t.Any) -> Facts:
    from ansible_collections.mesoscale.map.plugins.module_utils import settings  # noqa: PLC0415

    found = world.settings()
    return {
        "values": found.values,
        "problems": settings.problems(found),
        "secrets": [name for name, option in found.options.items() if settings.is_secret(option)],
    }


def _open_vault(loader: t.Any, asked: Facts) -> None:
    from ansible.cli import CLI  # noqa: PLC0415
    from ansible.parsing.vault import VaultSecret, VaultSecretsContext  # noqa: PLC0415

    if asked["vault"]:
        found = [("default", VaultSecret(asked["vault"].encode()))]
        VaultSecretsContext.initialize(VaultSecretsContext(found))
        loader.set_vault_secrets(found)
    else:
        files = [asked["vault_file"]] if asked["vault_file"] else []
        CLI.setup_vault_secrets(loader, vault_ids=[], vault_password_files=files, auto_prompt=False)


def _host(inventory: t.Any, manager: t.Any) -> Facts:
    """Variables of the host that runs containers; of its whole group where the inventory names none."""
    named = inventory.get_hosts("map_host")
    group = inventory.groups.get("map_host")
    found = manager.get_vars(host=named[0]) if named else group.get_vars() if group else {}
    return {
        name: str(value) for name, value in found.items() if name.startswith("ansible_") or name == "inventory_hostname"
    }


def _parse_all(loader: t.Any, folder: pathlib.Path) -> None:
    """Raise what is wrong with the files beside hosts.yml: of those Ansible would only warn."""
    for path in sorted(folder.glob("[!.]*.y*ml")):
        loader.load_from_file(str(path))


def _reason(error: AnsibleError, folder: str) -> str:
    """What is wrong, after the place where Ansible noticed it: often the line below the mistake."""
    missing = getattr(error, "file_name", None)
    if missing:
        return f"the file {missing} isn't there"
    text = str(error.message).strip().rstrip(".")
    origin = next((one.obj for one in _causes(error) if getattr(getattr(one, "obj", None), "line_num", None)), None)
    if origin is None:
        return text
    file = str(origin.path).removeprefix(f"{folder}/")
    return f"{file}, near line {origin.line_num}: {text}" if origin.path else f"-e: {text}"


def _causes(error: BaseException | None) -> t.Iterator[t.Any]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


if __name__ == "__main__":
    main()
