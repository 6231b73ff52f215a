"""What is promised of every whole environment: of its accounts, and where its secrets are."""

from __future__ import annotations

import subprocess
import typing as t
from pathlib import Path

import docker
import pymysql.cursors

from tests import stand_ins
from tests.environment import Environment
from tests.integration import site

HUB_SECRETS = ("cookie_secret", "crypt_key", "proxy_token", "api_token")


def consumers(environment: Environment) -> dict[str, str]:
    """The files in which consumers read their secrets, each with the name of the one that it has."""
    root = f"/srv/map/{environment.name}"
    hub = f"{root}/jupyterhub"
    people = [person["name"] for person in environment.variables["map_people"]]
    return {
        f"{root}/embedded/master_password": "database_master",
        f"{root}/embedded/github_client_secret": "github_client_secret",
        f"{root}/workers/dj_local_conf.compute.json": "database_worker",
        f"{root}/hub_image/dj_local_conf.json": "database_webgui",
        f"{hub}/secrets/github_client_secret": "github_client_secret",
        f"{root}/webgui/mapapi/DJ_PASS": "database_webgui",
        f"{root}/webgui/node_server/DEMO_PASSWORD": "webgui_demo_password",
        f"{root}/webgui/node_server/JWT_SECRET": "webgui_jwt_secret",
        **{f"{hub}/secrets/{name}": f"hub_{name}" for name in HUB_SECRETS},
        **{f"{hub}/people/{name}/datajoint/dj_local_conf.json": f"person_{name}" for name in people},
    }


def secrets(environment: Environment) -> list[str]:
    return [file.read_text().strip() for file in (environment.folder / ".secrets").glob("*")]


def no_secret_is_elsewhere(environment: Environment, texts: dict[str, str], old: t.Sequence[str] = ()) -> None:
    """Each is in its consumers' files and nowhere else. texts: what was said and kept, by place; old: secrets too"""
    known = [*secrets(environment), *old]
    assert len(known) >= 9
    engine = docker.from_env()
    ours = [engine.containers.get(name) for name in site.containers(environment)]
    places = {
        **texts,
        **{f"inspect {container.name}": str(container.attrs) for container in ours},
        **{f"log of {container.name}": container.logs().decode(errors="replace") for container in ours},
        **{f"history of {container.image}": str(container.image.history()) for container in ours},
        **{str(file): file.read_text(errors="replace") for file in _files(environment)},
        "logs of MySQL": _mysql_files(environment),
    }
    assert "alice" in places["logs of MySQL"]  # so it was looked at
    assert [place for place, text in places.items() for secret in known if secret in text] == []
    for path, name in consumers(environment).items():
        found = Path(path).read_text()
        assert [secret for secret in known if secret in found] == [environment.secret(name)], path


def _files(environment: Environment) -> list[Path]:
    root = Path(f"/srv/map/{environment.name}")
    allowed = {*consumers(environment), f"{root}/workers/dj_local_conf.cleanup.json"}
    folders = (root, Path.home() / ".ansible")
    return [file for folder in folders for file in folder.rglob("*") if file.is_file() and str(file) not in allowed]


def _mysql_files(environment: Environment) -> str:
    """The server's general and slow logs, error log and binary logs, as text."""
    read = "cat /var/lib/mysql/data/*.log /var/lib/mysql/data/binlog.0*"
    command = ["docker", "exec", f"map-{environment.name}-embedded-mysql-1", "sh", "-c", read]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode(errors="replace")


def accounts_are_each_for_one_protected_and_no_broader_than_declared(environment: Environment) -> None:
    with stand_ins.database(environment) as database, database.cursor(pymysql.cursors.DictCursor) as cursor:
        cursor.execute("SELECT * FROM mysql.user WHERE host = '%' AND user <> 'mapmaster'")
        accounts = {row["User"]: row for row in cursor.fetchall()}
    people = {person["name"] for person in environment.variables["map_people"]}
    assert set(accounts) == people | {"worker", "webgui", "bootstrap"}
    assert [name for name, row in accounts.items() if row["account_locked"] == "Y"] == ["bootstrap"]
    for name, row in accounts.items():
        assert (row["plugin"], row["ssl_type"]) == ("caching_sha2_password", "ANY"), name
        granted = {column for column, value in row.items() if column.endswith("_priv") and value == "Y"}
        assert granted == ({"Process_priv"} if name in ("dave", "worker") else set()), name
    hashes = [row["authentication_string"] for row in accounts.values()]
    assert len(set(hashes)) == len(hashes)
    assert all(len(text) > 60 for text in hashes)  # a salt and a hash
