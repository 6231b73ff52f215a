"""The role embedded by a real ansible-playbook: the law, the same parameters, and nothing lost."""

from __future__ import annotations

import json
import secrets
import typing as t
from pathlib import Path

import pytest
import requests

from ansible_collections.mesoscale.map.plugins.module_utils import catalogue
from tests import stand_ins
from tests.cloud_contents import fill, see
from tests.emulator import docker
from tests.environment import Environment, Run, differences, free_port
from tests.github_stand_in import Browser

PLAYBOOK = "playbooks/embedded.yml"
SERVICES = ("aws", "mysql", "github")
PARAMETERS = {"lock_wait_timeout": 700}


class Embedded(Environment):
    """An environment of its own with the stand-ins running in it. checked, applied: the first two runs."""

    def __init__(self, parent: Path) -> None:
        aws, mysql, github = free_port(), free_port(), free_port()
        name = f"test{secrets.token_hex(3)}"
        super().__init__(
            parent,
            name,
            map_root=str(parent / "root" / name),
            map_aws_endpoint=f"https://127.0.0.1:{aws}",
            map_database_port=mysql,
            map_database_parameters=PARAMETERS,
            embedded_aws_port=aws,
            embedded_mysql_port=mysql,
            embedded_github_port=github,
        )
        self.ca_file = parent / "root" / name / "ca/ca.pem"
        self.checked = self.checked_again = self.applied = Run(1, "", [])

    def container(self, service: str) -> str:
        return f"map-{self.name}-embedded-{service}-1"

    def wait(self) -> None:
        """Until both answer."""
        for service in ("aws", "mysql"):
            docker("start", self.container(service))
        self.play(PLAYBOOK)

    def client(self, service: str) -> t.Any:
        return stand_ins.aws(self, service)

    def query(self, *statements: str) -> list[tuple[t.Any, ...]]:
        """Run statements as the master, over strictly verified TLS; the rows of the last one."""
        with stand_ins.database(self) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def remove(self) -> None:
        """All that it made, found by label."""
        label = f"--filter=label=map.environment={self.name}"
        for kind, listing in (
            ("container", ("container", "ls", "--all", "--quiet")),
            ("volume", ("volume", "ls", "--quiet")),
            ("network", ("network", "ls", "--quiet")),
        ):
            force = ("--force",) if kind == "container" else ()
            for name in docker(*listing, label).split():
                docker(kind, "rm", *force, name)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Embedded]:
    environment = Embedded(tmp_path_factory.mktemp("embedded"))
    try:
        environment.checked = environment.play(PLAYBOOK, "--check", "--diff")
        assert not environment.ca_file.exists()
        environment.applied = environment.play(PLAYBOOK, "--diff")
        environment.checked_again = environment.play(PLAYBOOK, "--check", "--diff")
        yield environment
    finally:
        environment.remove()


def test_the_law(embedded: Embedded) -> None:
    assert differences(embedded.checked.plan, embedded.applied.plan) == []
    assert {f"certificate {name}" for name in SERVICES} < {target for _, target, _ in embedded.applied.plan}
    assert embedded.checked_again.plan == []


def test_check_mode_knows_that_servers_are_only_planned(embedded: Embedded) -> None:
    assert "aws_planned: true" in embedded.checked.output
    assert "mysql_planned: true" in embedded.checked.output
    assert "aws_planned: false" in embedded.checked_again.output


def test_parameters_are_those_of_the_parameter_group(embedded: Embedded) -> None:
    version = str(embedded.variables.get("map_database_engine_version", "8.4"))
    wanted = catalogue.server_options(version, PARAMETERS)
    found = embedded.query("SELECT " + ", ".join(f"@@GLOBAL.{name}" for name in wanted))[0]
    assert len(wanted) > 15
    assert wanted["lock_wait_timeout"] == "700"
    assert {name: _same(value) for name, value in zip(wanted, found, strict=True)} == {
        name: _same(value) for name, value in wanted.items()
    }


def _same(value: t.Any) -> t.Any:
    """A value as RDS or as MySQL writes it, in one form."""
    try:
        return float(value)
    except ValueError:
        return sorted(str(value).split(","))


