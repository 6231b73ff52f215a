"""Plans of machine as tables: (wanted, actual) -> changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, Change, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.config_files import ActualFile, WantedFile
from ansible_collections.mesoscale.map.plugins.module_utils.plans.machine import notes, plan
from ansible_collections.mesoscale.map.plugins.module_utils.plans.machine_types import (
    Actual,
    ActualUnit,
    ActualVolume,
    Wanted,
    WantedUnit,
    WantedVolume,
)
from ansible_collections.mesoscale.map.plugins.module_utils.specs.machine import ARGUMENTS, run

CONF, FRAGMENT = "/etc/ssh/sshd_config.d/10-map.conf", "/etc/systemd/system/map-data.service"
FILES = (WantedFile(CONF, "new", "0644", "0:0", "a\n"), WantedFile(FRAGMENT, "new", "0644", "0:0", "b\n"))
SSH = WantedUnit("ssh.service", files=(CONF,), refresh="reload")
WALL = WantedUnit("map-firewall.service")
SWAP = WantedUnit("swapfile.swap", in_container=False)
WANTED = Wanted(
    packages=("nftables", "e2fsprogs"),
    files=FILES,
    units=(SSH, WALL, SWAP),
    volume=WantedVolume("vol-0abc", "/srv"),
    firewall_unit="map-firewall.service",
    conflicts=("nftables.service",),
    user="admin",
)
THERE = ActualFile("file", "new", "0644", "0:0", "a\n")
RUNS = ActualUnit("enabled", "active", changed=100.0)
DISK = ActualVolume(device="/dev/nvme1n1", holds="ext4", mounted=True, folder="mount")
GOOD = Actual(
    packages=frozenset({"nftables", "e2fsprogs"}),
    files={CONF: THERE, FRAGMENT: THERE},
    written={CONF: 50.0, FRAGMENT: 50.0},
    units={"ssh.service": RUNS, "map-firewall.service": RUNS, "swapfile.swap": RUNS},
    volume=DISK,
    firewall=True,
)


def changed(**changes: t.Any) -> Actual:
    return dataclasses.replace(GOOD, **changes)


def unit(name: str, **changes: t.Any) -> Actual:
    return changed(units={**GOOD.units, name: dataclasses.replace(RUNS, **changes)})


def disk(**changes: t.Any) -> Actual:
    return changed(volume=dataclasses.replace(DISK, **changes))


def short(changes: list[Change]) -> list[str]:
    """The calls, each with what tells it from others of its method."""
    return [" ".join([one.call.method, *_arguments(one)]) for one in changes]


def _arguments(change: Change) -> list[str]:
    return [str(value) for key, value in change.call.kwargs.items() if key in ("unit", "path", "names")]


OLD = dataclasses.replace(THERE, digest="old")
BARE = [
    "install ['nftables', 'e2fsprogs']",
    "format_volume",
    f"write_file {CONF}",
    f"write_file {FRAGMENT}",
    "read_units",
    *(f"{verb} {name}" for name in ("ssh.service", "map-firewall.service") for verb in ("enable", "start")),
    "enable swapfile.swap",
]


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        pytest.param(GOOD, [], id="all is there"),
        pytest.param(Actual(volume=ActualVolume(UNKNOWN)), [*BARE, "start swapfile.swap"], id="only planned"),
        pytest.param(Actual(volume=ActualVolume("/dev/loop0"), container=True), BARE, id="a bare container"),
        pytest.param(changed(packages=frozenset({"nftables"})), ["install ['e2fsprogs']"], id="a package"),
        pytest.param(
            changed(files={**GOOD.files, CONF: OLD}), [f"write_file {CONF}", "reload ssh.service"], id="a file"
        ),
        pytest.param(
            changed(files={**GOOD.files, FRAGMENT: OLD}), [f"write_file {FRAGMENT}", "read_units"], id="a unit's file"
        ),
        pytest.param(changed(written={CONF: 101.0}), ["reload ssh.service"], id="killed before the reload"),
        pytest.param(unit("ssh.service", outdated=True), ["read_units"], id="killed before systemd knew"),
        pytest.param(unit("ssh.service", active="failed"), ["start ssh.service"], id="a unit that failed"),
        pytest.param(unit("ssh.service", enabled="disabled"), ["enable ssh.service"], id="a unit that isn't enabled"),
        pytest.param(unit("ssh.service", enabled="static"), [], id="a unit that can't be enabled"),
        pytest.param(changed(firewall=False), ["reload map-firewall.service"], id="rules changed by hand"),
        pytest.param(
            dataclasses.replace(unit("map-firewall.service", active="inactive"), firewall=False),
            ["start map-firewall.service"],
            id="no rules",
        ),
        pytest.param(
            dataclasses.replace(unit("swapfile.swap", active="inactive"), container=True), [], id="swap in a container"
        ),
        pytest.param(disk(holds="blank", mounted=False, folder="empty"), ["format_volume"], id="a blank volume"),
        pytest.param(disk(mounted=False, folder="nothing"), [], id="the unit mounts it"),
        pytest.param(disk(grows=True), ["grow_volume"], id="a larger volume"),
        pytest.param(unit("nftables.service", enabled="disabled", active="inactive"), [], id="no conflict"),
    ],
)
def test_plan(actual: Actual, changes: list[str]) -> None:
    assert short(plan(actual, WANTED)) == changes


def test_a_unit_is_switched_off() -> None:
    wanted = Wanted(units=(dataclasses.replace(SWAP, state="inactive"),))
    assert short(plan(GOOD, wanted)) == ["disable swapfile.swap", "stop swapfile.swap"]
    assert short(plan(Actual(), wanted)) == []


@pytest.mark.parametrize(
    ("actual", "problem"),
    [
        pytest.param(changed(system=("ubuntu", "24.04")), "The host has ubuntu 24.04, and we know Debian 12", id="os"),
        pytest.param(changed(system=("debian", "11")), "The host has debian 11", id="release"),
        pytest.param(changed(systemd=False), "there is no systemd", id="init"),
        pytest.param(changed(root=False), "Only root may", id="rights"),
        pytest.param(unit("ssh.service", enabled="masked"), "The unit ssh.service is masked", id="masked"),
        pytest.param(unit("nftables.service"), "The unit nftables.service is on, and it would remove", id="conflict"),
        pytest.param(disk(device=""), "The data volume vol-0abc isn't attached", id="no device"),
        pytest.param(disk(holds="xfs"), r"vol-0abc \(/dev/nvme1n1\) holds xfs, and only a blank one", id="xfs"),
        pytest.param(disk(holds="a partition table (gpt)"), r"holds a partition table \(gpt\)", id="partitions"),
        pytest.param(disk(mounted=False, folder="files"), "and copy nothing over what it has", id="hidden files"),
        pytest.param(
            disk(mounted=False, folder="files", holds="blank"),
            "then copy them into /srv",
            id="files, and a blank volume",
        ),
        pytest.param(disk(mounted=False), "At /srv something else is mounted", id="another mount"),
        pytest.param(
            disk(mounted=False, folder="empty", elsewhere="/mnt"), "is mounted at /mnt, wanted is /srv", id="elsewhere"
        ),
    ],
)
def test_what_cant_be_met_is_refused(actual: Actual, problem: str) -> None:
    with pytest.raises(MapError, match=problem):
        plan(actual, WANTED)


def test_root_would_be_locked_out() -> None:
    with pytest.raises(MapError, match="ansible_user is root, and root could not sign in afterwards"):
        plan(GOOD, dataclasses.replace(WANTED, user="root"))


def test_a_restart_that_is_waited_for_is_a_note() -> None:
    assert notes(GOOD) == []
    (note,) = notes(changed(reboot=("linux-image-amd64",)))
    assert note.startswith("The host waits for a restart, for linux-image-amd64 were upgraded.")


def test_without_a_volume_only_a_check_goes_on() -> None:
    """As when it is planned by this very run; an engine without it would begin on the root volume."""
    params = {**{name: option.get("default") for name, option in ARGUMENTS.items()}, "volume_id": UNKNOWN}
    assert run({**params, "assume_empty": True}, check=True)["changed"]
    with pytest.raises(MapError, match="The host has no data volume attached"):
        run(params, check=False)
