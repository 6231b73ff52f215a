"""mapctl init"""

from __future__ import annotations

import pathlib
import sys
import typing as t

import click

from mapctl import options
from mapctl.errors import MapctlError

QUESTIONS: dict[str, tuple[str, str, str | None]] = {
    "map_domain": ("domain", "Domain of yours, below which jupyter. and navigator. are", None),
    "map_account_id": ("account-id", "Number of the AWS account, 12 digits", None),
    "map_region": ("region", "Region of AWS", "us-east-1"),
    "map_aws_profile": ("profile", "Profile in your ~/.aws/config (empty: the usual search)", ""),
    "map_ssh_public_key": ("ssh-public-key", "Your SSH public key, or the path of its file", "~/.ssh/id_ed25519.pub"),
    "map_admin_networks": ("admin-network", "Network from which you administer, as 203.0.113.0/24", None),
    "map_github_client_id": ("github-client-id", "Client id of the OAuth application at GitHub", None),
    "edge_acme_email": ("email", "Mail address for the certificates' authority", None),
    "administrator": ("administrator", "First administrator, as NAME:GITHUB-LOGIN", None),
}
"""variable -> (flag, question, what is offered; None where only an answer will do)"""


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
        people = [{"name": name, "github": login, "role": "pipeline_admin", "admin": True}]
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
    judge = _JUDGED.get(name, str)
    if given is not None:
        return judge(given)
    if not sys.stdin.isatty():
        raise MapctlError(f"There is nobody to ask: {question}. Give --{flag}.")

    def or_ask_again(text: str) -> str:
        try:
            return judge(text)
        except MapctlError as error:
            raise click.UsageError(str(error)) from error

    return str(click.prompt(question, default=offered, show_default=bool(offered), value_proc=or_ask_again))


def _public_key(given: str) -> str:
    """The key itself. A private one is refused before any file holds it."""
    if given.startswith(_KINDS):
        return given
    path, text = pathlib.Path(given).expanduser(), given
    if _PRIVATE not in given:
        if not path.is_file():
            raise MapctlError(f"The file {path} isn't there. Give an SSH public key, or the path of its file.")
        text = path.read_text(errors="replace").strip()
    if _PRIVATE in text:
        raise MapctlError("That is the private half of an SSH key. Give the one that ends with .pub.")
    if not text.startswith(_KINDS):
        raise MapctlError(f"{path} holds no SSH public key. Give the file that ends with .pub.")
    return text


def _administrator(given: str) -> str:
    name, _, login = given.partition(":")
    if not (name and login):
        raise MapctlError(f"'{given}' isn't NAME:LOGIN. Write the person's name, a colon, and the login at GitHub.")
    return given


_KINDS = ("ssh-", "ecdsa-", "sk-")
_PRIVATE = "PRIVATE KEY"
_JUDGED: dict[str, t.Callable[[str], str]] = {"map_ssh_public_key": _public_key, "administrator": _administrator}
