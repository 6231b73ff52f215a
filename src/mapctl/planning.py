"""What plan, apply and drift do: run, show, ask, remember. Each gives the exit code."""

from __future__ import annotations

import dataclasses
import sys
import typing as t

import click

from . import changes, errors, lock, place, records, runs, settings, show
from .errors import MapctlError
from .work import Work


def plan(work: Work, word: str, *, as_json: bool) -> int:
    """Show what would change."""
    result = work.run(word, check=True)
    code = code_of(result)
    records.write(work.environment, "history", records.of_run(_command(work, word, "plan"), word, result, code))
    if as_json:
        show.as_json(document(work, word, result, code))
        return code
    _show(work, word, result)
    show.notes(result)
    runs.raise_unless_ok(result)
    return code


def apply(work: Work, word: str, *, as_json: bool, yes: bool) -> int:
    """Show what will change, ask, change it, and show what was done."""
    command = _command(work, word, "apply")
    read = settings.read(work.environment, work.secrets)
    with lock.held(work.environment, read.wanted(), read.embedded, command, work.stop):
        planned = work.run(word, check=True)
        if not planned.ok or not planned.changes:
            return _ended(work, word, planned, command, as_json=as_json)
        if not as_json:
            _show(work, word, planned)
        if not yes:
            _ask(work.environment, read.embedded)
        return _ended(work, word, work.run(word, check=False), command, as_json=as_json, changed=True)


def drift(work: Work, word: str, *, as_json: bool) -> int:
    """Report what isn't as it should be, and what is different from the last report."""
    result = work.run(word, check=True)
    code = code_of(result)
    found = records.named(result.changes)
    before = [
        one for one in records.all_of(work.environment, "drift") if one["word"] == word and one["outcome"] == "ok"
    ]
    last = before[-1]["drift"] if before else []
    report = {
        **records.of_run(_command(work, word, "drift"), word, result, code),
        "drift": found,
        "lines": [changes.line(change) for change in result.changes],
        "new": [name for name in found if name not in last],
        "gone": [name for name in last if name not in found] if result.ok else [],
        "since": before[-1]["when"] if before else "",
    }
    path = records.write(work.environment, "drift", report)
    if as_json:
        show.as_json({**document(work, word, result, code), **{key: report[key] for key in ("new", "gone", "since")}})
        return code
    _show(work, word, result)
    show.notes(result)
    runs.raise_unless_ok(result)
    since = f"since {report['since']}" if before else "this is the first report"
    show.say(f"\nNew: {len(report['new'])}, gone: {len(report['gone'])} ({since}). The report is {path}.")
    for mark in ("new", "gone"):
        for name in report[mark] if before else []:
            show.say(f"  {mark}: {name}")
    return code


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


def _ended(work: Work, word: str, result: runs.Result, command: str, *, as_json: bool, changed: bool = False) -> int:
    """What is shown and remembered of an apply. changed: whether it came to change something"""
    code = code_of(result) if not result.ok else errors.NOTHING_TO_DO
    records.write(work.environment, "history", records.of_run(command, word, result, code))
    if as_json:
        show.as_json(document(work, word, result, code))
        return code
    if work.stop.reason:
        show.error(work.stop.reason)
    if result.ok:
        _done(work, word, result)
    else:
        _made_before(result if changed else None)
    show.notes(result)
    runs.raise_unless_ok(result)
    return code


def _done(work: Work, word: str, result: runs.Result) -> None:
    if not result.changes:
        _show(work, word, result)
        return
    show.say(f"\nDone: {len(result.changes)} changes in {result.seconds:.0f} s.", "bold green")
    if result.facts.get("page"):
        show.say(f"\n{result.facts['page']}")


def _made_before(result: runs.Result | None) -> None:
    """What a failed run had done by then. result: None for one that only looked"""
    if result is None:
        show.say("\nIt ended while it only looked: nothing was changed.")
    elif result.changes:
        show.say(f"\n{len(result.changes)} changes were made or begun before that:")
        for change in result.changes:
            show.say(f"  {changes.line(change)}")


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


def _ask(environment: place.Environment, embedded: bool) -> None:
    """Go on only if the person wants it. Raises click.Abort."""
    if not sys.stdin.isatty():
        raise MapctlError("There is nobody to ask whether to go on. Give --yes if a script should.")
    if embedded:
        click.confirm("\nApply this?", abort=True)
    elif click.prompt(f"\nType '{environment.name}' to apply this", default="", show_default=False) != environment.name:
        raise click.Abort


def _command(work: Work, word: str, kind: str) -> str:
    return lock.described(work.environment.name, word, kind)
