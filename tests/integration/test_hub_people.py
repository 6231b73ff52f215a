"""People at the hub, by real HTTP: who gets in, what each finds, and what each can't reach."""

from __future__ import annotations

import html
import json
import typing as t
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hub_client import Person
from tests.integration.hub_world import Hub, address, connects

SITE = ("embedded", "provision", "docker", "people", "bootstrap", "jupyterhub")
LIMITS = {"carol": {"memory": "700m", "cpus": 0.5, "pids": 300}}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Hub]:
    hub = Hub(tmp_path_factory.mktemp("hub"), "hubpeople", jupyterhub_person_limits=LIMITS)
    try:
        yield hub.bring_up(*SITE)
    finally:
        hub.remove()


@pytest.fixture(scope="module")
def alice(hub: Hub) -> Person:
    """She chooses her login in another case than the list has it."""
    return hub.with_server("alice-gh")


@pytest.fixture(scope="module")
def bob(hub: Hub, alice: Person) -> Person:
    return hub.with_server("bob-gh")


def output(person: Person, code: str, seconds: float = 60) -> str:
    outcome = person.kernel().execute(code, seconds)
    assert not outcome.error, outcome.error
    return str(outcome.text)


@pytest.mark.parametrize(
    ("login", "name", "is_admin"),
    [
        ("erin-gh", "erin", True),  # an administrator
        ("octo-cat", "gh-octo-cat", False),  # a member of an organization; the name needs escaping
        ("visitor", "gh-visitor", False),  # a member of a team
    ],
)
def test_who_may_gets_a_server(hub: Hub, login: str, name: str, is_admin: bool) -> None:
    person = hub.with_server(login)
    assert person.name == name
    found = person.api("GET", "user").json()
    assert (found["name"], found["admin"]) == (name, is_admin)
    assert (person.api("GET", "users").status_code == 200) == is_admin
    assert output(person, "print(6 * 7)").strip() == "42"
    container = hub.server(name.replace("-", "-2d"))
    assert container.labels["map.person"] == name.replace("-", "-2d")
    person.stop_server()


@pytest.mark.parametrize("login", ["stranger-gh", "colleague"])
def test_others_are_refused_clearly(hub: Hub, login: str) -> None:
    answer = Person(hub.url, hub.ca_file, login).sign_in()
    assert answer.status_code == 403
    assert "on this hub's list of people" in html.unescape(answer.text)
    assert "Traceback" not in answer.text


def test_two_start_at_the_same_time(hub: Hub, alice: Person) -> None:
    people = [hub.person(login) for login in ("bob-gh", "carol-gh")]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda person: (person.start_server(), person.wait_ready()), people))
    assert {"alice", "bob", "carol"} <= set(hub.servers())


def test_a_person_finds_the_database_and_the_stores(hub: Hub, alice: Person) -> None:
    said = output(alice, "import datajoint as dj; print(dj.conn()); print(dj.conn().query('SELECT 1').fetchall())")
    assert "connected to alice@mysql.map.localhost" in said
    assert "((1,),)" in said
    stores = output(alice, "import datajoint as dj; print(dj.config['stores']['report_store'])")
    assert "'protocol': 's3'" in stores
    assert "'secure': True" in stores
    listed = "print(dj.conn().query('SHOW STATUS LIKE \"Ssl_version\"').fetchall())"
    assert "TLSv1." in output(alice, f"import datajoint as dj; {listed}")


def test_a_guest_has_no_account(hub: Hub) -> None:
    guest = hub.with_server("visitor")
    assert "None" in output(guest, "import os; print(os.environ.get('DJ_USER'), os.path.exists('/run/map'))")
    guest.stop_server()


def test_a_person_changes_the_password_and_it_wins(hub: Hub, alice: Person) -> None:
    first = hub.environment.secret("person_alice")
    changed = "a changed password 3141"
    done = hub.server("alice").exec_run(["sh", "-c", f"echo '{changed}' | map-password"])
    assert done.exit_code == 0, done.output
    assert first not in done.output.decode()
    alice.stop_server()
    assert hub.apply().plan == []
    again = hub.with_server("alice-gh")
    assert "connected to alice@" in output(again, "import datajoint as dj; print(dj.conn())")
    used = output(again, "import datajoint as dj; print(dj.config['database.password'])")
    assert used.strip() == changed


def test_limits_are_what_the_settings_say(hub: Hub, alice: Person, bob: Person) -> None:
    hub.with_server("carol-gh")
    for name, memory, cpus, pids in (("alice", 2 << 30, 2.0, 500), ("carol", 700 << 20, 0.5, 300)):
        host = hub.server(name).attrs["HostConfig"]
        assert (host["Memory"], host["CpuQuota"] / host["CpuPeriod"], host["PidsLimit"]) == (memory, cpus, pids)


