"""What to do about what ssh says, in our words; pure."""

from __future__ import annotations

import re

_PLACE = re.compile(r"connect to host (\S+) port (\d+)")


def unreached(said: str, name: str = "") -> str:
    """Why a host can't be reached, and what to do. said: by ssh, or by Ansible of it; name: the host's"""
    host = f"The host {name}" if name else "The host"
    reason = said.strip().rstrip(".") or "nobody says why"
    return explained(said) or f"{host} can't be reached: {reason}. Start it, or mend how it is reached."


def explained(said: str) -> str:
    """What it means and what to do; "" for what needs no other words. said: by ssh, or by Ansible of it"""
    return _of_its_key(said) or _of_the_way(said)


def _of_its_key(said: str) -> str:
    if "IDENTIFICATION HAS CHANGED" in said:
        return (
            "The host shows another SSH key than the one that the environment's .known_hosts has pinned, so it was not "
            "talked to. If you know why (its system was installed anew), take its lines out of that file and run "
            "again; if not, somebody may stand between."
        )
    if "Host key verification failed" in said:
        return (
            "The host's SSH key is not pinned in the environment's .known_hosts, so it was not talked to. Apply a "
            "playbook that uses the host, which pins it, or write the line yourself (docs/cloud.md)."
        )
    return ""


def _of_the_way(said: str) -> str:
    found = _PLACE.search(said)
    where = f" at {found[1]}, port {found[2]}," if found else ""
    if "timed out" in said:
        return (
            f"The host{where} doesn't answer ssh: it is off, or doesn't let your address in. If that isn't in "
            "map_admin_networks, add it, and `mapctl apply ENV provision`; if it is, see `mapctl status ENV`."
        )
    if "Connection refused" in said:
        return (
            f"The host{where} refuses ssh, as it does while it starts. Run again in a minute; if it stays so, see "
            '"When nobody comes in" in docs/machine.md.'
        )
    if re.search(r"Permission denied \(.*publickey", said):
        return (
            "The host takes none of the keys that your ssh offers. Add the private key of map_ssh_public_key to your "
            "agent with `ssh-add`, or name its file in hosts.yml as ansible_ssh_private_key_file."
        )
    return ""
