"""map-globus in the workers' image, with the real SDK, against a stand-in that refuses what Globus refuses."""

from __future__ import annotations

import copy
import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.globus import custom_keys
from tests.integration.globus_stand_in.state import TRANSFER, TRANSFER_ALL, Endpoint, Token
from tests.integration.globus_world import ARCHIVE, LAB, LOCAL, STORAGE, World, worker_image

WELL = [
    "storage raw-ephys: /ePhys of Archive answers, writable",
    "local raw-ephys: /map/raw of Lab answers, read-only",
]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> str:
    return worker_image(tmp_path_factory.mktemp("image"))


@pytest.fixture
def world(image: str, tmp_path: Path) -> t.Iterator[World]:
    made = World(image, tmp_path)
    yield made
    made.remove()


def test_who_signs_in_sees_the_archive_and_nothing_is_changed(world: World) -> None:
    before = copy.deepcopy(world.globus.state.endpoints)
    token = world.token()
    assert world.ask("check", token) == {"report": WELL, "problems": []}
    assert world.globus.state.endpoints == before
    (known,) = world.globus.state.refresh.values()
    assert known.scopes == {TRANSFER_ALL: frozenset()}  # no more than it needs


def test_a_code_is_good_once_soon_and_with_its_verifier(world: World) -> None:
    start = world.ask("sign-in-url")
    other = world.ask("sign-in-url")
    code = world.globus.person_allows(start["address"])
    refused = "Globus refuses the code (invalid_grant)"
    assert refused in world.ask("sign-in", code, other["verifier"])["problems"][0]
    world.globus.late = 601
    assert refused in world.ask("sign-in", code, start["verifier"])["problems"][0]
    world.globus.late = 0
    assert world.ask("sign-in", code, start["verifier"])["token"] in world.globus.state.refresh
    assert refused in world.ask("sign-in", code, start["verifier"])["problems"][0]
    assert "No code was entered" in world.ask("sign-in", "", start["verifier"])["problems"][0]


def test_a_token_is_good_while_globus_says_so(world: World) -> None:
    token = world.token()
    refused = "Globus refuses the token (invalid_grant)"
    assert refused in world.ask("check", f"{token}x")["problems"][0]
    assert world.ask("check", token)["problems"] == []
    world.globus.state.refresh[token].client = "another"
    assert refused in world.ask("check", token)["problems"][0]
    world.globus.state.refresh.clear()
    assert refused in world.ask("check", token)["problems"][0]


def test_a_token_for_something_else_is_no_use(world: World) -> None:
    token = world.token()
    known = world.globus.state.refresh[token]
    world.globus.state.refresh[token] = Token(known.client, "auth.globus.org", {"openid": frozenset()}, known.expires)
    assert "The token is not for transfer.api.globus.org, but for auth" in world.ask("check", token)["problems"][0]
    world.globus.state.refresh[token] = Token(
        known.client, TRANSFER, {f"{TRANSFER_ALL}_other": frozenset()}, known.expires
    )
    assert "refuses the token (AuthenticationFailed)" in world.ask("check", token)["problems"][0]
    world.globus.state.refresh[token] = known
    assert world.ask("check", token)["problems"] == []


def test_a_mapped_collection_needs_its_own_consent(world: World) -> None:
    world.globus.state.endpoints[ARCHIVE].mapped = True
    (problem,) = world.ask("check", world.token())["problems"]
    assert "needs a consent of its own. Add the endpoint to globus_mapped_collections" in problem
    assert world.ask("check", world.token(mapped=[ARCHIVE]))["problems"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"path": "/eFizz"}, "/eFizz in 5b875fda-4185-11e8-bb52-0ac6873fc732 doesn't exist"),
        ({"endpoint": ARCHIVE.replace("5", "6")}, "the endpoint 6b876fda-4186-11e8-bb62-0ac6873fc732 doesn't exist"),
        ({"path": "/Videos"}, "/Videos is read-only. Let it be written at Globus"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named_beside_what_is_right(world: World, change: dict[str, str], said: str) -> None:
    wrong = {**STORAGE[0], "alias": "wrong", **change}
    found = world.ask("check", world.token(), storage=[*STORAGE, wrong])
    assert found["report"] == WELL
    (problem,) = found["problems"]
    assert problem.startswith(f"storage wrong: {said}")


def endpoint(**changes: t.Any) -> Endpoint:
    return Endpoint(**{"name": "Lab", "folders": {"": "r", "map/raw": "r"}, "connected": True, **changes})


@pytest.mark.parametrize(
    ("lab", "said"),
    [
        (endpoint(connected=False), f"the endpoint {LAB} is not connected. Start Globus Connect Personal"),
        (endpoint(activation="AutoActivationFailed"), f"the endpoint {LAB} is not active"),
        (endpoint(folders={"map/raw": ""}), "may not be read (EndpointPermissionDenied)"),
    ],
    ids=str,
)
def test_an_endpoint_that_is_not_well_is_named(world: World, lab: Endpoint, said: str) -> None:
    world.globus.state.endpoints[LAB] = lab
    found = world.ask("check", world.token())
    assert found["report"] == WELL[:1]
    (problem,) = found["problems"]
    assert said in problem


def test_originals_that_could_be_overwritten_are_told(world: World) -> None:
    world.globus.state.endpoints[LAB].folders["map/raw"] = "rw"
    token = world.token()
    found = world.ask("check", token)
    assert found["problems"] == []
    assert "local raw-ephys: /map/raw can be written, but data is only read there" in found["report"][-1]
    wanted = {"raw-ephys": {**LOCAL["raw-ephys"], "writable": True}}
    assert world.ask("check", token, local=wanted)["report"] == [WELL[0], f"{WELL[1][:-9]}writable"]


UPSTREAM = """
import json, os, sys, warnings
from globus_sdk import NativeAppAuthClient, RefreshTokenAuthorizer, TransferClient, TransferData
warnings.simplefilter("ignore")
custom = json.load(sys.stdin)
auth = NativeAppAuthClient("b2fe5703-edb0-4f7f-80a6-2147c8ae35f0")
auth.oauth2_start_flow(refresh_tokens=True)
client = TransferClient(authorizer=RefreshTokenAuthorizer(custom["globus.token"], auth))
own = custom["globus.local_endpoints"]["raw-ephys"]
alias, archive, path = custom["globus.storage_locations"][0]
for endpoint in (own["endpoint"], archive):
    assert "AutoActivated" in client.endpoint_autoactivate(endpoint, if_expires_in=3600)["code"]
data = TransferData(client, own["endpoint"], archive)
data.add_item("/%s/a.bin" % own["endpoint_subdir"], "/%s/a.bin" % path)
print(client.task_wait(client.submit_transfer(data)["task_id"], 10, 10))
"""


def test_the_keys_serve_a_transfer_as_the_pipeline_makes_it(world: World, tmp_path: Path) -> None:
    script = tmp_path / "transfer.py"
    script.write_text(UPSTREAM)
    keys = json.dumps(custom_keys(STORAGE, LOCAL, world.token()))
    said = world.run("python", "transfer.py", stdin=keys, transfer=script)
    assert said.splitlines()[-1] == "True"
    ((task,),) = [[task["items"] for task in world.globus.state.tasks.values()]]
    assert [item["destination_path"] for item in task] == ["//ePhys/a.bin"]
