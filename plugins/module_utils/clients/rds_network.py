"""Reads and sets the database's subnet group and security group."""

from __future__ import annotations

import functools
import typing as t

from ..plan import MapError
from ..plans.rds_network import Actual, Rule, SecurityGroup
from .aws import Aws


class Network:
    """names: of all security groups that matter: the database's own first, then those that are admitted

    subnets: ids for a new subnet group; empty for those of the default VPC
    """

    def __init__(self, aws: Aws, names: t.Sequence[str], subnets: t.Collection[str]) -> None:
        self._aws = aws
        self._names = list(names)
        self._subnets = list(subnets)
        self._vpc: str | None = None
        self._ids: dict[str, str] = {}

    def reads(self) -> list[t.Callable[[], t.Any]]:
        """The two requests that `understand` needs, to be made together with others."""
        name, absent = self._names[0], {"DBSubnetGroupNotFoundFault"}
        filters = [{"Name": "group-name", "Values": self._names}]
        call = self._aws.call
        return [
            functools.partial(call, "rds", "describe_db_subnet_groups", absent=absent, DBSubnetGroupName=name),
            functools.partial(self._aws.pages, "ec2", "describe_security_groups", "SecurityGroups", Filters=filters),
        ]

    def understand(self, subnet_groups: dict[str, t.Any] | None, groups: list[dict[str, t.Any]]) -> Actual:
        """What the answers to `reads` say. Asks for subnets when there is no subnet group yet, or another is wanted."""
        found = subnet_groups["DBSubnetGroups"][0] if subnet_groups else None
        subnets = frozenset(s["SubnetIdentifier"] for s in found["Subnets"]) if found else None
        choice = None
        if found is None or (self._subnets and subnets != frozenset(self._subnets)):
            choice = self._choice()
        if found:
            self._vpc = found["VpcId"]
        ours = [group for group in groups if group["VpcId"] == self._vpc]
        self._ids = {group["GroupName"]: group["GroupId"] for group in ours}
        return Actual(
            subnet_group=subnets,
            security_group=next((self._group(group) for group in ours if group["GroupName"] == self._names[0]), None),
            choice=choice,
        )

    def group_name(self, group_id: str) -> str:
        """The name of a security group; its id when it is a stranger's."""
        return next((name for name, known in self._ids.items() if known == group_id), group_id)

    def group_id(self, name: str) -> str:
        if name not in self._ids:
            raise MapError(
                f"The security group {name}, which is to reach the database, does not exist. "
                "Make the host first: run the playbook provision."
            )
        return self._ids[name]

    def create_subnet_group(self, name: str, tags: dict[str, str]) -> None:
        self._aws.call(
            "rds",
            "create_db_subnet_group",
            absent={"DBSubnetGroupAlreadyExists"},
            DBSubnetGroupName=name,
            DBSubnetGroupDescription=f"Where the database {name} may be",
            SubnetIds=sorted(self._choice()),
            Tags=tag_list(tags),
        )

    def modify_subnet_group(self, name: str, subnets: list[str]) -> None:
        self._aws.call("rds", "modify_db_subnet_group", DBSubnetGroupName=name, SubnetIds=subnets)

    def create_security_group(self, name: str, tags: dict[str, str]) -> None:
        self._aws.call(
            "ec2",
            "create_security_group",
            absent={"InvalidGroup.Duplicate"},
            GroupName=name,
            Description=f"Who reaches the database {name}",
            VpcId=self._vpc,
            TagSpecifications=[{"ResourceType": "security-group", "Tags": tag_list(tags)}],
        )
        self._aws.wait(f"the security group {name} to appear", functools.partial(self._appeared, name), 60)

    def tag_security_group(self, name: str, tags: dict[str, str]) -> None:
        self._aws.call("ec2", "create_tags", Resources=[self.group_id(name)], Tags=tag_list(tags))

    def admit(self, name: str, rule: Rule) -> None:
        """Let somebody in. Already in is as good."""
        self._rule("authorize_security_group_ingress", "InvalidPermission.Duplicate", name, rule)

    def refuse(self, name: str, rule: Rule) -> None:
        """Let somebody in no longer. Already out is as good."""
        self._rule("revoke_security_group_ingress", "InvalidPermission.NotFound", name, rule)

    def _rule(self, operation: str, absent: str, name: str, rule: Rule) -> None:
        permission = self._permission(rule)
        which = {"GroupId": self.group_id(name), "IpPermissions": [permission]}
        self._aws.call_new("ec2", operation, absent={absent}, **which)

    def _permission(self, rule: Rule) -> dict[str, t.Any]:
        permission: dict[str, t.Any] = {"IpProtocol": rule.protocol}
        if rule.protocol != "-1":
            permission |= {"FromPort": rule.first, "ToPort": rule.last}
        if "/" in rule.source:
            ranges, key = ("Ipv6Ranges", "CidrIpv6") if ":" in rule.source else ("IpRanges", "CidrIp")
            return {**permission, ranges: [{key: rule.source}]}
        if rule.source.startswith("pl-"):
            return {**permission, "PrefixListIds": [{"PrefixListId": rule.source}]}
        group = rule.source if rule.source.startswith("sg-") else self.group_id(rule.source)
        return {**permission, "UserIdGroupPairs": [{"GroupId": group}]}

    def _group(self, group: dict[str, t.Any]) -> SecurityGroup:
        return SecurityGroup(
            rules=frozenset(
                Rule(source, permission["IpProtocol"], permission.get("FromPort", -1), permission.get("ToPort", -1))
                for permission in group["IpPermissions"]
                for source in self._sources(permission)
            ),
            tags={tag["Key"]: tag["Value"] for tag in group.get("Tags", [])},
        )

    def _sources(self, permission: dict[str, t.Any]) -> t.Iterator[str]:
        yield from (item["CidrIp"] for item in permission.get("IpRanges", []))
        yield from (item["CidrIpv6"] for item in permission.get("Ipv6Ranges", []))
        yield from (item["PrefixListId"] for item in permission.get("PrefixListIds", []))
        yield from (self.group_name(item["GroupId"]) for item in permission.get("UserIdGroupPairs", []))

    def _appeared(self, name: str) -> bool:
        filters = [{"Name": "group-name", "Values": [name]}, {"Name": "vpc-id", "Values": [self._vpc]}]
        for group in self._aws.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters):
            self._ids[name] = group["GroupId"]
        return name in self._ids

    def _choice(self) -> frozenset[str]:
        """Ids of the subnets that a new subnet group gets: those that are named, or the default VPC's."""
        values = {"subnet-id": self._subnets} if self._subnets else {"default-for-az": ["true"]}
        filters = [{"Name": key, "Values": value} for key, value in values.items()]
        found = self._aws.pages("ec2", "describe_subnets", "Subnets", Filters=filters)
        self._vpc = found[0]["VpcId"] if found else None
        return frozenset(subnet["SubnetId"] for subnet in found)


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
