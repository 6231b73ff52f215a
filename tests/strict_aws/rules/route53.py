"""Route 53: what may be beside what, how zones are listed, and that its servers take a while to know a change.

Delays are counted in looks, not in seconds, so that tests don't wait.
"""

from __future__ import annotations

import typing as t

from ..wire import RefusalError, Request
from .base import Rule

LOOKS = 2
CHANGE = frozenset({"route53 ChangeResourceRecordSets"})


class InSync(Rule):
    """A change is `PENDING` until all servers know it, then `INSYNC` (ChangeResourceRecordSets, GetChange)."""

    operations = CHANGE | {"route53 GetChange"}

    def __init__(self) -> None:
        self._looks = 0

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        if request.operation == "ChangeResourceRecordSets":
            self._looks = LOOKS
        if self._looks:
            self._looks -= request.operation == "GetChange"
            answer["ChangeInfo"]["Status"] = "PENDING"


class NothingBesideCname(Rule):
    """A CNAME is the only record of its name, which isn't the zone's own (developer guide, "CNAME record type")."""

    operations = CHANGE

    def before(self, request: Request) -> None:
        zone = request.backend().get_hosted_zone(request.params["HostedZoneId"])
        for change in request.params["ChangeBatch"]["Changes"]:
            wanted = change["ResourceRecordSet"]
            name, kind = f"{wanted['Name'].rstrip('.')}.", wanted["Type"]
            about = f"RRSet of type {kind} with DNS name {name} is not permitted"
            if kind == "CNAME" and name == zone.name:
                raise RefusalError("InvalidChangeBatch", f"[{about} at apex in zone {zone.name}]")
            others = {found.type for found in zone.rrsets if found.name == name and found.type != kind}
            if others and "CNAME" in {kind, *others} and change["Action"] != "DELETE":
                why = f"as it conflicts with other records with the same DNS name in zone {zone.name}"
                raise RefusalError("InvalidChangeBatch", f"[{about} {why}]")


class ZonesFromName(Rule):
    """A listing by name begins there and goes on (ListHostedZonesByName, DNSName)."""

    operations = frozenset({"route53 ListHostedZonesByName"})

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        start = _backwards(request.params.get("DNSName", ""))
        known = {zone["Id"] for zone in answer["HostedZones"]}
        later = [zone for zone in request.backend().zones.values() if _backwards(zone.name) > start]
        answer["HostedZones"] += [
            {
                "Id": f"/hostedzone/{zone.id}",
                "Name": zone.name,
                "CallerReference": zone.id,
                "Config": {"PrivateZone": zone.private_zone},
            }
            for zone in sorted(later, key=lambda zone: _backwards(zone.name))
            if f"/hostedzone/{zone.id}" not in known
        ]


def _backwards(name: str) -> list[str]:
    return list(reversed(name.rstrip(".").split(".")))
