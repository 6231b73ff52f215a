"""mapctl init"""

from __future__ import annotations

import pathlib
import sys
import typing as t

import click

from mapctl import options
from mapctl.errors import MapctlError

QUESTIONS = {
    "map_domain": ("domain", "Domain, below which jupyter. and navigator. are", "map.example.org"),
    "map_account_id": ("account-id", "Number of the AWS account, 12 digits", ""),
    "map_region": ("region", "Region of AWS", "us-east-1"),
    "map_aws_profile": ("profile", "Profile in your ~/.aws/config", "default"),
    "map_ssh_public_key": ("ssh-public-key", "Your SSH public key, or the path of its file", "~/.ssh/id_ed25519.pub"),
    "map_admin_networks": ("admin-network", "Network from which you administer, as 203.0.113.0/24", ""),
    "map_github_client_id": ("github-client-id", "Client id of the OAuth application at GitHub", ""),
    "edge_acme_email": ("email", "Mail address for the certificates' authority", ""),
    "administrator": ("administrator", "First administrator, as NAME:GITHUB-LOGIN", ""),
}
"""variable -> (flag, question, what is offered)"""


def _flags(function: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    for name, (flag, question, _) in reversed(QUESTIONS.items()):
        function = click.option(f"--{flag}", name, default=None, metavar="...", help=f"{question}.")(function)
    return function


@click.command()
@click.argument("environment", metavar="ENV")
@click.option("--local", is_flag=True, help="An environment on this machine, without a cloud account.")
@_flags
@options.vault_file
def command(*, environment: str, local: bool, vault_file: str, **answers: str | None) -> int:
    """Make a new environment's folder, from a few questions or flags.

    Its secrets are random, and its vault is encrypted with a password that you choose, or that a file holds. The
    client secret of GitHub is asked for; `mapctl secrets ENV` sets it later.
    """
    from mapctl import beginnings, passwords, place, settings, show  # noqa: PLC0415 (slow)

    beginnings.check_name(environment)
    if local:
        beginnings.make_local(environment)
        given = passwords.Passwords()
    else:
        found = {name: _answer(name, answers[name]) for name in QUESTIONS}
        name, _, login = found.pop("administrator").partition(":")
        people = [{"name": name, "github": login or name, "role": "pipeline_admin", "admin": True}]
        secret = passwords.client_secret()
        given = passwords.choose(environment, vault_file)
        beginnings.make(
            environment, {**found, "map_admin_networks": [found["map_admin_networks"]]}, people, given, secret
        )
    made = place.environment(environment)
    show.say(f"Made {made.folder}. Read group_vars/all/vars.yml there: it says what else can be chosen.", "green")
    for problem in settings.read(made, given).problems:
        show.say(f"- {problem}", "yellow")
    show.say(f"Then: mapctl check {environment}, mapctl plan {environment}, mapctl apply {environment}")
    return 0


def _answer(name: str, given: str | None) -> str:
    flag, question, offered = QUESTIONS[name]
    if given is None:
        if not sys.stdin.isatty():
            raise MapctlError(f"There is nobody to ask: {question}. Give --{flag}.")
        given = str(click.prompt(question, default=offered or None))
    if name == "map_ssh_public_key" and not given.startswith(("ssh-", "ecdsa-", "sk-")):
        path = pathlib.Path(given).expanduser()
        if not path.is_file():
            raise MapctlError(f"The file {path} isn't there. Give an SSH public key, or the path of its file.")
        return path.read_text().strip()
    return given
