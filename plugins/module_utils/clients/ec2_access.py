"""Makes what the host's access needs: key pair, security group, role and instance profile."""

from __future__ import annotations

import json
import typing as t

from ..plans.ec2_access import Rule
from ..plans.ec2_types import Wanted
from .aws import Aws
from .ec2_find import Finder
from .ec2_read import PEERS, Tags, pairs, specification


class Access:
    """The calls of plans/ec2_access.py. What exists already is as good: a repeated request finds its own work."""

    def __init__(self, aws: Aws, found: Finder, wanted: Wanted) -> None:
        self._aws, self._found, self._wanted = aws, found, wanted

    def import_key_pair(self, name: str, public_key: str, tags: Tags) -> None:
        self._aws.call(
            "ec2",
            "import_key_pair",
            absent={"InvalidKeyPair.Duplicate"},
            KeyName=name,
            PublicKeyMaterial=public_key.encode(),
            TagSpecifications=specification(tags, "key-pair"),
        )

    def create_security_group(self, name: str, tags: Tags) -> None:
        """In the VPC of the wanted subnet, else in the default VPC."""
        where: dict[str, t.Any] = {"VpcId": self._found.subnet()["VpcId"]} if self._wanted.subnet_id else {}
        made = self._aws.call(
            "ec2",
            "create_security_group",
            absent={"InvalidGroup.Duplicate"},
            GroupName=name,
            Description=f"Who reaches {name}",
            TagSpecifications=specification(tags, "security-group"),
            **where,
        )
        self._found.group_id = made["GroupId"] if made else self._found.groups()[0]["GroupId"]

    def set_rules(self, add: list[Rule], remove: list[Rule]) -> None:
        """Add first, so that nobody who may come is shut out in between."""
        for verb, direction, name, gone in (
            ("authorize", "in", "ingress", "InvalidPermission.Duplicate"),
            ("authorize", "out", "egress", "InvalidPermission.Duplicate"),
            ("revoke", "in", "ingress", "InvalidPermission.NotFound"),
            ("revoke", "out", "egress", "InvalidPermission.NotFound"),
        ):
            # One at a time: AWS refuses a whole request when one of its rules is there (or gone) already.
            for rule in add if verb == "authorize" else remove:
                if rule.direction == direction:
                    operation, permissions = f"{verb}_security_group_{name}", [_permission(rule)]
                    which = {"GroupId": self._found.group_id, "IpPermissions": permissions}
                    self._aws.call_new("ec2", operation, absent={gone}, **which)

    def create_role(self, name: str, trust: dict[str, t.Any], tags: Tags) -> None:
        text, exists = json.dumps(trust), {"EntityAlreadyExists"}
        self._iam("create_role", exists, RoleName=name, AssumeRolePolicyDocument=text, Tags=pairs(tags))

    def put_trust(self, name: str, trust: dict[str, t.Any]) -> None:
        self._iam("update_assume_role_policy", RoleName=name, PolicyDocument=json.dumps(trust))

    def attach_role_policy(self, name: str, policy: str) -> None:
        self._aws.call_new("iam", "attach_role_policy", RoleName=name, PolicyArn=policy)

    def detach_role_policy(self, name: str, policy: str) -> None:
        self._iam("detach_role_policy", {"NoSuchEntity"}, RoleName=name, PolicyArn=policy)

    def delete_role_policy(self, name: str, policy: str) -> None:
        self._iam("delete_role_policy", {"NoSuchEntity"}, RoleName=name, PolicyName=policy)

    def create_instance_profile(self, name: str, tags: Tags) -> None:
        """The profile, and the role of the same name in it. A profile holds one role: more is LimitExceeded."""
        self._iam("create_instance_profile", {"EntityAlreadyExists"}, InstanceProfileName=name, Tags=pairs(tags))
        which = {"InstanceProfileName": name, "RoleName": name}
        self._aws.call_new("iam", "add_role_to_instance_profile", absent={"LimitExceeded"}, **which)

    def _iam(self, operation: str, absent: t.Container[str] = (), **arguments: t.Any) -> None:
        self._aws.call("iam", operation, absent=absent, **arguments)


def _permission(rule: Rule) -> dict[str, t.Any]:
    kind = 0 if "." in rule.peer else 1 if ":" in rule.peer else 2 if rule.peer.startswith("sg-") else 3
    key, part = PEERS[kind]
    ports = {} if rule.first_port is None else {"FromPort": rule.first_port, "ToPort": rule.last_port}
    return {"IpProtocol": rule.protocol, **ports, key: [{part: rule.peer}]}
