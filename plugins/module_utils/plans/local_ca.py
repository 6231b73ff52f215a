"""What has to happen to a certificate authority in a folder and the server certificates it issues; pure."""

from __future__ import annotations

import dataclasses
import datetime
import ipaddress
import re
import typing as t

from ..plan import Call, Change, refuse

CA_DAYS = 3650
CERTIFICATE_DAYS = 398
RENEW_DAYS = 30


@dataclasses.dataclass(frozen=True)
class WantedCertificate:
    """A server's certificate. mode: of the key, four octal digits; owner: of the key, "uid:gid" or "" for any."""

    name: str
    dns: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    owner: str = ""
    mode: str = "0400"


@dataclasses.dataclass(frozen=True)
class Authority:
    """What is in the folder of the CA itself. ends: when its certificate ends, None where there is none.

    key: whether the key is there; key_fits: whether it belongs to the certificate (True where one of them is missing)
    """

    name: str = ""
    ends: datetime.datetime | None = None
    key: bool = False
    key_fits: bool = True
    key_mode: str = ""


@dataclasses.dataclass(frozen=True)
class Certificate:
    """A server's certificate as it is. ends: None where there is none or it can't be read.

    ours: issued by this CA with all extensions; key_fits: its key is there and belongs to it
    """

    dns: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    ends: datetime.datetime | None = None
    ours: bool = False
    key_fits: bool = False
    key_owner: str = ""
    key_mode: str = ""
    fingerprint: str = ""


@dataclasses.dataclass(frozen=True)
class Actual:
    """The folder. now: the time of the reading, with a time zone."""

    now: datetime.datetime
    authority: Authority = Authority()
    certificates: dict[str, Certificate] = dataclasses.field(default_factory=dict)


def plan(actual: Actual, directory: str, name: str, wanted: list[WantedCertificate]) -> list[Change]:
    """The CA first, then what it issues, then who may read the keys. A CA that exists is never replaced."""
    due = to_issue(actual, wanted)
    refuse(_problems(wanted))
    refuse(_lost(actual, directory, [certificate.name for certificate in due]))
    changes = [*_authority(actual.authority, directory, name)]
    changes += [_issue(certificate, _actual(actual, certificate), actual) for certificate in due]
    issued = {certificate.name for certificate in due}
    return changes + [
        _access(certificate, _actual(actual, certificate))
        for certificate in wanted
        if certificate.name not in issued and not _access_fits(certificate, _actual(actual, certificate))
    ]


def to_issue(actual: Actual, wanted: list[WantedCertificate]) -> list[WantedCertificate]:
    """The certificates that are missing, don't fit or end soon."""
    return [certificate for certificate in wanted if _reasons(certificate, _actual(actual, certificate), actual)]


def _actual(actual: Actual, wanted: WantedCertificate) -> Certificate:
    return actual.certificates.get(wanted.name, Certificate())


def _reasons(wanted: WantedCertificate, certificate: Certificate, actual: Actual) -> list[str]:
    if certificate.ends is None:
        return ["there is none"]
    reasons = []
    if set(certificate.dns) != set(wanted.dns) or _canonical(certificate.addresses) != _canonical(wanted.addresses):
        reasons.append("other names are wanted")
    if not certificate.ours:
        reasons.append("another CA issued it")
    if not certificate.key_fits:
        reasons.append("its key is missing")
    left = certificate.ends - actual.now
    longer = actual.authority.ends is None or certificate.ends < actual.authority.ends
    if left < datetime.timedelta(days=RENEW_DAYS) and longer:
        reasons.append(f"it ends within {RENEW_DAYS} days")
    return reasons


def _authority(authority: Authority, directory: str, name: str) -> t.Iterator[Change]:
    if authority.ends is None:
        after = {"name": name, "days": CA_DAYS}
        call = Call("create_authority", {"name": name, "days": CA_DAYS})
        yield Change("files", "create", f"CA {directory}", None, after, call)
    if authority.key and authority.key_mode != "0400":
        call = Call("protect_authority_key")
        yield Change("files", "update", f"CA {directory}: access to its key", authority.key_mode, "0400", call)


def _issue(wanted: WantedCertificate, certificate: Certificate, actual: Actual) -> Change:
    new = certificate.ends is None
    before = {"dns": sorted(certificate.dns), "addresses": sorted(certificate.addresses), "ends": str(certificate.ends)}
    after = {"dns": sorted(wanted.dns), "addresses": sorted(wanted.addresses), "days": CERTIFICATE_DAYS}
    return Change(
        system="files",
        action="create" if new else "update",
        target=f"certificate {wanted.name}",
        before=None if new else before,
        after={**after, "because": "; ".join(_reasons(wanted, certificate, actual))},
        call=Call("issue", {"certificate": wanted, "days": CERTIFICATE_DAYS}),
    )


def _access_fits(wanted: WantedCertificate, certificate: Certificate) -> bool:
    return certificate.key_mode == wanted.mode and wanted.owner in ("", certificate.key_owner)


def _access(wanted: WantedCertificate, certificate: Certificate) -> Change:
    before = {"owner": certificate.key_owner, "mode": certificate.key_mode}
    after = {"owner": wanted.owner or certificate.key_owner, "mode": wanted.mode}
    call = Call("protect_key", {"certificate": wanted})
    return Change("files", "update", f"certificate {wanted.name}: access to its key", before, after, call)


def _problems(wanted: list[WantedCertificate]) -> t.Iterator[str]:
    names = [certificate.name for certificate in wanted]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"The certificate '{name}' is wanted twice. Give each its own name."
    for certificate in wanted:
        if not re.fullmatch("[a-z][a-z0-9-]*", certificate.name):
            yield f"A certificate can't be called '{certificate.name}'. Use small letters, digits and hyphens."
        if not certificate.dns and not certificate.addresses:
            yield f"The certificate '{certificate.name}' is for no name and no address. Give it dns or addresses."
        for name in certificate.dns:
            if len(name) > 253 or not re.fullmatch(
                r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}", name
            ):
                yield f"The certificate '{certificate.name}' has the name '{name}'. Write a DNS name in small letters."
        for address in certificate.addresses:
            if not _is_address(address):
                yield f"The certificate '{certificate.name}' has the address '{address}'. Write an IP address."
        if not re.fullmatch("0[0-7]{3}", certificate.mode):
            yield f"The key of '{certificate.name}' has the mode '{certificate.mode}'. Write it like \"0400\"."


def _lost(actual: Actual, directory: str, due: list[str]) -> t.Iterator[str]:
    authority = actual.authority
    again = f"Bring it back from a backup, or remove {directory} to start over: all clients must then trust a new CA."
    if not authority.key_fits:
        yield f"The CA's key in {directory} doesn't belong to its certificate. {again}"
    elif authority.ends is not None and not authority.key and due:
        yield f"The CA's key in {directory} is gone, and a certificate must be issued ({', '.join(due)}). {again}"
    if authority.ends is not None and authority.ends <= actual.now:
        yield f"The CA in {directory} ended on {authority.ends:%Y-%m-%d}. Remove the folder to start over."


def _canonical(addresses: t.Iterable[str]) -> set[str]:
    return {str(ipaddress.ip_address(address)) for address in addresses if _is_address(address)}


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
