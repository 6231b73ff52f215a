"""Who reaches the host and what the host may do: key pair, security group, role and instance profile."""

from __future__ import annotations

import dataclasses
import hashlib
import ipaddress
import typing as t

from ..plan import UNKNOWN, Call, Change, MapError
from .policies import same

SSM_POLICY = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@dataclasses.dataclass(frozen=True, order=True)
class Rule:
    """One permission of a security group: from or to whom (a network, a group's id or a prefix list's), which ports.
    ports are None where the protocol has none or all are meant ("-1" is any protocol)."""

    direction: t.Literal["in", "out"]
    protocol: str
    first_port: int | None
    last_port: int | None
    peer: str

    def __str__(self) -> str:
        ports = "all ports" if self.first_port is None else f"{self.first_port}"
        if self.last_port != self.first_port:
            ports += f"-{self.last_port}"
        protocol = "any protocol" if self.protocol == "-1" else self.protocol
        return f"{self.direction}: {protocol}, {ports}, {'from' if self.direction == 'in' else 'to'} {self.peer}"


@dataclasses.dataclass(frozen=True)
class SecurityGroup:
    id: str
    rules: frozenset[Rule]
    tags: dict[str, str] = dataclasses.field(default_factory=dict)


NEW_GROUP = SecurityGroup(UNKNOWN, frozenset({Rule("out", "-1", None, None, "0.0.0.0/0")}))
"""What AWS makes: everything may leave over IPv4."""

IPV6_OUT = Rule("out", "-1", None, None, "::/0")
"""What AWS also makes in a network that has IPv6; it is as good as it is without."""


@dataclasses.dataclass(frozen=True)
class Role:
    """trust: the document of who may take the role; attached: ARNs; policies: name -> document; has_profile: whether
    the instance profile of the same name holds it."""

    trust: t.Any = None
    attached: tuple[str, ...] = ()
    policies: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    has_profile: bool = False


def rules(admin_networks: t.Iterable[str], web_networks: t.Iterable[str]) -> frozenset[Rule]:
    """SSH from administrators, HTTP and HTTPS from web_networks, everything may leave."""
    found = {Rule("in", "tcp", 22, 22, _network(text)) for text in admin_networks}
    found |= {Rule("in", "tcp", port, port, _network(text)) for port in (80, 443) for text in web_networks}
    return frozenset(found | NEW_GROUP.rules)


def _network(text: str) -> str:
    """A network as AWS writes it: without host bits."""
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        raise MapError(f"'{text}' is not a network. Write it like 203.0.113.0/24.") from None


def key_pair_name(name: str, public_key: str) -> str:
    """A key pair can't be changed, so its name follows from what is in it."""
    material = " ".join(public_key.split()[:2])
    return f"{name}-{hashlib.sha256(material.encode()).hexdigest()[:8]}"


def plan_security_group(
    actual: SecurityGroup | None, name: str, wanted: frozenset[Rule], tags: dict[str, str]
) -> list[Change]:
    """Exactly the wanted rules; a rule that isn't wanted is taken away."""
    changes: list[Change] = []
    if actual is None:
        call = Call("create_security_group", {"name": name, "tags": tags})
        changes.append(Change("ec2", "create", f"security group {name}", None, {"name": name}, call))
    found = actual or dataclasses.replace(NEW_GROUP, tags=tags)
    wanted |= found.rules & {IPV6_OUT}
    before, after = sorted(found.rules, key=str), sorted(wanted, key=str)
    if before != after:
        add, remove = wanted - found.rules, found.rules - wanted
        call = Call("set_rules", {"add": sorted(add, key=str), "remove": sorted(remove, key=str)})
        target = f"security group {name}: rules"
        changes.append(Change("ec2", "update", target, [str(r) for r in before], [str(r) for r in after], call))
    return changes + plan_tags("security group", name, found.tags, tags)


def plan_tags(kind: str, name: str, actual: dict[str, str], wanted: dict[str, str]) -> list[Change]:
    """The wanted tags; others stay."""
    after = {**actual, **wanted}
    if after == actual:
        return []
    call = Call("put_tags", {"kind": kind, "tags": wanted})
    return [Change("ec2", "update", f"{kind} {name}: tags", actual or None, after, call)]


def plan_role(actual: Role | None, name: str, tags: dict[str, str]) -> list[Change]:
    """A role with the rights of AWS's Systems Manager and nothing more, in an instance profile of the same name."""
    changes: list[Change] = []
    if actual is None:
        call = Call("create_role", {"name": name, "trust": TRUST, "tags": tags})
        changes.append(Change("iam", "create", f"role {name}", None, {"name": name, "trust": TRUST}, call))
    elif not same(actual.trust, TRUST):
        call = Call("put_trust", {"name": name, "trust": TRUST})
        changes.append(Change("iam", "update", f"role {name}: trust", actual.trust, TRUST, call))
    found = actual or Role()
    if SSM_POLICY not in found.attached:
        call = Call("attach_role_policy", {"name": name, "policy": SSM_POLICY})
        changes.append(Change("iam", "update", f"role {name}: attached policy {SSM_POLICY}", None, SSM_POLICY, call))
    changes += [
        _surplus(name, "attached policy", arn, arn, "detach_role_policy") for arn in found.attached if arn != SSM_POLICY
    ]
    changes += [_surplus(name, "policy", key, text, "delete_role_policy") for key, text in found.policies.items()]
    if not found.has_profile:
        call = Call("create_instance_profile", {"name": name, "tags": tags})
        changes.append(Change("iam", "create", f"instance profile {name}", None, {"name": name, "role": name}, call))
    return changes


def _surplus(role: str, kind: str, name: str, before: t.Any, method: str) -> Change:
    call = Call(method, {"name": role, "policy": name})
    return Change("iam", "remove", f"role {role}: {kind} {name}", before, None, call)
