"""config_files on a real file system: rights, a full disk, leftovers."""

from __future__ import annotations

import json
import os
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import config_files
from tests.integration.stand_in_host import command

KEY = "key-of-labels-for-tests-only"
UNSET = {"content": None, "secret_content": None, "mode": None, "owner": None, "group": None, "live": False}


def run(*files: dict[str, t.Any], check: bool = False) -> dict[str, t.Any]:
    return config_files.run({"files": [{**UNSET, **file} for file in files], "key": KEY}, check)


def test_check_apply_check(tmp_path: Path) -> None:
    files: list[dict[str, t.Any]] = [
        {"path": f"{tmp_path}/a/plain", "content": "one\n"},
        {"path": f"{tmp_path}/a/b/secret", "secret_content": "canary-secret", "owner": 1000},
    ]
    planned = run(*files, check=True)
    assert not (tmp_path / "a").exists()
    applied = run(*files)
    assert planned == applied
    assert "canary-secret" not in str(applied)
    assert set(applied["hashes"]) == {file["path"] for file in files}
    secret = (tmp_path / "a/b/secret").stat()
    assert (secret.st_mode & 0o7777, secret.st_uid, secret.st_gid) == (0o400, 1000, 1000)
    assert (tmp_path / "a/plain").stat().st_mode & 0o7777 == 0o444
    assert run(*files, check=True)["plan"] == []


def test_what_is_only_planned_is_shown_and_never_written(tmp_path: Path) -> None:
    file = {"path": f"{tmp_path}/keys", "secret_content": json.dumps({"access_key": UNKNOWN})}
    assert [change["after"] for change in run(file, check=True)["plan"]] == ["(new secret)"]
    with pytest.raises(MapError, match="isn't known yet"):
        run(file)
    assert os.listdir(tmp_path) == []


def test_drift_is_mended_and_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "file"
    victim.write_text("mine")
    link.symlink_to(victim)
    run({"path": str(link), "content": "one"})
    assert (victim.read_text(), link.read_text(), link.is_symlink()) == ("mine", "one", False)
    link.chmod(0o666)
    assert [change["target"] for change in run({"path": str(link), "content": "one"})["plan"]] == [
        f"file {link}: rights"
    ]
    assert link.stat().st_mode & 0o7777 == 0o444


def test_the_copy_of_a_killed_run_goes_even_when_nothing_else_changes(tmp_path: Path) -> None:
    file = {"path": str(tmp_path / "file"), "secret_content": "canary-secret"}
    run(file)
    leftover = tmp_path / ".file.map-unfinished"
    leftover.write_text("canary")
    assert [change["action"] for change in run(file)["plan"]] == ["remove"]
    assert os.listdir(tmp_path) == ["file"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path))
    try:
        run({"path": str(tmp_path / "file"), "content": "old"})
        with pytest.raises(MapError, match="No space left on device"):
            run({"path": str(tmp_path / "file"), "content": "x" * 100_000})
        assert (tmp_path / "file").read_text() == "old"
        assert os.listdir(tmp_path) == ["file"]
    finally:
        command("umount", str(tmp_path))


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ({"path": "relative", "content": "x"}, "The file 'relative' can't be placed."),
        ({"path": "/a/../b", "content": "x"}, "The file '/a/../b' can't be placed."),
        ({"path": "/a", "content": "x", "mode": "444"}, "The file '/a' has the mode '444'."),
    ],
)
def test_refused(file: dict[str, t.Any], problem: str) -> None:
    with pytest.raises(MapError, match=problem):
        run(file, check=True)
