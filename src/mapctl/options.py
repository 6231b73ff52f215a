"""Arguments and options that several commands have."""

from __future__ import annotations

import typing as t

import click

from . import place


def _complete(names: t.Callable[[], list[str]]) -> t.Callable[..., list[str]]:
    return lambda _context, _parameter, incomplete: [name for name in names() if name.startswith(incomplete)]


environment = click.argument("environment", metavar="ENV", shell_complete=_complete(place.environments))
word = click.argument("word", metavar="[WORD]", default=place.SITE, shell_complete=_complete(place.words))
vault_file = click.option(
    "--vault-password-file",
    "vault_file",
    default="",
    metavar="FILE",
    help="A file with the vault's password, or a program that prints it. Without it, you are asked.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
diff = click.option("--diff", is_flag=True, help="Show Ansible's own output, with every difference in full.")
extra = click.option(
    "-e",
    "--extra-vars",
    "extra",
    multiple=True,
    metavar="VARS",
    help="A setting for this run only, as Ansible takes it.",
)
verbose = click.option("-v", "--verbose", count=True, help="Show Ansible's own output; -vv and -vvv show more of it.")


def raw(diff_wanted: bool, verbosity: int) -> list[str]:
    """The options of ansible-playbook that show its own output."""
    return [*(["--diff"] if diff_wanted else []), *([f"-{'v' * verbosity}"] if verbosity else [])]


def running(function: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """All that a command which runs a playbook has."""
    for decorate in (verbose, diff, as_json, extra, vault_file, word, environment):
        function = decorate(function)
    return function
