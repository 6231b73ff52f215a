"""The role machine on Debian 12 and 13 by SSH: check, apply, check; a restart; what is refused and what grows."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from tests.environment import Run, differences
from tests.integration.containers import Play
from tests.integration.stand_in_host import StandIn, base_image, disk

VOLUME = "vol-0123456789abcdef0"
OTHER = "vol-0fedcba9876543210"
PLACE = f"/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_{OTHER.replace('-', '')}"
PARTITION = (
    r"printf '\0\0\0\0\203\0\0\0\0\010\0\0\0\200\0\0' | dd of=DEVICE bs=1 seek=446 status=none; "
    r"printf '\125\252' | dd of=DEVICE bs=1 seek=510 status=none"
)
TABLE = "inet map_host"
HARDENED = {
    "authenticationmethods publickey",
    "passwordauthentication no",
    "kbdinteractiveauthentication no",
    "permitrootlogin no",
    "x11forwarding no",
    "allowagentforwarding no",
    "maxauthtries 4",
}
SETTINGS: dict[str, t.Any] = {
    "machine_manage": True,
    "machine_data_volume_id": VOLUME,
    "host_web_networks": ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32", "::/0"],
    "docker_address_pool": "10.200.0.0/14",
    "docker_data_folder": "/srv/docker",
}
JOB = 'trap "sleep 3; touch /srv/ended; exit" TERM; while true; do sleep 0.1; done'
"""What a worker does: it works on for some seconds after SIGTERM."""

NEVER_STARTED = ("systemd-timesyncd.service", "swapfile.swap", "map-swapfile.service")
DOCKER = {"role": "mesoscale.map.docker", "docker_base_suites": []}


@dataclasses.dataclass
class Story:
    """A bare host that became what it shall be. as_root, engine_first: refused before"""

    host: StandIn
    play: Play
    as_root: Run
    engine_first: Run
    checked: Run
    applied: Run

    def rules(self) -> str:
        """What the kernel has, but for the role's own table."""
        return self.host.inside("sh", "-c", f"nft list ruleset | sed '/^table {TABLE} /,/^}}/d'")

    def shell(self, text: str) -> str:
        return self.host.inside("sh", "-c", text)


@pytest.fixture(scope="module", params=["trixie", pytest.param("bookworm", marks=pytest.mark.endurance)])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Story]:
    folder = tmp_path_factory.mktemp(request.param)
    host = StandIn(folder, request.param, "systemd", *disk(VOLUME))
    try:
        host.inside("systemctl", "unmask", "apt-daily.timer", "apt-daily-upgrade.timer")
        play = Play(folder, "machine", ["mesoscale.map.machine"], host.variables, **SETTINGS)
        as_root = play.apply("--check", ok=False)
        play.host |= {"ansible_user": "admin", "ansible_become": True}
        play.roles = [DOCKER]
        engine_first = play.apply("--check", ok=False)
        play.roles = ["mesoscale.map.machine"]
        checked = play.apply("--check", "--diff")
        assert host.inside("sh", "-c", "ls -A /srv /etc/map 2> /dev/null || true").split() == ["/srv:"]
        yield Story(host, play, as_root, engine_first, checked, play.apply("--diff"))
    finally:
        host.remove()


def test_what_was_planned_was_done_and_nothing_is_left(story: Story) -> None:
    assert differences(story.checked.plan, story.applied.plan) == []
    assert len(story.applied.plan) > 20
    assert story.play.apply("--check").plan == []
    assert story.play.apply().changed == []


def test_the_data_volume_is_mounted(story: Story) -> None:
    system, options = story.shell("findmnt -no FSTYPE,OPTIONS /srv").split()
    assert (system, options.split(",")[:2]) == ("ext4", ["rw", "noatime"])
    assert story.shell("blkid -p -s LABEL -o value $(findmnt -no SOURCE /srv)") == "map-data"


def test_only_keys_open_the_door(story: Story) -> None:
    assert HARDENED - set(story.host.inside("sshd", "-T").splitlines()) == set()
    assert "ansible_user is root, and root could not sign in afterwards. Take a user" in story.as_root.output


def test_time_and_swap_are_only_prepared_in_a_container(story: Story) -> None:
    for unit in NEVER_STARTED:
        state = story.shell(f"systemctl show -p ActiveState -p ConditionTimestampMonotonic {unit}").split()
        assert sorted(state) == ["ActiveState=inactive", "ConditionTimestampMonotonic=0"]
    assert story.shell("systemctl is-enabled swapfile.swap systemd-timesyncd").split() == ["enabled", "enabled"]
    assert story.shell("ls /swapfile 2> /dev/null || true") == ""


def test_systemd_finds_no_fault_with_our_units(story: Story) -> None:
    """On Debian 13 a mount in memory waits for the swap: swap that waits for all mounts would be a circle."""
    units = "map-data.service map-firewall.service map-swapfile.service swapfile.swap tmp.mount"
    said = story.shell(f"systemd-analyze verify --man=no {units} 2>&1 || true")
    assert [line for line in said.splitlines() if "map-" in line or "swap" in line or "cycle" in line] == []


def test_security_updates_come_by_themselves(story: Story) -> None:
    said = story.shell("apt-config dump | grep -e Periodic -e Origins -e Automatic-Reboot")
    assert 'APT::Periodic::Unattended-Upgrade "1";' in said
    assert "label=Debian-Security" in said
    assert 'label=Debian"' not in said
    assert 'Unattended-Upgrade::Automatic-Reboot "false";' in said
    assert story.shell("systemctl is-active apt-daily.timer apt-daily-upgrade.timer").split() == ["active", "active"]


