"""mapctl's lock: in the cloud against a strict AWS, on disk against the system; by threads and by processes."""

from __future__ import annotations

import concurrent.futures
import os
import signal
import subprocess
import sys
import time
import typing as t
import uuid
from pathlib import Path

import pytest

from mapctl import children, cloud_lock, lock, place
from mapctl.cloud_lock import CloudLock
from mapctl.errors import LockedError
from tests.environment import ROOT
from tests.strict_aws.fixtures import client, options
from tests.strict_aws.server import Server

ROUNDS = 20
HOLD = """
import sys, time
from pathlib import Path
from mapctl import lock, children
values = {"map_environment": Path(sys.argv[1]).name}
with lock.held(values, True, "mapctl apply lab", children.Interruption()):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def server() -> t.Iterator[Server]:
    started = Server().start()
    yield started
    started.stop()


@pytest.fixture
def connect(server: Server) -> t.Callable[[], t.Any]:
    """Makes connections to one account, as each operator's command has one."""
    server.reset()
    place.make_importable()
    from ansible_collections.mesoscale.map.plugins.module_utils.clients.aws import Aws  # noqa: PLC0415

    return lambda: Aws(options(server), ["ssm"])


def take(connect: t.Callable[[], t.Any], name: str) -> CloudLock | str:
    """The lock, or who has it."""
    mine = CloudLock(connect(), "test")
    try:
        mine.take(lock.Holder(name, "laptop", 1, f"mapctl apply by {name}", "a moment ago"))
    except LockedError as error:
        return str(error)
    return mine


def test_of_two_at_once_one_wins_and_the_other_is_told_who(connect: t.Callable[[], t.Any]) -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _ in range(ROUNDS):
            results = list(pool.map(lambda name: take(connect, name), ["ann", "ben", "cleo"]))
            winners = [one for one in results if isinstance(one, CloudLock)]
            assert len(winners) == 1
            refused = [one for one in results if isinstance(one, str)]
            assert all("'test' is being changed by" in one and "on laptop" in one for one in refused)
            assert len({one.split("changed by ")[1].split()[0] for one in refused}) == 1
            winners[0].give_back()


def test_a_lock_that_isnt_renewed_is_free_and_its_old_holder_notices(
    connect: t.Callable[[], t.Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = take(connect, "ann")
    assert isinstance(first, CloudLock)
    assert "ann on laptop" in str(take(connect, "ben"))
    assert cloud_lock.STALE_SECONDS + cloud_lock.RENEW_SECONDS <= 10
    monkeypatch.setattr(cloud_lock, "STALE_SECONDS", -1.0)
    second = take(connect, "ben")
    assert isinstance(second, CloudLock)
    assert second.renew()
    assert not first.renew()
    first.give_back()  # which it no longer has, so this must not free it
    monkeypatch.undo()
    assert "ben on laptop" in str(take(connect, "cleo"))


def test_a_holder_who_works_stays_the_holder_and_one_who_lost_it_stops(
    connect: t.Callable[[], t.Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud_lock, "RENEW_SECONDS", 0.05)
    mine, stop = take(connect, "ann"), children.Interruption()
    assert isinstance(mine, CloudLock)
    with mine.renewed(stop):
        versions = _version(connect)
        until(lambda: _version(connect) > versions + 2)
        assert not stop.wanted
        monkeypatch.setattr(cloud_lock, "STALE_SECONDS", -1.0)
        assert isinstance(take(connect, "ben"), CloudLock)
        until(lambda: stop.wanted)
    assert "Somebody else took the lock of 'test'" in stop.reason


def test_the_store_keeps_one_parameter_without_anything_secret(server: Server, connect: t.Callable[[], t.Any]) -> None:
    for _ in range(3):
        mine = take(connect, "ann")
        assert isinstance(mine, CloudLock)
        mine.give_back()
    found = client(server, "ssm").get_parameters_by_path(Path="/map/test/lock")["Parameters"]
    assert [(one["Name"], one["Value"]) for one in found] == [("/map/test/lock/3", '{"token": ""}')]


def test_on_disk_a_dead_holders_lock_is_free(tmp_path: Path) -> None:
    folder = tmp_path / f"lab{uuid.uuid4().hex[:8]}"
    with holding(folder) as process:
        for _ in range(ROUNDS):
            with pytest.raises(LockedError, match=rf"process {process.pid}\): `mapctl apply lab`, since 2"):
                hold(folder)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        hold(folder)
    (file,) = lock._folder().glob(f"mapctl-{folder.name}.lock")
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("", 0o666)
    file.unlink()


def hold(folder: Path) -> None:
    values = {"map_environment": folder.name}
    with lock.held(values, True, "mapctl apply lab", children.Interruption()):
        pass


def holding(folder: Path) -> subprocess.Popen[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], env=variables, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def _version(connect: t.Callable[[], t.Any]) -> int:
    return int(connect().call("ssm", "get_parameters_by_path", Path="/map/test/lock")["Parameters"][-1]["Version"])


def until(happened: t.Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)
