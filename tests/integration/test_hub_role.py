"""The hub over time: deployed again, changed, its image released and rolled back; people who leave; what was lost."""

from __future__ import annotations

import dataclasses
import subprocess
import typing as t

import pytest
import requests

from mapctl.doctor.kernel import Kernel
from tests.hub_client import Person
from tests.integration import doctor
from tests.integration.hub_world import PEOPLE, Hub
from tests.integration.stand_in_host import command

SECRETS = ("cookie_secret", "crypt_key", "proxy_token", "api_token")
IDLE_SECONDS = 24
BROKEN, OTHER, MISSING = "b" * 12, "0" * 12, "c" * 12
KEPT = "api/contents/work" + "/kept.txt"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Hub]:
    hub = Hub(tmp_path_factory.mktemp("hub"), "hubrole")
    try:
        yield hub.bring_up("embedded", "provision", "docker", "people", "bootstrap", "jupyterhub")
    finally:
        hub.remove()
        command("docker", "image", "rm", "--force", f"map/notebook:{OTHER}", f"map/notebook:{BROKEN}")


@pytest.fixture(scope="module")
def alice(hub: Hub) -> Person:
    return hub.with_server("alice-gh")


@pytest.fixture(scope="module")
def kernel(alice: Person) -> Kernel:
    """One that counts on through all that happens."""
    found = alice.kernel()
    assert not found.execute("n = 0").error
    return found


def count(kernel: Kernel) -> int:
    """How often it was asked. Its connection may be gone, for nobody answered it meanwhile as a browser does."""
    kernel.reconnect()
    return int(kernel.execute("n += 1; print(n)").text)


def secrets(hub: Hub) -> dict[str, bytes]:
    return {name: (hub.root / "jupyterhub/secrets" / name).read_bytes() for name in SECRETS}


def is_signed_in(person: Person) -> bool:
    return bool(person.api("GET", "user").status_code == 200)


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.endurance)])
def test_deployed_again_nothing_is_made_anew(hub: Hub, alice: Person, kernel: Kernel, times: int) -> None:
    before = hub.ids(), secrets(hub), hub.server("alice").id
    counted = count(kernel)
    assert "changed=0" in hub.environment.play(*["playbooks/jupyterhub.yml"] * times).output
    assert (hub.ids(), secrets(hub), hub.server("alice").id) == before
    assert is_signed_in(alice)
    assert count(kernel) == counted + 1


def test_a_change_of_the_hub_makes_only_the_hub_anew(hub: Hub, alice: Person, kernel: Kernel) -> None:
    before, counted = hub.ids(), count(kernel)
    hub.environment.set(jupyterhub_announcement="Back at noon.")
    checked = hub.environment.play("playbooks/jupyterhub.yml", "--check")
    applied = hub.apply()
    assert checked.plan == applied.plan
    assert {name for name, found in hub.ids().items() if found != before[name]} == {"hub"}
    assert count(kernel) == counted + 1
    assert is_signed_in(alice)
    assert "Back at noon." in alice.get("/hub/home").text


def test_containers_made_anew_find_each_other(hub: Hub, alice: Person, kernel: Kernel) -> None:
    """Whoever was made anew is in no person's network; killed ones come back."""
    counted = count(kernel)
    hub.service("hub").kill()
    subprocess.run(["docker", "rm", "--force", hub.service("proxy").name], check=True, capture_output=True)
    subprocess.run(["docker", "rm", "--force", f"map-{hub.name}-embedded-mysql-1"], check=True, capture_output=True)
    hub.bring_up("embedded", "jupyterhub")
    hub.wait("alice's server behind the new proxy", lambda: alice.get(f"{alice.home}api").status_code == 200)
    assert count(kernel) == counted + 1
    query = "import datajoint as dj; print(dj.conn().query('SELECT 1').fetchall())"
    hub.wait("the database", lambda: "((1,),)" in kernel.execute(query).text)


TRIED = {"way to GitHub": True, "start a server": True, "ask the database": True}


