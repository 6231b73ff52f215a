"""The host is looked at, and nothing on it changes."""

from __future__ import annotations

import typing as t


def test_nothing_was_left(host: t.Any) -> None:
    assert host.check_output("ls /home/admin/.ansible/tmp 2> /dev/null | wc -l") == "0"
