"""local_ca: a certificate authority in a folder and the certificates it issues, all in one task."""

from __future__ import annotations

import typing as t

from ..clients.local_ca import LocalCa
from ..converge import converge
from ..plan import UNKNOWN
from ..plans.local_ca import CERTIFICATE_DAYS, Actual, WantedCertificate, plan, to_issue

ARGUMENTS: dict[str, t.Any] = {
    "directory": {"type": "path", "required": True},
    "name": {"type": "str", "required": True},
    "certificates": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            "dns": {"type": "list", "elements": "str", "default": []},
            "addresses": {"type": "list", "elements": "str", "default": []},
            "owner": {"type": "int"},
            "group": {"type": "int"},
            "mode": {"type": "str", "default": "0400"},
        },
    },
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring the folder to what is wanted. Result: ca_file, and paths and fingerprint of each certificate."""
    client = LocalCa(params["directory"])
    wanted = [_wanted(certificate) for certificate in params["certificates"]]
    return converge(
        read=lambda: client.read([certificate.name for certificate in wanted]),
        plan=lambda actual: plan(actual, params["directory"], params["name"], wanted),
        client=client,
        check=check,
        describe=lambda actual: _describe(params["directory"], client, actual, wanted),
    )


def _wanted(certificate: dict[str, t.Any]) -> WantedCertificate:
    user, group = certificate["owner"], certificate["group"]
    return WantedCertificate(
        name=certificate["name"],
        dns=tuple(certificate["dns"]),
        addresses=tuple(certificate["addresses"]),
        owner="" if user is None and group is None else f"{user or 0}:{(user or 0) if group is None else group}",
        mode=certificate["mode"],
    )


def _describe(directory: str, client: LocalCa, actual: Actual, wanted: list[WantedCertificate]) -> dict[str, t.Any]:
    due = {certificate.name for certificate in to_issue(actual, wanted)}
    facts = {
        certificate.name: {
            **client.files(certificate.name),
            "fingerprint": UNKNOWN if certificate.name in due else actual.certificates[certificate.name].fingerprint,
        }
        for certificate in wanted
    }
    return {"ca_file": f"{directory}/ca.pem", "certificates": facts, "notes": list(_notes(directory, actual))}


def _notes(directory: str, actual: Actual) -> t.Iterator[str]:
    ends = actual.authority.ends
    if ends is not None and (ends - actual.now).days < CERTIFICATE_DAYS:
        yield f"The CA in {directory} ends on {ends:%Y-%m-%d}. Remove the folder before that day to start over."
