"""git_mirror and private repositories: secrets reach the server, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.git_mirrors import begin, holds, params, run
from tests.integration.git_server import GitServer, Work
from tests.integration.processes import arguments
from tests.integration.stand_in_host import command

TOKEN = "canary-token-of-the-lab"


def test_a_token_reaches_the_server_and_nothing_else(work: Work, server: GitServer, mirror: Path) -> None:
    commit = work.commit(size=300_000)
    server.sign_in = f"x-access-token:{TOKEN}"
    for wrong in ("", "wrong"):
        with pytest.raises(MapError, match=r"refuses to give .* give a token or a key") as error:
            run(mirror, server.address, commit, token=wrong)
        assert wrong == "" or wrong not in str(error.value)
    server.stalls = True
    with begin(params(mirror, server.address, commit, token=TOKEN)) as process:
        assert server.stalled.wait(20)
        seen = arguments(process.pid)
        server.go_on.set()
        assert process.wait(20) == 0
    assert "git-remote-http" in seen
    assert TOKEN not in seen
    assert [path for path in mirror.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()] == []
    assert holds(mirror, commit)


def test_a_key_reaches_ssh(work: Work, mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ssh in the path reads the key as the real one does, tells how it was called, and goes to this machine."""
    command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key"))
    (tmp_path / "bin").mkdir()
    ssh = tmp_path / "bin/ssh"
    ssh.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/called\nwhile [ "$1" != -i ]; do shift; done\n'
        f'ssh-keygen -y -f "$2" > {tmp_path}/public || exit 255\n'
        f'cat "${{4#UserKnownHostsFile=}}" > {tmp_path}/known\nfor last; do :; done\nexec sh -c "$last"\n'
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}:{os.environ['PATH']}")
    commit = work.commit(one="1")
    key = (tmp_path / "key").read_text()
    run(mirror, f"ssh://git@git.example{work.bare}", commit, ssh_key=key, ssh_known_hosts="git.example ssh-ed25519 A")
    assert holds(mirror, commit)
    assert (tmp_path / "public").read_text() in (tmp_path / "key.pub").read_text() + "\n"
    assert (tmp_path / "known").read_text() == "git.example ssh-ed25519 A\n"
    called = (tmp_path / "called").read_text()
    assert "BatchMode=yes" in called
    assert "git@git.example" in called
    assert key.splitlines()[1] not in called
