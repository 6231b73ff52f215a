"""Read, plan, apply unless checking, report. The only place that knows check mode."""

from __future__ import annotations

import json
import time
import typing as t

from .plan import Change, MapError

Actual = t.TypeVar("Actual")


def converge(
    *,
    read: t.Callable[[], Actual],
    plan: t.Callable[[Actual], list[Change]],
    client: t.Any,
    check: bool,
    describe: t.Callable[[Actual], dict[str, t.Any]] = lambda _: {},
    settle: t.Iterable[float] = (),
) -> dict[str, t.Any]:
    """Bring the world to what is wanted and say what was (in check mode: would be) done.

    read: reads the actual state; plan: pure, actual -> changes; client: has a method for each change's call
    describe: what else the result says of the actual state (addresses, notes)
    settle: pauses in seconds, for worlds that show a change late: while it doesn't show, it is read again after each

    Returns changed, plan (the changes, without calls), diff, and what describe gives.
    Raises MapError when a change fails, or was made and doesn't hold.
    """
    actual = read()
    changes = plan(actual)
    if changes and not check:
        _apply(client, changes)
        actual = read()
        left = plan(actual)
        for pause in settle:
            if not left:
                break
            time.sleep(pause)
            actual = read()
            left = plan(actual)
        if left:
            raise MapError(
                f"Applied, but the world still differs: {_names(left)}. "
                "Run it again; if this stays, something else changes these settings."
            )
    return {**report(changes), **describe(actual)}


def report(changes: list[Change]) -> dict[str, t.Any]:
    """The part of a result that every module gives: changed, plan, diff."""
    return {
        "changed": bool(changes),
        "plan": [change.public() for change in changes],
        "diff": [
            {
                "before_header": change.target,
                "after_header": f"{change.target} ({change.action}{_impact(change)})",
                "before": _text(change.before),
                "after": _text(change.after),
            }
            for change in changes
        ],
    }


def _apply(client: t.Any, changes: list[Change]) -> None:
    for number, change in enumerate(changes):
        try:
            getattr(client, change.call.method)(**change.call.kwargs)
        except MapError as error:
            raise MapError(
                *error.problems,
                f"This was '{change.target}', change {number + 1} of {len(changes)}; "
                f"{number} were made before it. Run it again when the cause is mended.",
            ) from error


def _impact(change: Change) -> str:
    return "" if change.impact == "none" else f", {change.impact}"


def _names(changes: list[Change]) -> str:
    return ", ".join(change.target for change in changes)


def _text(value: t.Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value.endswith("\n") else value + "\n"
    return json.dumps(value, indent=2, sort_keys=True, default=str) + "\n"
