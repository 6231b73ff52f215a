"""The image of people: tried before anybody gets it, kept by who runs, told to them, and gone back from."""

from __future__ import annotations

import typing as t

import pytest

from tests.integration.hub_world import Hub
from tests.integration.stand_in_host import command

BROKEN = "b" * 12
OTHER = "0" * 12


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Hub]:
    hub = Hub(tmp_path_factory.mktemp("hub"), "hubimage")
    try:
        yield hub.bring_up("embedded", "provision", "docker", "people", "bootstrap", "jupyterhub")
    finally:
        hub.remove()
        command("docker", "image", "rm", "--force", f"map/notebook:{OTHER}", f"map/notebook:{BROKEN}")


def released(hub: Hub) -> str:
    return (hub.root / "jupyterhub/hub/release.json").read_text()


def another(base: str, tag: str, line: str) -> None:
    """An image that differs from one by a line of its Dockerfile."""
    command("docker", "build", "-q", "-t", f"map/notebook:{tag}", "-", input=f"FROM {base}\n{line}\n")


def test_an_image_that_fails_its_trial_is_given_to_nobody(hub: Hub) -> None:
    first = hub.engine.images.get(released(hub).split('"')[3]).tags[0]
    another(first, BROKEN, "USER 0\nRUN rm -r /pipeline/pipeline\nUSER 1000:1000")
    before = released(hub), hub.ids()
    failed = hub.apply("hub_image", ok=False, hub_image_tag=BROKEN)
    assert failed.returncode != 0
    assert "pipeline" in failed.output
    assert (released(hub), hub.ids()) == before
    assert hub.apply("hub_image").plan == []


def test_running_servers_keep_theirs_until_they_are_started_again(hub: Hub) -> None:
    alice = hub.with_server("alice-gh")
    first = hub.server("alice").image.id
    assert "newer-image" not in alice.get("/hub/home").text
    another(released(hub).split('"')[3], OTHER, "LABEL map.test=other")
    checked = hub.environment.play("playbooks/hub_image.yml", "--check", "--extra-vars", f"hub_image_tag={OTHER}")
    applied = hub.apply("hub_image", hub_image_tag=OTHER)
    assert checked.plan == applied.plan != []
    assert hub.server("alice").image.id == first
    assert "newer-image" in alice.get("/hub/home").text
    alice.stop_server()
    alice.start_server()
    assert f"map/notebook:{OTHER}" in hub.server("alice").image.tags
    assert "newer-image" not in alice.get("/hub/home").text


def test_going_back_is_a_setting(hub: Hub) -> None:
    assert OTHER in released(hub)
    back = hub.apply("hub_image")
    assert OTHER not in released(hub)
    assert {target.rpartition("/")[2] for _, target, _ in back.plan} == {"release.json", "images.json"}
    missing = hub.apply("hub_image", ok=False, hub_image_tag="c" * 12)
    assert "c" * 12 in missing.output
    assert missing.returncode != 0
    assert "Traceback" not in missing.output
