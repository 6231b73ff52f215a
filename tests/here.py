"""Reaches every name at 127.0.0.1, whatever the system knows of it. Certificates are checked for the name."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

from mapctl.doctor.reach import Adapter, Reach

EVERYTHING = {".": "127.0.0.1"}


def reach(ca_file: Path | str = "") -> Reach:
    return Reach(str(ca_file), EVERYTHING)


def connect(port: int, seconds: float = 60) -> socket.socket:
    return reach().connect("localhost", port, seconds)


def connect_tls(name: str, port: int, ca_file: Path) -> ssl.SSLSocket:
    return reach(ca_file).connect_tls(name, port, 60)


class Here(Adapter):
    """For a session of requests, and for that one alone."""

    def __init__(self) -> None:
        super().__init__(reach().connect)
