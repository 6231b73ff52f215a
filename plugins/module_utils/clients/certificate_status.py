"""Reads when certificates end: those that the reverse proxy shows, and those in the folder of the own authority."""

from __future__ import annotations

import datetime
import pathlib
import socket
import ssl
import typing as t

from ..plan import MapError
from ..plans.certificate_dates import ends, first_pem
from ..plans.host_status import Certificate

_SECONDS = 5


def served(sites: dict[str, int], places: list[tuple[str, int]]) -> t.Iterator[Certificate]:
    """What browsers are shown. sites: name -> port that they ask for; places: where the proxy is published here"""
    for name, port in sites.items():
        # Ports may be mapped once more before this host.
        here = sorted(places, key=lambda place, port=port: place[1] != port)  # type: ignore[misc]
        if not here:
            problem = "The reverse proxy doesn't run here, so there's no certificate. Start it with playbooks/edge.yml."
            yield Certificate(f"reverse proxy {name}", "", MapError(problem))
        else:
            yield _shown(name, here)


def kept(folder: pathlib.Path) -> t.Iterator[Certificate]:
    """Those of an environment's own authority, where it has one: its own first."""
    for path in (folder / "ca.pem", *sorted(folder.glob("*/certificate.pem"))):
        what = "authority" if path.name == "ca.pem" else path.parent.name
        try:
            yield Certificate(what, str(path), ends(ssl.PEM_cert_to_DER_cert(first_pem(path.read_text()))))
        except FileNotFoundError:
            continue
        except OSError as error:
            problem = f"{path} can't be read: {error.strerror}. Give this user the right to it."
            yield Certificate(what, str(path), MapError(problem))
        except ValueError:
            yield Certificate(what, str(path), MapError(f"{path} holds no certificate. Bring it back from a backup."))


def _shown(name: str, places: list[tuple[str, int]]) -> Certificate:
    """By the first port that speaks TLS; the other one is for HTTP."""
    problems = []
    for address, port in places:
        try:
            return Certificate(f"reverse proxy {name}", f"{address}:{port}", _ask(name, address, port))
        except (OSError, ValueError) as error:
            problems.append(f"{address}:{port} says {getattr(error, 'reason', None) or error}")
    said = f"The reverse proxy shows no certificate for {name}: {', '.join(problems)}. Look at its log."
    return Certificate(f"reverse proxy {name}", "", MapError(said))


def _ask(name: str, address: str, port: int) -> datetime.datetime:
    # A certificate that nobody should trust, as one that has ended, is to be read too. Nothing is sent.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection((address, port), timeout=_SECONDS) as connection,
        context.wrap_socket(connection, server_hostname=name) as tls,
    ):
        return ends(tls.getpeercert(binary_form=True) or b"")
