"""example_repositories on real folders, judged by git: the ids are the same, the repository is whole, git clones it."""

from __future__ import annotations

import base64
import os
import subprocess
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.git_objects import store
from ansible_collections.mesoscale.map.plugins.module_utils.specs import example_repositories
from ansible_collections.mesoscale.map.plugins.plugin_utils.collection_folder import read_folder
from tests.environment import ROOT, Environment, differences
from tests.integration import git_mirrors
from tests.integration.containers import HERE, Play
from tests.integration.stand_in_host import command

FILES = {
    "scripts/run.sh": (b"#!/bin/sh\necho run\n", True),
    "scripts.py": (b"", False),
    "scripts-more/é.txt": ("wört\n".encode(), False),
    "deep/er/still/one": (bytes(range(256)), False),
}


def run(path: Path, files: dict[str, tuple[bytes, bool]] = FILES, *, check: bool = False) -> dict[str, t.Any]:
    given = [
        {"path": name, "content": base64.b64encode(content).decode(), "executable": executable}
        for name, (content, executable) in files.items()
    ]
    wanted = {"path": str(path), "folder": "example", "files": given}
    found = example_repositories.run({"repositories": [wanted]}, check)
    return {**found, "commit": found["commits"][str(path)]}


def by_git(folder: Path) -> str:
    """The commit that git itself makes of the files."""
    for name, (content, executable) in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if executable else 0o644)
    who = {"NAME": "MAP examples", "EMAIL": "examples@map.localhost", "DATE": "1767225600 +0000"}
    made_by = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    environment = {**os.environ, **made_by}
    message = "The example as it comes with the collection"
    for words in ("init -q", "-c core.autocrlf=false add -A"):
        command("git", "-C", str(folder), *words.split(), env=environment)
    command("git", "-C", str(folder), "commit", "-q", "-m", message, env=environment)
    return command("git", "-C", str(folder), "rev-parse", "HEAD")


def is_whole(path: Path) -> None:
    done = subprocess.run(
        ["git", "-C", str(path), "fsck", "--strict", "--full"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_check_apply_check_and_git_agrees(tmp_path: Path) -> None:
    path = tmp_path / "repositories/example.git"
    checked = run(path, check=True)
    assert not path.parent.exists()
    applied = run(path)
    assert checked == applied
    assert run(path, check=True)["plan"] == []
    is_whole(path)
    assert applied["commit"] == by_git(tmp_path / "tree") == command("git", "-C", str(path), "rev-parse", "main")
    command("git", "clone", "-q", f"file://{path}", str(tmp_path / "clone"))
    assert (tmp_path / "clone/scripts/run.sh").stat().st_mode & 0o111 == 0o111
    assert (tmp_path / "clone/deep/er/still/one").read_bytes() == bytes(range(256))


def test_a_changed_example_moves_the_branch_and_keeps_the_old_commit(tmp_path: Path) -> None:
    first = run(tmp_path / "r")["commit"]
    changed = run(tmp_path / "r", {**FILES, "scripts.py": (b"new\n", False)})
    assert [change["before"] for change in changed["plan"]] == [{"branch": "main", "commit": first}]
    assert command("git", "-C", str(tmp_path / "r"), "cat-file", "-t", first) == "commit"
    assert command("git", "-C", str(tmp_path / "r"), "rev-parse", "main") == changed["commit"] != first


@pytest.mark.parametrize("moment", range(28))
def test_interrupted_anywhere_the_next_run_converges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """Struck before and after each file takes its place: 4 blobs, 6 trees, the commit and 3 files, each twice."""
    strikes = iter(range(28))
    rename = os.rename

    def struck(one: str, other: str) -> None:
        if next(strikes) == moment:
            raise KeyboardInterrupt
        rename(one, other)
        if next(strikes) == moment:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", struck)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path / "r")
    run(tmp_path / "r")
    assert run(tmp_path / "r", check=True)["plan"] == []
    is_whole(tmp_path / "r")


def test_a_damaged_object_is_written_again(tmp_path: Path) -> None:
    commit = run(tmp_path / "r")["commit"]
    damaged = tmp_path / "r/objects" / commit[:2] / commit[2:]
    damaged.unlink()
    damaged.write_bytes(b"")  # as a power failure leaves it
    assert run(tmp_path / "r")["changed"]
    is_whole(tmp_path / "r")


def test_what_is_in_the_way_stays(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r/thesis.tex").write_text("years of work")
    with pytest.raises(MapError, match=r"holds something that isn't a git repository\. Move it away"):
        run(tmp_path / "r")
    with pytest.raises(MapError, match="holds something"):
        run(tmp_path / "r/thesis.tex")
    with pytest.raises(MapError, match="can't be read or written"):
        run(tmp_path / "r/thesis.tex/r")


def test_a_mirror_takes_it_for_a_git_server(tmp_path: Path, mirror: Path) -> None:
    for text in (b"one", b"two"):
        commit = run(tmp_path / "r", {"said": (text, False)})["commit"]
        git_mirrors.run(mirror, f"file://{tmp_path}/r", commit)
        assert command("git", "-C", str(mirror), "show", f"{commit}:said") == text.decode()


def test_the_environment_local_wants_the_commit_that_it_lays_down(tmp_path: Path) -> None:
    checked = Environment(tmp_path, "example").play("playbooks/embedded.yml", "--check")
    laid = {target.rpartition("/")[2]: fields for _, target, fields in checked.plan if target.startswith("repository ")}
    assert laid.keys() == {"pipeline.git", "webgui.git"}
    inventory = (ROOT / "inventories/local/group_vars/all/vars.yml").read_text()
    for name in ("pipeline", "webgui"):
        assert store(read_folder(f"examples/{name}")).commit in laid[f"{name}.git"]
        assert f"lookup('mesoscale.map.folder_commit', 'examples/{name}')" in inventory


@pytest.mark.parametrize("in_process", [True, False])
def test_by_a_playbook_the_look_up_tells_the_commit(tmp_path: Path, in_process: bool) -> None:
    path = tmp_path / "repository.git"
    wanted = [{"path": str(path), "folder": "images/mysql"}]
    task = {"mesoscale.map.example_repositories": {"repositories": wanted}, "register": "laid"}
    commit = "laid.commits.values() | first"
    told = {"ansible.builtin.assert": {"that": f"({commit}) == lookup('mesoscale.map.folder_commit', 'images/mysql')"}}
    role = tmp_path / "roles/laid/tasks"
    role.mkdir(parents=True)
    (role / "main.yml").write_text(str([task, told]))
    play = Play(tmp_path, "laid", [str(role.parent)], HERE, map_in_process=in_process)
    planned = play.apply("--check", "--diff")
    assert not path.exists()
    assert differences(planned.plan, play.apply("--diff").plan) == []
    assert play.apply().changed == []
    is_whole(path)
    assert "Dockerfile" in command("git", "-C", str(path), "ls-tree", "--name-only", "main").splitlines()
