"""The law for every playbook, by ansible-playbook: check, apply, check again. And where the secrets are meanwhile."""

from __future__ import annotations

import dataclasses
import subprocess
import typing as t
from pathlib import Path

import docker
import pymysql.cursors
import pytest

from tests import stand_ins
from tests.environment import Environment, Run, differences
from tests.integration import site

PLAYBOOKS = (
    *("embedded", "provision", "dns", "docker", "people", "bootstrap", "workers", "jupyterhub", "webgui", "edge"),
    *("jobs", "hub_image", "old_passwords", "status", "summary", "site"),
)
HUB = "/srv/map/site/jupyterhub"
CONSUMERS = {
    "/srv/map/site/embedded/master_password": "database_master",
    "/srv/map/site/embedded/github_client_secret": "github_client_secret",
    "/srv/map/site/workers/dj_local_conf.compute.json": "database_worker",
    "/srv/map/site/hub_image/dj_local_conf.json": "database_webgui",
    f"{HUB}/secrets/github_client_secret": "github_client_secret",
    "/srv/map/site/webgui/mapapi/DJ_PASS": "database_webgui",
    "/srv/map/site/webgui/node_server/DEMO_PASSWORD": "webgui_demo_password",
    "/srv/map/site/webgui/node_server/JWT_SECRET": "webgui_jwt_secret",
    **{f"{HUB}/secrets/{name}": f"hub_{name}" for name in ("cookie_secret", "crypt_key", "proxy_token", "api_token")},
    **{
        f"{HUB}/people/{name}/datajoint/dj_local_conf.json": f"person_{name}"
        for name in ("alice", "bob", "carol", "dave", "erin")
    },
}
"""The files in which consumers read their secrets, each with the one that it has."""


@dataclasses.dataclass
class Story:
    """An environment from nothing to running, told once for all tests."""

    environment: Environment
    checked: Run
    nothing_yet: bool
    applied: Run
    arguments: set[str]


@pytest.fixture(scope="module", params=["lowest"])  # test_mapctl_site.py tells it of the newest
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Story]:
    environment = site.make(tmp_path_factory.mktemp(request.param), request.param)
    try:
        checked = environment.play("site.yml", "--check", "--diff")
        nothing_yet = not any([site.containers(environment), Path("/srv/map/site").exists(), secrets(environment)])
        with site.Watch() as watch:
            applied = environment.play("site.yml", "--diff", "-vvv")
        yield Story(environment, checked, nothing_yet, applied, watch.arguments)
    finally:
        site.remove(environment)


def secrets(environment: Environment) -> list[str]:
    return [file.read_text().strip() for file in (environment.folder / ".secrets").glob("*")]


def test_check_mode_changes_nothing_and_predicts_everything(story: Story) -> None:
    assert story.nothing_yet
    assert len(story.checked.plan) > 80
    assert differences(story.checked.plan, story.applied.plan) == []


def test_a_second_run_changes_nothing(story: Story) -> None:
    before = site.containers(story.environment)
    again = story.environment.play("site.yml", "--check", "--diff")
    assert again.plan == []
    assert site.containers(story.environment) == before


@pytest.mark.endurance  # test_mapctl_site.py sees of most of them that they change nothing but a drift
@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_alone_no_playbook_finds_anything_to_change(story: Story, playbook: str) -> None:
    before = site.containers(story.environment)
    applied = story.environment.play(f"playbooks/{playbook}.yml")
    assert applied.plan == []
    assert "changed=0" in applied.output
    assert site.containers(story.environment) == before


def test_accounts_are_each_for_one_protected_and_no_broader_than_declared(story: Story) -> None:
    with stand_ins.database(story.environment) as database, database.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute("SELECT * FROM mysql.user WHERE host = '%' AND user <> 'mapmaster'")
        accounts = {row["User"]: row for row in cursor.fetchall()}
    people = {person["name"] for person in story.environment.variables["map_people"]}
    assert set(accounts) == people | {"worker", "webgui", "bootstrap"}
    assert [name for name, row in accounts.items() if row["account_locked"] == "Y"] == ["bootstrap"]
    for name, row in accounts.items():
        assert (row["plugin"], row["ssl_type"]) == ("caching_sha2_password", "ANY"), name
        granted = {column for column, value in row.items() if column.endswith("_priv") and value == "Y"}
        assert granted == ({"Process_priv"} if name in ("dave", "worker") else set()), name
    hashes = [row["authentication_string"] for row in accounts.values()]
    assert len(set(hashes)) == len(hashes)
    assert all(len(text) > 60 for text in hashes)  # a salt and a hash


def test_no_secret_is_anywhere_but_where_it_belongs(story: Story) -> None:
    known = secrets(story.environment)
    assert len(known) >= 9
    engine = docker.from_env()
    ours = [engine.containers.get(name) for name in site.containers(story.environment)]
    texts = {
        "check's output": story.checked.output,
        "the output of -vvv --diff": story.applied.output,
        "processes' arguments": "\n".join(story.arguments),
        **{f"inspect {container.name}": str(container.attrs) for container in ours},
        **{f"log of {container.name}": container.logs().decode(errors="replace") for container in ours},
        **{f"history of {container.image}": str(container.image.history()) for container in ours},
        **{
            str(file): file.read_text(errors="replace")
            for file in files(Path("/srv/map/site"), Path.home() / ".ansible")
        },
    }
    assert [place for place, text in texts.items() for secret in known if secret in text] == []
    for path, name in CONSUMERS.items():
        found = Path(path).read_text()
        assert [secret for secret in known if secret in found] == [story.environment.secret(name)], path
    logs = mysql_files()
    assert "alice" in logs  # so it was looked at
    assert [secret for secret in known if secret in logs] == []


def files(*folders: Path) -> list[Path]:
    allowed = {*CONSUMERS, "/srv/map/site/workers/dj_local_conf.cleanup.json"}
    return [f for folder in folders for f in folder.rglob("*") if f.is_file() and str(f) not in allowed]


def mysql_files() -> str:
    """The server's general and slow logs, error log and binary logs, as text."""
    command = [
        "docker",
        "exec",
        "map-site-embedded-mysql-1",
        "sh",
        "-c",
        "cat /var/lib/mysql/data/*.log /var/lib/mysql/data/binlog.0*",
    ]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace")


def test_summary_says_what_is_there(story: Story) -> None:
    for words in ("map-site-123456789012-report", "map-site-mysql8-4", r"ALL on alice\_%", "9.7"):
        assert words in story.applied.output


def test_destroy_keeps_the_law_and_leaves_nothing(story: Story) -> None:
    wish = (*site.WISH, site.wish("site"))
    other = story.environment.play(*site.WISH, "destroy_environment=production", ok=False)
    assert "but 'production' was confirmed" in other.output
    assert site.containers(story.environment) != {}
    checked = story.environment.play(*wish, "--check")
    applied = story.environment.play(*wish)
    assert differences(checked.plan, applied.plan) == []
    assert story.environment.play(*wish, "--check").plan == []
    assert site.containers(story.environment) == {}
    assert not Path("/srv/map/site").exists()
    assert [v.name for v in docker.from_env().volumes.list() if v.name.startswith("map-site-embedded")] == []
