"""A new environment's files, from the examples that come with the project; pure but for make()."""

from __future__ import annotations

import pathlib
import re
import secrets as random
import shutil
import typing as t

from . import passwords, place, vault
from .errors import MapctlError

NAME = re.compile(r"[a-z][a-z0-9]{1,15}")
_EXAMPLE = re.compile(r"replace-me-\w+")
# What listens within containers has the same port in every environment.
_PORT = re.compile(r"^((?!map_container_)\w+_port: )(\d+)$", re.MULTILINE)
PORTS_APART = 100
EXAMPLES_DOMAIN = "map.example.org"

Person = dict[str, t.Any]


def check_name(name: str) -> None:
    """Refuse a name that can't be a part of everything that is made. Raises MapctlError."""
    if not NAME.fullmatch(name):
        raise MapctlError(f"'{name}' can't name an environment. Take 2 to 16 small letters and digits, a letter first.")
    if name in place.environments():
        advice = (
            "Choose another name" if place.environment(name).has_vault else f"`mapctl secrets {name}` makes its vault"
        )
        raise MapctlError(f"There is an environment '{name}' already. {advice}.")


def make(name: str, answers: dict[str, t.Any], people: list[Person], given: passwords.Passwords, secret: str) -> None:
    """Make the folder of an environment in the cloud, whole or not at all. secret: GitHub's, "" for none yet"""
    variables = (place.ROOT / "inventories/production/group_vars/all/vars.yml").read_text()
    variables = variables.replace("`production`", f"`{name}`").replace(EXAMPLES_DOMAIN, answers["map_domain"])
    wished = {"map_environment": name, "map_database_client_networks": [], **answers}
    hosts = (place.ROOT / "inventories/production/hosts.yml").read_text()
    texts = {
        "hosts.yml": hosts.encode(),
        "group_vars/all/vars.yml": filled(variables, wished, people).encode(),
        "group_vars/all/vault.yml": _sealed(people, given, secret),
    }
    _write(name, texts)


def make_vault(environment: place.Environment, people: list[Person], given: passwords.Passwords, secret: str) -> None:
    """Make the vault of an environment whose other files are there. secret: GitHub's, "" for none yet"""
    vault.write(environment.vault, _sealed(people, given, secret))


def make_local(name: str) -> None:
    """Make the folder of an environment on this machine, with ports of its own."""
    template = place.ROOT / "inventories/local"
    variables = (template / "group_vars/all/vars.yml").read_text()
    texts = {
        "hosts.yml": (template / "hosts.yml").read_bytes(),
        "group_vars/all/vars.yml": with_value(_moved(variables), "map_environment", name).encode(),
        "group_vars/all/vault.yml": (template / "group_vars/all/vault.yml").read_bytes(),
    }
    _write(name, texts)


def _moved(text: str) -> str:
    """The text with other ports, if an environment has these already."""
    folders = [place.inventories() / name for name in place.environments()]
    used = {line for folder in folders for line in _PORT.findall(_read(folder / "group_vars/all/vars.yml"))}
    while used & set(_PORT.findall(text)):
        text = _PORT.sub(lambda found: f"{found[1]}{int(found[2]) + PORTS_APART}", text)
    return text


def _read(path: pathlib.Path) -> str:
    return path.read_text() if path.exists() else ""


def filled(text: str, answers: dict[str, t.Any], people: list[Person]) -> str:
    """vars.yml with the answers in their places; comments stay."""
    for name, value in answers.items():
        text = with_value(text, name, value)
    lines = [f"  - {{{', '.join(f'{key}: {_scalar(value)}' for key, value in one.items())}}}" for one in people]
    return re.sub(r"^map_people:\n(  - .*\n?)+", "\n".join(["map_people:", *lines]) + "\n", text, flags=re.MULTILINE)


def with_value(text: str, name: str, value: t.Any) -> str:
    """The text with another value of one variable; a list goes below it, a line each."""
    if isinstance(value, list):
        items = "".join(f"  - {_scalar(one)}\n" for one in value)
        head, tail = (r"\1", items) if value else (r"\1 []", "")
        return re.sub(rf"^({name}:)( +#.*)?\n(  - .*\n)*", rf"{head}\2\n{tail}", text, flags=re.MULTILINE)
    return re.sub(rf"^({name}: )\S.*?( +#.*)?$", lambda m: f"{m[1]}{_scalar(value)}{m[2] or ''}", text, flags=re.M)


def _sealed(people: list[Person], given: passwords.Passwords, secret: str) -> bytes:
    """A new vault, encrypted."""
    example = (place.ROOT / "docs/vault.example.yml").read_text()
    sealed: bytes = vault.library(given).encrypt(generated(example, people, secret))
    return sealed


def generated(example: str, people: list[Person], secret: str) -> str:
    """The vault's text: every secret that we choose is random, and each person has a first password."""
    first = "".join(f"  {one['name']}: {vault.new()}\n" for one in people)
    text = re.sub(r"^map_people_passwords:\n(  \w+: .*\n)+", f"map_people_passwords:\n{first}", example, flags=re.M)
    text = re.sub(
        r"^(# The secrets of a real environment)\..*?\n(?=\n)",
        r"\1: `mapctl secrets` edits them.\n",
        text,
        flags=re.M | re.S,
    )
    if secret:
        text = vault.replaced(text, "map_github_client_secret", secret)
    else:
        text = text.replace("map_github_client_secret: replace-me", "map_github_client_secret: from-github")
    return _EXAMPLE.sub(lambda _: vault.new(), text)


def _scalar(value: t.Any) -> str:
    """A value as YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    plain = re.fullmatch(r"[A-Za-z][\w ./@:+=-]*", text) and ": " not in text and not text.endswith(":")
    return text if plain or re.fullmatch(r"\d+(\.\d+){3}/\d+", text) else '"' + text.replace('"', '\\"') + '"'


def _write(name: str, texts: dict[str, bytes]) -> None:
    folder = place.inventories()
    folder.mkdir(exist_ok=True)
    texts = {**texts, ".gitignore": b".secrets/\n.mapctl/\n"}
    draft = folder / f".{name}.{random.token_hex(4)}"
    try:
        for path, content in texts.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            (draft / path).write_bytes(content)
        draft.rename(folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
