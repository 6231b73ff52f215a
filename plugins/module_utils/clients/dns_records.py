"""Reads and sets records in one zone of Route 53."""

from __future__ import annotations

import functools
import typing as t

from ..plans.dns_records import Actual, Record, Wanted, Zone, choose, is_id, parents
from .aws import Aws

PROPAGATION_SECONDS = 600.0
"""Route 53 says that it takes 60."""


class Client:
    """The zones of one account. Its methods are the calls of plans/dns_records.py."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._made: tuple[str, list[Wanted]] | None = None

    def read(self, names: list[str], wish: str) -> Actual:
        """The zones that could hold the names, and what the chosen one has under these: two rounds of requests."""
        zones = self._zone(wish) if is_id(wish) else self._named(parents(names), wish)
        chosen = choose(zones, names, wish)
        if len(chosen) != 1:
            return Actual(zones)
        reads = [functools.partial(self._records, chosen[0].id, name) for name in names]
        return Actual(zones, dict(zip(names, self._aws.together(*reads), strict=True)))

    def put_records(self, zone_id: str, records: list[Wanted]) -> None:
        """Set all records at once, and wait until all of Route 53's servers know them; asked again it has been done."""
        if self._made == (zone_id, records):
            return
        changes = [
            {
                "Action": "UPSERT",
                "ResourceRecordSet": {
                    "Name": record.name,
                    "Type": record.type,
                    "TTL": record.ttl,
                    "ResourceRecords": [{"Value": record.value}],
                },
            }
            for record in records
        ]
        batch = {"Comment": f"Environment {self._aws.environment}", "Changes": changes}
        answer = self._aws.call("route53", "change_resource_record_sets", HostedZoneId=zone_id, ChangeBatch=batch)
        change_id = answer["ChangeInfo"]["Id"].rpartition("/")[2]
        what = f"all servers of Route 53 to know {', '.join(record.name for record in records)}"
        self._aws.wait(what, functools.partial(self._is_known, change_id), PROPAGATION_SECONDS)
        self._made = (zone_id, records)

    def _is_known(self, change_id: str) -> bool:
        found = self._aws.call("route53", "get_change", Id=change_id)
        return bool(found["ChangeInfo"]["Status"] == "INSYNC")

    def _zone(self, zone_id: str) -> tuple[Zone, ...]:
        found = self._aws.call("route53", "get_hosted_zone", absent={"NoSuchHostedZone"}, Id=zone_id)
        return (_zone(found["HostedZone"]),) if found else ()

    def _named(self, candidates: list[str], wish: str) -> tuple[Zone, ...]:
        """The zones of these names, and of a wished one."""
        names = list(dict.fromkeys([*candidates, *([wish] if wish else [])]))
        reads = [functools.partial(self._of_name, name) for name in names]
        return tuple(zone for found in self._aws.together(*reads) for zone in found)

    def _of_name(self, name: str) -> list[Zone]:
        """The zones of a name. Route 53 lists those that come after it in the alphabet too."""
        answer = self._aws.call("route53", "list_hosted_zones_by_name", DNSName=name)
        return [zone for zone in map(_zone, answer["HostedZones"]) if zone.name == name]

    def _records(self, zone_id: str, name: str) -> tuple[Record, ...]:
        """All record sets of a name. The listing begins there and would go on to the zone's end."""
        found: list[Record] = []
        start: dict[str, str] = {"StartRecordName": name}
        while start and _plain(start["StartRecordName"]) == name:
            page = self._aws.call("route53", "list_resource_record_sets", HostedZoneId=zone_id, MaxItems="20", **start)
            found += [_record(item) for item in page["ResourceRecordSets"] if _plain(item["Name"]) == name]
            keys = ("Name", "Type", "Identifier")
            start = {f"StartRecord{key}": page[f"NextRecord{key}"] for key in keys if page.get(f"NextRecord{key}")}
        return tuple(found)


def _zone(found: dict[str, t.Any]) -> Zone:
    private = bool(found.get("Config", {}).get("PrivateZone"))
    return Zone(found["Id"].rpartition("/")[2], _plain(found["Name"]), private)


def _record(found: dict[str, t.Any]) -> Record:
    kind = "an alias" if "AliasTarget" in found else "a routing policy" if "SetIdentifier" in found else ""
    values = [item["Value"] for item in found.get("ResourceRecords", [])]
    if found["Type"] == "CNAME":
        values = [_plain(value) for value in values]
    return Record(found["Type"], tuple(values), found.get("TTL"), kind)


def _plain(name: str) -> str:
    """A name as people write it; Route 53 ends it with a dot."""
    return name.rstrip(".").lower()
