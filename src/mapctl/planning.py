"""What plan, apply and drift do: run, show, ask, remember. Each gives the exit code."""

from __future__ import annotations

import dataclasses
import typing as t

from . import asking, errors, lock, place, records, runs, show
from .errors import MapctlError
from .work import Work


def plan(work: Work, word: str, *, as_json: bool) -> int:
    """Show what would change."""
    result = work.run(word, check=True)
    code = code_of(result)
    if as_json:
        show.as_json(document(work, word, result, code))
    else:
        _show(work, word, result)
        show.notes(result)
    records.keep(work.environment, records.of_run(_command(work, word, "plan"), word, result, code, work.environment))
    return code if as_json else _said(result, code)


def apply(work: Work, word: str, *, as_json: bool, yes: bool) -> int:
    """Show what will change, ask, change it, and show what was done."""
    if as_json and not yes:
        raise MapctlError("With --json nobody sees the plan before it is applied. Give --yes too, if a script should.")
    command, read, shown = _command(work, word, "apply"), work.settings(), work.state()
    with lock.held(read.wanted(), read.embedded, command, work.stop):
        planned = work.run(word, check=True)
        if not planned.ok or not planned.changes:
            return _ended(work, word, planned, command, as_json=as_json)
        if not as_json:
            _show(work, word, planned)
        if not yes:
            asking.confirm(work.environment.name, read.embedded, "apply", "--yes")
            work.still(shown)
        return _ended(work, word, work.run(word, check=False), command, as_json=as_json, changed=True)


def drift(work: Work, word: str, *, as_json: bool) -> int:
    """Report what isn't as it should be, and what is different from the last report."""
    result = work.run(word, check=True)
    code = code_of(result)
    report = _drift_report(work, word, result, code)
    if as_json:
        new = {key: report[key] for key in ("new", "gone", "since")}
        show.as_json({**document(work, word, result, code), **new})
    else:
        _show(work, word, result)
        show.notes(result)
    if result.ok:
        path = records.write(work.environment, "drift", report)
        if not as_json:
            _compare(report, str(path))
    records.keep(work.environment, records.of_run(_command(work, word, "drift"), word, result, code, work.environment))
    return code if as_json else _said(result, code)


def code_of(result: runs.Result) -> int:
    """The exit code of a run that only looked."""
    if result.outcome == "interrupted":
        return errors.INTERRUPTED
    if not result.ok:
        return errors.FAILED
    return errors.SOMETHING_TO_DO if result.changes else errors.NOTHING_TO_DO


def document(work: Work, word: str, result: runs.Result, code: int) -> dict[str, t.Any]:
    """A run for other programs."""
    whole = dataclasses.asdict(result)
    del whole["facts"]
    return {"environment": work.environment.name, "word": word, "exit": code, **whole}


def _drift_report(work: Work, word: str, result: runs.Result, code: int) -> dict[str, t.Any]:
    """A report, with names and no value of anything."""
    found = records.named(result.changes)
    before = [one for one in records.all_of(work.environment, "drift") if one["word"] == word]
    last = before[-1]["drift"] if before else []
    return {
        **records.of_run(_command(work, word, "drift"), word, result, code, work.environment),
        "drift": found,
        "new": [name for name in found if name not in last],
        "gone": [name for name in last if name not in found],
        "since": before[-1]["when"] if before else "",
    }


def _compare(report: dict[str, t.Any], path: str) -> None:
    since = f"since {report['since']}" if report["since"] else "this is the first report"
    show.say(f"\nNew: {len(report['new'])}, gone: {len(report['gone'])} ({since}). The report is {path}.")
    for mark in ("new", "gone") if report["since"] else ():
        for name in report[mark]:
            show.say(f"  {mark}: {name}")


def _ended(work: Work, word: str, result: runs.Result, command: str, *, as_json: bool, changed: bool = False) -> int:
    """What is shown and remembered of an apply. changed: whether it came to change something"""
    code = errors.NOTHING_TO_DO if result.ok else code_of(result)
    if as_json:
        show.as_json(document(work, word, result, code))
    elif result.ok and changed:
        show.plan(result.changes, f"\nDone: {len(result.changes)} changes in {result.seconds:.0f} s.")
        show.say(f"\n{result.facts['page']}" if result.facts.get("page") else "")
    elif result.ok:
        _show(work, word, result)
    elif changed and result.changes:
        show.plan(result.changes, f"\n{len(result.changes)} changes were made or begun before it ended.")
    else:
        show.say("\nIt ended while it only looked: nothing was changed.")
    if not as_json:
        show.notes(result)
    records.keep(work.environment, records.of_run(command, word, result, code, work.environment))
    return code if as_json else _said(result, code)


def _said(result: runs.Result, code: int) -> int:
    """The code of a run that ended well; else an error that says what happened."""
    runs.raise_unless_ok(result)
    return code


def _show(work: Work, word: str, result: runs.Result) -> None:
    """The plan as people read it."""
    if not result.ok:
        return
    name = work.environment.name
    if result.changes:
        of = "" if word == place.SITE else f", {word}"
        show.plan(result.changes, f"\nPlan for '{name}'{of}: {show.count(result.changes)}.")
    else:
        show.say(f"Nothing to do: '{name}' is as it should be.", "green")
    if result.facts.get("report"):
        show.say(f"\n{result.facts['report']}".rstrip())


def _command(work: Work, word: str, kind: str) -> str:
    return lock.described(work.environment.name, word, kind)
