"""Lets programs trust the authority of a private AWS endpoint beside those of the system."""

from __future__ import annotations

import typing as t
from pathlib import Path

from .places import Places, write

SYSTEM = Path("/etc/ssl/certs/ca-certificates.crt")
VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "GIT_SSL_CAINFO")


def trust(places: Places, environ: t.MutableMapping[str, str], system: Path = SYSTEM) -> None:
    """Where an authority is delivered, write it and the system's into one file, and name that in the environment."""
    authority = places.given / "aws_ca.pem"
    if not authority.exists():
        return
    both = places.scratch / "ca.pem"
    write(both, system.read_text() + "\n" + authority.read_text())
    environ.update(dict.fromkeys(VARIABLES, str(both)))
