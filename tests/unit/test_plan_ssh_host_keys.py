"""ssh_host_keys: consoles, files of known hosts and hosts -> keys, changes, and what ssh is told."""

from __future__ import annotations

import base64
import shlex
import subprocess
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, Call, Change
from ansible_collections.mesoscale.map.plugins.module_utils.plans.ssh_host_keys import (
    BEGIN,
    END,
    HEADER,
    Actual,
    Host,
    Key,
    is_pinned,
    keys_of,
    pinned,
    plan,
    ssh_options,
)

ADDRESS, OTHER_ADDRESS = "198.51.100.7", "198.51.100.8"
NOW, BEFORE = "i-0123456789abcdef0", "i-0fedcba9876543210"
HOST = Host("map-lab-host", ADDRESS, NOW)


def made(kind: str, *fields: bytes) -> Key:
    parts = (kind.encode(), *fields)
    return Key(kind, base64.b64encode(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).decode())


ED = made("ssh-ed25519", b"1" * 32)
RSA = made("ssh-rsa", b"\1\0\1", b"\0" + b"n" * 256)
EC = made("ecdsa-sha2-nistp256", b"nistp256", b"\4" + b"q" * 64)
OLD = made("ssh-ed25519", b"2" * 32)


def line(key: Key, comment: str = "", hosts: str = ADDRESS) -> str:
    return f"{hosts} {key.type} {key.text} {comment}".strip() + "\n"


def block(*lines: str) -> str:
    return "\r\n".join((BEGIN, *lines, END, ""))


def shown(key: Key) -> str:
    return f"{key.type} {key.text}"


@pytest.mark.parametrize(
    ("console", "keys"),
    [
        ("", ()),
        ("Debian GNU/Linux 13 ip-10-0-0-1 ttyS0\n", ()),
        (block(), ()),
        (block(f"{shown(ED)} root@ip-10-0-0-1"), (ED,)),
        (block(f"{shown(EC)} root@h", f"{shown(ED)} root@h", f"{shown(RSA)} root@h"), (EC, ED, RSA)),
        (block(shown(ED), shown(ED)), (ED,)),
        (f"login: \x1b[0m{block(chr(27) + '[1m' + shown(ED))}ip-10-0-0-1 login:", (ED,)),
        (block(f"[   18.123456] cloud-init[560]: {shown(ED)} root@h"), (ED,)),
        (block(shown(OLD)) + block(shown(ED)), (ED,)),
        (block(shown(ED)) + f"{BEGIN}\r\n{shown(OLD)}\r\n", (ED,)),
        (f"{BEGIN}\r\n{shown(ED)}\r\n", ()),
        (f"{shown(ED)}\r\n{END}\r\n", ()),
        (f"{shown(OLD)}\r\n{block(shown(ED))}{shown(OLD)}", (ED,)),
        (block(f"ssh-ed25519 {ED.text[:40]}[   17.0] eth0: link up", f"{ED.text[40:]} root@h", shown(RSA)), (RSA,)),
        (block(f"ssh-ed25519 {ED.text[:-8]} root@h"), ()),
        (block(f"ssh-rsa {ED.text}"), ()),
        (block("ssh-ed25519 AAAA= root@h", "256 SHA256:abc root@h (ED25519)"), ()),
    ],
)
def test_what_a_console_says(console: str, keys: tuple[Key, ...]) -> None:
    assert keys_of(console) == keys


def test_a_fingerprint_is_what_openssh_shows() -> None:
    words = ["ssh-keygen", "-lf", "/dev/stdin"]
    said = subprocess.run(words, input=shown(ED), capture_output=True, text=True, check=True).stdout
    assert said.split()[1] == ED.fingerprint


def change(action: t.Literal["create", "update"], before: t.Any, **after: t.Any) -> Change:
    whole = {"address": ADDRESS, "instance": NOW, "keys": {"ssh-ed25519": ED.fingerprint}, **after}
    return Change("files", action, "SSH host key map-lab-host", before, whole, Call("pin", {"name": "map-lab-host"}))


WAS = {"address": ADDRESS, "instance": BEFORE, "keys": {"ssh-ed25519": OLD.fingerprint}}


