"""Finds and removes what an environment has in AWS."""

from __future__ import annotations

import functools
import typing as t

from ..plan import MapError
from ..plans.cloud_remains import MOST, Actual, Thing
from ..plans.dns_records import choose
from . import dns_records
from .aws import Aws
from .remains_base import Item
from .remains_ec2 import Machines
from .remains_iam import Rights
from .remains_rds import Databases


class Client(Machines, Databases, Rights):
    """One environment. Its methods are the calls of plans/cloud_remains.py.

    buckets: what they are called; names: those in Route 53 that may be the environment's; zone: what holds these
    """

    def __init__(self, options: dict[str, t.Any], buckets: list[str], names: list[str], zone: str) -> None:
        services = ["s3", "ec2", "rds", "iam", "ssm", *(["route53"] if names else [])]
        super().__init__(Aws(options, services))
        self._buckets, self._names, self._zone = buckets, names, zone

    def read(self) -> Actual:
        ec2, rds, iam, snapshots, copies, buckets, records = self._aws.together(
            self.read_ec2,
            self.read_rds,
            self.read_iam,
            self.read_snapshots,
            self.read_copies,
            self._read_buckets,
            self._read_records,
        )
        values = {item.facts["ip"] for item in ec2 if item.kind == "address"}
        values |= {item.facts["address"] for item in rds if item.kind == "database instance" and item.ours}
        leading = [_record(zone_id, found, values) for zone_id, found in records]
        things = [*buckets, *leading, *ec2, *rds, *iam]
        return Actual(tuple(sorted(things, key=lambda thing: (thing.name, thing.id))), (*copies, *snapshots))

    def delete_bucket(self, id: str) -> None:  # noqa: A002
        """Remove an empty bucket; AWS refuses one that isn't."""
        self._s3("delete_bucket", {"NoSuchBucket"}, id)

    def delete_record(self, id: str, name: str, type: str, values: list[str], ttl: int) -> None:  # noqa: A002
        """Remove a record if it still is what was read. AWS wants it word for word."""
        for found in self._record_sets(id, name):
            if (found["Type"], _values(found), found.get("TTL")) == (type, values, ttl):
                batch = {"Changes": [{"Action": "DELETE", "ResourceRecordSet": found}]}
                absent = {"InvalidChangeBatch", "InvalidInput"}  # it is gone; the next reading says whether that is so
                operation = "change_resource_record_sets"
                self._aws.call("route53", operation, absent=absent, HostedZoneId=id, ChangeBatch=batch)

    def _read_buckets(self) -> list[Thing]:
        owned = {bucket["Name"] for bucket in self._aws.pages("s3", "list_buckets", "Buckets")}
        names = [name for name in dict.fromkeys(self._buckets) if name in owned]
        return [
            thing
            for found in self._aws.together(*(functools.partial(self._bucket, n) for n in names))
            for thing in found
        ]

    def _bucket(self, name: str) -> list[Thing]:
        tags = self._s3("get_bucket_tagging", {"NoSuchTagSet", "NoSuchBucket"}, name)
        if not tags or not self._tagged(tags["TagSet"]):
            return [Thing("bucket", name, name, ours=False)]
        held = self._s3("list_object_versions", {"NoSuchBucket"}, name, MaxKeys=MOST)
        if held is None:
            return []
        count = len(held.get("Versions", [])) + len(held.get("DeleteMarkers", []))
        return [Thing("bucket", name, name, {"objects": MOST if held.get("IsTruncated") else count})]

    def _read_records(self) -> list[tuple[str, Item]]:
        """(ID of the zone, record set as AWS gives it) of all that have one of the names and could be ours."""
        if not self._names:
            return []
        zones = dns_records.Client(self._aws).read(self._names, self._zone).zones or ()
        chosen = choose(zones, self._names, self._zone)
        if len(chosen) > 1:
            ids = " and ".join(zone.id for zone in chosen)
            raise MapError(
                f"Route 53 has {len(chosen)} public zones {chosen[0].name}: {ids}. "
                "Name the ID of the one that holds the environment's names, in dns_zone."
            )
        reads = [functools.partial(self._record_sets, zone.id, name) for zone in chosen for name in self._names]
        return [(chosen[0].id, found) for answer in self._aws.together(*reads) for found in answer]

    def _record_sets(self, zone_id: str, name: str) -> list[Item]:
        arguments = {"HostedZoneId": zone_id, "StartRecordName": name, "MaxItems": "20"}
        page = self._aws.call("route53", "list_resource_record_sets", **arguments)
        wanted = ("A", "CNAME")
        return [item for item in page["ResourceRecordSets"] if _plain(item["Name"]) == name and item["Type"] in wanted]

    def _s3(self, operation: str, absent: set[str], name: str, **arguments: t.Any) -> t.Any:
        owner = self._aws.account_id
        return self._aws.call("s3", operation, absent=absent, Bucket=name, ExpectedBucketOwner=owner, **arguments)


def _record(zone_id: str, found: Item, values: set[str]) -> Thing:
    """Ours is what leads to our address or our database, and nowhere else."""
    facts = {"type": found["Type"], "values": _values(found), "ttl": found.get("TTL")}
    ours = bool(facts["values"]) and set(facts["values"]) <= values and "SetIdentifier" not in found
    return Thing("record", f"{_plain(found['Name'])} {found['Type']}", zone_id, facts, ours)


def _values(found: Item) -> list[str]:
    return [_plain(item["Value"]) for item in found.get("ResourceRecords", [])]


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
