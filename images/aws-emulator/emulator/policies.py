"""Conditions of bucket policies. moto takes one that it doesn't know for a denial, even in a Deny for plain HTTP."""

from __future__ import annotations

import json
import typing as t

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

FACTS = {"aws:securetransport": "true", "s3:tlsversion": "1.2"}
"""What is true of every request that gets here: the server speaks TLS 1.2 or newer and nothing else."""

OPERATORS: dict[str, t.Callable[[str, str], bool]] = {
    "Bool": lambda fact, value: fact == value.lower(),
    "StringEquals": lambda fact, value: fact == value,
    "NumericLessThan": lambda fact, value: float(fact) < float(value),
    "NumericGreaterThanEquals": lambda fact, value: float(fact) >= float(value),
}


def know_conditions() -> None:
    """Patch moto's buckets."""
    FakeBucket.get_permission = _permission  # type: ignore[method-assign]


def _permission(bucket: t.Any, action: str, resource: str) -> PermissionResult:
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(bucket.policy)
    given = policy["Statement"]
    statements = given if isinstance(given, list) else [given]
    holding = [
        {key: value for key, value in statement.items() if key != "Condition"}
        for statement in statements
        if holds(statement.get("Condition", {}))
    ]
    if not holding:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps({**policy, "Statement": holding})).is_action_permitted(action, resource)


def holds(condition: dict[str, dict[str, t.Any]]) -> bool:
    """Whether a statement is for this request. Of a condition on anything else nothing is known: it is for others."""
    for operator, comparisons in condition.items():
        for key, given in comparisons.items():
            values = given if isinstance(given, list) else [given]
            fact = FACTS.get(key.lower())
            if fact is None or operator not in OPERATORS:
                return False
            if not any(OPERATORS[operator](fact, str(value)) for value in values):
                return False
    return True
