"""A throwaway environment for tests: a folder like inventories/local with another name and free ports."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import typing as t
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
UNKNOWN = "(known after apply)"
_given: set[int] = set()


@dataclasses.dataclass
class Run:
    """One run of ansible-playbook. tasks: what tests/callback/record.py wrote of each."""

    returncode: int
    output: str
    tasks: list[dict[str, t.Any]]

    @property
    def changed(self) -> list[str]:
        return [task["task"] for task in self.tasks if task["changed"]]

    @property
    def plan(self) -> list[tuple[str, str, str]]:
        """(action, target, what changes) of every change; a changed task of Ansible's own counts as one."""
        found = []
        for task in self.tasks:
            if task["plan"] is None:
                found += [("update", task["task"], "")] if task["changed"] else []
            else:
                found += [(change["action"], change["target"], _fields(change)) for change in task["plan"]]
        return sorted(found)


class Environment:
    """An environment's folder, and runs in it.

    folder: where the inventory is made; it is named like the environment
    settings: variables that differ from inventories/local; python: whose ansible-playbook runs (default: this one)
    """

    def __init__(self, parent: Path, name: str = "test", python: Path | None = None, **settings: t.Any) -> None:
        self.name = name
        self.folder = parent / name
        self.bin = (python or Path(sys.executable)).parent
        if not self.folder.exists():
            ignore = shutil.ignore_patterns(".secrets")
            shutil.copytree(ROOT / "inventories/local", self.folder, ignore=ignore)
            self.set(map_environment=name, **settings)

    @property
    def variables(self) -> dict[str, t.Any]:
        return t.cast("dict[str, t.Any]", yaml.safe_load(self._vars.read_text()))

    def set(self, **settings: t.Any) -> None:
        """Change vars.yml; a setting that is None is taken away."""
        merged = {**self.variables, **settings}
        kept = {key: value for key, value in merged.items() if value is not None}
        self._vars.write_text(yaml.safe_dump(kept, sort_keys=False))

    def secret(self, name: str) -> str:
        return (self.folder / ".secrets" / name).read_text().strip()

    def command(self, playbook: str, *arguments: str) -> list[str]:
        return [str(self.bin / "ansible-playbook"), "-i", str(self.folder), str(ROOT / playbook), *arguments]

    def process_environment(self, record: Path) -> dict[str, str]:
        return {
            **os.environ,
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_NOCOLOR": "1",
            "MAP_TEST_RECORD": str(record),
        }

    def play(self, playbook: str, *arguments: str, ok: bool = True) -> Run:
        """Run a playbook of this project. ok: whether it must end well."""
        with tempfile.TemporaryDirectory() as folder:
            record = Path(folder, "record.jsonl")
            done = subprocess.run(
                self.command(playbook, *arguments),
                cwd=ROOT,
                env=self.process_environment(record),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            run = Run(done.returncode, done.stdout, recorded(record))
        assert not ok or run.returncode == 0, run.output
        return run

    @property
    def _vars(self) -> Path:
        return self.folder / "group_vars/all/vars.yml"


def recorded(file: Path) -> list[dict[str, t.Any]]:
    """What tests/callback/record.py wrote of each task; nothing when no run began."""
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def differences(first: list[tuple[str, str, str]], second: list[tuple[str, str, str]]) -> list[t.Any]:
    """In what two plans differ, as sets: a role that two plays have plans twice, and the second time finds it done.

    What was unknown in one matches anything in the other. Images are the whole machine's: another test may build one
    meanwhile.
    """
    left, right = (
        {change[:2]: change[2] for change in plan if not change[1].startswith("image map/")} for plan in (first, second)
    )
    both = sorted(left.keys() & right.keys())
    return [
        *(("only in the first", name) for name in sorted(left.keys() - right.keys())),
        *(("only in the second", name) for name in sorted(right.keys() - left.keys())),
        *((n, left[n], right[n]) for n in both if left[n] != right[n] and UNKNOWN not in left[n] + right[n]),
    ]


def free_port() -> int:
    """A port at which nobody listens. It is given once, and isn't one of those that the kernel gives to connections."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = random.randrange(10_000 + process, 32_000, 8)  # each process of pytest has its own
        with socket.socket() as server, contextlib.suppress(OSError):
            server.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port


def _fields(change: dict[str, t.Any]) -> str:
    return json.dumps([change["before"], change["after"]], sort_keys=True, default=str)
