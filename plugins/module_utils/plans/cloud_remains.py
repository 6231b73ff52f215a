"""What it takes to remove all that an environment has in AWS, and nothing that can't be brought back; pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import UNKNOWN, Call, Change, Impact, refuse

KINDS: dict[str, tuple[str, str, Impact]] = {
    "bucket": ("s3", "delete_bucket", "none"),
    "record": ("route53", "delete_record", "sessions"),
    "instance": ("ec2", "terminate_instance", "sessions"),
    "volume": ("ec2", "delete_volume", "none"),
    "address": ("ec2", "release_address", "none"),
    "database instance": ("rds", "delete_instance", "sessions"),
    "parameter group": ("rds", "delete_parameter_group", "none"),
    "subnet group": ("rds", "delete_subnet_group", "none"),
    "security group": ("ec2", "delete_security_group", "none"),
    "key pair": ("ec2", "delete_key_pair", "none"),
    "instance profile": ("iam", "delete_instance_profile", "none"),
    "role": ("iam", "delete_role", "none"),
    "user": ("iam", "delete_user", "sessions"),
    "parameter": ("ssm", "delete_parameter", "none"),
}
"""kind -> system, the client's method, impact; in the order of removal.

AWS itself refuses a bucket that isn't empty, so buckets are first: nothing else is gone by then. Names are next, so
that they never lead to an address that somebody else has by now. Nothing is removed that something still there uses.
"""

NO_SNAPSHOT = ("failed", "incompatible-restore", "incompatible-network")
"""States of a database instance in which AWS takes no final snapshot. So do those that begin with the next word."""
NO_KEY = "inaccessible-encryption-credentials"

DELETING = "deleting"
MOST = 1000
"""So many objects of a bucket are counted, and no more."""


@dataclasses.dataclass(frozen=True)
class Thing:
    """Something in AWS. name: as people say it; id: as AWS says it; facts: what the plan shows and judges.

    ours: whether it is this environment's by its tag (a record: by where it leads). What is not is never touched; it
    is here because it has a name, or a place, as if it were.
    """

    kind: str
    name: str
    id: str
    facts: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    ours: bool = True


@dataclasses.dataclass(frozen=True)
class Kept:
    """A copy that stays. kind: database snapshot, automated backups or volume snapshot; of: what it is a copy of"""

    kind: str
    id: str
    of: str


@dataclasses.dataclass(frozen=True)
class Actual:
    things: tuple[Thing, ...] = ()
    kept: tuple[Kept, ...] = ()

    def of(self, kind: str, *, ours: bool = True) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind and thing.ours == ours]


def final_name(environment: str, when: str) -> str:
    """What the last copies of an environment are called."""
    return f"map-{environment}-final-{when}"


def plan(actual: Actual, environment: str) -> list[Change]:
    """Remove everything that is ours. Raises MapError, before any change, when that would lose something."""
    refuse(_problems(actual, environment))
    return [_removal(thing, environment) for kind in KINDS for thing in actual.of(kind)]


def notes(actual: Actual, environment: str) -> list[str]:
    """What was left alone, though it looks as if it were ours."""
    return [_left(thing, environment) for thing in actual.things if not thing.ours]


def _removal(thing: Thing, environment: str) -> Change:
    system, method, impact = KINDS[thing.kind]
    target = f"{thing.kind} {thing.name}"
    name = final_name(environment, UNKNOWN)
    after: dict[str, t.Any] | None = None
    arguments: dict[str, t.Any] = {"id": thing.id}
    if thing.kind == "volume":
        after, arguments["name"] = {"kept": f"volume snapshot {name}"}, thing.name
    elif thing.kind == "record":
        arguments |= {"name": thing.name.split()[0], **thing.facts}
    elif thing.kind == "database instance" and thing.facts["status"] == DELETING:
        method = "wait_until_gone"
    elif thing.kind == "database instance":
        backups = thing.facts["backup_days"] > 0
        arguments["keep_backups"] = backups
        after = {"kept": f"database snapshot {name}{' and automated backups' if backups else ''}"}
    return Change(system, "remove", target, thing.facts or thing.id, after, Call(method, arguments), impact)


def _problems(actual: Actual, environment: str) -> t.Iterator[str]:
    """Whatever would lose data, or would stop the removal half-way, as whole sentences."""
    for bucket in actual.of("bucket"):
        yield from _filled(bucket)
    for database in actual.of("database instance"):
        yield from _database(database)
    for instance in actual.of("instance"):
        if instance.facts["protected"]:
            yield (
                f"The host {instance.name} ({instance.id}) has termination protection on. "
                "Set host_termination_protection: false, apply it with the playbook provision, then run again."
            )
    machines = {instance.id for instance in actual.of("instance")}
    for thing in [*actual.of("volume"), *actual.of("address")]:
        holder = thing.facts["held_by"]
        if holder and holder not in machines:
            yield (
                f"The {thing.kind} {thing.name} ({thing.id}) is in use by {holder}, which isn't this environment's. "
                "Take it away from there, then run again."
            )
    for thing in [*actual.of("instance", ours=False), *actual.of("database instance", ours=False)]:
        yield (
            f"The {thing.kind} {thing.name} ({thing.id}) uses what would be removed, but doesn't carry the tag "
            f"map:environment={environment}. The playbook provision gives it the tag, if it is this environment's; "
            "else remove it yourself."
        )


def _filled(bucket: Thing) -> t.Iterator[str]:
    count = bucket.facts["objects"]
    if count:
        number = f"{MOST} or more objects" if count >= MOST else "an object" if count == 1 else f"{count} objects"
        yield (
            f"The bucket {bucket.name} holds {number}, old versions and marks of deletion included. "
            "Save what you need and empty it yourself, as docs/destroy.md says, then run again."
        )


def _database(database: Thing) -> t.Iterator[str]:
    status = database.facts["status"]
    if status == DELETING:
        return
    if database.facts["protected"]:
        yield (
            f"The database instance {database.name} has deletion protection on. "
            "Set database_deletion_protection: false, apply it with the playbook provision, then run again."
        )
    if status in NO_SNAPSHOT or status.startswith(NO_KEY):
        yield (
            f"The database instance {database.name} is {status}, and AWS takes no final snapshot of it then. "
            "Mend it, or delete it in the AWS console if its earlier snapshots are enough, then run again."
        )


def _left(thing: Thing, environment: str) -> str:
    if thing.kind == "record":
        value = ", ".join(thing.facts["values"]) or "what Route 53 works out"
        return (
            f"The record {thing.name} leads to {value}, which isn't this environment's, and was left alone. "
            "Remove it in Route 53 if nobody needs it."
        )
    return (
        f"The {thing.kind} {thing.name} doesn't carry the tag map:environment={environment}, and was left alone. "
        "Remove it in the AWS console if nobody needs it."
    )
