"""The secrets of an environment, and one of them made anew. No plain text is ever written to disk."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import secrets
import signal
import subprocess
import sys
import typing as t

from . import passwords, place, private
from .errors import InterruptedRunError, MapctlError

_LOOKED_UP = re.compile(r"lookup\(\s*'mesoscale\.map\.local_secret',\s*'(\w+)'(?P<volume>[^)]*volume=)?")


class Vault:
    """The file vault.yml of an environment. given: with the password, where it is encrypted"""

    def __init__(self, environment: place.Environment, given: passwords.Passwords) -> None:
        self.path = environment.vault
        self._environment = environment
        self._given = given
        if not environment.has_vault:
            raise MapctlError(f"'{environment.name}' has no vault. `mapctl secrets {environment.name}` makes one.")

    @property
    def is_encrypted(self) -> bool:
        return passwords.is_vault(self.path)

    def rotate(self, name: str) -> None:
        """Give a secret a new value. name: as in the vault; NAME.KEY for one of several."""
        if self.is_encrypted:
            lib, identity = library(self._given), _identity(self.path.read_bytes())
            text = lib.decrypt(self.path.read_bytes()).decode()
            write(self.path, lib.encrypt(replaced(text, name, new()), vault_id=identity))
        else:
            self._rotate_file(name)

    def edit(self) -> None:
        """Open a copy of the vault in the operator's editor; the file changes when that is closed."""
        with private.folder() as folder, _only_the_editor_is_interrupted():
            copy = folder / self.path.name
            copy.write_bytes(self.path.read_bytes())
            variables = {**os.environ, **self._given.files(folder), "ANSIBLE_LOCAL_TEMP": str(folder)}
            program = str(pathlib.Path(sys.executable).parent / "ansible-vault")
            if subprocess.run([program, "edit", str(copy)], env=variables, check=False).returncode:
                raise MapctlError(f"The vault was not edited. {self.path} is as it was; read the lines above.")
            if copy.read_bytes() != self.path.read_bytes():
                write(self.path, copy.read_bytes())

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
    from ansible.cli import CLI  # noqa: PLC0415 (slow)
    from ansible.parsing.dataloader import DataLoader  # noqa: PLC0415
    from ansible.parsing.vault import VaultLib, VaultSecret, get_file_vault_secret  # noqa: PLC0415

    file = given.vault_file or os.environ.get(passwords.CONFIGURED[0], "")
    if given.vault:
        found = [("default", VaultSecret(given.vault.encode()))]
    elif file:
        secret = get_file_vault_secret(filename=file, loader=DataLoader())
        secret.load()
        found = [("default", secret)]
    else:
        found = CLI.setup_vault_secrets(DataLoader(), vault_ids=[], auto_prompt=False)
    if not found:
        raise MapctlError("No password of the vault is given. Name a file with it: --vault-password-file.")
    return VaultLib(found)


def replaced(text: str, name: str, value: str) -> str:
    """The vault's text with another value of one secret; comments and everything else stay as they are."""
    import yaml  # noqa: PLC0415

    node = yaml.compose(text, yaml.SafeLoader)
    for key in name.split(".", 1):
        inside = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((found for word, found in inside if word.value == key), None)
    # A text of several lines, or one that is encrypted by itself, is left to a person.
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">") or node.start_mark.line != node.end_mark.line:
        raise MapctlError(
            f"The vault has no secret '{name}' on a line of its own. Change it by hand: `mapctl secrets`."
        )
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]


def _identity(content: bytes) -> str | None:
    """The label of the password in a vault's first line; None for none."""
    parts = content.partition(b"\n")[0].split(b";")
    return parts[3].decode().strip() if len(parts) > 3 else None


@contextlib.contextmanager
def _only_the_editor_is_interrupted() -> t.Iterator[None]:
    """Ctrl-C is for the editor alone; a terminal that is closed ends all, after what is here was cleaned up."""

    def end(number: int, _frame: object) -> None:
        raise InterruptedRunError(f"Stopped by {signal.Signals(number).name}. The vault is as it was.")

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN, which the editor would inherit
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def new() -> str:
    """A new random secret."""
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.plugin_utils import local_secrets  # noqa: PLC0415

    return local_secrets.random_text()


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
