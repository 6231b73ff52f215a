"""git_mirror with real git, by file and http: the law, what servers do, what is in the way."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.git_mirrors import holds, run
from tests.integration.git_server import GitServer, Work
from tests.integration.stand_in_host import command


def test_check_apply_check_and_no_network_after(work: Work, server: GitServer, mirror: Path) -> None:
    commit = work.commit(one="1")
    checked = run(mirror, server.address, commit, check=True)
    assert (server.requests, mirror.parent.exists()) == (0, False)
    applied = run(mirror, server.address, commit)
    assert checked == applied
    assert holds(mirror, commit)
    server.requests = 0
    assert run(mirror, server.address, commit)["plan"] == []
    assert server.requests == 0
    second = run(mirror, server.address, work.commit(two="2"))
    assert [change["action"] for change in second["plan"]] == ["create"]


def test_check_before_there_is_a_repository_a_host_or_git(
    mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    address = f"file://{tmp_path}/none.git"
    assert len(run(mirror, address, "c" * 40, check=True)["plan"]) == 2
    mirror.mkdir(parents=True)
    (mirror / "HEAD").write_text("")
    assert len(run(mirror, address, "c" * 40, check=True, assume_empty=True)["plan"]) == 2
    shutil.rmtree(mirror)
    with pytest.raises(MapError, match=r"The host has no git\. Apply the role docker"):
        run(mirror, address, "c" * 40)


@pytest.mark.parametrize("kind", ["file", "modern http", "old http"])
def test_a_commit_survives_what_is_pushed_over_it(work: Work, server: GitServer, mirror: Path, kind: str) -> None:
    server.modern = kind != "old http"
    address = work.address if kind == "file" else server.address
    first = work.commit(one="1")
    run(mirror, address, first)
    pushed = work.commit(one="2", amend=True)
    work.forget()
    run(mirror, address, pushed)
    command("git", "-C", str(mirror), "gc", "-q", "--prune=now")
    assert holds(mirror, first)
    assert holds(mirror, pushed)
    assert run(mirror, address, first)["plan"] == []
    assert command("git", "-C", str(mirror), "show", f"{first}:one") == "1"


@pytest.mark.parametrize("modern", [True, False])
def test_a_commit_that_no_branch_begins_with(work: Work, server: GitServer, mirror: Path, modern: bool) -> None:
    """An old server gives only what branches and tags begin with: all is fetched then."""
    server.modern = modern
    older = work.commit(one="1")
    work.commit(two="2")
    run(mirror, server.address, older)
    assert holds(mirror, older)


@pytest.mark.parametrize("kind", ["file", "modern http", "old http"])
def test_a_commit_that_is_not_there(work: Work, server: GitServer, mirror: Path, kind: str) -> None:
    server.modern = kind != "old http"
    address = work.address if kind == "file" else server.address
    for _ in range(2):
        with pytest.raises(MapError) as error:
            run(mirror, address, "c" * 40)
        assert f"The commit {'c' * 40} is not in {address}. Check both" in str(error.value)
        work.commit(one="1")


def test_a_tag_is_no_commit(work: Work, mirror: Path) -> None:
    work.commit(one="1")
    work.git("tag", "-a", "-m", "release", "v1")
    work.git("push", "-q", str(work.bare), "v1")
    with pytest.raises(MapError, match=r"is no commit in file://.* but a tag"):
        run(mirror, work.address, work.git("rev-parse", "v1"))


def test_failures_of_the_network_are_ridden_out(work: Work, server: GitServer, mirror: Path) -> None:
    commit = work.commit(one="1")
    server.failures = 2
    run(mirror, server.address, commit)
    server.failures = 100
    with pytest.raises(MapError, match=r"can't be reached: .*503.*\. Several tries"):
        run(mirror, server.address, work.commit(two="2"))
    assert server.failures == 97


def test_nobody_listens_and_no_such_repository(work: Work, server: GitServer, mirror: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(MapError, match="can't be reached"):
            run(mirror, f"http://127.0.0.1:{unused.getsockname()[1]}/lab.git", "c" * 40)
    with pytest.raises(MapError, match=r"refuses to give http.*not found"):
        run(mirror, server.address.replace("lab", "none"), "c" * 40)
    with pytest.raises(MapError, match=r"can't be fetched: .*does not appear to be a git repository"):
        run(mirror, f"{work.address}/none", "c" * 40)


def test_a_mirror_of_somebody_else_is_taken(work: Work, mirror: Path) -> None:
    run(mirror, work.address, work.commit(one="1"))
    if os.geteuid() == 0:
        for folder in (mirror, work.bare):
            command("chown", "-R", "12345", str(folder))
    commit = work.commit(two="2") if os.geteuid() else None
    if commit is None:
        command("chown", "-R", "0", str(work.bare))
        commit = work.commit(two="2")
        command("chown", "-R", "12345", str(work.bare))
    run(mirror, work.address, commit)
    assert run(mirror, work.address, commit)["plan"] == []


def test_damage_and_what_is_in_the_way(work: Work, mirror: Path) -> None:
    commit = work.commit(one="1")
    run(mirror, work.address, commit)
    for pack in mirror.glob("objects/pack/*.pack"):
        pack.unlink()
    with pytest.raises(MapError, match=r"is damaged: .*Remove that folder"):
        run(mirror, work.address, commit)
    shutil.rmtree(mirror)
    mirror.mkdir()
    (mirror / "notes").write_text("mine")
    with pytest.raises(MapError, match="isn't a bare git repository"):
        run(mirror, work.address, commit)
    assert (mirror / "notes").read_text() == "mine"
