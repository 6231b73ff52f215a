"""Settings of the Web GUI that are refused, and what is said of them."""

from __future__ import annotations

import typing as t

import pytest

from tests.unit.settings_given import GONE, GOOD, judge


def test_good_ones_are_good() -> None:
    changes = {
        "webgui_repository": "git@example.org:lab/map-webgui.git",
        "webgui_token": "token-0123456789",
        "webgui_figure_endpoint": "s3.example.org:9000",
        "webgui_state": "absent",
    }
    assert judge(**changes) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"webgui_demo_password": GONE}, "The secret webgui_demo_password is missing"),
        ({"webgui_demo_password": ""}, "webgui_demo_password"),
        ({"webgui_demo_password": "short"}, "webgui_demo_password"),
        ({"webgui_jwt_secret": GONE}, "The secret webgui_jwt_secret is missing"),
        ({"webgui_jwt_secret": ""}, "webgui_jwt_secret"),
        ({"webgui_jwt_secret": "eleven-long"}, "webgui_jwt_secret has only 11 characters"),
        ({"webgui_jwt_secret": GOOD["jupyterhub_cookie_secret"]}, "are the same secret"),
        ({"webgui_repository": "map-WebGUI"}, "webgui_repository is 'map-WebGUI', which is no git repository"),
        ({"webgui_repository": "https://me:canary@example.org/x"}, "webgui_token in the vault may read a private"),
        ({"webgui_commit": "main"}, "webgui_commit is 'main', but only a whole commit"),
        ({"map_webgui_user": " "}, "map_webgui_user is empty, and nobody could sign in"),
        ({"webgui_memory_limit": "lots"}, "webgui_memory_limit is 'lots', which is no amount"),
        ({"webgui_figure_endpoint": "https://s3.example.org"}, "webgui_figure_endpoint is 'https://s3.example.org'"),
        ({"webgui_figure_seconds": 8 * 86400}, "webgui_figure_seconds is 691200, which is out of range"),
        ({"webgui_port": 8000}, "jupyterhub_port and webgui_port are both 8000"),
        ({"map_webgui_url": "navigator.example.org"}, "map_webgui_url is 'navigator.example.org', which is no address"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, t.Any], said: str) -> None:
    found = judge(**changes)
    assert len(found) == 1
    assert said in found[0]
    assert "canary" not in found[0]
