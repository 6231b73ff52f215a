"""Rules for the host's own system: nobody is locked out, and what stands in its files means something."""

from __future__ import annotations

import re
import typing as t

from ..plan import UNKNOWN
from .cloud import networks
from .table import Rule, apply

_VOLUME = re.compile(r"vol-[0-9a-f]{8,17}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_SIZE = re.compile(r"[1-9][0-9]*[MGT]")
_LARGEST_SWAP = 64


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def ssh_networks(manage: bool, networks: list[str]) -> t.Iterator[str]:
    if manage and not networks:
        yield (
            "map_admin_networks is empty, and the host's security group would let in nobody by SSH, Ansible included. "
            "Name the networks from which you work."
        )


def key(manage: bool, public: str) -> t.Iterator[str]:
    if manage and not public:
        yield (
            "map_ssh_public_key is empty, and nobody could sign in to the host that is made. "
            "Put the public half of your SSH key there."
        )


def volume(name: str) -> t.Iterator[str]:
    if name and name != UNKNOWN and not _VOLUME.fullmatch(name):
        yield f"machine_data_volume_id is '{name}', which is no volume of AWS. Write it as vol-0123456789abcdef0."


def folder(variable: str) -> t.Callable[[str], t.Iterator[str]]:
    def judge(written: str) -> t.Iterator[str]:
        if written and not re.fullmatch(r"(/[A-Za-z0-9_.-]*[A-Za-z0-9_-])+", written):
            yield f"{variable} is '{written}', which is no folder of its own. Write the whole path, as /srv/docker."

    return judge


def mounted(written: str) -> t.Iterator[str]:
    if not written:
        yield "machine_data_folder is empty, and the data volume has no place. Write the whole path, as /srv."


def time_servers(names: list[str]) -> t.Iterator[str]:
    if not names:
        yield "machine_time_servers is empty, and the host's clock would drift. Name a server, as 169.254.169.123."


def swap(size: int) -> t.Iterator[str]:
    if not 0 <= size <= _LARGEST_SWAP:
        yield f"machine_swap_gb is {size}. Take 0 for none, or up to {_LARGEST_SWAP}; the file is on the root volume."


def reboot_time(text: str) -> t.Iterator[str]:
    if text and not _TIME.fullmatch(text):
        yield f"machine_reboot_time is '{text}', which is no time of day. Write it in quotes, as \"04:30\"."


def journal_size(text: str) -> t.Iterator[str]:
    if not _SIZE.fullmatch(text):
        yield f"machine_journal_size is '{text}', which is no size. Write it as 1G."


def journal_days(days: int) -> t.Iterator[str]:
    if days < 1:
        yield f"machine_journal_days is {days}. Take 1 or more."


RULES: tuple[Rule, ...] = (
    (("machine_manage", "map_admin_networks"), ssh_networks),
    (("machine_manage", "map_ssh_public_key"), key),
    (("machine_data_volume_id",), volume),
    (("machine_data_folder",), folder("machine_data_folder")),
    (("machine_data_folder",), mounted),
    (("docker_data_folder",), folder("docker_data_folder")),
    (("machine_web_networks",), networks("machine_web_networks", {4: 0, 6: 0})),
    (("machine_time_servers",), time_servers),
    (("machine_swap_gb",), swap),
    (("machine_reboot_time",), reboot_time),
    (("machine_journal_size",), journal_size),
    (("machine_journal_days",), journal_days),
)
