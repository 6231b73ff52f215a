"""The archive is off in this environment; switched on, it wants a person to sign in before anything is asked."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal

ON = '{"map_globus_enabled": true, "map_globus_storage_locations": []}'


def test_nothing_runs_for_it(host: t.Any) -> None:
    assert host.check_output("docker ps --all --quiet --filter name=globus") == ""


def test_it_is_switched_on_by_a_setting(rehearsal: Rehearsal) -> None:
    off, on = (rehearsal.play("playbooks/globus.yml", *more, ok=False) for more in ((), ("--extra-vars", ON)))
    assert off.returncode == 0
    assert on.returncode != 0
    assert "lobus" in on.output