@pytest.mark.parametrize(
    ("text", "host", "changes"),
    [
        ("", HOST, [change("create", None)]),
        (line(ED, NOW), HOST, []),
        (HEADER + line(OLD, "by hand", OTHER_ADDRESS), HOST, [change("create", None)]),
        (line(OLD, BEFORE), HOST, [change("update", WAS)]),
        (
            line(ED, NOW, OTHER_ADDRESS),
            HOST,
            [change("update", {**change("create", None).after, "address": OTHER_ADDRESS})],
        ),
        (line(OLD), HOST, []),
        (line(OLD, "root@ip-10-0-0-1"), HOST, []),
        (line(OLD, "", f"map.example.org,{ADDRESS}"), HOST, []),
        ("@cert-authority " + line(OLD, "", "*"), HOST, []),
        ("@revoked " + line(OLD), HOST, [change("create", None)]),
        ("#" + line(OLD), HOST, [change("create", None)]),
        (f"{ADDRESS} ssh-ed25519 broken {NOW}\n", HOST, [change("create", None)]),
        (
            "",
            Host(HOST.name, UNKNOWN, UNKNOWN),
            [change("create", None, address=UNKNOWN, instance=UNKNOWN, keys=UNKNOWN)],
        ),
        ("", Host(HOST.name, UNKNOWN, NOW), [change("create", None, address=UNKNOWN)]),
        (line(OLD, BEFORE), Host(HOST.name, ADDRESS, UNKNOWN), [change("update", WAS, instance=UNKNOWN, keys=UNKNOWN)]),
        (line(OLD), Host(HOST.name, ADDRESS, UNKNOWN), []),
    ],
)
def test_plan(text: str, host: Host, changes: list[Change]) -> None:
    assert plan(Actual(text, {NOW: (ED,)}), [host]) == changes


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", HEADER + line(ED, NOW) + line(RSA, NOW)),
        (HEADER + line(OLD, BEFORE), HEADER + line(ED, NOW) + line(RSA, NOW)),
        (line(OLD, NOW, OTHER_ADDRESS), line(ED, NOW) + line(RSA, NOW)),
        (
            "# mine\n\n" + line(OLD, "hand", OTHER_ADDRESS) + line(OLD, BEFORE, OTHER_ADDRESS).rstrip(),
            "# mine\n\n"
            + line(OLD, "hand", OTHER_ADDRESS)
            + line(OLD, BEFORE, OTHER_ADDRESS)
            + line(ED, NOW)
            + line(RSA, NOW),
        ),
    ],
)
def test_what_is_written_is_pinned_and_others_lines_stay(text: str, wanted: str) -> None:
    found = pinned(text, HOST, (ED, RSA))
    assert found == wanted
    assert is_pinned(found, HOST)
    assert plan(Actual(found), [HOST]) == []


@pytest.mark.parametrize("file", ["/lab/.known_hosts", '/my labs/50% "real"/.known_hosts', "/la\\b/.known_hosts"])
def test_ssh_understands_what_it_is_told(file: str) -> None:
    """Asked as Ansible passes it on: by words that a shell's rules divide."""
    words = shlex.split(shlex.join(ssh_options(file, HOST, Actual(line(ED, NOW)))))
    said = subprocess.run(
        ["ssh", "-G", *words, ADDRESS], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert f"userknownhostsfile {file}" in said
    assert f"hostkeyalias {ADDRESS}" in said
    assert {"stricthostkeychecking true", "stricthostkeychecking yes"} & set(said)
    assert not any(one.startswith("knownhostscommand /") for one in said)


def test_only_a_check_gives_a_key_besides_the_file() -> None:
    unpinned = ssh_options("/f", HOST, Actual("", {NOW: (RSA, ED)}))
    assert unpinned[-1] == f"KnownHostsCommand=/bin/echo {ADDRESS} {shown(ED)}"
    assert len(ssh_options("/f", HOST, Actual(line(ED, NOW), {NOW: (RSA, ED)}))) == len(unpinned) - 2
    assert ssh_options("/f", Host("h", UNKNOWN, NOW), Actual("")) == []
