"""The certificate at the reverse proxy: who vouches for it, for which name, and for how long."""

from __future__ import annotations

import socket
import ssl
import time
import typing as t
import urllib.parse

from .faults import why
from .model import ImpossibleError, Subject, TroubleError
from .reach import Reach

DAY = 86400.0
SOON = 7 * DAY
"""So long before its end a certificate should have been renewed; a quarter of its life where that is less."""

_EXPIRED, _TOO_EARLY, _OTHER_NAME = 10, 9, 62  # OpenSSL's numbers


def check(subject: Subject, reach: Reach, url: str) -> str:
    """What is good about the certificate at a URL. Raises TroubleError."""
    place = urllib.parse.urlsplit(url)
    name = place.hostname or ""
    if place.scheme != "https":
        says = f"The address {url} is without TLS, so there is no certificate."
        raise ImpossibleError(says, "It should begin with https in an environment that people use.")
    try:
        with reach.connect_tls(name, place.port or 443) as connection:
            found: dict[str, t.Any] = connection.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise _refused(subject, name, error) from error
    except ssl.SSLError as error:
        reason = error.reason or "TLS"
        says = f"{name} makes no secure connection ({reason}), so the reverse proxy may have no certificate yet."
        raise TroubleError(says, f"Read `mapctl logs {subject.environment} edge proxy`, which says why.") from error
    except (FileNotFoundError, PermissionError) as error:
        says = f"The file of authorities {subject.ca_file} can't be read: {(error.strerror or '').lower()}."
        raise TroubleError(says, f"Run `mapctl apply {subject.environment} edge`, which makes it.") from error
    except OSError as error:
        raise _away(subject, reach, name, place.port or 443, error) from error
    return lasts(subject, name, found["notBefore"], found["notAfter"], time.time())


def lasts(subject: Subject, name: str, begins: str, ends: str, now: float) -> str:
    """For how long a certificate is good. begins, ends: as Python has them. Raises TroubleError if it ends soon."""
    first, last = ssl.cert_time_to_seconds(begins), ssl.cert_time_to_seconds(ends)
    left = last - now
    if left < min(SOON, (last - first) / 4):
        says = f"The certificate of {name} ends in {_days(left)} and wasn't renewed."
        raise TroubleError(says, _renew(subject))
    return f"{name} has a good certificate for {_days(left)} more."


def _days(seconds: float) -> str:
    number = int(seconds // DAY)
    return "less than a day" if number < 1 else f"{number} day{'' if number == 1 else 's'}"


def _renew(subject: Subject) -> str:
    environment = subject.environment
    return {
        "acme": f"Read `mapctl logs {environment} edge proxy`, which says why the authority gave no other.",
        "files": f"Put a newer one at edge_certificate_file, and run `mapctl apply {environment} edge`.",
    }.get(subject.certificates, f"Run `mapctl apply {environment} edge`, which renews it.")


def _refused(subject: Subject, name: str, error: ssl.SSLCertVerificationError) -> TroubleError:
    if error.verify_code == _EXPIRED:
        return TroubleError(f"The certificate of {name} has ended.", _renew(subject))
    if error.verify_code == _TOO_EARLY:
        return TroubleError(f"The certificate of {name} isn't valid yet, so a clock is wrong.", "Set the clocks right.")
    if error.verify_code == _OTHER_NAME:
        says = f"The certificate that {name} shows is for another name."
        return TroubleError(says, f"Get one for it, and run `mapctl apply {subject.environment} edge`.")
    by = f"those in {subject.ca_file}" if subject.ca_file else "this system's authorities"
    says = f"None of {by} vouches for the certificate of {name}: {error.verify_message.rstrip('.')}."
    return TroubleError(says, f"Look at edge_certificates, and run `mapctl apply {subject.environment} edge`.")


def _away(subject: Subject, reach: Reach, name: str, port: int, error: OSError) -> TroubleError:
    environment, there = subject.environment, reach.address(name)
    if isinstance(error, socket.gaierror):
        says = f"The name {there} isn't known here, so the DNS doesn't have it."
        return TroubleError(says, f"Let it lead to the address that `mapctl status {environment}` shows for the host.")
    at = f"{name}:{port}" + (f" ({there})" if there != name else "")
    says = f"{at} can't be reached: {why(error)}."
    return TroubleError(says, f"Run `mapctl status {environment}`, and `mapctl apply {environment} edge` to start it.")
