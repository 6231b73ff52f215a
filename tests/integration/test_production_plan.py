"""An environment in AWS from nothing: the plan before there is anything, then the cloud, and plays that find it."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import docker
import pytest
from moto.core.config import default_user_config
from moto.rds.models import DBInstance

from tests.environment import Run, differences
from tests.integration import site
from tests.integration.aws_server import debian
from tests.integration.mysql_server import MysqlServer
from tests.integration.production import CLOUD, NAME, PASSWORDS, Production, part
from tests.strict_aws.fixtures import client
from tests.strict_aws.rules.ec2 import host_key
from tests.strict_aws.server import Server

PIN = ("create", "SSH host key map-rehearsal-host")
MASTER_PASSWORD, ALICES_PASSWORD = f"{PASSWORDS}-0123456789", f"{PASSWORDS}-3456789012"


@dataclasses.dataclass
class Story:
    """An account from nothing to a cloud, told once for all tests."""

    production: Production
    server: Server
    checked: Run
    written_by_check: list[str]
    alone: Run
    applied: Run


@pytest.fixture(scope="module", params=site.NEWEST_DAILY)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Story]:
    with pytest.MonkeyPatch.context() as patch, Server() as server:
        patch.setitem(default_user_config["iam"], "load_aws_managed_policies", True)
        server.reset()
        debian("ami-0123456789abcdef0", "20260801-2190")
        production = Production(tmp_path_factory.mktemp(request.param), request.param, server)
        checked = production.play("site.yml", "--check", "--diff")
        written = [written.name for written in server.recorder.writes]
        alone = production.play("playbooks/people.yml", ok=False)
        applied = production.play("playbooks/provision.yml")
        yield Story(production, server, checked, written, alone, applied)


def test_the_whole_plan_is_known_before_there_is_anything(story: Story) -> None:
    planned = {(action, target) for action, target, _ in story.checked.plan}
    wanted = {
        "bucket map-rehearsal-123456789012-report",
        "instance map-rehearsal-host",
        "SSH host key map-rehearsal-host",
        "database instance map-rehearsal-database",
        "packages of the system",
        "filesystem of the data volume",
        "file /etc/map/firewall.nft",
        "unit map-data.service",
        "packages",
        "container engine",
        "network map-rehearsal",
        "image map/debian:trixie-slim",
        "schema map_v2_lab",
        "account alice",
        "account webgui",
        "image map/worker",
        "volume map-rehearsal-workers-stage",
        "file /srv/map/rehearsal/workers/dj_local_conf.compute.json",
        "service map_compute_workers",
    }
    assert wanted - {target for _, target in planned} == set()
    assert {action for action, target in planned if target != "container engine" and ": " not in target} == {"create"}
    assert "Nothing was changed; this is how the environment 'rehearsal' would be" in story.checked.output


def test_checking_changes_nothing(story: Story) -> None:
    assert story.written_by_check == []
    assert not Path(f"/srv/map/{NAME}").exists()
    assert [network.name for network in docker.from_env().networks.list() if NAME in network.name] == []
    assert not (story.production.environment.folder / ".secrets").exists()


def test_a_planned_host_isnt_mistaken_for_this_machine(story: Story) -> None:
    """An engine and images are here, and no Python package of Debian; a new host has none of it."""
    packages = next(change for change in story.checked.plan if change[1] == "packages")
    for name in ("docker.io", "docker-compose", "python3-cryptography", "python3-docker", "python3-pymysql"):
        assert name in packages[2]


def test_a_play_alone_says_that_there_is_no_host(story: Story) -> None:
    assert story.alone.returncode != 0
    assert "AWS has no 'map-rehearsal-host'" in story.alone.output


def test_the_cloud_becomes_what_was_planned(story: Story) -> None:
    assert differences(part(story.checked, CLOUD).plan, story.applied.plan) == []
    assert len(story.applied.plan) > 30


def test_checked_again_nothing_is_planned(story: Story) -> None:
    story.server.recorder.reset()
    again = story.production.play("playbooks/provision.yml", "--check", "--diff")
    assert (again.plan, story.server.recorder.writes) == ([], [])


def test_people_alone_find_host_and_database(story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host of this AWS is stood in for by this machine, the database by a server that its address leads to."""
    server = MysqlServer(tmp_path, password=MASTER_PASSWORD)
    try:
        monkeypatch.setattr(DBInstance, "address", "localhost")
        hosts = story.production.environment.folder / "host_vars"
        hosts.mkdir(exist_ok=True)
        here = "ansible_connection: local\nansible_become: false\n"
        here += 'ansible_python_interpreter: "{{ ansible_playbook_python }}"\n'
        (hosts / "map-rehearsal-host.yml").write_text(here)
        groups = story.production.environment.folder / "group_vars"
        (groups / "map_host.yml").write_text("ansible_ssh_common_args: -o ServerAliveInterval=20\n")
        story.production.environment.set(map_database_port=server.port, map_database_ca_file=str(server.ca_file))
        story.server.recorder.reset()
        whole = {change[:2] for change in story.checked.plan if change[1].startswith(("account", "schema"))}
        accounts = {change for change in whole if not change[1].startswith("account bootstrap")}
        checked = story.production.play("playbooks/people.yml", "--check")
        applied = story.production.play("playbooks/people.yml", "-vvv")
        again = story.production.play("playbooks/people.yml")
        assert {change[:2] for change in checked.plan} == {change[:2] for change in applied.plan} == {*accounts, PIN}
        assert again.plan == []
        held = client(story.server, "ec2").describe_addresses()["Addresses"][0]
        assert f"ansible_host: {held['PublicIp']}" in applied.output
        assert_pinned(story, held["PublicIp"], held["InstanceId"], applied)
        assert story.server.recorder.writes == []
        with server.connected("alice", ALICES_PASSWORD) as alice:
            assert alice("SELECT 1") == [(1,)]
    finally:
        server.remove()


