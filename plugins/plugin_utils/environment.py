"""Reads an environment: what its files say, what its variables come to, and what the roles know."""

from __future__ import annotations

import json
import pathlib
import typing as t

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.utils.vars import load_extra_vars

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.settings import Option, Settings, Source, is_secret
from ansible_collections.mesoscale.map.plugins.plugin_utils import authority_files, local_machine
from ansible_collections.mesoscale.map.plugins.plugin_utils.local_secrets import environment_folder

ROLES = pathlib.Path(__file__).parents[2] / "roles"

CALLED_BY_ROLES = frozenset({"stack"})
"""Internal roles whose options other roles give; no environment sets them."""

ASKED_FOR_ONCE = frozenset({"destroy"})
"""Roles whose options are given for one run with `-e`, so that an environment need not set them."""

_YAML = (".yml", ".yaml", ".json")


class Environment:
    """One environment as a run of Ansible sees it.

    loader: reads YAML, and what is encrypted; templar: evaluates variables; variables: of the host localhost
    password: that this run has for becoming root; "" for none
    """

    def __init__(self, loader: t.Any, templar: t.Any, variables: dict[str, t.Any], password: str = "") -> None:
        self._loader = loader
        self.folder = environment_folder(variables)
        self.options = known_options(loader)
        self._variables = {**role_defaults(loader), **variables}
        self.sources = tuple(self._sources())
        self._templar = templar
        self._password = password

    def settings(self) -> Settings:
        """Everything that can be judged. Makes nothing: secrets that are not made yet have planned values."""
        values, faults = {}, {}
        given = {name for source in self.sources for name in source.raw}
        for name in [option for option in self.options if option in self._variables]:
            try:
                values[name] = self.evaluate(name, planned=True)
            except MapError as error:
                # A role's own default may need what only its run finds out.
                if name in given or name.startswith("map_"):
                    faults[name] = str(error)
        groups = self._variables.get("groups") or {}
        return Settings(
            folder=self.folder.resolve().name,
            options=self.options,
            sources=self.sources,
            values=values,
            faults=faults,
            groups=frozenset(groups),
            machines=local_machine.machines(self._variables, self._templar, self._password),
            files=tuple(self._files(values, bool(groups.get("map_embedded")))),
        )

    def evaluate(self, name: str, *, planned: bool) -> t.Any:
        """What a variable comes to, as plain data. planned: write nothing, as in check mode. Raises MapError."""
        available = {**self._variables, "ansible_check_mode": planned}
        templar = self._templar.copy_with_new_env(available_variables=available)
        try:
            return json.loads(json.dumps(templar.template(self._variables[name]), default=str))
        except AnsibleError as error:
            raise MapError(_reason(error, is_secret(self.options[name]))) from error

    def _files(self, values: dict[str, t.Any], embedded: bool) -> t.Iterator[str]:
        """What keeps hosts from getting files of this machine; the authority of stand-ins is made by the first run."""
        return authority_files.problems(values.get("authorities_files"), self.folder, planned=embedded)

    def _sources(self) -> t.Iterator[Source]:
        for path in _files(self.folder, _entities(self._variables)):
            relative = path.relative_to(self.folder)
            content = self._loader.load_from_file(str(path), cache="vaulted") or {}
            if not isinstance(content, dict):
                continue
            if relative.parts[0] in ("group_vars", "host_vars"):
                yield Source(str(relative), content, encrypted=_is_encrypted(path))
            else:
                yield Source(str(relative), dict(_inventory_variables(content)))
        yield Source("-e", load_extra_vars(self._loader))


def known_options(loader: t.Any) -> dict[str, Option]:
    """All options that an environment may set, of all roles."""
    found: dict[str, Option] = {}
    for role in _roles():
        specs = loader.load_from_file(str(role / "meta" / "argument_specs.yml"), cache="all")["argument_specs"]
        for entry in specs.values():
            options = json.loads(json.dumps(entry.get("options", {}), default=str))
            asked_for = {"required": False} if role.name in ASKED_FOR_ONCE else {}
            found |= {name: {**option, **asked_for} for name, option in options.items()}
    return found


def role_defaults(loader: t.Any) -> dict[str, t.Any]:
    """The defaults of all roles, not evaluated: a setting may refer to a role that is not in this play."""
    found: dict[str, t.Any] = {}
    for role in _roles():
        path = role / "defaults" / "main.yml"
        if path.exists():
            found |= loader.load_from_file(str(path), cache="all", trusted_as_template=True) or {}
    return found


def _roles() -> list[pathlib.Path]:
    specified = sorted(path.parents[1] for path in ROLES.glob("*/meta/argument_specs.yml"))
    return [role for role in specified if role.name not in CALLED_BY_ROLES]


def _entities(variables: dict[str, t.Any]) -> set[str]:
    """The names of all groups and hosts."""
    groups = variables.get("groups") or {}
    return set(groups).union(*groups.values())


def _files(folder: pathlib.Path, entities: set[str]) -> t.Iterator[pathlib.Path]:
    """The files from which Ansible takes variables: the inventory's own, then those of groups and hosts."""
    yield from sorted(path for path in folder.iterdir() if path.is_file() and path.suffix in _YAML)
    for kind in ("group_vars", "host_vars"):
        for path in sorted((folder / kind).rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            named = path.parent.name == kind and path.name in entities  # a host's name has dots
            if path.is_file() and not hidden and (named or path.suffix in ("", *_YAML)):
                yield path


def _is_encrypted(path: pathlib.Path) -> bool:
    with path.open("rb") as file:
        return file.read(15).startswith(b"$ANSIBLE_VAULT;")


def _inventory_variables(groups: dict[str, t.Any]) -> t.Iterator[tuple[str, t.Any]]:
    for group in groups.values():
        if not isinstance(group, dict):
            continue
        yield from (group.get("vars") or {}).items()
        for host in (group.get("hosts") or {}).values():
            yield from (host or {}).items()
        yield from _inventory_variables(group.get("children") or {})


def _reason(error: BaseException, secret: bool) -> str:
    """Why a variable could not be evaluated, and what to do; without the text of a secret."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, AnsibleLookupError) and isinstance(cause.__cause__, MapError):
            return str(cause.__cause__)
        cause = cause.__cause__
    if secret:
        return (
            "it is a secret, so the reason is not shown. If '{{', '{%' or '{#' belongs to it, write !unsafe before its "
            "quotes; else correct the look-up in it."
        )
    text = str(getattr(error, "message", error)).rstrip(".")
    return f"{text}. Correct the name or the braces in it."
