"""What plan, apply and drift share: a run of an environment with its passwords, its progress and its end."""

from __future__ import annotations

import hashlib
import os
import pathlib
import typing as t

from . import children, passwords, place, progress, records, runs, settings
from .errors import MapctlError


class Work:
    """One environment at work in this command.

    raw: options of ansible-playbook for those who want to see its own output; quiet: show no progress
    given: settings for this run only, as ansible-playbook takes them
    """

    def __init__(
        self, name: str, vault_file: str, raw: t.Sequence[str] = (), given: t.Sequence[str] = (), *, quiet: bool = False
    ) -> None:
        self.environment = place.environment(name)
        self.secrets = passwords.collect(self.environment, vault_file)
        self.stop = children.Interruption(self.secrets.become)
        self._given = [f"@{os.path.abspath(one[1:])}" if one.startswith("@") else one for one in given]
        self._raw, self._quiet = raw, quiet
        self._read: settings.Read | None = None
        self._options = [*raw, *(word for one in self._given for word in ("--extra-vars", one))]

    def settings(self) -> settings.Read:
        """What the environment's settings are in this run; read once."""
        self._read = self._read or settings.read(self.environment, self.secrets, self._given)
        return self._read

    def state(self) -> str:
        """A digest of what a plan comes from on this machine: the environment's files, those of -e, the code's commit.

        Hidden files are left out: what runs themselves keep there.
        """
        folder, digest = self.environment.folder, hashlib.sha256(records.commit(place.ROOT).encode())
        own = [path for path in folder.rglob("*") if not any(p.startswith(".") for p in path.relative_to(folder).parts)]
        for path in [*sorted(own), *(pathlib.Path(one[1:]) for one in self._given if one.startswith("@"))]:
            if path.is_file():
                digest.update(f"{path}\0{path.stat().st_size}\0".encode() + path.read_bytes())
        return digest.hexdigest()

    def still(self, state: str) -> None:
        """Raise MapctlError for what nobody was shown: files that were edited, or fetched, while somebody was asked."""
        if self.state() != state:
            raise MapctlError(
                f"The files of '{self.environment.name}' have changed since the plan was shown, so nothing was done. "
                "Run it again, and read the new plan."
            )

    def run(self, word: str, *, check: bool, extra: dict[str, t.Any] | None = None) -> runs.Result:
        """Run a playbook, showing how far it is. Raises MapctlError where Ansible couldn't even begin."""
        place.playbook(word)
        self.settings().wanted()
        with progress.Progress(check=check, raw=bool(self._raw)) if not self._quiet else _nothing() as shown:
            return runs.perform(
                self.environment,
                word,
                check=check,
                extra=extra,
                options=self._options,
                secrets=self.secrets,
                interruption=self.stop,
                on_event=shown.take,
            )


class _nothing:  # noqa: N801 (used like a function)
    """Shows no progress."""

    def __enter__(self) -> _nothing:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def take(self, _: dict[str, t.Any]) -> None:
        """One event, which nobody wants to see."""