def assert_pinned(story: Story, address: str, instance: str, applied: Run) -> None:
    """The host's key is that of its console, and SSH is told to take no other, as far as the inventory lets it."""
    file = story.production.environment.folder / ".known_hosts"
    assert file.read_text().splitlines()[1:] == [f"{address} {host_key(instance)} {instance}"]
    arguments = f"""-o 'UserKnownHostsFile="{file}"' -o StrictHostKeyChecking=yes -o HostKeyAlias={address}"""
    assert f"-o ServerAliveInterval=20 {arguments}" in " ".join(applied.output.split())


def test_what_was_made_is_removed_when_it_is_asked_for_by_name(story: Story) -> None:
    """Not while it is protected, and nothing of this machine."""
    wish = ("playbooks/destroy.yml", "--extra-vars", f"destroy_environment={NAME}")
    story.server.recorder.reset()
    unnamed, refused = story.production.play(wish[0], ok=False), story.production.play(*wish, ok=False)
    assert (unnamed.returncode != 0, "nothing was confirmed" in unnamed.output) == (True, True)
    assert "Set database_deletion_protection: false" in refused.output
    assert "Set host_termination_protection: false" in refused.output
    assert story.server.recorder.writes == []
    story.production.environment.set(database_deletion_protection=False, host_termination_protection=False)
    story.production.play("playbooks/provision.yml")
    checked, applied = story.production.play(*wish, "--check", "--diff"), story.production.play(*wish)
    assert differences(checked.plan, applied.plan) == []
    assert len(applied.plan) > 15
    assert f"map-{NAME}-final-2" in applied.output
    assert client(story.server, "rds").describe_db_instances()["DBInstances"] == []
    assert client(story.server, "s3").list_buckets()["Buckets"] == []
    assert story.production.play(*wish, "--check").plan == []
