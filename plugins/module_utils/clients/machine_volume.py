"""The data volume of a host: found by its name, made a filesystem when it is blank, grown."""

from __future__ import annotations

import os
import struct
import typing as t

from ..plan import UNKNOWN, MapError
from ..plans.machine_types import ActualVolume, WantedVolume
from .machine_commands import run, said

Place = t.Literal["nothing", "empty", "files", "mount"]

LABEL = "map-data"
START = 1024 * 1024
"""Where a device is blank, so many bytes at its start are zero."""
SLACK = 256 * 1024 * 1024
"""A filesystem of ext4 may be smaller than its device by a block group or two."""


def places(volume_id: str) -> list[str]:
    """Where EC2's host shows a volume: as an NVMe disk (Nitro), else as Xen's, at the name of ec2_read.DEVICE."""
    return [f"/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_{volume_id.replace('-', '', 1)}", "/dev/xvdf"]


class Volume:
    """Reads and changes one volume; there may be no device."""

    def __init__(self, wanted: WantedVolume) -> None:
        self._wanted = wanted

    def read(self) -> ActualVolume:
        """What is there. A volume whose id isn't known yet is a new one."""
        folder = self._wanted.folder
        if self._wanted.id == UNKNOWN:
            return ActualVolume(device=UNKNOWN)
        device = self._device()
        if not device:
            return ActualVolume()
        number = os.stat(device).st_rdev
        mounted = os.path.isdir(folder) and os.path.ismount(folder) and os.stat(folder).st_dev == number
        holds = _holds(device)
        return ActualVolume(
            device=device,
            holds=holds,
            mounted=mounted,
            elsewhere="" if mounted else _elsewhere(number),
            grows=mounted and holds == "ext4" and _size(device) - _filesystem_size(device) > SLACK,
            folder=_folder(folder),
        )

    def format(self) -> None:
        """Make the filesystem, if by now nobody else has put something there."""
        device = self._device()
        if not device or _holds(device) != "blank":
            raise MapError(
                f"The data volume {self._wanted.id} isn't blank any more. Run it again and look at the plan."
            )
        run("mkfs.ext4", "-q", "-L", LABEL, device)

    def grow(self) -> None:
        """Let the filesystem fill its device, while it is in use."""
        run("resize2fs", self._device())

    def _device(self) -> str:
        return next((os.path.realpath(place) for place in places(self._wanted.id) if os.path.exists(place)), "")


def _holds(device: str) -> str:
    """blank, a kind of filesystem, or words for what else there is. blkid says 2: nothing known; 8: several things."""
    code, text = said("blkid", "-p", "-o", "export", device)
    if code == 2:
        with open(device, "rb") as opened:
            return "unknown data" if any(opened.read(START)) else "blank"
    found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    if code or not found.keys() & {"TYPE", "PTTYPE"}:
        return "several things at once" if code == 8 else f"what blkid can't tell ({text.strip()})"
    return found["TYPE"] if "TYPE" in found else f"a partition table ({found['PTTYPE']})"


def _size(device: str) -> int:
    with open(device, "rb") as opened:
        return opened.seek(0, os.SEEK_END)


def _filesystem_size(device: str) -> int:
    """By its superblock, for a new host has no e2fsprogs yet."""
    with open(device, "rb") as opened:
        opened.seek(1024)
        block = opened.read(1024)
    (low, size, high) = (struct.unpack_from("<I", block, place)[0] for place in (4, 24, 0x150))
    wide = struct.unpack_from("<I", block, 96)[0] & 0x80
    return int((low + ((high << 32) if wide else 0)) << (10 + size))


def _elsewhere(number: int) -> str:
    wanted = f"{os.major(number)}:{os.minor(number)}"
    with open("/proc/self/mountinfo", encoding="utf-8") as opened:
        words = [line.split() for line in opened]
    return next((line[4] for line in words if line[2] == wanted), "")


def _folder(folder: str) -> Place:
    if not os.path.lexists(folder):
        return "nothing"
    if os.path.ismount(folder):
        return "mount"
    return "files" if not os.path.isdir(folder) or os.listdir(folder) else "empty"