@pytest.mark.parametrize("how", ["KILL", pytest.param("TERM", marks=pytest.mark.endurance)])
def test_both_come_back_with_all_they_had(embedded: Embedded, how: str) -> None:
    if not embedded.client("s3").list_buckets()["Buckets"]:
        fill(embedded.client)
    embedded.query("CREATE DATABASE IF NOT EXISTS kept", "CREATE TABLE IF NOT EXISTS kept.rows_of (word TEXT)")
    embedded.query("INSERT INTO kept.rows_of VALUES ('a row')")
    before = see(embedded.client), embedded.query("SELECT * FROM kept.rows_of")
    for service in ("aws", "mysql"):
        docker("kill", f"--signal={how}", embedded.container(service))
        docker("wait", embedded.container(service))
    embedded.wait()
    assert (see(embedded.client), embedded.query("SELECT * FROM kept.rows_of")) == before


def test_they_start_with_the_machine(embedded: Embedded) -> None:
    restart = "--format={{.HostConfig.RestartPolicy.Name}}"
    assert {docker("inspect", restart, embedded.container(service)) for service in SERVICES} == {"unless-stopped"}


def test_a_new_certificate_is_taken_up_and_nothing_else_restarts(embedded: Embedded) -> None:
    started = docker("inspect", "--format={{.State.StartedAt}}", embedded.container("mysql"))
    (embedded.ca_file.parent / "aws/certificate.pem").unlink()
    checked, applied = embedded.play(PLAYBOOK, "--check"), embedded.play(PLAYBOOK)
    assert differences(checked.plan, applied.plan) == []
    assert {"certificate aws", "service aws"} <= {target for _, target, _ in applied.plan}
    assert docker("inspect", "--format={{.State.StartedAt}}", embedded.container("mysql")) == started
    health = embedded.variables["map_aws_endpoint"] + "/_map/health"
    assert requests.get(health, verify=str(embedded.ca_file), timeout=10).text == "healthy\n"
    assert embedded.play(PLAYBOOK, "--check").plan == []


def test_no_secret_where_others_look(embedded: Embedded) -> None:
    shown = [docker("inspect", embedded.container(service)) for service in SERVICES]
    shown += [docker("logs", embedded.container(service)) for service in SERVICES]
    shown += [embedded.checked.output, embedded.applied.output, json.dumps(embedded.applied.tasks)]
    for name in ("database_master", "aws_secret_access_key", "github_client_secret", "label_key"):
        assert [text for text in shown if embedded.secret(name) in text] == []


def test_neighbours_find_them_by_name(embedded: Embedded) -> None:
    find = (
        "import socket, ssl, urllib.request; print(*map(socket.gethostbyname, ('mysql.map.localhost', 'mysql'))); "
        "trust = ssl.create_default_context(cafile='/run/secrets/tls_ca'); "
        f"health = 'https://github.map.localhost:{embedded.variables['embedded_github_port']}/_map/health'; "
        "print(urllib.request.urlopen(health, context=trust).read().decode())"
    )
    by_alias, by_service, health = docker(
        "exec", embedded.container("aws"), "/opt/emulator/bin/python", "-c", find
    ).split()
    assert by_alias == by_service
    assert not by_alias.startswith("127.")
    assert health == "healthy"


def test_people_sign_in_at_the_stand_in_for_github(embedded: Embedded) -> None:
    """All of map_people as members of their team; a stranger as a member of nothing."""
    address = f"https://127.0.0.1:{embedded.variables['embedded_github_port']}"
    browser = Browser(address, embedded.ca_file, "map-local", embedded.secret("github_client_secret"))
    settings = embedded.variables
    browser.callback = f"https://jupyter.{settings['map_domain']}:{settings['edge_https_port']}/hub/oauth_callback"
    ids = {}
    for person in embedded.variables["map_people"]:
        token = browser.token(person["github"])
        ids[person["name"]] = browser.api(token, "user").json()["id"]
        team = f"orgs/map-lab/teams/{person['role'].replace('_', '-')}/members/{person['github']}"
        assert browser.api(token, team).status_code == 204
    assert len(set(ids.values())) == 5
    stranger = browser.token("stranger-gh")
    assert browser.api(stranger, "user/teams").json() == []
    renamed = [{**person, "github": f"{person['name']}-new"} for person in embedded.variables["map_people"]]
    embedded.set(map_people=renamed)
    folder = embedded.ca_file.parents[1] / "embedded"
    changed = {f"file {folder}/{name}" for name in ("github.json", "compose.yaml")} | {"service github"}
    assert {target for _, target, _ in embedded.play(PLAYBOOK).plan} == changed
    assert browser.api(browser.token("alice-new"), "user").json()["id"] == ids["alice"]
