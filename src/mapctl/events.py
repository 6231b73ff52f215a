"""What the events of a run mean; pure. They come as ansible-runner gives them."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from . import ssh
from .changes import Change, distinct

FACTS = ("status", "rights", "unlisted", "page", "report")
"""Parts of tasks' results that the command shows."""

HERE = "localhost"
"""The host that is the machine of the command."""


_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclasses.dataclass(frozen=True)
class Failure:
    """A task that failed. role: "" for none; message: what is wrong and what to do"""

    host: str
    role: str
    task: str
    message: str


@dataclasses.dataclass
class Story:
    """What has happened so far.

    facts: parts of results, the last of each name; said: what Ansible says when it can't even begin
    changed_tasks: how many tasks changed something by Ansible's own count, which comes last
    """

    changes: list[Change] = dataclasses.field(default_factory=list)
    failures: list[Failure] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    facts: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    said: list[str] = dataclasses.field(default_factory=list)
    changed_tasks: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether Ansible's own count at the end fits what was heard; without it, or with less, something was lost."""
        return self.changed_tasks is not None and (self.changed_tasks == 0 or bool(self.changes))

    def add(self, event: dict[str, t.Any]) -> None:
        """Take one event in."""
        kind, data = event.get("event", ""), event.get("event_data") or {}
        if kind == "runner_on_ok":
            self._take(data)
        elif kind == "runner_on_failed" and not data.get("ignore_errors"):
            self._take(data)
            self.failures.append(_failure(data))
        elif kind == "runner_on_unreachable":
            self.failures.append(_failure(data))
        elif kind == "playbook_on_stats":
            self.changed_tasks = sum((data.get("changed") or {}).values())
        elif kind in ("verbose", "error", "warning", "playbook_on_no_hosts_matched"):
            self._hear(event.get("stdout", ""))

    def distinct_changes(self) -> tuple[Change, ...]:
        return distinct(self.changes)

    def _take(self, data: dict[str, t.Any]) -> None:
        result = data.get("res") or {}
        for one in result.get("results") or [result] if "plan" not in result else [result]:
            self.changes.extend(_changes(one, data))
        self.notes.extend(str(note) for note in result.get("notes") or [] if note not in self.notes)
        self.facts |= {name: result[name] for name in FACTS if name in result}

    def _hear(self, shown: str) -> None:
        text = _COLOURS.sub("", shown)
        for mark in ("[ERROR]: ", "ERROR! "):
            if mark in text:
                self.said.append(text.partition(mark)[2].strip())


def _changes(result: dict[str, t.Any], data: dict[str, t.Any]) -> t.Iterator[Change]:
    host = "" if data.get("host") == HERE else str(data.get("host") or "")
    if "plan" in result:
        names = {field.name for field in dataclasses.fields(Change)}
        for one in result["plan"] or []:
            yield Change(**{key: value for key, value in one.items() if key in names}, host=host)
    elif result.get("changed"):
        # A task of Ansible's own counts as one change, named after itself.
        yield Change(_short(data.get("role", "")) or "play", "update", str(data.get("task", "")), host=host)


def _failure(data: dict[str, t.Any]) -> Failure:
    result = data.get("res") or {}
    items = [one for one in result.get("results") or [] if one.get("failed")]
    message = "\n".join(_message(one) for one in items or [result])
    return Failure(str(data.get("host", "")), _short(data.get("role", "")), str(data.get("task", "")), message)


def _message(result: dict[str, t.Any]) -> str:
    """The words of a task that failed: its message, and what a command wrote to stderr."""
    if "censored" in result:
        return "The task holds a secret, so what it said is not shown."
    words = [str(result.get("msg", "")), str(result.get("stderr", ""))]
    said = "\n".join(text.strip() for text in words if text.strip())
    if result.get("unreachable"):
        return ssh.unreached(said)
    return said or "It said nothing."


def _short(role: str) -> str:
    return str(role or "").rpartition(".")[2]
