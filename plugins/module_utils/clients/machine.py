"""The system of a host: packages, files, units, data volume, firewall."""

from __future__ import annotations

import os
import pathlib
import tempfile
import time
import typing as t

from ..plan import MapError
from ..plans.machine_types import Actual, ActualUnit, ActualVolume, Wanted
from . import apt, os_release
from .config_files import ConfigFiles
from .machine_commands import run, said
from .machine_volume import Volume

REBOOT = pathlib.Path("/run/reboot-required")
PROPERTIES = "Id,UnitFileState,LoadState,ActiveState,StateChangeTimestampMonotonic,NeedDaemonReload"


class Machine(ConfigFiles):
    """Reads the host, and makes the changes that the plan names.

    contents: of the files; checks: path -> command that refuses bad content, {} stands for a file with it
    firewall: path of the file with the firewall's rules, and the name of its table
    """

    def __init__(
        self, wanted: Wanted, contents: dict[str, bytes], checks: dict[str, list[str]], firewall: tuple[str, str] | None
    ) -> None:
        super().__init__(contents, "")
        self._wanted, self._checks, self._firewall = wanted, checks, firewall
        self._volume = Volume(wanted.volume) if wanted.volume else None

    def read_all(self) -> Actual:
        """What is there."""
        systemd, root = os.path.isdir("/run/systemd/system"), os.geteuid() == 0
        ready = systemd and root
        return Actual(
            system=os_release.system(),
            systemd=systemd,
            container=said("systemd-detect-virt", "--container", "--quiet")[0] == 0,
            root=root,
            packages=frozenset(apt.installed(list(self._wanted.packages))),
            files=self.read(list(self._wanted.files)) if ready else {},
            written={file.path: _written(file.path) for file in self._wanted.files},
            units=self._units() if ready else {},
            volume=self._volume.read() if self._volume and ready else ActualVolume(),
            firewall=ready and self._has_rules(),
            reboot=_waits_for_reboot(),
        )

    def install(self, names: list[str]) -> None:
        apt.install(names)

    def write_file(self, path: str, mode: str, owner: str) -> None:
        """Put the content in place, if its program takes it."""
        if path in self._checks:
            with tempfile.NamedTemporaryFile(prefix="map-machine-") as candidate:
                candidate.write(self._contents[path])
                candidate.flush()
                words = [candidate.name if word == "{}" else word for word in self._checks[path]]
                code, text = said(*words)
            if code:
                raise MapError(
                    f"{path} stays as it is, for {words[0]} refuses the new content. It says: {text.strip()}"
                )
        super().write_file(path, mode, owner)

    def format_volume(self) -> None:
        t.cast("Volume", self._volume).format()

    def grow_volume(self) -> None:
        t.cast("Volume", self._volume).grow()

    def read_units(self) -> None:
        run("systemctl", "daemon-reload")

    def enable(self, unit: str) -> None:
        run("systemctl", "--quiet", "enable", unit)

    def disable(self, unit: str) -> None:
        run("systemctl", "--quiet", "disable", unit)

    def start(self, unit: str) -> None:
        self._tell("start", unit)

    def stop(self, unit: str) -> None:
        self._tell("stop", unit)

    def restart(self, unit: str) -> None:
        self._tell("restart", unit)

    def reload(self, unit: str) -> None:
        self._tell("reload", unit)

    def _tell(self, verb: str, unit: str) -> None:
        code, text = said("systemctl", verb, unit)
        if code:
            log = said("journalctl", "--unit", unit, "--lines", "6", "--no-pager", "--output", "cat")[1]
            tail = "\n  ".join([*text.strip().splitlines(), *log.splitlines()])
            raise MapError(f"The unit {unit} can't {verb}. Mend what it says:\n  {tail}")

    def _units(self) -> dict[str, ActualUnit]:
        """All in one call. systemd gives times of the clock that never jumps; the files have the other's."""
        names = list(dict.fromkeys([*(unit.name for unit in self._wanted.units), *self._wanted.conflicts]))
        if not names:
            return {}
        boot = time.time() - time.monotonic()
        # An alias would come with another name as its Id; the answers come in the order of the questions.
        blocks = run("systemctl", "show", "--property", PROPERTIES, *names).strip().split("\n\n")
        found = [dict(line.split("=", 1) for line in block.splitlines()) for block in blocks]
        return {name: _unit(values, boot) for name, values in zip(names, found, strict=True)}

    def _has_rules(self) -> bool:
        """Whether the kernel's table is what the wanted file makes in a network of its own, which is thrown away."""
        if self._firewall is None or said("nft", "--version")[0]:
            return False
        path, table = self._firewall
        text = self._contents[path].decode()
        # A shell, because both commands must see the same network.
        code, wanted = said("unshare", "--net", "sh", "-c", f"nft -f - && nft list table {table}", given=text)
        if code:
            raise MapError(
                f"The rules of {path} can't be loaded. Correct the networks in them; nft says: {wanted.strip()}"
            )
        return said("nft", "list", "table", *table.split()) == (0, wanted)


def _unit(values: dict[str, str], boot: float) -> ActualUnit:
    there = values["LoadState"] != "not-found"
    state = values["LoadState"] if values["LoadState"] == "masked" else values["UnitFileState"]
    return ActualUnit(
        enabled=state if there else "",
        active=values["ActiveState"] if there else "",
        changed=boot + int(values["StateChangeTimestampMonotonic"]) / 1e6,
        outdated=values["NeedDaemonReload"] == "yes",
    )


def _written(path: str) -> float:
    return os.stat(path).st_mtime if os.path.isfile(path) else 0.0


def _waits_for_reboot() -> tuple[str, ...]:
    names = REBOOT.with_suffix(".pkgs")
    if not REBOOT.exists():
        return ()
    return tuple(sorted(set(names.read_text(encoding="utf-8").split()))) if names.exists() else ("packages",)