def test_who_takes_too_much_memory_is_ended_alone(hub: Hub, alice: Person, bob: Person) -> None:
    carol = hub.with_server("carol-gh")
    others = [person.kernel() for person in (alice, bob)]
    assert [kernel.execute("x = 1; print(x)", 60).text.strip() for kernel in others] == ["1", "1"]
    greedy = carol.kernel().execute("open('here', 'w')", 60)
    assert not greedy.error
    hub.server("carol").exec_run(["sh", "-c", "python3 -c 'x = bytearray(2 * 1024 ** 3)'; echo $? > ended"])
    assert hub.server("carol").exec_run(["cat", "ended"]).output.strip() == b"137"
    assert [kernel.execute("x += 1; print(x)", 60).text.strip() for kernel in others] == ["2", "2"]
    assert carol.server("GET", "api/status").status_code == 200  # her server lives on, without that kernel


def test_a_server_has_no_privileges(hub: Hub, alice: Person) -> None:
    status = output(alice, "print(open('/proc/self/status').read())")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Uid"].split()[0] == "1000"
    assert {fields[name].strip("0") for name in ("CapEff", "CapPrm", "CapBnd")} == {""}
    assert fields["NoNewPrivs"] == "1"
    written = "import os; print([os.access(place, os.W_OK) for place in ('/lab', '/opt', '/work', '/tmp')])"
    assert output(alice, written).strip() == "[False, False, True, True]"


def test_a_server_reaches_what_it_should_and_nothing_else(hub: Hub, alice: Person, bob: Person) -> None:
    proxy, inside = hub.service("proxy"), f"map-{hub.name}-jupyterhub-inside"
    bobs = address(hub.server("bob"), f"map-{hub.name}-user-bob")
    hubs, proxys = address(hub.service("hub"), inside), address(proxy, inside)
    hers = hub.server("alice")
    assert connects(hub.service("hub"), bobs, 8888)
    assert connects(hub.service("hub"), hubs, 8081)
    assert connects(hub.service("hub"), proxys, 8001)
    assert connects(hers, "jupyterhub", 8000)
    assert connects(hers, "mysql.map.localhost", 3306)
    for host, port in ((bobs, 8888), (hubs, 8081), (proxys, 8001), ("hub-inside", 8081), ("proxy-inside", 8001)):
        assert not connects(hers, host, port), (host, port)
    for port in (8001, 8081):  # nor at the addresses that they have in her own network
        for name in ("proxy", "hub"):
            assert not connects(hers, address(hub.service(name), f"map-{hub.name}-user-alice"), port)


def test_a_server_sees_its_own_files_only(hub: Hub, alice: Person, bob: Person) -> None:
    seen = json.dumps(hub.server("alice").attrs["Mounts"])
    assert "/people/alice/datajoint" in seen
    assert [word for word in ("docker.sock", "people/bob", "hub_data", "gate_socket", "secrets") if word in seen] == []
    assert "docker.sock" in json.dumps(hub.service("engine_gate").attrs["Mounts"])
    holders = [one.name for one in hub.engine.containers.list() if "docker.sock" in json.dumps(one.attrs["Mounts"])]
    assert [name for name in holders if f"map-{hub.name}-" in name] == [hub.service("engine_gate").name]
    own = f"/srv/map/{hub.name}/jupyterhub/people"
    assert not (hub.root / "jupyterhub/people/gh-visitor").exists()
    assert (hub.root / "jupyterhub/people/bob/datajoint/dj_local_conf.json").stat().st_mode & 0o777 == 0o400
    assert output(alice, f"import os; print(os.path.exists({own!r}), os.path.exists('/data'))").split() == ["False"] * 2


def test_no_password_is_shown_by_the_engine(hub: Hub, alice: Person, bob: Person) -> None:
    known = [file.read_text().strip() for file in (hub.environment.folder / ".secrets").glob("*")]
    everyone = hub.engine.containers.list(all=True, filters={"label": f"map.environment={hub.name}"})
    shown = {one.name: json.dumps(one.attrs) for one in everyone}
    shown |= {f"log of {one.name}": one.logs().decode(errors="replace") for one in everyone}
    assert f"map-{hub.name}-user-alice" in shown
    assert [(place, text) for place, text in shown.items() for secret in known if secret in text] == []


def test_the_stand_ins_rules_hold_through_the_hub(hub: Hub) -> None:
    person = Person(hub.url, hub.ca_file, "bob-gh")
    changed = person.sign_in(tamper=lambda url: url.replace("state=", "state=x"))
    assert changed.status_code in (400, 403)
    other = Person(hub.url, hub.ca_file, "bob-gh").sign_in(tamper=lambda url: url.replace("code=", "code=0"))
    assert other.status_code in (400, 401, 403, 500)
    assert Person(hub.url, hub.ca_file, "bob-gh").sign_in().status_code == 200
