"""What has to happen so that a host's system is in shape; pure."""

from __future__ import annotations

import typing as t

from ..plan import Call, Change, refuse
from . import config_files
from .machine_types import RELEASES, Actual, ActualUnit, ActualVolume, Wanted, WantedUnit, WantedVolume

UNITS = "/etc/systemd/system/"
ENABLED = ("enabled", "static", "alias", "indirect", "generated")
ACTIVE = ("active", "reloading", "activating")
NOBODY = ActualUnit()


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """All changes, in the order in which they are made."""
    refuse(_problems(actual, wanted))
    files = config_files.plan(actual.files, list(wanted.files))
    written = {str(change.call.kwargs["path"]) for change in files if change.call.method == "write_file"}
    units = [change for unit in wanted.units for change in _unit(unit, actual, written)]
    return [
        *_packages(actual, wanted),
        *(_format(actual.volume) if wanted.volume else []),
        *files,
        *_outdated(actual, written),
        *units,
        *_firewall(actual, wanted, units),
        *(_grow(actual.volume) if wanted.volume else []),
    ]


def notes(actual: Actual) -> list[str]:
    """What is no drift, but should be known."""
    if not actual.reboot:
        return []
    names = ", ".join(actual.reboot)
    return [f"The host waits for a restart, for {names} were upgraded. Restart it when nobody works."]


def _packages(actual: Actual, wanted: Wanted) -> list[Change]:
    missing = [name for name in wanted.packages if name not in actual.packages]
    if not missing:
        return []
    there = sorted(actual.packages & set(wanted.packages))
    action: t.Literal["create", "update"] = "update" if there else "create"
    call = Call("install", {"names": missing})
    return [Change("machine", action, "packages of the system", there or None, missing, call)]


def _format(volume: ActualVolume) -> list[Change]:
    if volume.holds != "blank":
        return []
    call = Call("format_volume")
    return [Change("machine", "create", "filesystem of the data volume", None, "ext4", call)]


def _grow(volume: ActualVolume) -> list[Change]:
    if not volume.grows:
        return []
    before, after = "smaller than the device", "as large as the device"
    return [Change("machine", "update", "filesystem of the data volume", before, after, Call("grow_volume"))]


def _outdated(actual: Actual, written: set[str]) -> list[Change]:
    """systemd reads its own files only when it is told to."""
    if not any(path.startswith(UNITS) for path in written) and not any(unit.outdated for unit in actual.units.values()):
        return []
    return [Change("machine", "update", "units: what systemd knows of them", "old", "new", Call("read_units"))]


def _unit(wanted: WantedUnit, actual: Actual, written: set[str]) -> t.Iterator[Change]:
    unit = actual.units.get(wanted.name, NOBODY)
    is_on, enabled, active = wanted.state == "active", unit.enabled in ENABLED, unit.active in ACTIVE
    if enabled != is_on and (is_on or unit.enabled not in ("", "disabled", "masked")):
        words = ("disabled", "enabled") if is_on else ("enabled", "disabled")
        yield _update(f"unit {wanted.name}: at boot", *words, "enable" if is_on else "disable", wanted)
    if actual.container and not wanted.in_container:
        return
    if active != is_on:
        if is_on:
            yield _update(f"unit {wanted.name}", "inactive" if unit.enabled else None, "active", "start", wanted)
        else:
            yield _update(f"unit {wanted.name}", "active", "inactive", "stop", wanted)
    elif is_on and wanted.refresh != "next_start":
        late = any(path in written or actual.written.get(path, 0) > unit.changed for path in wanted.files)
        if late:
            yield _update(f"unit {wanted.name}: its files", "as before", "read again", wanted.refresh, wanted)


def _firewall(actual: Actual, wanted: Wanted, units: list[Change]) -> list[Change]:
    """Somebody changed the rules in the kernel, and the unit doesn't know."""
    loads = any(change.call.kwargs["unit"] == wanted.firewall_unit for change in units)
    unit = next((unit for unit in wanted.units if unit.name == wanted.firewall_unit), None)
    if unit is None or actual.firewall or loads:
        return []
    return [_update("rules of the firewall", "changed by hand", "as in its file", "reload", unit)]


def _update(target: str, before: str | None, after: str, method: str, unit: WantedUnit) -> Change:
    return Change("machine", "update" if before else "create", target, before, after, Call(method, {"unit": unit.name}))


def _problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    identity, version = actual.system
    if identity != "debian" or version not in RELEASES:
        yield (
            f"The host has {identity} {version}, and we know Debian {' and '.join(RELEASES)} only. "
            "Make it with one of these, or set machine_manage to false and care for its system yourself."
        )
    if not actual.systemd:
        yield "On the host there is no systemd to start services. Take a machine, or set machine_manage to false."
    if not actual.root:
        yield "Only root may bring the host's system into shape. Use become."
    if wanted.user == "root":
        yield (
            "ansible_user is root, and root could not sign in afterwards. "
            "Take a user whom sudo serves, as admin on Debian's images, and set ansible_become to true."
        )
    for unit in wanted.units:
        if unit.state == "active" and actual.units.get(unit.name, NOBODY).enabled.startswith("masked"):
            yield f"The unit {unit.name} is masked, so it can't be on. Run `systemctl unmask {unit.name}` on the host."
    yield from _conflicts(actual, wanted)
    if wanted.volume:
        yield from _volume_problems(actual.volume, wanted.volume)


def _conflicts(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    for name in wanted.conflicts:
        unit = actual.units.get(name, NOBODY)
        if unit.enabled in ENABLED or unit.active in ACTIVE:
            yield (
                f"The unit {name} is on, and it would remove the rules of the container engine and of our firewall. "
                f"Run `systemctl disable {name}` on the host and restart the host; don't stop the unit before."
            )


def _volume_problems(actual: ActualVolume, wanted: WantedVolume) -> t.Iterator[str]:
    name, folder = f"The data volume {wanted.id}", wanted.folder
    if not actual.device:
        yield (
            f"{name} isn't attached to the host. Attach it with the playbook provision, "
            "or correct machine_data_volume_id."
        )
        return
    if actual.holds not in ("blank", "ext4"):
        yield (
            f"{name} ({actual.device}) holds {actual.holds}, and only a blank one is ever formatted. Attach the right "
            f"volume; or, if nobody needs what is on it, run `wipefs --all {actual.device}` on the host."
        )
    if actual.mounted:
        return
    if actual.elsewhere:
        yield f"{name} is mounted at {actual.elsewhere}, wanted is {folder}. Unmount it, or set machine_data_folder."
    if actual.folder == "mount":
        yield f"At {folder} something else is mounted than the data volume {wanted.id}. Unmount it there."
    if actual.folder == "files":
        back = f"copy them into {folder}"
        if actual.holds != "blank":
            back = "bring back what the volume lacks, and copy nothing over what it has"
        yield (
            f"{folder} holds files, and the data volume {wanted.id} would hide them. Stop what uses them, move them "
            f"away (`mv {folder} {folder}.before`), run again, then {back}."
        )
