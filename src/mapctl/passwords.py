"""The passwords that a run needs: of the vault, and for sudo on this machine. They go by file, never by argument."""

from __future__ import annotations

import dataclasses
import getpass
import os
import pathlib
import subprocess
import sys

from . import place, private
from .errors import MapctlError

_MARK = b"$ANSIBLE_VAULT;"
CONFIGURED = ("ANSIBLE_VAULT_PASSWORD_FILE", "ANSIBLE_VAULT_IDENTITY_LIST")
"""Variables by which Ansible itself is told where the vault's password is."""


@dataclasses.dataclass(frozen=True)
class Passwords:
    """What a run needs beside the environment's files.

    vault: the vault's password; vault_file: a file with it, or a program that prints it; become: for sudo
    """

    vault: str = dataclasses.field(default="", repr=False)
    vault_file: str = ""
    become: str = dataclasses.field(default="", repr=False)

    def files(self, folder: pathlib.Path) -> dict[str, str]:
        """The variables that name files with the passwords. folder: private, and gone after the run"""
        found = {}
        if self.vault_file:
            found["ANSIBLE_VAULT_PASSWORD_FILE"] = str(pathlib.Path(self.vault_file).resolve())
        elif self.vault:
            found["ANSIBLE_VAULT_PASSWORD_FILE"] = str(private.write(folder / "vault_password", self.vault + "\n"))
        if self.become:
            found["ANSIBLE_BECOME_PASSWORD_FILE"] = str(private.write(folder / "become_password", self.become + "\n"))
        return found


def collect(environment: place.Environment, vault_file: str = "", *, root: bool = True) -> Passwords:
    """Ask for what is needed and not configured. root: whether the run may want to become root here.

    Raises MapctlError where there is nobody to ask.
    """
    vault_file = os.path.expanduser(vault_file)
    named = pathlib.Path(vault_file or os.environ.get(CONFIGURED[0], "")).expanduser()
    if not named.exists():
        raise MapctlError(f"The file {named} isn't there. Name the file with the vault's password, or a program.")
    configured = vault_file or any(os.environ.get(name) for name in CONFIGURED)
    vault = ""
    if is_encrypted(environment) and not configured:
        advice = f"Set {CONFIGURED[0]} to a file with it, or run this at a terminal."
        vault = _ask(
            f"Vault password of {environment.name}: ", f"The vault of '{environment.name}' is encrypted", advice
        )
    become = ""
    if root and _becomes_root_here(environment):
        advice = "Run it at a terminal, or as root."
        become = _ask("Password for sudo: ", "sudo wants a password on this machine", advice)
    return Passwords(vault, vault_file, become)


def choose(name: str, vault_file: str = "") -> Passwords:
    """The password of a vault that is about to be made: from a file, or chosen at the terminal. Raises MapctlError."""
    if vault_file or not sys.stdin.isatty():
        return Passwords(vault_file=vault_file)
    first = getpass.getpass(f"A password for the vault of {name}: ")
    if not first or first != getpass.getpass("Once more: "):
        raise MapctlError("The two passwords differ, or are empty. Nothing was made; run it again.")
    return Passwords(vault=first)


def client_secret() -> str:
    """GitHub's secret for a vault that is about to be made; "" where it comes later."""
    return getpass.getpass("Client secret of GitHub (empty: later): ") if sys.stdin.isatty() else ""


def is_encrypted(environment: place.Environment) -> bool:
    """Whether a file of the environment is encrypted with ansible-vault."""
    return any(is_vault(path) for path in environment.folder.rglob("*.yml") if path.is_file())


def is_vault(path: pathlib.Path) -> bool:
    """Whether a file is encrypted with ansible-vault."""
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def _becomes_root_here(environment: place.Environment) -> bool:
    """Whether the environment's containers run on this machine, where root is someone else who asks for a password."""
    if os.geteuid() == 0 or os.environ.get("ANSIBLE_BECOME_PASSWORD_FILE"):
        return False
    hosts = environment.folder / "hosts.yml"
    if not hosts.exists() or "ansible_become:" not in hosts.read_text() or "id -u" not in hosts.read_text():
        return False
    try:
        return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode != 0
    except FileNotFoundError:
        return False


def _ask(prompt: str, what: str, advice: str) -> str:
    if not sys.stdin.isatty():
        raise MapctlError(f"{what}, and there is nobody to ask for the password. {advice}")
    return getpass.getpass(prompt)
