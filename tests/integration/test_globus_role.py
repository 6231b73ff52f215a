"""The role globus at a terminal: a person signs in, the token is kept for the vault, and folders are asked."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest

from tests.environment import Run, differences
from tests.integration.containers import HERE, Play
from tests.integration.globus_world import ARCHIVE, LOCAL, STORAGE, Inspector, World, worker_image
from tests.integration.site import Watch
from tests.integration.terminal import at_terminal

SIGN_IN = ("--extra-vars", '{"globus_sign_in": true}')
VAULT = "{{ lookup('mesoscale.map.local_secret', 'globus_token', make=false) }}"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> str:
    return worker_image(tmp_path_factory.mktemp("image"))


@pytest.fixture
def world(image: str, tmp_path: Path) -> t.Iterator[World]:
    made = World(image, tmp_path)
    yield made
    made.remove()


@pytest.fixture
def play(world: World, tmp_path: Path) -> Play:
    return Play(
        tmp_path,
        world.name,
        ["mesoscale.map.globus"],
        HERE,
        map_globus_enabled=True,
        map_globus_storage_locations=STORAGE,
        map_globus_local_endpoints=LOCAL,
        map_globus_token="",
        globus_image=world.image,
        globus_auth_url=world.globus.url,
        globus_transfer_url=world.globus.url,
        globus_ca_file=str(world.globus.ca_file),
    )


class Person:
    """Who runs the playbook at a terminal, opens the address it shows, and pastes the code."""

    def __init__(self, world: World, play: Play) -> None:
        self._world = world
        self._play = play

    def runs(self, *arguments: str, code: str = "") -> Run:
        """code: what is pasted instead of the right one"""
        record = self._play.folder.parent / f"{self._play.name}-record.jsonl"
        record.unlink(missing_ok=True)
        environment = self._play.process_environment(record)
        status, output = at_terminal(
            self._play.command("", *arguments), environment, lambda shown: self._types(shown, code)
        )
        return Run(status, output, [json.loads(line) for line in record.read_text().splitlines()])

    def _types(self, shown: str, code: str) -> str:
        address = re.search(r"https://\S+/v2/oauth2/authorize\S+", shown)
        if "Paste the code here" not in shown or not address:
            return ""
        return code or self._world.globus.person_allows(address[0])


@pytest.fixture
def person(world: World, play: Play) -> Person:
    return Person(world, play)


def test_a_person_signs_in_once(world: World, play: Play, person: Person) -> None:
    planned = play.apply("--check", "--diff")
    assert not (play.folder / ".secrets").exists()
    with Watch() as watch, Inspector(world.name) as inspector:
        done = person.runs("-vvv", "--diff")
    assert done.returncode == 0, done.output
    assert [change[:2] for change in planned.plan] == [("create", "local secret globus_token")]
    assert differences(planned.plan, done.plan) == []
    token = play.secret("globus_token")
    assert token in world.globus.state.refresh
    assert (play.folder / ".secrets/globus_token").stat().st_mode & 0o777 == 0o600
    assert "storage raw-ephys: /ePhys of Archive answers, writable" in done.output
    assert "Copy it into the vault as map_globus_token" in done.output
    assert any("map-globus" in told for told in inspector.told)
    seen = "\n".join([done.output, json.dumps(done.tasks), *watch.arguments, *inspector.told])
    assert [secret for secret in world.globus.state.secrets if secret in seen] == []

    again = play.apply("--diff", "-vvv")
    assert again.changed == []
    assert "local raw-ephys: /map/raw of Lab answers, read-only" in again.output
    assert "Copy it into the vault" in again.output
    assert token not in again.output

    play.settings["map_globus_token"] = VAULT
    assert "Copy it into the vault" not in play.apply().output


def test_without_a_terminal_nobody_signs_in(play: Play) -> None:
    done = play.apply(ok=False)
    assert done.returncode != 0
    assert "No code was entered. Sign in again" in done.output
    assert not (play.folder / ".secrets").exists()


def test_a_wrong_code_leaves_everything_as_it_was(world: World, play: Play, person: Person) -> None:
    done = person.runs(code="a-code-of-somebody-else")
    assert done.returncode != 0
    assert "Globus refuses the code (invalid_grant)" in done.output
    assert "a-code-of-somebody-else" not in done.output
    assert not (play.folder / ".secrets").exists()
    assert person.runs().returncode == 0


def test_a_refused_token_says_so_until_somebody_signs_in_again(world: World, play: Play, person: Person) -> None:
    play.settings["map_globus_token"] = token = world.token()
    assert play.apply().changed == []
    del world.globus.state.refresh[token]
    refused = play.apply(ok=False)
    assert refused.returncode != 0
    assert "Globus refuses the token (invalid_grant)" in refused.output
    assert token not in refused.output
    done = person.runs(*SIGN_IN)
    assert done.returncode == 0, done.output
    assert "Copy it into the vault" in done.output
    play.settings["map_globus_token"] = VAULT
    planned = play.apply("--check", *SIGN_IN)
    assert [change[:2] for change in planned.plan] == [("update", "local secret globus_token")]
    assert play.apply().changed == []


def test_what_does_not_answer_fails_the_run_and_what_does_is_shown(world: World, play: Play) -> None:
    play.settings["map_globus_token"] = world.token()
    play.settings["map_globus_storage_locations"] = [
        *STORAGE,
        {"alias": "raw-video", "endpoint": ARCHIVE, "path": "/X"},
    ]
    done = play.apply(ok=False)
    assert done.returncode != 0
    assert "storage raw-ephys: /ePhys of Archive answers, writable" in done.output
    assert "storage raw-video: /X in" in done.output


def test_off_nothing_is_asked(world: World, play: Play) -> None:
    play.settings["map_globus_enabled"] = False
    assert play.apply().changed == []
    assert world.globus.state.requests == []
