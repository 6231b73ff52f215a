"""The gate before the real engine: all that DockerSpawner does works, and each refusal is beside what passes."""

from __future__ import annotations

import socket
import threading
import time
import typing as t
from pathlib import Path

import docker.errors
import pytest

from tests.emulator import build
from tests.emulator import docker as command
from tests.integration.gate_in_front import IMAGE, Gate


@pytest.fixture(scope="module")
def gate_image() -> str:
    return build("engine-gate", IMAGE)


@pytest.fixture(scope="module")
def gate(gate_image: str, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Gate]:
    """One for this file, with alice's and bob's networks and volumes, and a neighbour."""
    made = Gate(gate_image, tmp_path_factory.mktemp("gate"))
    try:
        made.start()
        client = made.client()
        for person in ("alice", "bob"):
            made.prepare(client, person)
        label = f"--label=map.environment={made.environment}"
        command("run", "--detach", "--init", f"--name={made.neighbour}", label, IMAGE, "sleep", "1000")
        yield made
    finally:
        made.remove()


@pytest.fixture
def client(gate: Gate) -> t.Iterator[t.Any]:
    """Through the gate. People's containers are gone afterwards."""
    yield gate.client()
    for container in gate.engine.containers(all=True, filters={"label": f"map.environment={gate.environment}"}):
        if "map.person" in container["Labels"] or "-user-" in container["Names"][0]:
            gate.engine.remove_container(container["Id"], force=True, v=True)


def refused(request: t.Callable[[], t.Any]) -> str:
    """What the gate says to a request that it refuses."""
    with pytest.raises(docker.errors.APIError) as raised:
        request()
    assert raised.value.status_code == 403
    return str(raised.value.explanation)


def test_all_that_dockerspawner_does(gate: Gate, client: t.Any) -> None:
    name = gate.user_name("alice")
    assert client.version()["ApiVersion"] == gate.engine.version()["ApiVersion"]
    assert "Config" in client.inspect_image(IMAGE)
    with pytest.raises(docker.errors.NotFound):
        client.inspect_container(name)
    client.connect_container_to_network(gate.neighbour, name, aliases=["proxy"])
    made = gate.create(client, "alice")
    assert client.inspect_container(name)["Id"] == made
    client.start(made)
    shown = client.inspect_container(made)
    assert shown["State"]["Running"]
    assert shown["NetworkSettings"]["Networks"][name]["IPAddress"]
    assert client.port(made, 8888) is None
    labels = {"label": [f"map.environment={gate.environment}", "map.stack=jupyterhub"]}
    assert [found["Id"] for found in client.containers(all=True, filters=labels)] == [made]
    assert {found["Name"] for found in client.networks(filters=labels)} == {name, gate.user_name("bob")}
    inside = command("exec", name, "sh", "-c", "cat /run/map/dj_local_conf.json; getent hosts proxy | wc -l; id -u")
    assert inside.split() == ["alice1", "1000"]
    client.disconnect_container_from_network(gate.neighbour, name)
    client.stop(made, timeout=5)
    client.remove_container(made, v=True)
    with pytest.raises(docker.errors.NotFound):
        client.stop(made)
    assert client.inspect_volume(gate.volume_name("alice"))["Name"] == gate.volume_name("alice")


