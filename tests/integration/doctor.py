"""What `mapctl doctor` examines in an environment that a test made."""

from __future__ import annotations

import typing as t

from mapctl.doctor import Finding, Subject, examine
from tests.environment import Environment


def subject(environment: Environment, hub_url: str, webgui_url: str, **changes: t.Any) -> Subject:
    """alice, at the stand-in for GitHub. changes: of the fields"""
    given = environment.variables
    made: dict[str, t.Any] = {
        "environment": environment.name,
        "hub_url": hub_url,
        "webgui_url": webgui_url,
        "ca_file": f"/srv/map/{environment.name}/ca/ca.pem",
        "resolve": {".map.localhost": "127.0.0.1"},
        "certificates": "local",
        "person": "alice",
        "login": "alice-gh",
        "github_url": f"https://github.map.localhost:{given['embedded_github_port']}",
        "github_client_id": given["map_github_client_id"],
        "github_stand_in": True,
        "pipeline_prefix": "map_",
        "webgui_user": "mapuser",
        "webgui_password": environment.secret("webgui_demo_password"),
        "hub_api_token": environment.secret("hub_api_token"),
    }
    return Subject(**{**made, **changes})


def examined(part: str, given: Subject) -> dict[str, Finding]:
    """Name of a check of JupyterHub or the Web GUI, without that word -> what became of it. Each was told at once."""
    told: list[Finding] = []
    assert examine(given, told.append) == told
    return {one.name.removeprefix(f"{part}: "): one for one in told if one.name.startswith(part)}
