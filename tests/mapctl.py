"""The command, as an operator starts it."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import typing as t

from tests.environment import ROOT, Environment


@dataclasses.dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    output: str
    errors: str

    @property
    def json(self) -> t.Any:
        """What it said with --json."""
        return json.loads(self.output)

    @property
    def document(self) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", self.json)

    @property
    def changes(self) -> list[tuple[str, str]]:
        """(action, target) of every change, of a run with --json."""
        return [(change["action"], change["target"]) for change in self.document["changes"]]


class Mapctl:
    """The command for one environment."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def command(self, word: str, *words: str) -> list[str]:
        return [str(self.environment.bin / "python"), "-m", "mapctl", word, self.environment.name, *words]

    def variables(self, **more: str) -> dict[str, str]:
        inventories = str(self.environment.folder.parent)
        return {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MAPCTL_INVENTORIES": inventories, **more}

    def __call__(self, word: str, *words: str, code: int | None = None, given: str | None = None) -> Done:
        """Run it, without a terminal. code: with which it must end"""
        done = subprocess.run(
            self.command(word, *words),
            env=self.variables(),
            cwd=self.environment.folder.parent,
            input=given or "",
            capture_output=True,
            text=True,
            check=False,
        )
        assert code is None or done.returncode == code, f"{done.returncode}:\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)
