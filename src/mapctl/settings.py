"""An environment's settings without a run: what its files say, what the variables come to, what is wrong with them."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import typing as t

from . import passwords, place
from .errors import MapctlError

_PACKAGES = pathlib.Path(__file__).resolve().parents[1]


@dataclasses.dataclass(frozen=True)
class Read:
    """What was read. values: all variables that could be worked out, secrets included; problems: what is wrong

    embedded: whether the environment's cloud is this machine; secrets: the names of the options that are secrets
    host: how Ansible reaches the host that runs containers; its whole group's variables where the inventory names none
    """

    values: dict[str, t.Any]
    problems: list[str]
    embedded: bool
    secrets: list[str]
    host: dict[str, str]

    def wanted(self) -> dict[str, t.Any]:
        """The values, if nothing is wrong with them. Raises MapctlError."""
        if self.problems:
            raise MapctlError("\n".join(self.problems))
        return self.values


def read(environment: place.Environment, given: passwords.Passwords, extra: t.Sequence[str] = ()) -> Read:
    """Read and judge an environment, as the role `settings` does in every run. Asks no network, makes nothing.

    extra: settings of one run, as ansible-playbook takes them
    """
    vault_file = str(pathlib.Path(given.vault_file).resolve()) if given.vault_file else ""
    words = {"vault": given.vault, "vault_file": vault_file, "become": given.become}
    asked = {"folder": str(environment.folder), "extra": list(extra), **words}
    answer = _ask(asked)
    reason = answer.get("error", "")
    if "ecrypt" in reason:
        advice = "Give the right password, or look whether the file is whole."
        raise MapctlError(f"The vault of '{environment.name}' can't be opened with this password. {advice}")
    if reason:
        raise MapctlError(
            f"The files of '{environment.name}' can't be read: {reason}. {answer.get('advice', 'Correct them.')}"
        )
    return Read(**answer)


def _ask(asked: dict[str, t.Any]) -> dict[str, t.Any]:
    """What reading.py answers; secrets go through pipes."""
    variables = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_PACKAGES), os.environ.get("PYTHONPATH")])),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mapctl.reading"],
        input=json.dumps(asked),
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return {"error": lines[-1] if lines else "Ansible said nothing"}
    return t.cast("dict[str, t.Any]", json.loads(done.stdout))
