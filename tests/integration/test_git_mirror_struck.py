"""git_mirror when it takes too long, is killed, or runs twice at once."""

from __future__ import annotations

import os
import signal
import time
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import git_mirror as client
from ansible_collections.mesoscale.map.plugins.module_utils.clients.git import git
from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.integration.git_mirrors import begin, holds, params, run
from tests.integration.git_server import GitServer, Work
from tests.integration.processes import descendants, kill_all


def test_what_takes_too_long_is_ended(work: Work, server: GitServer, mirror: Path) -> None:
    commit = work.commit(size=300_000)
    server.stalls = True
    with pytest.raises(MapError, match=f"Fetching {commit} from {server.address} took longer than 2 seconds"):
        run(mirror, server.address, commit, wait_seconds=2)
    server.stalls = False
    run(mirror, server.address, commit)
    assert holds(mirror, commit)


@pytest.mark.parametrize("kill", ["only us", "everything"])
def test_killed_in_the_middle_of_a_fetch(work: Work, server: GitServer, mirror: Path, kill: str) -> None:
    first = work.commit(one="1")
    run(mirror, server.address, first)
    commit = work.commit(size=300_000)
    server.stalls = True
    with begin(params(mirror, server.address, commit)) as struck:
        assert server.stalled.wait(20)
        if kill == "everything":
            kill_all(struck.pid)
        else:
            started = descendants(struck.pid)
            os.kill(struck.pid, signal.SIGKILL)
            assert ended({*started} - {struck.pid}, 5)
    server.stalls = False
    leave_locks(mirror, commit)
    run(mirror, server.address, commit, wait_seconds=20)
    assert holds(mirror, commit)
    assert holds(mirror, first)
    assert [path for pattern in ("**/*.lock", "**/tmp_*") for path in mirror.glob(pattern)] == []
    assert [path.name for path in mirror.parent.iterdir()] == ["lab.git"]


def ended(processes: set[int], seconds: float) -> bool:
    """Whether they all end in time; one that only waits to be buried has ended."""
    for _ in range(int(seconds * 20)):
        states = {_state(process) for process in processes}
        if states <= {"", "Z"}:
            return True
        time.sleep(0.05)
    return False


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def leave_locks(mirror: Path, commit: str) -> None:
    """What git leaves when it is killed at its worst moments."""
    (mirror / "refs/map").mkdir(parents=True, exist_ok=True)
    for name in (f"refs/map/{commit}.lock", "HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock"):
        (mirror / name).write_text("")
    (mirror / "objects/pack/tmp_pack_killed").write_bytes(b"half")


@pytest.mark.parametrize("moment", range(8))
def test_struck_at_any_command(work: Work, mirror: Path, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Before and after each of: making the mirror, fetching, looking, pinning."""
    commit = work.commit(one="1")
    strikes = iter(range(100))

    def struck(folder: str, *words: str, **options: t.Any) -> t.Any:
        if next(strikes) == moment:
            raise KeyboardInterrupt
        done = git(folder, *words, **options)
        if next(strikes) == moment:
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patch:
        patch.setattr(client, "git", struck)
        with pytest.raises(KeyboardInterrupt):
            run(mirror, work.address, commit)
    run(mirror, work.address, commit)
    assert run(mirror, work.address, commit, check=True)["plan"] == []
    assert holds(mirror, commit)
    assert [path.name for path in mirror.parent.iterdir()] == ["lab.git"]


def test_two_at_once_take_turns(work: Work, mirror: Path) -> None:
    commit = work.commit(size=2_000_000)
    both = [begin(params(mirror, work.address, commit)) for _ in range(2)]
    assert [process.wait(30) for process in both] == [0, 0]
    assert holds(mirror, commit)
