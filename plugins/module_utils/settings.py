"""Everything that can be known to be wrong with an environment's settings without touching the world.

Pure: what an environment's files say comes in as data, problems come out as sentences. No sentence holds a secret.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing as t

from .option_types import type_problems
from .rules import accounts, cloud, dns, edge, engines, globus, hub, machine, pipeline, secrets, sizes, webgui, workers

Option = dict[str, t.Any]
"""One option of a role's argument spec."""

VAULT = "vault.yml"

_MARK_UP = re.compile(r"[A-Z]\(([^)]*)\)")


@dataclasses.dataclass(frozen=True)
class Source:
    """One place that sets variables.

    name: the file as the operator knows it, or the command line's `-e`
    raw: its variables, not evaluated; encrypted: whether ansible-vault holds it
    """

    name: str
    raw: dict[str, t.Any]
    encrypted: bool = False

    @property
    def is_vault(self) -> bool:
        return self.name.rpartition("/")[2] == VAULT


@dataclasses.dataclass(frozen=True)
class Settings:
    """An environment as it is written down.

    folder: the name of its folder
    options: all options that may be set, of all roles
    sources: who sets what
    values: what the variables come to, as plain data; those that can't be evaluated are missing
    faults: why they can't
    groups: the groups of hosts that the inventory has
    machines: the hosts that Ansible reaches without a network, with what is known of their container engines
    files: what keeps hosts from getting files of the machine where Ansible runs
    """

    folder: str
    options: dict[str, Option]
    sources: tuple[Source, ...]
    values: dict[str, t.Any]
    faults: dict[str, str]
    groups: frozenset[str]
    machines: tuple[engines.Machine, ...] = ()
    files: tuple[str, ...] = ()

    def where(self, name: str) -> str:
        """The places that set a variable, or the one that should."""
        found = [source.name for source in self.sources if name in source.raw]
        return " and ".join(found) or f"group_vars/all/{VAULT if self._is_secret(name) else 'vars.yml'}"

    def _is_secret(self, name: str) -> bool:
        return is_secret(self.options.get(name, {}))


def is_secret(option: Option) -> bool:
    """Whether an option may be set in the vault only."""
    return bool(option.get("no_log"))


def problems(settings: Settings) -> list[str]:
    """Everything that is wrong, each in two sentences: what, with its name, and what to do."""
    good, wrong_types = _typed(settings)
    return [
        *engines.missing_groups(settings.groups),
        *_unknown(settings),
        *_misplaced(settings),
        *_unencrypted(settings),
        *(f"{name} can't be worked out: {why}" for name, why in settings.faults.items()),
        *_missing(settings),
        *wrong_types,
        *_of_one_host(settings),
        *cloud.problems({**good, "folder": settings.folder}),
        *sizes.problems(good),
        *accounts.problems(good),
        *globus.problems(good),
        *pipeline.problems(good),
        *webgui.problems(good),
        *workers.problems(good),
        *hub.problems(good),
        *edge.problems(good),
        *dns.problems(good),
        *machine.problems(good),
        *secrets.problems({name: good[name] for name in good if is_secret(settings.options[name])}, good),
        *engines.problems(settings.machines),
        *settings.files,
    ]


def nearest(name: str, known: t.Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    found = difflib.get_close_matches(name, list(known), 1, 0.7)
    return found[0] if found else None


def _unknown(settings: Settings) -> t.Iterator[str]:
    for source in settings.sources:
        for name in source.raw:
            # Names that begin so are Ansible's own: how to connect to a host, and the like.
            if name in settings.options or name.startswith("ansible_"):
                continue
            meant = nearest(name, settings.options)
            unknown = "Remove it, or look for its name in roles/*/meta/argument_specs.yml."
            advice = f"Did you mean {meant}?" if meant else unknown
            yield f"{name} in {source.name} is not a setting that any role knows. {advice}"


def _misplaced(settings: Settings) -> t.Iterator[str]:
    for source in settings.sources:
        for name in source.raw:
            if not source.is_vault and is_secret(settings.options.get(name, {})):
                yield f"{name} is a secret, but {source.name} sets it. Move it to group_vars/all/{VAULT}."


def _unencrypted(settings: Settings) -> t.Iterator[str]:
    for source in settings.sources:
        if source.is_vault and not source.encrypted and not secrets.only_looked_up(source.raw):
            advice = "Run `.venv/bin/ansible-vault encrypt` on it."
            yield f"{source.name} is not encrypted, but holds more than look-ups. {advice}"


def _missing(settings: Settings) -> t.Iterator[str]:
    required = {name for name, option in settings.options.items() if is_secret(option) and option.get("required")}
    has_vault = any(source.is_vault for source in settings.sources)
    unmade = set() if has_vault else {name for name in required if settings.values.get(name) is None}
    if unmade:
        advice = f"Make it, with all secrets in it: `mapctl secrets {settings.folder}`."
        yield f"The environment has no group_vars/all/{VAULT}. {advice}"
    for name, option in settings.options.items():
        if name in settings.faults or name in unmade:
            continue
        value = settings.values.get(name)
        if value is None and name in settings.values:
            default = "" if option.get("required") else ", or remove the line to have the default"
            yield f"{name} in {settings.where(name)} is empty. Give it a value{default}."
        elif value is None and option.get("required"):
            kind = "The secret " if is_secret(option) else ""
            yield f"{kind}{name} is missing. Set it in {settings.where(name)}: {describe(option)}"


def _typed(settings: Settings) -> tuple[dict[str, t.Any], list[str]]:
    """The values of the right type, converted, with the defaults of their parts; and what is wrong with the others."""
    good, wrong = {}, []
    for name, option in settings.options.items():
        value = settings.values.get(name)
        if value is None:
            continue
        converted, faults = type_problems(option, value)
        if faults:
            advice = f"Correct it in {settings.where(name)}{_as_json(settings, name)}: {describe(option)}"
            wrong += [f"{name}{fault}. {advice}" for fault in faults]
        else:
            good[name] = converted
    return good, wrong


def _as_json(settings: Settings, name: str) -> str:
    """How to write for one run what isn't a text: `-e NAME=VALUE` makes a text of everything."""
    shape = {"bool": "true", "list": "[...]", "dict": "{...}"}.get(settings.options[name].get("type", ""))
    is_text = settings.where(name).endswith("-e") and isinstance(settings.values[name], str)
    return f""", written as -e '{{"{name}": {shape}}}'""" if shape and is_text else ""


def _of_one_host(settings: Settings) -> t.Iterator[str]:
    """What is wrong with values that aren't everybody's, as a host's own number of workers. Templates aren't judged."""
    for source in settings.sources:
        if source.name == "-e" or source.name.startswith("group_vars/all"):
            continue
        for name, value in source.raw.items():
            option = settings.options.get(name)
            if option is None or is_secret(option) or "{{" in str(value) or value in (None, settings.values.get(name)):
                continue
            converted, faults = type_problems(option, value)
            yield from (f"{name}{fault}. Correct it in {source.name}: {describe(option)}" for fault in faults)
            if not faults:
                yield from (f"In {source.name}: {problem}" for problem in sizes.problems({name: converted}))


def describe(option: Option) -> str:
    """The first sentences of an option's description, without Ansible's mark-up."""
    text = option.get("description", "")
    return _MARK_UP.sub(r"\1", text if isinstance(text, str) else text[0])
