"""Certificates that hosts are to get: where they are looked for, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.errors import AnsibleLookupError

from ansible_collections.mesoscale.map.plugins.lookup.authority_files import _entry
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.plugin_utils.authority_files import problems, read

CERTIFICATE = "-----BEGIN CERTIFICATE-----\n"


@pytest.mark.parametrize("joined", [False, True], ids=["in the inventory", "joined during the run"])
def test_a_path_that_is_not_whole_is_in_the_environments_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joined: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    of_host = {"inventory_dir": None if joined else str(tmp_path)}
    variables = {**of_host, "hostvars": {"localhost": {"inventory_dir": str(tmp_path)}}}
    for file, written in (("rds.pem",) * 2, ("whole.pem", str(tmp_path / "whole.pem")), ("home/own.pem", "~/own.pem")):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(CERTIFICATE + file)
        expected = {"path": "/etc/there.pem", "content": CERTIFICATE + file}
        assert _entry("/etc/there.pem", written, False, variables) == expected


def test_without_an_environment_that_is_said() -> None:
    with pytest.raises(AnsibleLookupError, match="No environment is chosen"):
        _entry("/etc/there.pem", "rds.pem", False, {})


def test_what_is_missing_or_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_text("a letter")
    with pytest.raises(MapError, match=r"none\.pem isn't on this machine, .* Put it there"):
        read(tmp_path / "none.pem", planned=False)
    with pytest.raises(AnsibleLookupError, match=r"other\.pem holds no certificate"):
        _entry("/etc/there.pem", str(tmp_path / "other.pem"), False, {})
    assert read(tmp_path / "none.pem", planned=True) == "(known after apply)"


def test_all_that_is_wrong_is_known_before_a_run(tmp_path: Path) -> None:
    (tmp_path / "good.pem").write_text(CERTIFICATE)
    (tmp_path / "other.pem").write_text("a letter")
    wanted = {"/etc/1": "good.pem", "/etc/2": "none.pem", "/etc/3": str(tmp_path / "other.pem")}
    found = list(problems(wanted, tmp_path, planned=False))
    assert [problem.partition(",")[0] for problem in found] == [
        f"The file of certificates {tmp_path}/none.pem isn't on this machine",
        f"The file of certificates {tmp_path}/other.pem holds no certificate",
    ]
    assert len(list(problems(wanted, tmp_path, planned=True))) == 1
    assert list(problems("no dictionary", tmp_path, planned=False)) == []
