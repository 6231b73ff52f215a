"""What the guard keeps from link-local addresses, in networks of their own and behind the engine's real bridge.

The stand-in for a cloud's metadata is a container without a network, wired to its router by a pair of interfaces.
"""

from __future__ import annotations

import time
import typing as t
import uuid

import pytest

from tests.emulator import build
from tests.emulator import docker as command

BASE = "map/debian:trixie-slim"
METADATA = ("169.254.169.254", "[fd00:ec2::254]")
OTHER = ("10.7.2.9", "[fd07:2::9]")
RULES = {
    ("-4", "90"): "from all to 169.254.0.0/16 iif lo lookup main",
    ("-4", "91"): "from all to 169.254.0.0/16 prohibit",
    ("-6", "90"): "from all to fd00:ec2::254 iif lo lookup main",
    ("-6", "91"): "from all to fd00:ec2::254 prohibit",
}
ASK = "import sys, urllib.request as r; print(r.urlopen(f'http://{sys.argv[1]}/', timeout=3).status)"
SERVE = ("python3", "-m", "http.server", "80", "--bind=::", "--directory=/srv")
ROUTER = ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")


class World:
    """Containers by their roles; each that has no network of the engine's is a network namespace to be wired."""

    def __init__(self, guard_image: str, python_image: str) -> None:
        self.guard_image, self.python_image = guard_image, python_image
        self._prefix = f"map-test-guard-{uuid.uuid4().hex[:8]}"
        self._names: list[str] = []

    def name(self, role: str) -> str:
        return f"{self._prefix}-{role}"

    def run(self, role: str, *options: str, image: str = "", order: tuple[str, ...] = ()) -> str:
        self._names.append(self.name(role))
        return command("run", "--detach", f"--name={self.name(role)}", *options, image or self.python_image, *order)

    def wait(self, role: str, *sysctls: str, order: tuple[str, ...] = ("sleep", "1000")) -> None:
        """A container with nothing but lo, that does what order says."""
        wanted = ("net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.default.accept_dad=0", *sysctls)
        self.run(role, "--init", "--network=none", *(f"--sysctl={item}" for item in wanted), order=order)

    def network(self, role: str) -> str:
        return "--network=host" if role == "host" else f"--network=container:{self.name(role)}"

    def ip(self, role: str, script: str) -> str:
        """What a shell says that may change the role's network."""
        rights = ("--cap-drop=ALL", "--cap-add=NET_ADMIN", "--cap-add=SYS_PTRACE", "--pid=host")
        return command("run", "--rm", self.network(role), *rights, self.guard_image, "sh", "-euc", script)

    def wire(self, role: str, interface: str, other: str, *lines: str) -> None:
        """A pair of interfaces: one in the role's network, and another's eth0. lines: of the first's side."""
        pid = command("inspect", "--format={{.State.Pid}}", self.name(other))
        made = f"ip link add {interface} type veth peer name eth0 netns {pid}"
        self.ip(role, "\n".join([made, f"ip link set {interface} up", *lines]))

    def reaches(self, role: str, address: str) -> bool:
        said = command("exec", self.name(role), "python3", "-c", ASK, address, check=False)
        assert said in ("200", "")
        return said == "200"

    def rules(self, role: str = "router") -> list[tuple[str, str, str]]:
        """Those with our preferences: family, preference, text."""
        found = []
        for family in ("-4", "-6"):
            for line in self.ip(role, f"ip {family} rule list").splitlines():
                preference, _, text = line.partition(":")
                found += [(family, preference, text.strip())] if preference in ("90", "91") else []
        return found

    def guard(self, role: str = "guard", network: str = "router", *options: str) -> None:
        """Start a guard as a stack does."""
        rights = ("--read-only", "--cap-drop=ALL", "--cap-add=NET_ADMIN", "--security-opt=no-new-privileges")
        self.run(role, self.network(network), *rights, "--health-interval=1s", *options, image=self.guard_image)

    def becomes(self, role: str, health: str) -> None:
        deadline = time.monotonic() + 30
        while command("inspect", "--format={{.State.Health.Status}}", self.name(role)) != health:
            assert time.monotonic() < deadline, command("logs", self.name(role))
            time.sleep(0.2)

    def remove(self, *roles: str) -> None:
        """Containers; without roles all of them."""
        names = [self.name(role) for role in roles] or self._names
        command("rm", "--force", *names, check=False)


