"""Good settings, and what is said of them when some are changed."""

from __future__ import annotations

import typing as t
from pathlib import Path

import yaml

from ansible_collections.mesoscale.map.plugins.module_utils.rules.engines import Machine
from ansible_collections.mesoscale.map.plugins.module_utils.settings import Settings, Source, problems

ROLES = Path(__file__).parents[2] / "roles"
OPTIONS: dict[str, t.Any] = {}
DEFAULTS: dict[str, t.Any] = {}
for role in (
    "settings",
    "storage",
    "database",
    "host",
    "embedded",
    "people",
    "globus",
    "docker",
    "workers",
    "hub_image",
    "jupyterhub",
    "webgui",
    "edge",
    "dns",
    "machine",
):
    for entry in yaml.safe_load((ROLES / role / "meta/argument_specs.yml").read_text())["argument_specs"].values():
        OPTIONS |= entry["options"]
    DEFAULTS |= yaml.safe_load((ROLES / role / "defaults/main.yml").read_text())

GOOD = {
    **DEFAULTS,
    "map_environment": "lab",
    "map_domain": "map.example.org",
    "map_aws_endpoint": "https://127.0.0.1:4566",  # at AWS itself, the examples' domain and logins are refused
    "map_account_id": "012345678901",
    "map_report_bucket": "map-lab-report",
    "map_archive_bucket": "map-lab-archive",
    "map_root": "/srv/map/lab",
    "map_database_address": "",
    "map_container_database_address": "",
    "map_container_database_port": 3306,
    "map_container_s3_endpoint": "s3.us-east-1.amazonaws.com",
    "docker_host_packages": [],
    "machine_data_volume_id": "",
    "machine_web_networks": ["0.0.0.0/0", "::/0"],
    "map_people": [{"name": "alice", "github": "alice-gh", "until": "2027-01-31"}, {"name": "bob", "admin": False}],
    "map_people_passwords": {"alice": "the first of alice"},
    "map_database_master_password": "master-0123456789",
    "map_database_worker_password": "worker-0123456789",
    "map_database_webgui_password": "webgui-0123456789",
    "map_label_key": "label-0123456789",
    "map_github_client_secret": "github-0123456789",
    "map_hub_url": "https://jupyter.map.example.org",
    "map_webgui_url": "https://navigator.map.example.org",
    "map_github_client_id": "Ov23li0123456789abcd",
    "jupyterhub_cookie_secret": "cookie-0123456789",
    "jupyterhub_crypt_key": "crypt-0123456789",
    "jupyterhub_proxy_token": "proxy-0123456789",
    "jupyterhub_api_token": "api-0123456789ab",
    "webgui_demo_password": "demo-0123456789",
    "webgui_jwt_secret": "jwt-0123456789ab",
}
GROUPS = frozenset({"all", "map_host", "map_embedded", "workers"})
GONE = object()


def judge(folder: str = "lab", machines: tuple[Machine, ...] = (), **changes: t.Any) -> list[str]:
    """What is said of the good settings with these changes."""
    return problems(settings(folder, machines, **changes))


def settings(folder: str = "lab", machines: tuple[Machine, ...] = (), **changes: t.Any) -> Settings:
    """The good settings with these changes."""
    own = {"map_root": f"/srv/map/{changes.get('map_environment', 'lab')}"}
    values = {name: value for name, value in {**GOOD, **own, **changes}.items() if value is not GONE}
    secret = {name: value for name, value in values.items() if OPTIONS[name].get("no_log")}
    plain = {name: value for name, value in values.items() if name not in secret and name not in DEFAULTS}
    sources = (
        Source("group_vars/all/vars.yml", plain),
        Source("group_vars/all/vault.yml", secret, encrypted=True),
    )
    return Settings(folder, OPTIONS, sources, values, {}, GROUPS, machines)
