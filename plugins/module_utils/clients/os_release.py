"""What system this machine runs, as /etc/os-release says."""

from __future__ import annotations


def fields() -> dict[str, str]:
    """All that it says, without quotes."""
    with open("/etc/os-release", encoding="utf-8") as opened:
        pairs = (line.strip().split("=", 1) for line in opened if "=" in line)
        return {name: value.strip('"') for name, value in pairs}


def system() -> tuple[str, str]:
    """Id and version, as ("debian", "13")."""
    try:
        said = fields()
    except OSError:
        return "an unknown system", ""
    return said.get("ID", ""), said.get("VERSION_ID", "")