@pytest.fixture(scope="module")
def images() -> tuple[str, str]:
    """The guard's, and one with Python."""
    return build("link-local-guard", BASE), build("engine-gate", BASE)


@pytest.fixture(scope="module")
def lab(images: tuple[str, str]) -> t.Iterator[World]:
    """A person's container and the metadata, with a router between them that stands for a host."""
    made = World(*images)
    try:
        made.wait("router", *ROUTER)
        made.wait("person")
        made.wait("cloud", order=SERVE)
        made.wire("router", "people", "person", "ip addr add 10.7.1.1/24 dev people")
        made.wire("router", "cloud", "cloud", "ip addr add 10.7.2.1/24 dev cloud")
        routes = "ip route add 169.254.169.254 via 10.7.2.9; ip -6 route add fd00:ec2::254 via fd07:2::9"
        addresses = "ip addr add fd07:1::1/64 dev people nodad; ip addr add fd07:2::1/64 dev cloud nodad"
        made.ip("router", f"{addresses}; {routes}")
        for role, network in (("person", "1"), ("cloud", "2")):
            own = f"ip link set eth0 up; ip addr add 10.7.{network}.9/24 dev eth0"
            own += f"; ip addr add fd07:{network}::9/64 dev eth0 nodad"
            way = f"ip route add default via 10.7.{network}.1; ip -6 route add default via fd07:{network}::1"
            made.ip(role, f"{own}; {way}")
        made.ip("cloud", "ip addr add 169.254.169.254/32 dev eth0; ip addr add fd00:ec2::254/128 dev eth0 nodad")
        yield made
    finally:
        made.remove()


@pytest.fixture
def world(lab: World) -> t.Iterator[World]:
    """Without a guard, and without rules."""
    yield lab
    lab.remove("guard", "second")
    remove_rules(lab, "router")


def remove_rules(world: World, role: str, *kept: tuple[str, str]) -> None:
    """Those that a guard sets."""
    wanted = [f"ip {rule[0]} rule del pref {rule[1]} to {to(rule)}" for rule in RULES if rule not in kept]
    if wanted:
        world.ip(role, "\n".join(f"{line} 2> /dev/null || true" for line in wanted))


def to(rule: tuple[str, str]) -> str:
    return RULES[rule].removeprefix("from all to ")


def all_rules() -> list[tuple[str, str, str]]:
    return [(*rule, text) for rule, text in RULES.items()]


def come_back(world: World) -> None:
    deadline = time.monotonic() + 20
    while world.rules() != all_rules():
        assert time.monotonic() < deadline, world.rules()
        time.sleep(0.2)


def test_what_is_passed_on_is_refused_and_the_hosts_own_is_not(world: World) -> None:
    everywhere = (*METADATA, *OTHER)
    assert [world.reaches("person", address) for address in everywhere] == [True] * 4
    assert [world.reaches("router", address) for address in everywhere] == [True] * 4
    world.guard()
    world.becomes("guard", "healthy")
    assert world.rules() == all_rules()
    assert [world.reaches("person", address) for address in everywhere] == [False, False, True, True]
    assert [world.reaches("router", address) for address in everywhere] == [True] * 4


def test_removed_rules_come_back(world: World) -> None:
    world.guard()
    world.becomes("guard", "healthy")
    for kept in ((), (("-4", "90"), ("-6", "90"))):
        remove_rules(world, "router", *kept)
        come_back(world)
    assert not any(world.reaches("person", address) for address in METADATA)
    assert command("logs", world.name("guard")).count("set: ") == len(RULES) * 2 + 2