@pytest.mark.endurance  # test_mapctl_site has the doctor too
def test_the_doctor_starts_a_server_asks_the_database_and_stops_it(hub: Hub) -> None:
    found = doctor.examined("JupyterHub", doctor.subject(hub.environment, hub.url, "", person="bob", login="bob-gh"))
    expected = {"certificate": None, **TRIED, "sign in": True, "stop the server": True}
    assert {name: one.ok for name, one in found.items()} == expected, found
    assert "bob counted" in found["ask the database"].says
    assert "bob" not in hub.servers()


def test_the_doctor_leaves_a_running_server_and_its_kernels(hub: Hub, alice: Person, kernel: Kernel) -> None:
    before, counted = hub.server("alice").id, count(kernel)
    running = {one["id"] for one in alice.server("GET", "api/kernels").json()}
    found = doctor.examined("JupyterHub", doctor.subject(hub.environment, hub.url, ""))
    assert {name: one.ok for name, one in found.items()} == {"certificate": None, **TRIED, "sign in": True}, found
    assert (hub.server("alice").id, count(kernel)) == (before, counted + 1)
    assert {one["id"] for one in alice.server("GET", "api/kernels").json()} == running


def test_the_doctor_with_the_hubs_token_needs_somebody_who_signed_in(hub: Hub) -> None:
    """As where people sign in at GitHub itself. Nothing that was lent is left."""
    bob = hub.person("bob-gh")
    given = doctor.subject(hub.environment, hub.url, "", person="bob", login="bob-gh", github_stand_in=False)
    found = doctor.examined("JupyterHub", given)
    expected = {"certificate": None, "sign in": None, "token": True, **TRIED, "stop the server": True}
    assert {name: one.ok for name, one in found.items()} == expected, found
    tokens = bob.api("GET", "users/bob/tokens").json()["api_tokens"]
    assert [token for token in tokens if "doctor" in token["note"]] == []
    found = doctor.examined("JupyterHub", dataclasses.replace(given, person="erin"))
    assert (found["start a server"].ok, "never signed in" in found["start a server"].says) == (None, True)


@pytest.mark.endurance
def test_idle_servers_are_stopped_and_busy_ones_are_not(hub: Hub) -> None:
    hub.environment.set(jupyterhub_idle_seconds=IDLE_SECONDS)
    hub.apply()
    bob, carol = hub.with_server("bob-gh"), hub.with_server("carol-gh")
    assert f"stopped after {IDLE_SECONDS} seconds" in bob.get("/hub/home").text
    assert not bob.kernel().execute("1").error
    seconds = IDLE_SECONDS * 3
    busy = f"import time; time.sleep({seconds}); print('done')"
    assert carol.kernel().execute(busy, seconds + 60).text.strip() == "done"
    assert "bob" not in hub.servers()
    assert "carol" in hub.servers()
    hub.environment.set(jupyterhub_idle_seconds=None)
    hub.apply()


def test_a_renamed_login_keeps_everything(hub: Hub) -> None:
    alice = hub.with_server("alice-gh")
    assert alice.server("PUT", KEPT, json=text("kept")).status_code == 201
    others = [{"login": "alice-gh", "id": 77, "name": "Taker", "organizations": {"map-lab": ["visitors"]}}]
    renamed = [{**PEOPLE[0], "github": "Alice-Renamed"}, *PEOPLE[1:]]
    hub.environment.set(map_people=renamed, embedded_github_others=others)
    hub.bring_up("embedded", "jupyterhub")
    again = hub.with_server("alice-renamed")
    assert again.name == "alice"
    assert again.server("GET", KEPT).json()["content"] == "kept"
    taker = hub.person("alice-gh")
    assert taker.name == "gh-alice-gh"
    hub.environment.set(map_people=PEOPLE, embedded_github_others=[])


