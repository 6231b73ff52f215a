"""Whose host keys a file of known hosts holds, what a console says of others, and what has to change; pure."""

from __future__ import annotations

import base64
import dataclasses
import fnmatch
import hashlib
import re
import typing as t

from ..plan import UNKNOWN, Call, Change

BEGIN, END = "-----BEGIN SSH HOST KEY KEYS-----", "-----END SSH HOST KEY KEYS-----"
"""Between these cloud-init prints the public host keys on an instance's console, at its first boot."""

HEADER = "# Lines that end with an instance's id are kept by mesoscale.map; all others are yours and stay.\n"

_KEY = re.compile(r"(?:^|\s)((?:ssh|ecdsa|sk)-[\w@.-]+) (AAAA[A-Za-z0-9+/]+={0,2})(?=\s|$)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_INSTANCE = re.compile(r"i-[0-9a-f]+")


@dataclasses.dataclass(frozen=True)
class Host:
    """address, instance_id: UNKNOWN while they are only planned."""

    name: str
    address: str
    instance_id: str


@dataclasses.dataclass(frozen=True)
class Key:
    """A public key as OpenSSH writes it: its type, and the rest in base64."""

    type: str
    text: str

    @property
    def fingerprint(self) -> str:
        return "SHA256:" + base64.b64encode(hashlib.sha256(base64.b64decode(self.text)).digest()).decode().rstrip("=")


@dataclasses.dataclass(frozen=True)
class Pin:
    """A line of the file. hosts: as it names them; instance_id: "" for a line that a person wrote; line: its number"""

    hosts: str
    key: Key
    instance_id: str
    line: int


@dataclasses.dataclass(frozen=True)
class Actual:
    """text: of the file, "" where there is none; keys: instance -> what its console shows, for those without a pin"""

    text: str
    keys: dict[str, tuple[Key, ...]] = dataclasses.field(default_factory=dict)


def keys_of(console: str) -> tuple[Key, ...]:
    """The keys that a console shows, if all of them are there; of several times, the last. Broken lines don't count."""
    before, end, __ = _COLOUR.sub("", console).rpartition(END)
    __, begin, block = before.rpartition(BEGIN)
    if not (begin and end):
        return ()
    found = (Key(*match.groups()) for line in block.splitlines() if (match := _KEY.search(line)))
    return tuple(dict.fromkeys(key for key in found if _is_whole(key)))


def _is_whole(key: Key) -> bool:
    """Whether it says inside what it is, and ends where it must: the kernel writes to the console too."""
    try:
        rest, fields = base64.b64decode(key.text, validate=True), list[bytes]()
    except ValueError:
        return False
    while rest:
        end = 4 + int.from_bytes(rest[:4], "big")
        if len(rest) < end:
            return False
        fields.append(rest[4:end])
        rest = rest[end:]
    return len(fields) > 1 and fields[0] == key.type.encode()


def is_pinned(text: str, host: Host) -> bool:
    """Whether the file has a key for the host's address: this instance's, or one that a person wrote there."""
    return any(_names(pin, host) and pin.instance_id in ("", host.instance_id) for pin in _pins(text))


def plan(actual: Actual, hosts: list[Host]) -> list[Change]:
    """A host without a pin is one change: the keys of its console come into the file, those it had before leave it."""
    return [_change(actual, host) for host in hosts if not is_pinned(actual.text, host)]


def _change(actual: Actual, host: Host) -> Change:
    old = _replaced(actual.text, host)
    before = _shown(old[0].hosts, old[0].instance_id, [pin.key for pin in old]) if old else None
    after = _shown(host.address, host.instance_id, actual.keys.get(host.instance_id, ()))
    call = Call("pin", {"name": host.name})
    return Change("files", "update" if old else "create", f"SSH host key {host.name}", before, after, call)


def pinned(text: str, host: Host, keys: t.Iterable[Key]) -> str:
    """The file's text with these keys of the host, and no others that were kept for it."""
    gone = {pin.line for pin in _replaced(text, host)}
    lines = [line for number, line in enumerate(text.splitlines()) if number not in gone]
    lines += [f"{host.address} {key.type} {key.text} {host.instance_id}" for key in keys]
    return ("" if text else HEADER) + "\n".join(lines) + "\n"


def ssh_options(file: str, host: Host, actual: Actual) -> list[str]:
    """The words by which ssh takes the pinned keys of this host and no others; none while its address is planned.

    The host's keys are looked up by its address alone, whatever port or detour leads to it. A pin that is only planned,
    because this is a check, is given besides the file.
    """
    if UNKNOWN in (host.address, host.instance_id):
        return []
    options = [f"UserKnownHostsFile={_quoted(file)}", "StrictHostKeyChecking=yes", f"HostKeyAlias={host.address}"]
    planned = () if is_pinned(actual.text, host) else actual.keys.get(host.instance_id, ())
    for key in sorted(planned, key=lambda key: key.type != "ssh-ed25519")[:1]:
        options.append(f"KnownHostsCommand=/bin/echo {host.address} {key.type} {key.text}")
    return [word for option in options for word in ("-o", option)]


def _pins(text: str) -> t.Iterator[Pin]:
    for number, line in enumerate(text.splitlines()):
        words = line.split()
        if words[:1] == ["@cert-authority"]:
            words = words[1:]
        if len(words) > 2 and not words[0].startswith(("#", "@")) and _is_whole(Key(words[1], words[2])):
            comment = " ".join(words[3:])
            yield Pin(words[0], Key(words[1], words[2]), comment if _INSTANCE.fullmatch(comment) else "", number)


def _replaced(text: str, host: Host) -> list[Pin]:
    """The lines kept for what the host was: another instance at its address, or it at another address."""
    kept = [pin for pin in _pins(text) if pin.instance_id]
    return [pin for pin in kept if pin.hosts == host.address or pin.instance_id == host.instance_id]


def _names(pin: Pin, host: Host) -> bool:
    return any(fnmatch.fnmatchcase(host.address, pattern) for pattern in pin.hosts.split(","))


def _shown(address: str, instance_id: str, keys: t.Collection[Key]) -> dict[str, t.Any]:
    fingerprints = {key.type: key.fingerprint for key in keys}
    return {"address": address, "instance": instance_id, "keys": fingerprints or UNKNOWN}


def _quoted(path: str) -> str:
    """As OpenSSH reads it in its configuration: blanks would end it, and a percent sign begins a token."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