def test_two_guards_double_nothing(world: World) -> None:
    world.guard()
    world.guard("second")
    for role in ("guard", "second"):
        world.becomes(role, "healthy")
    for _ in range(3):
        remove_rules(world, "router")
        come_back(world)
    time.sleep(3)
    assert world.rules() == all_rules()
    assert [command("inspect", "--format={{.RestartCount}} {{.State.Running}}", world.name("guard"))] == ["0 true"]


def test_stopping_it_opens_nothing(world: World) -> None:
    world.guard()
    world.becomes("guard", "healthy")
    command("stop", "--time=20", world.name("guard"))
    assert command("inspect", "--format={{.State.ExitCode}}", world.name("guard")) == "0"
    assert world.rules() == all_rules()
    assert not any(world.reaches("person", address) for address in METADATA)


def test_its_health_is_that_every_rule_is_there(world: World) -> None:
    world.guard("guard", "router", "--env=SECONDS_BETWEEN=1000", "--health-retries=1")
    world.becomes("guard", "healthy")
    for rule in RULES:
        family, preference = rule
        add, narrower = f"ip {family} rule add pref {preference}", {"-4": "10.0.0.0/8", "-6": "fd00::/16"}[family]
        world.ip("router", f"ip {family} rule del pref {preference}; {add} from {narrower} to {to(rule)}")
        world.becomes("guard", "unhealthy")
        world.ip("router", f"ip {family} rule del pref {preference}; {add} to {to(rule)}")
        world.becomes("guard", "healthy")


def test_without_ipv6_it_has_the_others(world: World) -> None:
    world.guard("guard", "router", "--env=IPV6_SIGN=/nonexistent")
    world.becomes("guard", "healthy")
    assert world.rules() == all_rules()[:2]


def test_without_its_right_it_says_so(world: World) -> None:
    world.run("guard", world.network("router"), "--cap-drop=ALL", image=world.guard_image)
    assert command("wait", world.name("guard")) == "1"
    assert "can't set: 90 to 169.254.0.0/16" in command("logs", world.name("guard"))
    assert "Operation not permitted" in command("logs", world.name("guard"))


@pytest.fixture
def host(images: tuple[str, str]) -> t.Iterator[World]:
    """This machine, wired to metadata of its own; a person's container is on an ordinary network of the engine."""
    made = World(*images)
    interface, network = f"map{uuid.uuid4().hex[:8]}", made.name("network")
    before = [rule[:2] for rule in made.rules("host")]
    try:
        command("network", "create", network)
        made.run("person", "--init", f"--network={network}", order=("sleep", "1000"))
        made.run("host", "--init", "--network=host", order=("sleep", "1000"))
        made.wait("cloud", order=SERVE)
        made.wire("host", interface, "cloud", f"ip addr add 169.254.171.1 peer 169.254.169.254/32 dev {interface}")
        made.ip("cloud", "ip link set eth0 up; ip addr add 169.254.169.254 peer 169.254.171.1/32 dev eth0")
        yield made
    finally:
        made.remove()
        command("network", "rm", network, check=False)
        remove_rules(made, "host", *before)


def test_behind_the_engines_bridge(host: World) -> None:
    """Another environment's guard may be on this machine; a rule that comes before shows what were without it."""
    open_door = "to 169.254.169.254 pref 80 lookup main"
    host.ip("host", f"ip rule add {open_door}")
    try:
        assert [host.reaches(role, METADATA[0]) for role in ("host", "person")] == [True, True]
    finally:
        host.ip("host", f"ip rule del {open_door}")
    host.guard("guard", "host")
    host.becomes("guard", "healthy")
    assert [host.reaches(role, METADATA[0]) for role in ("host", "person")] == [True, False]
    assert host.rules("host") == all_rules()
