"""Secrets that an environment of tests makes are there, and only their owner reads them."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_secrets_are_private(rehearsal: Rehearsal) -> None:
    folder = rehearsal.folder / ".secrets"
    files = list(folder.iterdir())
    assert {"database_master", "label_key", "ssh_key"} <= {file.name for file in files}
    assert {file.stat().st_mode & 0o077 for file in [folder, *files]} == {0}


def test_a_misspelt_setting_is_refused(rehearsal: Rehearsal) -> None:
    run = rehearsal.play("playbooks/summary.yml", "--check", "--extra-vars", "map_domian=x", ok=False)
    assert run.returncode != 0
    assert "Did you mean map_domain?" in run.output
