"""What is said when a host can't be reached: by every command the same, with what to do."""

from __future__ import annotations

import shlex

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.ssh_faults import explained, unreached
from mapctl.errors import MapctlError
from mapctl.events import Story
from mapctl.hosts import Host

ANSIBLES = "Task failed: Failed to connect to the host via ssh: "
REFUSED = "ssh: connect to host 198.51.100.7 port 22: Connection refused"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
            "shows another SSH key",
        ),
        ("No ED25519 host key is known for 198.51.100.7\nHost key verification failed.", "key is not pinned"),
        (REFUSED, "The host at 198.51.100.7, port 22, refuses ssh, as it does while it starts. Run again in a minute"),
        (
            "ssh: connect to host 198.51.100.7 port 22: Connection timed out",
            "The host at 198.51.100.7, port 22, doesn't answer ssh: it is off, or doesn't let your address in. "
            "If that isn't in map_admin_networks, add it, and `mapctl apply ENV provision`",
        ),
        ("Connection timed out during banner exchange", "The host doesn't answer ssh: "),
        (
            "admin@198.51.100.7: Permission denied (publickey).",
            "Add the private key of map_ssh_public_key to your agent",
        ),
        ("admin@198.51.100.7: Permission denied (publickey,password).", "as ansible_ssh_private_key_file"),
        ("sudo: a password is required", ""),
        ("bash: /data: Permission denied", ""),
    ],
)
def test_what_ssh_says_becomes_what_to_do(said: str, told: str) -> None:
    assert told in explained(f"{ANSIBLES}{said}")
    assert bool(told) == bool(explained(said))


def test_all_else_is_told_as_it_is() -> None:
    assert unreached("No such host.", "far") == (
        "The host far can't be reached: No such host. Start it, or mend how it is reached."
    )


def test_a_run_tells_it_of_a_host_alone() -> None:
    """Also git uses ssh, to other hosts."""
    story = Story()
    for kind, result in (("unreachable", {"unreachable": True}), ("failed", {})):
        data = {"host": "far", "task": "Ask", "res": {"msg": f"{ANSIBLES}{REFUSED}", **result}}
        story.add({"event": f"runner_on_{kind}", "event_data": data})
    assert [failure.message for failure in story.failures] == [explained(REFUSED), f"{ANSIBLES}{REFUSED}"]


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [
        (255, REFUSED, explained(REFUSED)),
        (255, "Bad owner", "The host can't be reached: Bad owner. Start it, or mend how it is reached."),
        (1, "dial unix: Connection refused", "The host's container engine can't be asked: dial unix: "),
    ],
)
def test_logs_tells_the_way_from_the_engine(code: int, said: str, told: str) -> None:
    host = Host(("sh", "-c", f"echo {shlex.quote(said)} >&2; exit {code}"))
    with pytest.raises(MapctlError) as caught:
        host.ask("ps")
    assert str(caught.value).startswith(told)
