"""The policies that AWS manages: over a thousand, the same for everyone, so that only changed ones are kept."""

from __future__ import annotations

import copy
import functools
import hashlib
import typing as t

from moto.iam.models import AWSManagedPolicy, IAMBackend

_read_all = IAMBackend._init_aws_policies


def know_policies_once() -> None:
    """Patch moto's IAM. Other partitions than `aws` get none: nobody looks, and each would take its share of memory."""
    IAMBackend._init_aws_policies = _copies  # type: ignore[method-assign]


def reduced(backend: t.Any) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """(the backend's attributes without policies, the policies that aren't as AWS made them)."""
    attributes = {key: value for key, value in vars(backend).items() if not key.endswith("managed_policies")}
    return attributes, {arn: policy for arn, policy in backend.managed_policies.items() if not _untouched(policy)}


def restore(backend: t.Any, state: tuple[dict[str, t.Any], dict[str, t.Any]]) -> None:
    """The opposite of reduced()."""
    attributes, changed = state
    vars(backend).update(attributes)
    backend.aws_managed_policies = [changed.get(policy.arn, policy) for policy in backend._init_aws_policies()]
    backend.managed_policies = {**{policy.arn: policy for policy in backend.aws_managed_policies}, **changed}


def _untouched(policy: t.Any) -> bool:
    return isinstance(policy, AWSManagedPolicy) and not policy.attachment_count


def _copies(backend: t.Any) -> list[t.Any]:
    if backend.partition != "aws":
        return []
    return [copy.copy(policy) for policy in _all_of(backend.account_id, backend.region_name)]


@functools.cache
def _all_of(account_id: str, region_name: str) -> list[t.Any]:
    backend = object.__new__(IAMBackend)
    backend.account_id, backend.region_name = account_id, region_name
    policies = _read_all(backend)
    for policy in policies:
        # moto rolls dice for it, at each start anew; AWS's are the same for everyone.
        policy.id = "A" + hashlib.sha256(policy.arn.encode()).hexdigest()[:20].upper()
    return policies
