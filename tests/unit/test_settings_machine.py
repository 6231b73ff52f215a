"""What is said of settings of the host's own system."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN
from tests.unit.role_variable import role_variable
from tests.unit.settings_given import DEFAULTS, judge

MANAGED = {
    "machine_manage": True,
    "map_admin_networks": ["203.0.113.0/24"],
    "map_ssh_public_key": "ssh-ed25519 " + "A" * 68,
}


@pytest.mark.parametrize(
    "good",
    [
        {"map_admin_networks": []},
        {**MANAGED, "map_admin_networks": ["203.0.113.0/24", "2001:db8::/32"]},
        {"machine_data_volume_id": "vol-0123456789abcdef0"},
        {"machine_data_volume_id": UNKNOWN},
        {"machine_data_folder": "/srv/data", "docker_data_folder": "/srv/data/docker"},
        {"machine_swap_gb": 0, "machine_reboot_time": "04:30"},
    ],
)
def test_good_settings(good: dict[str, t.Any]) -> None:
    assert judge(**good) == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({**MANAGED, "map_admin_networks": []}, "map_admin_networks is empty, and the host's security group"),
        ({**MANAGED, "map_ssh_public_key": ""}, "map_ssh_public_key is empty, and nobody could sign in"),
        ({"machine_data_volume_id": "nvme1n1"}, "machine_data_volume_id is 'nvme1n1', which is no volume of AWS"),
        ({"machine_data_folder": "srv"}, "machine_data_folder is 'srv', which is no folder of its own"),
        ({"machine_data_folder": "/"}, "machine_data_folder is '/', which is no folder of its own"),
        ({"machine_data_folder": "/srv/$(id)"}, "machine_data_folder is '/srv/$(id)'"),
        ({"machine_data_folder": "/srv/../etc"}, "machine_data_folder is '/srv/../etc'"),
        ({"machine_data_folder": ""}, "machine_data_folder is empty"),
        ({"docker_data_folder": "docker"}, "docker_data_folder is 'docker', which is no folder of its own"),
        ({"machine_web_networks": ["10.0.0.1/8"]}, "'10.0.0.1/8' in machine_web_networks is not the name of a network"),
        ({"machine_time_servers": []}, "machine_time_servers is empty"),
        ({"machine_swap_gb": -1}, "machine_swap_gb is -1"),
        ({"machine_reboot_time": "4:30"}, "machine_reboot_time is '4:30', which is no time of day"),
        ({"machine_journal_size": "much"}, "machine_journal_size is 'much', which is no size"),
        ({"machine_journal_days": 0}, "machine_journal_days is 0"),
    ],
)
def test_wrong_settings(wrong: dict[str, t.Any], complaint: str) -> None:
    (problem,) = judge(**wrong)
    assert complaint in problem


@pytest.mark.parametrize("network", [*DEFAULTS["host_web_networks"], DEFAULTS["docker_address_pool"]])
def test_what_other_roles_have_by_default_is_the_same_here(network: str) -> None:
    assert f"'{network}'" in DEFAULTS["machine_web_networks"]


@pytest.mark.parametrize(
    ("changes", "folder"),
    [
        ({}, "/srv"),
        ({"machine_data_folder": "/data"}, "/data"),
        ({"machine_manage": False}, ""),
        ({"machine_result": {}}, ""),  # the role machine ran before in this run
        ({"__host_address_asked": {"data_volume_id": ""}}, ""),
        ({"group_names": ["workers"]}, ""),  # a host for workers alone: the volume is another's
    ],
)
def test_an_engine_waits_for_the_data_volume_of_its_own_host(changes: dict[str, t.Any], folder: str) -> None:
    asked = {"__host_address_asked": {"data_volume_id": "vol-0abc"}}
    given = {"machine_manage": True, "group_names": ["map_host", "workers"], **asked, **changes}
    assert role_variable("docker", "__docker_volume_folder", given) == folder