HOSTILE: list[tuple[dict[str, t.Any], dict[str, t.Any]]] = [
    ({"privileged": True}, {}),
    ({"network_mode": "host"}, {}),
    ({"network_mode": "{bob}"}, {}),
    ({"pid_mode": "host"}, {}),
    ({"ipc_mode": "host"}, {}),
    ({"uts_mode": "host"}, {}),
    ({"userns_mode": "host"}, {}),
    ({"devices": ["/dev/mem:/dev/mem:rwm"]}, {}),
    ({"cap_add": ["SYS_ADMIN"]}, {}),
    ({"cap_drop": []}, {}),
    ({"security_opt": ["no-new-privileges:true", "seccomp=unconfined"]}, {}),
    ({"security_opt": []}, {}),
    ({"binds": {"/": {"bind": "/host", "mode": "ro"}}}, {}),
    ({"binds": {"/var/run/docker.sock": {"bind": "/docker.sock", "mode": "rw"}}}, {}),
    ({"binds": {"{people}/bob/dj_local_conf.json": {"bind": "/run/map/dj_local_conf.json", "mode": "ro"}}}, {}),
    ({"binds": {"{people}/alice/dj_local_conf.json": {"bind": "/run/map/dj_local_conf.json", "mode": "rw"}}}, {}),
    ({"mounts": [docker.types.Mount("/host", "/", type="bind", read_only=True)]}, {}),
    ({"volumes_from": ["{neighbour}"]}, {}),
    ({"port_bindings": {8888: 8888}}, {}),
    ({"sysctls": {"net.ipv4.ip_forward": "1"}}, {}),
    ({"runtime": "runc"}, {}),
    ({"cgroup_parent": "/"}, {}),
    ({"extra_hosts": {"hub": "10.0.0.1"}}, {}),
    ({"mem_limit": "1G"}, {}),
    ({"mem_limit": 0}, {}),
    ({"cpu_quota": 200_000}, {}),
    ({"pids_limit": -1}, {}),
    ({"restart_policy": {"Name": "always"}}, {}),
    ({}, {"image": "map/debian:sid-slim"}),
    ({}, {"user": "0"}),
    ({}, {"entrypoint": ["/bin/sh"]}),
    ({}, {"labels": {}}),
    ({}, {"name": "map-other-user-alice"}),
    ({}, {"volumes": ["/anonymous"]}),
    ({}, {"environment": {"A": "b" * 70_000}}),
]


def filled(gate: Gate, value: t.Any) -> t.Any:
    """Names of this gate's environment for the {words} in a value."""
    if isinstance(value, dict):
        return {filled(gate, name): filled(gate, item) for name, item in value.items()}
    if isinstance(value, list) and not isinstance(value, docker.types.Mount):
        return [filled(gate, item) for item in value]
    words = {"bob": gate.user_name("bob"), "people": gate.people, "neighbour": gate.neighbour}
    return value.format(**words) if isinstance(value, str) else value


def test_hostile_bodies_are_refused_and_the_harmless_one_is_not(gate: Gate, client: t.Any) -> None:
    for host, changes in HOSTILE:
        said = refused(lambda h=host, c=changes: gate.create(client, "alice", filled(gate, h), **c))  # type: ignore[misc]
        assert said.startswith("The gate before the engine refuses this"), (host, changes)
    everything = gate.engine.containers(all=True, filters={"label": f"map.environment={gate.environment}"})
    assert {name for found in everything for name in found["Names"]} == {f"/{gate.name}", f"/{gate.neighbour}"}
    assert gate.create(client, "alice")


def test_what_nobody_needs_is_refused_though_the_engine_would_do_it(gate: Gate, client: t.Any) -> None:
    made = gate.create(client, "alice")
    client.start(made)
    for request in (
        lambda through: through.exec_create(made, "id"),
        lambda through: through.logs(made),
        lambda through: through.get_archive(made, "/etc/hostname"),
        lambda through: through.top(made),
        lambda through: through.update_container(made, mem_limit="65M", memswap_limit="130M"),
        lambda through: through.info(),
        lambda through: through.images(),
        lambda through: through.volumes(),
        lambda through: through.containers(),
        lambda through: through.tag(IMAGE, "map/test-gate-tag"),
    ):
        assert "refuses" in refused(lambda r=request: r(client))  # type: ignore[misc]
        request(gate.engine)
    gate.engine.remove_image("map/test-gate-tag", noprune=True)


def test_only_what_is_a_persons_is_touched(gate: Gate, client: t.Any) -> None:
    for request in (
        lambda: client.inspect_container(gate.neighbour),
        lambda: client.start(gate.neighbour),
        lambda: client.stop(gate.name),
        lambda: client.remove_container(gate.neighbour, force=True),
        lambda: client.inspect_network("bridge"),
        lambda: client.connect_container_to_network(gate.neighbour, "bridge"),
        lambda: client.connect_container_to_network(gate.name, gate.user_name("alice")),
    ):
        refused(request)
    stranger = gate.create(gate.engine, "alice", labels={"map.environment": gate.environment})
    assert "not one of the containers" in refused(lambda: client.start(stranger))
    gate.engine.remove_container(stranger)
    client.start(gate.create(client, "alice"))


