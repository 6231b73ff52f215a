"""Reads host keys from the consoles of instances, and keeps them in a file of known hosts."""

from __future__ import annotations

import contextlib
import functools
import pathlib
import typing as t

from ..plan import UNKNOWN, MapError
from ..plans.ssh_host_keys import Actual, Host, Key, is_pinned, keys_of, pinned
from .aws import Aws
from .config_files import named, replace


class Client:
    """The file and the consoles. Its methods are the calls of plans/ssh_host_keys.py.

    options: the `aws` option of a module, None to ask no console; seconds: how long to wait for a console's keys
    """

    def __init__(self, file: str, hosts: list[Host], options: dict[str, t.Any] | None, seconds: float) -> None:
        self._file, self._hosts, self._options, self._seconds = file, hosts, options, seconds
        self._keys: dict[str, tuple[Key, ...]] = {}

    def read(self) -> Actual:
        """The file, and the keys of the hosts that aren't pinned in it. Asks AWS nothing when all are."""
        text = self._text()
        for host in self._hosts:
            known = host.instance_id == UNKNOWN or host.instance_id in self._keys or is_pinned(text, host)
            if self._options and not known:
                self._keys[host.instance_id] = self._wait_for_keys(host)
        return Actual(text, dict(self._keys))

    def pin(self, name: str) -> None:
        """Write the keys of that host's console into the file, which is there as a whole or not at all."""
        host = next(host for host in self._hosts if host.name == name)
        keys = self._keys.get(host.instance_id, ())
        if UNKNOWN in (host.address, host.instance_id) or not keys:
            raise MapError(f"The SSH host key of '{name}' isn't known yet. Make the host, then run this again.")
        text = pinned(self._text(), host, keys)
        with named(self._file):
            replace(self._file, text.encode(errors="surrogateescape"), "0644", "")

    def _text(self) -> str:
        with named(self._file), contextlib.suppress(FileNotFoundError):
            return pathlib.Path(self._file).read_text(encoding="utf-8", errors="surrogateescape")
        return ""

    @functools.cached_property
    def _aws(self) -> Aws:
        return Aws(t.cast("dict[str, t.Any]", self._options), ["ec2"])

    def _wait_for_keys(self, host: Host) -> tuple[Key, ...]:
        found: list[Key] = []

        def done() -> bool:
            found[:] = self._console_keys(host.instance_id)
            return bool(found)

        what = f"the console of {host.instance_id} to show the SSH host keys of '{host.name}'"
        advice = (
            "It shows them when the instance first boots, so run again if it does; of one that has been up for long, "
            f"write the line '{host.address} TYPE KEY' into {self._file} yourself."
        )
        self._aws.wait(what, done, self._seconds, advice)
        return tuple(found)

    def _console_keys(self, instance_id: str) -> tuple[Key, ...]:
        """From what the console shows now, which only Nitro instances have; else from what AWS kept of a boot."""
        absent = {"InvalidInstanceID.NotFound", "UnsupportedOperation"}
        for latest in (True, False):
            what = {"InstanceId": instance_id, "Latest": latest}
            answer = self._aws.call("ec2", "get_console_output", absent=absent, **what)
            keys = keys_of((answer or {}).get("Output") or "")
            if keys:
                return keys
        return ()
