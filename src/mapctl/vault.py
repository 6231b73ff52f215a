"""The secrets of an environment, and one of them made anew. No plain text is ever written to disk."""

from __future__ import annotations

import os
import pathlib
import re
import secrets
import string
import typing as t

from . import passwords, place
from .errors import MapctlError

LENGTH = 32
_ALPHABET = string.ascii_letters + string.digits
_LOOKED_UP = re.compile(r"lookup\(\s*'mesoscale\.map\.local_secret',\s*'(\w+)'(?P<volume>[^)]*volume=)?")


class Vault:
    """The file vault.yml of an environment. given: with the password, where it is encrypted"""

    def __init__(self, environment: place.Environment, given: passwords.Passwords) -> None:
        self.path = environment.folder / "group_vars/all/vault.yml"
        self._environment = environment
        self._given = given
        if not self.path.exists():
            raise MapctlError(f"'{environment.name}' has no vault. Make one as docs/environments.md says.")

    @property
    def is_encrypted(self) -> bool:
        return self.path.read_bytes().startswith(b"$ANSIBLE_VAULT;")

    def rotate(self, name: str) -> None:
        """Give a secret a new value. name: as in the vault; NAME.KEY for one of several."""
        if self.is_encrypted:
            lib = library(self._given)
            text = lib.decrypt(self.path.read_bytes()).decode()
            write(self.path, lib.encrypt(replaced(text, name, new())))
        else:
            self._rotate_file(name)

    def _rotate_file(self, name: str) -> None:
        """A secret that is a file of its own, which the vault only looks up."""
        place.make_importable()
        from ansible_collections.mesoscale.map.plugins.plugin_utils import local_secrets  # noqa: PLC0415

        found = self._looked_up(name)
        if found is None:
            raise MapctlError(f"The vault of '{self._environment.name}' looks up no secret '{name}'. Read {self.path}.")
        file, has_volume = found
        if has_volume:
            raise MapctlError(
                f"{name} can't be made anew: what a volume holds can only be used with the one there is. "
                f"Remove the environment first: `mapctl destroy {self._environment.name}`."
            )
        folder = self._environment.folder / local_secrets.FOLDER
        local_secrets.LocalSecrets(folder, planned=False).keep(file, new())

    def _looked_up(self, name: str) -> tuple[str, bool] | None:
        """(the file of a secret, whether a volume needs it)"""
        import yaml  # noqa: PLC0415

        raw = yaml.safe_load(self.path.read_text())
        found = _LOOKED_UP.search(str(raw.get(name, "")))
        return (found[1], bool(found["volume"])) if found else None


def library(given: passwords.Passwords) -> t.Any:
    """Ansible's own library for vaults, with the password. Raises MapctlError."""
    from ansible.parsing.dataloader import DataLoader  # noqa: PLC0415
    from ansible.parsing.vault import VaultLib, VaultSecret, get_file_vault_secret  # noqa: PLC0415

    file = given.vault_file or os.environ.get(passwords.CONFIGURED[0], "")
    if given.vault:
        secret = VaultSecret(given.vault.encode())
    elif file:
        secret = get_file_vault_secret(filename=file, loader=DataLoader())
        secret.load()
    else:
        raise MapctlError("No password of the vault is given. Name a file with it: --vault-password-file.")
    return VaultLib([("default", secret)])


def replaced(text: str, name: str, value: str) -> str:
    """The vault's text with another value of one secret; comments and everything else stay as they are."""
    whole, _, key = name.partition(".")
    lines = text.splitlines(keepends=True)
    within = not key
    for number, line in enumerate(lines):
        if key and re.match(rf"{re.escape(whole)}:\s*(#.*)?$", line):
            within = True
        elif key and within and re.match(r"\S", line):
            within = False
        wanted = rf"\s+['\"]?{re.escape(key)}['\"]?:" if key else rf"{re.escape(whole)}:"
        found = re.match(rf"({wanted}\s+)(\S.*?)(\s+#.*)?$", line.rstrip("\n")) if within else None
        if found and found[2][0] not in "{[|>&":
            lines[number] = f"{found[1]}{value}{found[3] or ''}\n"
            return "".join(lines)
    raise MapctlError(f"The vault has no secret '{name}' on a line of its own. Change it by hand: `mapctl secrets`.")


def new() -> str:
    """A new random secret."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(LENGTH))


def write(path: pathlib.Path, content: bytes) -> None:
    """Replace a file: the old one or the new one is there, whole, whatever happens."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
