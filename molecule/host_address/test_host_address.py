"""The host's address is AWS's, and its key is pinned."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal


def test_the_pinned_key_is_the_hosts(rehearsal: Rehearsal, host: t.Any) -> None:
    pinned = (rehearsal.folder / ".known_hosts").read_text()
    (kind, key, *_) = host.file("/etc/ssh/ssh_host_ed25519_key.pub").content_string.split()
    assert f"{rehearsal.address()} {kind} {key}" in pinned