@pytest.mark.parametrize("options", [None, {"type": "none", "o": "bind", "device": "/"}])
def test_a_volume_of_the_right_name_must_be_ours(gate: Gate, client: t.Any, options: dict[str, str] | None) -> None:
    volume, labels = gate.volume_name("bob"), gate.labels("bob")
    gate.engine.remove_volume(volume)
    assert "isn't there yet" in refused(lambda: gate.create(client, "bob"))
    gate.engine.create_volume(volume, driver_opts=options, labels=labels if options else {"map.stack": "jupyterhub"})
    assert "refuses" in refused(lambda: gate.create(client, "bob"))
    gate.engine.remove_volume(volume)
    client.create_volume(volume, labels=labels)
    assert gate.create(client, "bob")


def test_the_list_of_images_is_read_anew(gate: Gate, client: t.Any) -> None:
    gate.allow("map/debian:sid-slim")
    refused(lambda: gate.create(client, "alice"))
    refused(lambda: client.inspect_image(IMAGE))
    gate.write_images("{")
    with pytest.raises(docker.errors.APIError, match="list of images can't be read"):
        client.networks()
    gate.allow("map/debian:sid-slim", IMAGE)
    assert gate.create(client, "alice")


def test_a_slow_stop_keeps_nobody_waiting(gate: Gate, client: t.Any) -> None:
    slow = gate.create(client, "alice", command=["sh", "-c", "trap '' TERM; while true; do sleep 1; done"])
    client.start(slow)
    stopping = threading.Thread(target=lambda: gate.client().stop(slow, timeout=60))
    stopping.start()
    client.start(gate.create(client, "bob"))
    assert stopping.is_alive()
    docker.from_env().api.kill(slow)
    stopping.join()
    assert not client.inspect_container(slow)["State"]["Running"]


@pytest.mark.parametrize(
    "head",
    [
        "POST /v1.41/volumes/create HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /v1.41/volumes/create HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
        "POST /v1.41/volumes/create HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1.41/volumes/create HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n{}",
        "GET /_ping HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n",
        "POST /v1.23/containers/a/start HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_unclear_requests_are_refused(gate: Gate, head: str) -> None:
    def first_line(text: str) -> bytes:
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(10)
            raw.connect(str(gate.socket))
            raw.sendall(text.encode())
            return raw.recv(4096).partition(b"\r\n")[0]

    assert b" 403 " in first_line(head)
    assert b" 200 " in first_line("GET /_ping HTTP/1.1\r\nHost: a\r\n\r\n")


def test_the_hub_needs_no_rights_and_sees_no_engine(gate: Gate, gate_image: str) -> None:
    volume = f"--volume={gate.socket.parent}:/run/engine-gate"
    hub = ("run", "--rm", "--network=none", "--user=999:999", "--cap-drop=ALL", volume, gate_image)
    ask = "import gate.engine as e; print(e.Engine('/run/engine-gate/docker.sock').ask('GET', '/_ping').body)"
    assert command(*hub, "python3", "-c", ask) == "b'OK'"
    assert command(*hub, "sh", "-c", "ls /var/run/docker.sock 2>&1 || true").endswith("No such file or directory")


def test_a_killed_gate_comes_back_and_its_log_tells_refusals_without_secrets(gate: Gate, client: t.Any) -> None:
    secret = "a-token-of-the-tests"
    refused(lambda: gate.create(client, "alice", {"privileged": True}, environment={"TOKEN": secret}))
    command("kill", "--signal=KILL", gate.name)
    with pytest.raises(docker.errors.DockerException, match="Connection refused"):
        gate.client()
    command("start", gate.name)
    gate.wait("healthy")
    assert gate.create(gate.client(), "alice", environment={"TOKEN": secret})
    log = command("logs", gate.name)
    assert "refused POST /v1.41/containers/create: HostConfig has 'Privileged', which is not allowed" in log
    assert secret not in log


def test_without_an_engine_it_says_so(gate_image: str, tmp_path: Path) -> None:
    gate = Gate(gate_image, tmp_path, engine_socket=str(tmp_path / "settings"))
    try:
        gate.start(wait=False)
        deadline = time.monotonic() + 20
        while not gate.socket.exists():
            assert time.monotonic() < deadline, command("logs", gate.name)
            time.sleep(0.2)
        with pytest.raises(docker.errors.DockerException, match="503"):
            gate.client()
    finally:
        gate.remove()


def test_bad_settings_are_said_and_nothing_starts(gate_image: str, tmp_path: Path) -> None:
    gate = Gate(gate_image, tmp_path)
    try:
        gate.settings["user"] = "0:0"
        gate.start(wait=False)
        assert command("wait", gate.name) == "78"
        assert "The user is not two numbers above 0" in command("logs", gate.name)
    finally:
        gate.remove()
