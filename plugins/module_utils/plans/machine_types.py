"""What a host's system is, as wanted and as it is found."""

from __future__ import annotations

import dataclasses
import typing as t

from .config_files import ActualFile, WantedFile

RELEASES = ("12", "13")
"""The releases of Debian that we know."""


@dataclasses.dataclass(frozen=True)
class WantedUnit:
    """A unit of systemd. state: active is so at boot too (enabled), inactive neither

    in_container: whether it may be started in a container, where it would act on the machine around it
    files: those that it reads; refresh: how it takes a change of them, next_start when it is left alone until then
    """

    name: str
    state: t.Literal["active", "inactive"] = "active"
    in_container: bool = True
    files: tuple[str, ...] = ()
    refresh: t.Literal["reload", "restart", "next_start"] = "next_start"


@dataclasses.dataclass(frozen=True)
class WantedVolume:
    """The data volume. id: of EBS; folder: where it is mounted"""

    id: str
    folder: str


@dataclasses.dataclass(frozen=True)
class Wanted:
    """firewall_unit: the unit that loads the firewall's rules, "" for none

    conflicts: units that may not be on; user: who signs in to the host, "" where that isn't by SSH
    """

    packages: tuple[str, ...] = ()
    files: tuple[WantedFile, ...] = ()
    units: tuple[WantedUnit, ...] = ()
    volume: WantedVolume | None = None
    firewall_unit: str = ""
    conflicts: tuple[str, ...] = ()
    user: str = ""


@dataclasses.dataclass(frozen=True)
class ActualUnit:
    """enabled, active: systemd's words, "" for a unit that isn't there; changed: seconds since 1970 of its last change

    outdated: systemd must read the unit's own files again
    """

    enabled: str = ""
    active: str = ""
    changed: float = 0.0
    outdated: bool = False


@dataclasses.dataclass(frozen=True)
class ActualVolume:
    """device: "" when it isn't attached; holds: blank, ext4, or what else is on it

    mounted: at the wanted folder; elsewhere: another folder at which it is; grows: its filesystem is smaller than it
    folder: what is at the wanted folder: nothing, empty, files, mount (also when it is ours)
    """

    device: str = ""
    holds: str = "blank"
    mounted: bool = False
    elsewhere: str = ""
    grows: bool = False
    folder: t.Literal["nothing", "empty", "files", "mount"] = "nothing"


@dataclasses.dataclass(frozen=True)
class Actual:
    """system: id and version as in os-release; container: whether the host is one

    written: seconds since 1970 of each wanted file's last change; firewall: whether the kernel has the wanted rules
    reboot: packages that wait for a restart of the host
    """

    system: tuple[str, str] = ("debian", RELEASES[-1])
    systemd: bool = True
    container: bool = False
    root: bool = True
    packages: frozenset[str] = frozenset()
    files: dict[str, ActualFile] = dataclasses.field(default_factory=dict)
    written: dict[str, float] = dataclasses.field(default_factory=dict)
    units: dict[str, ActualUnit] = dataclasses.field(default_factory=dict)
    volume: ActualVolume = ActualVolume()
    firewall: bool = False
    reboot: tuple[str, ...] = ()
