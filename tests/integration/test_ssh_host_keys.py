"""Host keys of an instance in the strict AWS, whose console is late, and the file in which they are pinned."""

from __future__ import annotations

import base64
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.ssh_host_keys import HEADER
from ansible_collections.mesoscale.map.plugins.module_utils.specs import ssh_host_keys
from mapctl.hosts import of
from mapctl.place import Environment
from mapctl.settings import Read
from tests.strict_aws.rules.ec2 import CONSOLE, Console, host_key
from tests.strict_aws.wire import RefusalError, Request

from .aws_server import World, targets, world
from .ec2_world import run as run_host
from .ec2_world import unprotect

__all__ = ["world"]

NAME = "map-test-host"
PIN = f"SSH host key {NAME}"
LOOK = "ec2 GetConsoleOutput"


class Pinned:
    """A host in AWS, and the file of its environment."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.file = world, folder / "a lab" / ".known_hosts"
        self.file.parent.mkdir()
        self.host = self._host()

    def _host(self) -> dict[str, str]:
        found = run_host(self.world)
        return {"name": NAME, "address": found["address"], "instance_id": found["instance_id"]}

    def run(self, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
        return self.world.run(ssh_host_keys, check, **{"file": str(self.file), "hosts": [self.host], **params})

    def replace(self) -> None:
        """The operator terminates the instance, and it is made anew at the same address."""
        unprotect(self.world, self.host)
        self.world.boto("ec2").terminate_instances(InstanceIds=[self.host["instance_id"]])
        self.host = self._host()

    @property
    def line(self) -> str:
        return f"{self.host['address']} {host_key(self.host['instance_id'])} {self.host['instance_id']}\n"


@pytest.fixture
def pinned(world: World, tmp_path: Path) -> Pinned:
    return Pinned(world, tmp_path)


def test_the_law(pinned: Pinned) -> None:
    pinned.world.server.recorder.reset()
    checked = pinned.run(check=True)
    assert not pinned.file.exists()
    assert pinned.world.writes == []
    applied = pinned.run()
    assert checked["plan"] == applied["plan"]
    assert targets(applied) == [("create", PIN)]
    assert pinned.file.read_text() == HEADER + pinned.line
    assert f"KnownHostsCommand=/bin/echo {pinned.host['address']} ssh-ed25519 " in checked["ssh_arguments"][NAME]
    said = applied["ssh_arguments"][NAME]
    assert said.endswith(f"StrictHostKeyChecking=yes -o HostKeyAlias={pinned.host['address']}")
    again: list[dict[str, t.Any]] = []
    assert pinned.world.count(lambda: again.extend((pinned.run(check=True), pinned.run()))) == []
    assert [one["plan"] for one in again] == [[], []]
    assert {one["ssh_arguments"][NAME] for one in again} == {said}


def test_a_console_that_is_late_is_waited_for(pinned: Pinned) -> None:
    """AWS is asked for the account, twice for a console that is empty, and once for one that isn't."""
    assert pinned.world.count(pinned.run) == ["sts GetCallerIdentity", LOOK, LOOK, LOOK]


def test_a_console_that_never_shows_keys(pinned: Pinned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Console, "after", lambda _self, _request, answer: answer.update(Output=""))
    with pytest.raises(MapError) as error:
        pinned.run(wait_seconds=0)
    said = str(error.value)
    assert f"Waited 0 s for the console of {pinned.host['instance_id']} to show the SSH host keys of '{NAME}'" in said
    assert f"write the line '{pinned.host['address']} TYPE KEY' into {pinned.file} yourself." in said
    assert not pinned.file.exists()


def test_an_instance_of_an_older_kind_has_only_what_aws_kept(pinned: Pinned, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_rule: Console, request: Request) -> None:
        if request.form.get("Latest") == "true":
            raise RefusalError("UnsupportedOperation", "This instance type does not support it.")

    console = CONSOLE.format(key=host_key(pinned.host["instance_id"]))
    kept = base64.b64encode(console.encode()).decode()
    monkeypatch.setattr(Console, "before", refuse)
    monkeypatch.setattr(Console, "after", lambda _rule, _request, answer: answer.update(Output=kept))
    assert pinned.world.count(pinned.run) == ["sts GetCallerIdentity", LOOK, LOOK]
    assert pinned.file.read_text() == HEADER + pinned.line


def test_another_instance_at_the_address_takes_the_place_of_the_old(pinned: Pinned) -> None:
    pinned.run()
    mine = f"{HEADER}192.0.2.9 {host_key('i-9')} of somebody else\n"
    pinned.file.write_text(mine + pinned.line)
    before = pinned.line
    pinned.replace()
    checked, applied = pinned.run(check=True), pinned.run()
    assert checked["plan"] == applied["plan"]
    assert targets(applied) == [("update", PIN)]
    assert pinned.file.read_text() == mine + pinned.line != mine + before
    assert pinned.run()["plan"] == []


def test_a_key_that_a_person_wrote_is_enough(pinned: Pinned) -> None:
    pinned.file.write_text(f"{pinned.host['address']} {host_key('i-9')} from the console\n")
    assert pinned.world.count(pinned.run) == []
    assert pinned.run()["plan"] == []


def test_a_host_that_is_only_planned(pinned: Pinned) -> None:
    host = {"name": NAME, "address": UNKNOWN, "instance_id": UNKNOWN}
    found = pinned.run(check=True, hosts=[host])
    after = {"address": UNKNOWN, "instance": UNKNOWN, "keys": UNKNOWN}
    assert [(change["target"], change["after"]) for change in found["plan"]] == [(PIN, after)]
    assert found["ssh_arguments"] == {NAME: ""}
    with pytest.raises(MapError, match="isn't known yet"):
        pinned.run(hosts=[host])


def test_a_reader_asks_and_writes_nothing(pinned: Pinned) -> None:
    found: list[dict[str, t.Any]] = []
    assert pinned.world.count(lambda: found.append(pinned.run(state="read"))) == []
    assert (found[0]["plan"], pinned.file.exists()) == ([], False)
    assert "StrictHostKeyChecking=yes" in found[0]["ssh_arguments"][NAME]


def test_a_file_that_cant_be_written_is_named(pinned: Pinned) -> None:
    pinned.file.mkdir()
    with pytest.raises(MapError, match=r"\.known_hosts can't be read or written: Is a directory"):
        pinned.run()


def test_the_command_talks_to_no_other_host(pinned: Pinned) -> None:
    """mapctl finds the host in AWS, and gives ssh what the inventory says before what is pinned."""
    account = {f"map_{name}": pinned.world.options[name] for name in ("environment", "account_id", "region")}
    keys = ("endpoint", "access_key_id", "secret_access_key")
    values = account | {f"map_aws_{name}": pinned.world.options[name] for name in keys}
    host = {"ansible_user": "admin", "ansible_ssh_common_args": "-o ProxyJump=door.example.org"}
    read = Read(values=values, problems=[], secrets=[], embedded=False, host=host)
    told = of(Environment(pinned.file.parent), read).ssh
    assert told[:5] == ("ssh", "-l", "admin", "-o", "ProxyJump=door.example.org")
    assert f'UserKnownHostsFile="{pinned.file}"' in told
    assert told[-1] == pinned.host["address"]
