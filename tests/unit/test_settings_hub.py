"""Settings of JupyterHub that are refused, and what is said of them."""

from __future__ import annotations

import typing as t

import pytest

from tests.unit.settings_given import GONE, GOOD, judge


def test_good_ones_are_good() -> None:
    assert judge() == []
    assert (
        judge(
            jupyterhub_github_allow=["my-org", "my-org:map-team", "Other_Org2:core"],
            jupyterhub_role_limits={"ingester": {"memory": "16g"}},
            jupyterhub_person_limits={"bob": {"cpus": 0.5}},
            jupyterhub_github_url="https://github.example.org",
            jupyterhub_github_api="https://github.example.org/api/v3",
            hub_image_tag="0123456789ab",
            jupyterhub_idle_seconds=0,
        )
        == []
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"map_github_client_secret": GONE}, "The secret map_github_client_secret is missing. Set it in"),
        ({"map_github_client_id": GONE}, "map_github_client_id is missing. Set it in"),
        ({"map_github_client_id": "two words"}, "'two words', which is no client ID. Copy it"),
        ({"jupyterhub_crypt_key": GONE}, "The secret jupyterhub_crypt_key is missing"),
        ({"jupyterhub_crypt_key": "short-of-it"}, "jupyterhub_crypt_key has only 11 characters"),
        ({"jupyterhub_api_token": "four words of a phrase"}, "jupyterhub_api_token has a blank"),
        ({"jupyterhub_crypt_key": GOOD["jupyterhub_cookie_secret"]}, "are the same secret"),
        ({"map_hub_url": "https://jupyter.example.org/hub"}, "Write it without a path"),
        ({"map_hub_url": "jupyter.example.org"}, "map_hub_url is 'jupyter.example.org', which is no address"),
        ({"jupyterhub_github_api": "api.github.com"}, "jupyterhub_github_api is 'api.github.com', which is no address"),
        ({"jupyterhub_github_url": "http://github.com"}, "client secret be sent in clear text"),
        ({"jupyterhub_github_allow": ["my org"]}, "'my org' in jupyterhub_github_allow is neither"),
        ({"jupyterhub_github_allow": ["org:team:more"]}, "Write ORG or ORG:TEAM"),
        ({"jupyterhub_github_allow": ["org/team"]}, "'org/team' in jupyterhub_github_allow is neither"),
        ({"jupyterhub_github_allow": [""]}, "'' in jupyterhub_github_allow is neither"),
        ({"jupyterhub_limits": {"memory": "8g", "cpus": 2}}, "jupyterhub_limits has no pids"),
        ({"jupyterhub_limits": {"memory": "8 GB", "cpus": 2, "pids": 500}}, "is '8 GB', which is no amount"),
        ({"jupyterhub_limits": {"memory": "100m", "cpus": 2, "pids": 500}}, "in which no server starts"),
        ({"jupyterhub_limits": {"memory": "1g", "cpus": 0, "pids": 500}}, "The cpus in jupyterhub_limits are '0.0'"),
        ({"jupyterhub_limits": {"memory": "1g", "cpus": 1, "pids": 5}}, "The pids in jupyterhub_limits are '5'"),
        ({"jupyterhub_role_limits": {"boss": {"cpus": 1}}}, "has 'boss', who is no role of map_people"),
        ({"jupyterhub_person_limits": {"zoe": {"cpus": 1}}}, "has 'zoe', who is not in map_people"),
        ({"jupyterhub_person_limits": {"bob": {"ram": "1g"}}}, "of 'bob' may have memory, cpus and pids"),
        ({"jupyterhub_person_limits": {"bob": {"cpus": "many"}}}, "The cpus in jupyterhub_person_limits of 'bob'"),
        ({"jupyterhub_neighbours": {"map-x-1": "mysql"}}, "The names of map-x-1 in jupyterhub_neighbours are no list"),
        ({"hub_image_tag": "latest"}, "hub_image_tag is 'latest', which is no tag of ours"),
        ({"jupyterhub_port": 4567}, "embedded_github_port and jupyterhub_port are both 4567"),
        ({"jupyterhub_idle_seconds": -1}, "jupyterhub_idle_seconds is -1, which is out of range"),
    ],
)
def test_bad_ones_are_named(changes: dict[str, t.Any], said: str) -> None:
    problems = judge(**changes)
    assert [problem for problem in problems if said in problem], problems
