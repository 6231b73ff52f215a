"""What a run changes or would change, as people read it; pure."""

from __future__ import annotations

import dataclasses
import json
import typing as t

UNKNOWN = "(known after apply)"
LONGEST = 60
SYMBOLS = {"create": "+", "update": "~", "remove": "-"}
IMPACTS = {
    "none": "",
    "restart": "restarts a container",
    "reboot": "needs a reboot of the database",
    "sessions": "cuts people off",
}
"""What people will notice of a change, by its impact."""


@dataclasses.dataclass(frozen=True)
class Change:
    """One difference between what is wanted and what is there; see plan.Change of the collection.

    before, after: without secrets; None where there is nothing; host: where, "" for the machine that runs the command
    """

    system: str
    action: str
    target: str
    before: t.Any = None
    after: t.Any = None
    impact: str = "none"
    host: str = ""

    @property
    def name(self) -> tuple[str, str, str]:
        """What the change is, without its values."""
        return (self.system, self.action, self.place)

    @property
    def place(self) -> str:
        """The target, with the host where it isn't this machine."""
        return f"{self.target} on {self.host}" if self.host else self.target


def distinct(changes: t.Iterable[Change]) -> tuple[Change, ...]:
    """Each change once: a role that two plays have plans the same twice."""
    return tuple({(change.name, json.dumps(change.after, default=str)): change for change in changes}.values())


def line(change: Change) -> str:
    """The change in one readable line."""
    said, impact = summary(change), IMPACTS.get(change.impact, change.impact)
    text = f"{SYMBOLS.get(change.action, '~')} {change.place}"
    return text + (f": {said}" if said else "") + (f"  [{impact}]" if impact else "")


def summary(change: Change) -> str:
    """What is different, short."""
    before, after = change.before, change.after
    if isinstance(before, dict) and isinstance(after, dict):
        parts = [f"{key}: {_values(before.get(key), after.get(key))}" for key in _differing(before, after)]
        return _shortened(", ".join(parts))
    if before is None and (after is None or isinstance(after, dict)):
        return ""
    return _values(before, after)


def systems(changes: t.Iterable[Change]) -> dict[str, list[Change]]:
    """The changes by system, in the order in which they are made."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.system, []).append(change)
    return found


def _differing(before: dict[str, t.Any], after: dict[str, t.Any]) -> list[str]:
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]


def _values(before: t.Any, after: t.Any) -> str:
    if _lines(before) > 1 or _lines(after) > 1:
        return _of_text(before, after)
    if before is None:
        return _shortened(_text(after))
    return f"{_shortened(_text(before))} → {_shortened(_text(after))}"


def _of_text(before: t.Any, after: t.Any) -> str:
    """How much of a text is different."""
    old, new = str(before or "").splitlines(), str(after or "").splitlines()
    if not old or not new or after == UNKNOWN:
        return f"{len(old or new)} lines"
    gone, added = len([line for line in old if line not in new]), len([line for line in new if line not in old])
    return f"{added} lines new, {gone} gone"


def _lines(value: t.Any) -> int:
    return len(value.splitlines()) if isinstance(value, str) else 1


def _text(value: t.Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return value.strip() if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
