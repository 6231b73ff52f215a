"""The certificate of the reverse proxy: the files that somebody brought, judged, and as Caddy reads them; pure."""

from __future__ import annotations

import datetime
import typing as t

from .plan import missing_package, refuse

try:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    _PUBLIC = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
except ImportError:
    _PUBLIC = None  # type: ignore[assignment]


def bundle(certificate: str, key: str, hosts: list[str], now: datetime.datetime) -> str:
    """Certificate and key as one text. Raises MapError where browsers would be refused, or Caddy couldn't read it.

    certificate: PEM, the server's own first, then those between it and the authority; key: PEM
    hosts: the names that it must be for
    """
    if _PUBLIC is None:
        raise missing_package("cryptography")
    refuse(_problems(certificate, key, hosts, now))
    return f"{certificate.strip()}\n{key.strip()}\n"


def _problems(certificate: str, key: str, hosts: list[str], now: datetime.datetime) -> t.Iterator[str]:
    try:
        chain = x509.load_pem_x509_certificates(certificate.encode())
    except ValueError:
        yield "The reverse proxy's certificate can't be read. Give it in PEM, with lines of BEGIN CERTIFICATE."
        return
    server = chain[0]
    try:
        private = serialization.load_pem_private_key(key.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        yield "The reverse proxy's key can't be read. Give it in PEM and without a password."
    else:
        if private.public_key().public_bytes(*_PUBLIC) != server.public_key().public_bytes(*_PUBLIC):
            yield "The reverse proxy's key doesn't belong to its certificate. Bring the two that were made together."
    missing = [host for host in hosts if not any(_covers(name, host) for name in _names(server))]
    if missing:
        names, wanted = " and ".join(missing), ", ".join(hosts)
        yield f"The reverse proxy's certificate isn't for {names}. Get one for all of {wanted}."
    if server.not_valid_after_utc <= now:
        yield f"The reverse proxy's certificate ended on {server.not_valid_after_utc:%Y-%m-%d}. Bring a newer one."
    if server.not_valid_before_utc > now:
        begins = f"{server.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
        yield f"The reverse proxy's certificate begins on {begins}. Keep the older until then, or correct the clock."
    for above, below in zip(chain[1:], chain, strict=False):
        if above.subject != below.issuer:
            yield (
                "The reverse proxy's certificates aren't in order: each is followed by the one that issued it. "
                "Put the server's own first."
            )
            return


def _names(server: x509.Certificate) -> list[str]:
    try:
        names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [name.lower() for name in names.get_values_for_type(x509.DNSName)]


def _covers(name: str, host: str) -> bool:
    return name == host or (name.startswith("*.") and name[2:] == host.partition(".")[2])