def test_a_login_that_somebody_else_took_over_opens_nothing(hub: Hub) -> None:
    """The list still says bob-gh, but at GitHub another account is called so now."""
    hub.person("bob-gh")
    stranger = {"login": "bob-gh", "id": 99, "name": "Taker", "organizations": {}}
    hub.environment.set(map_people=[p for p in PEOPLE if p["name"] != "bob"], embedded_github_others=[stranger])
    hub.bring_up("embedded")
    hub.environment.set(map_people=PEOPLE)
    answer = Person(hub.url, hub.ca_file, "bob-gh").sign_in()
    assert answer.status_code == 403
    assert "belongs to another account" in answer.text
    hub.environment.set(embedded_github_others=[])
    hub.bring_up("embedded")
    assert hub.person("bob-gh").name == "bob"


def test_administrators_are_those_of_the_list(hub: Hub) -> None:
    erin = hub.person("erin-gh")
    assert erin.api("PATCH", "users/alice", json={"admin": True}).status_code == 200
    hub.environment.set(map_people=[*PEOPLE[:3], {**PEOPLE[3], "admin": False}])
    checked = hub.environment.play("playbooks/jupyterhub.yml", "--check")
    applied = hub.apply()
    assert checked.plan == applied.plan
    found = {target for _, target, _ in applied.plan if target.startswith("account")}
    assert found == {
        "account alice of the hub: administrator",
        "account erin of the hub: administrator",
        "account gh-alice-gh of the hub",  # a guest's, whose login is on the list again
    }
    assert erin.api("GET", "users").status_code == 403
    assert hub.apply().plan == []


def test_who_leaves_is_out_at_once(hub: Hub) -> None:
    bob = hub.with_server("bob-gh")
    token = bob.api("POST", "users/bob/tokens", json={}).json()["token"]
    assert answers(hub, token) == 200
    folder, volume = hub.root / "jupyterhub/people/bob", f"map-{hub.name}-jupyterhub-bob"
    assert folder.exists()
    hub.environment.set(map_people=[person for person in PEOPLE if person["name"] != "bob"])
    hub.bring_up("embedded", "jupyterhub")
    assert "bob" not in hub.servers()
    assert not is_signed_in(bob)
    assert answers(hub, token) == 403
    assert not folder.exists()
    assert hub.engine.volumes.get(volume)
    hub.environment.set(map_people=PEOPLE)


def answers(hub: Hub, token: str) -> int:
    """What the hub's interface answers to a token."""
    headers = {"Authorization": f"token {token}"}
    return requests.get(f"{hub.url}/hub/api/user", headers=headers, timeout=10).status_code


def test_a_lost_secret_stops_the_run(hub: Hub) -> None:
    kept = hub.environment.folder / ".secrets/hub_crypt_key"
    aside = kept.rename(kept.with_suffix(".aside"))
    before = hub.ids()
    failed = hub.apply(ok=False)
    assert failed.returncode != 0
    assert "hub_crypt_key" in failed.output
    assert not kept.exists()
    aside.rename(kept)
    assert hub.ids() == before


def test_a_build_that_fails_leaves_the_hub_running(hub: Hub) -> None:
    before = hub.ids()
    failed = hub.apply(ok=False, map_pipeline_base="map/no-such-base:1")
    assert failed.returncode != 0
    assert "map/no-such-base:1" in failed.output
    assert "Traceback" not in failed.output
    assert hub.ids() == before


def released(hub: Hub) -> str:
    return (hub.root / "jupyterhub/release/images.json").read_text()


def another(base: str, tag: str, line: str) -> None:
    """An image that differs from one by a line of its Dockerfile."""
    command("docker", "build", "-q", "-t", f"map/notebook:{tag}", "-", input=f"FROM {base}\n{line}\n")


def test_an_image_that_fails_its_trial_is_given_to_nobody(hub: Hub) -> None:
    first = released(hub).split('"')[1]
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
    another(released(hub).split('"')[1], OTHER, "LABEL map.test=other")
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
    assert [target.rpartition("/")[2] for _, target, _ in back.plan] == ["images.json"]
    missing = hub.apply("hub_image", ok=False, hub_image_tag=MISSING)
    assert MISSING in missing.output
    assert missing.returncode != 0
    assert "Traceback" not in missing.output


def text(content: str) -> dict[str, str]:
    return {"type": "file", "format": "text", "content": content}
