"""The law for every playbook, by ansible-playbook: check, apply, check again. And where the secrets are meanwhile."""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import docker
import pytest

from tests.environment import Environment, Run, differences
from tests.integration import site
from tests.integration.site_promises import (
    accounts_are_each_for_one_protected_and_no_broader_than_declared,
    no_secret_is_elsewhere,
    secrets,
)

PLAYBOOKS = (
    *("embedded", "provision", "dns", "docker", "people", "bootstrap", "workers", "jupyterhub", "webgui", "edge"),
    *("jobs", "hub_image", "old_passwords", "status", "summary", "site"),
)
pytestmark = pytest.mark.endurance  # test_mapctl_site.py and the scenario `site` tell it every day


@dataclasses.dataclass
class Story:
    """An environment from nothing to running, told once for all tests."""

    environment: Environment
    checked: Run
    nothing_yet: bool
    applied: Run
    arguments: set[str]


@pytest.fixture(scope="module", params=["lowest", "newest"])
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


def test_check_mode_changes_nothing_and_predicts_everything(story: Story) -> None:
    assert story.nothing_yet
    assert len(story.checked.plan) > 80
    assert differences(story.checked.plan, story.applied.plan) == []


def test_a_second_run_changes_nothing(story: Story) -> None:
    before = site.containers(story.environment)
    again = story.environment.play("site.yml", "--check", "--diff")
    assert again.plan == []
    assert site.containers(story.environment) == before


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_alone_no_playbook_finds_anything_to_change(story: Story, playbook: str) -> None:
    before = site.containers(story.environment)
    applied = story.environment.play(f"playbooks/{playbook}.yml")
    assert applied.plan == []
    assert "changed=0" in applied.output
    assert site.containers(story.environment) == before


def test_accounts_are_each_for_one_protected_and_no_broader_than_declared(story: Story) -> None:
    accounts_are_each_for_one_protected_and_no_broader_than_declared(story.environment)


def test_no_secret_is_anywhere_but_where_it_belongs(story: Story) -> None:
    texts = {
        "check's output": story.checked.output,
        "the output of -vvv --diff": story.applied.output,
        "processes' arguments": "\n".join(story.arguments),
    }
    no_secret_is_elsewhere(story.environment, texts)


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