def test_the_firewall_leaves_other_rules_alone_and_is_mended(story: Story) -> None:
    story.shell("nft add table ip others; nft add chain ip others forward '{ type filter hook forward priority 0; }'")
    others = story.rules()
    assert "policy drop" in story.host.inside("nft", "list", "table", *TABLE.split())
    story.shell(f"nft add rule {TABLE} input tcp dport 3306 accept")
    applied = story.play.apply()
    assert applied.plan == [("update", "rules of the firewall", '["changed by hand", "as in its file"]')]
    assert "3306" not in story.host.inside("nft", "list", "table", *TABLE.split())
    assert story.rules() == others


def test_a_change_reaches_the_programs_also_after_a_killed_run(story: Story) -> None:
    story.shell("sleep 1; touch /etc/ssh/sshd_config.d/10-map.conf")
    assert [target for _, target, _ in story.play.apply().plan] == ["unit ssh.service: its files"]
    story.play.settings["machine_journal_size"] = "2G"
    targets = [target for _, target, _ in story.play.apply().plan]
    assert targets == ["file /etc/systemd/journald.conf.d/map.conf", "unit systemd-journald.service: its files"]


def test_a_larger_volume_is_seen(story: Story) -> None:
    """Only planned: no container on every machine may have what lets a mounted filesystem grow."""
    story.shell("truncate -s 2G /var/lib/stand-in/data; losetup -c $(findmnt -no SOURCE /srv)")
    assert [target for _, target, _ in story.play.apply("--check").plan] == ["filesystem of the data volume"]
    story.shell("truncate -s 1G /var/lib/stand-in/data; losetup -c $(findmnt -no SOURCE /srv)")
    assert story.play.apply("--check").plan == []


def test_no_engine_begins_beside_the_volume(story: Story) -> None:
    said = " ".join(story.engine_first.output.split())
    assert "the data volume isn't mounted at /srv: it would begin with nothing. Apply `machine` first." in said


def begin_a_job(story: Story) -> None:
    """Whatever else ends with the host is given a second to do so: the job ends well only if it is waited for."""
    image, settings = base_image("trixie"), "/etc/systemd/system.conf.d"
    story.host.load(image)
    story.shell(f"mkdir -p {settings}; printf '[Manager]\\nDefaultTimeoutStopSec=1s\\n' > {settings}/second.conf")
    story.shell("systemctl daemon-reexec")
    story.shell(f"docker run -d --name job -v /srv:/srv --restart unless-stopped {image} sh -c '{JOB}'")


def test_an_engine_begins_on_the_volume_and_all_is_there_after_a_restart(story: Story) -> None:
    if "bookworm" in story.host.name:
        story.host.restart()
    else:
        story.play.roles = ["mesoscale.map.machine", DOCKER]
        story.play.apply()
        assert story.host.inside("docker", "info", "-f", "{{.DockerRootDir}}") == "/srv/docker"
        rules = story.rules()
        assert "DOCKER" in rules
        begin_a_job(story)
        story.host.restart()
        story.shell("until docker version > /dev/null 2>&1; do sleep 0.2; done; docker network inspect map-machine")
        story.shell("timeout 60 sh -c 'until systemctl is-active -q map-containers; do sleep 0.2; done'")
        story.shell("cat /srv/ended")
        assert story.host.inside("docker", "inspect", "-f", "{{.State.Running}}", "job") == "true"
    assert story.play.apply("--check").plan == []
    assert story.shell("findmnt -no FSTYPE /srv") == "ext4"
    assert "policy drop" in story.host.inside("nft", "list", "table", *TABLE.split())


@pytest.fixture
def device(story: Story) -> t.Iterator[str]:
    """Another volume of 64 MB, blank."""
    number = story.shell("truncate -s 64M /var/lib/stand-in/other; losetup --find | tr -dc 0-9")
    story.shell(f"[ -e /dev/loop{number} ] || mknod /dev/loop{number} b 7 {number}")
    story.shell(f"losetup /dev/loop{number} /var/lib/stand-in/other; ln -s ../../loop{number} {PLACE}")
    yield f"/dev/loop{number}"
    story.shell(f"losetup --detach /dev/loop{number}; rm -f {PLACE} /var/lib/stand-in/other")


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("mkfs.ext2 -q DEVICE", "holds ext2, and only a blank one is ever formatted"),
        (PARTITION, "holds a partition table (dos)"),
        ("echo words | dd of=DEVICE bs=4096 seek=7 status=none", "holds unknown data"),
        ("true", f"/etc holds files, and the data volume {OTHER} would hide them"),
        ("mkfs.ext4 -q DEVICE; mount -o ro DEVICE /mnt", f"The data volume {OTHER} is mounted at /mnt, wanted is /etc"),
        (f"rm {PLACE}", f"The data volume {OTHER} isn't attached to the host. Attach it with the playbook provision"),
    ],
)
def test_what_isnt_blank_free_or_there_is_refused(story: Story, device: str, done: str, said: str) -> None:
    """Another volume is wanted, in a folder with files."""
    story.shell(done.replace("DEVICE", device))
    settings = story.play.settings
    story.play.settings = {**settings, "machine_data_volume_id": OTHER, "machine_data_folder": "/etc"}
    before = story.shell(f"md5sum {device}")
    refused = story.play.apply(ok=False)
    story.play.settings = settings
    assert said in " ".join(refused.output.split())
    assert refused.changed == []
    assert story.shell(f"md5sum {device}; umount /mnt 2> /dev/null || true") == before
