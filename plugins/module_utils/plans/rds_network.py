"""What it takes to let the host and the laboratories reach the database: its subnet group and its security group."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ..plan import Call, Change

PORT = 3306


@dataclasses.dataclass(frozen=True, order=True)
class Rule:
    """One way in. source: a network, or the name of a security group (its id where it isn't known by name)"""

    source: str
    protocol: str = "tcp"
    first: int = PORT
    last: int = PORT

    def __str__(self) -> str:
        if self.protocol == "-1":
            return f"everything from {self.source}"
        ports = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.protocol} {ports} from {self.source}"


@dataclasses.dataclass(frozen=True)
class SecurityGroup:
    rules: frozenset[Rule] = frozenset()
    tags: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Actual:
    """subnet_group: ids of its subnets; None where there is none

    choice: ids of the subnets that a new subnet group could have; None when nobody asked
    """

    subnet_group: frozenset[str] | None = None
    security_group: SecurityGroup | None = None
    choice: frozenset[str] | None = None


@dataclasses.dataclass(frozen=True)
class Wanted:
    """name: of the subnet group and the security group

    subnets: ids; empty for those of the default VPC
    admitted: names of security groups, and networks, that may connect
    """

    name: str
    subnets: frozenset[str]
    admitted: tuple[str, ...]
    tags: dict[str, str]


def plan(actual: Actual, wanted: Wanted) -> list[Change]:
    """The changes of the network, in the order in which they are made."""
    return [*_subnets(actual, wanted), *_security_group(actual, wanted)]


def problems(actual: Actual, wanted: Wanted) -> t.Iterator[str]:
    """What can't be met."""
    if len(wanted.subnets) == 1:
        yield (
            f"database_subnet_ids names one subnet only ({', '.join(wanted.subnets)}), but RDS needs two availability "
            "zones. Add a subnet of another zone, or leave the list empty for the default VPC."
        )
    if actual.choice is not None and actual.subnet_group is None and not actual.choice and not wanted.subnets:
        yield "The account has no default VPC in this region. Name two subnets of your VPC in database_subnet_ids."
    missing = wanted.subnets - (actual.choice or frozenset()) if actual.choice is not None else frozenset()
    if missing:
        yield (
            f"The subnets {', '.join(sorted(missing))} of database_subnet_ids don't exist in this account and region. "
            "Correct their ids."
        )


def canonical(source: str) -> str:
    """A network as AWS writes it; anything else as it is."""
    try:
        return str(ipaddress.ip_network(source, strict=False))
    except ValueError:
        return source


def _subnets(actual: Actual, wanted: Wanted) -> list[Change]:
    target = f"subnet group {wanted.name}"
    if actual.subnet_group is None:
        subnets = sorted(wanted.subnets) or None
        after = {"subnets": subnets or "those of the default VPC"}
        call = Call("create_subnet_group", {"name": wanted.name, "tags": wanted.tags})
        return [Change("rds", "create", target, None, after, call)]
    if wanted.subnets and wanted.subnets != actual.subnet_group:
        call = Call("modify_subnet_group", {"name": wanted.name, "subnets": sorted(wanted.subnets)})
        before, after = {"subnets": sorted(actual.subnet_group)}, {"subnets": sorted(wanted.subnets)}
        return [Change("rds", "update", target, before, after, call)]
    return []


def _security_group(actual: Actual, wanted: Wanted) -> list[Change]:
    target, name = f"security group {wanted.name}", wanted.name
    group, changes = actual.security_group, []
    if group is None:
        call = Call("create_security_group", {"name": name, "tags": wanted.tags})
        changes.append(Change("ec2", "create", target, None, {"tags": wanted.tags}, call))
        group = SecurityGroup(tags=wanted.tags)
    tags = {**group.tags, **wanted.tags}
    if tags != group.tags:
        call = Call("tag_security_group", {"name": name, "tags": wanted.tags})
        changes.append(Change("ec2", "update", f"{target}: tags", group.tags or None, tags, call))
    rules = {Rule(canonical(source)) for source in wanted.admitted}
    for rule in sorted(rules - group.rules):
        call = Call("admit", {"name": name, "rule": rule})
        changes.append(Change("ec2", "create", f"{target}: {rule}", None, str(rule), call))
    for rule in sorted(group.rules - rules):
        call = Call("refuse", {"name": name, "rule": rule})
        changes.append(Change("ec2", "remove", f"{target}: {rule}", str(rule), None, call, impact="sessions"))
    return changes
