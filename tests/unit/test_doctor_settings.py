"""Who and what `mapctl doctor` examines, from an environment's settings."""

from __future__ import annotations

import typing as t

import pytest

from mapctl.doctor import Subject, subject

PEOPLE = [
    {"name": "zoe", "role": "reader"},
    {"name": "alice", "github": "alice-gh", "role": "analyst"},
    {"name": "dave", "github": "dave-gh", "role": "pipeline_admin", "admin": True},
]
PRODUCTION: dict[str, t.Any] = {
    "map_domain": "map.example.org",
    "map_root": "/srv/map/production",
    "map_hub_url": "https://jupyter.map.example.org",
    "map_webgui_url": "https://navigator.map.example.org/",
    "map_webgui_user": "mapuser",
    "map_github_client_id": "Iv1.0",
    "map_pipeline_prefix": "map_",
    "map_people": PEOPLE,
    "map_aws_endpoint": "",
    "edge_address": "0.0.0.0",  # noqa: S104
    "edge_certificates": "acme",
    "embedded_github_port": 4567,
    "jupyterhub_github_url": "https://github.com",
    "jupyterhub_api_token": "canary",
    "webgui_state": "present",
    "webgui_demo_password": "canary",
}
LOCAL = {
    **PRODUCTION,
    "map_domain": "map.localhost",
    "map_root": "/srv/map/local",
    "map_aws_endpoint": "https://127.0.0.1:4566",
    "edge_address": "127.0.0.1",
    "edge_certificates": "local",
    "jupyterhub_github_url": "https://github.map.localhost:4567",
}


def made(settings: dict[str, t.Any], **changes: t.Any) -> Subject:
    return subject({**settings, **changes}, "tiny")


def test_in_production_people_sign_in_at_github_and_the_hubs_token_acts() -> None:
    found = made(PRODUCTION)
    assert (found.github_stand_in, found.person, found.login) == (False, "dave", "dave-gh")
    assert (found.ca_file, dict(found.resolve)) == ("", {})
    assert found.webgui_url == "https://navigator.map.example.org"


def test_on_this_machine_a_person_acts_whose_names_no_dns_knows() -> None:
    found = made(LOCAL)
    assert (found.github_stand_in, found.person, found.login) == (True, "alice", "alice-gh")
    assert (found.ca_file, found.resolve) == ("/srv/map/local/ca/ca.pem", {".map.localhost": "127.0.0.1"})


@pytest.mark.parametrize(
    "changes", [{"map_aws_endpoint": ""}, {"jupyterhub_github_url": "https://github.map.localhost"}]
)
def test_nobody_signs_in_at_a_github_that_isnt_the_stand_in(changes: dict[str, str]) -> None:
    assert not made(LOCAL, **changes).github_stand_in


def test_where_there_is_nobody_or_no_web_gui() -> None:
    found = made(PRODUCTION, map_people=PEOPLE[:1], webgui_state="absent")
    assert (found.person, found.login, found.webgui_url) == ("", "", "")


def test_secrets_are_not_shown() -> None:
    assert "canary" not in repr(made(PRODUCTION))
