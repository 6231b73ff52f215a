"""What it takes that each consumer of the buckets has a user with the least rights and exactly one known key."""

from __future__ import annotations

import dataclasses
import typing as t

from ..plan import UNKNOWN, Call, Change, refuse
from .policies import same

POLICY = "map-stores"
READ = ("s3:GetObject",)
WRITE = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
RIGHTS: dict[str, dict[str, tuple[str, ...]]] = {
    "worker": {"report": WRITE, "archive": WRITE},
    "webgui": {"report": READ},
    "reader": {"report": READ, "archive": READ},
}
"""consumer -> store -> what it may do with the store's objects."""


@dataclasses.dataclass(frozen=True)
class Store:
    """A bucket and the folder in it, as DataJoint's `location` says it."""

    bucket: str
    location: str


@dataclasses.dataclass(frozen=True)
class Wanted:
    """A consumer's user. parameter: where its key is kept; policy: the document of its rights."""

    consumer: str
    user: str
    parameter: str
    policy: dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class User:
    """A user as IAM describes it. policies: name -> document, written in it; attached: ARNs of managed policies."""

    policies: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    attached: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    keys: dict[str, str] = dataclasses.field(default_factory=dict)
    """id of an access key -> Active or Inactive"""


@dataclasses.dataclass(frozen=True)
class Parameter:
    """Where a key is kept. key_id: None when what is there can't be read as a key."""

    key_id: str | None
    secure: bool = True


@dataclasses.dataclass(frozen=True)
class Actual:
    """users: name -> User; parameters: name -> Parameter. Only what exists."""

    users: dict[str, User] = dataclasses.field(default_factory=dict)
    parameters: dict[str, Parameter] = dataclasses.field(default_factory=dict)


def wanted_users(environment: str, stores: dict[str, Store], consumers: t.Iterable[str]) -> list[Wanted]:
    """What the environment's consumers need. stores: report and archive."""
    return [
        Wanted(
            consumer,
            f"map-{environment}-{consumer}",
            f"/map/{environment}/s3/{consumer}",
            _policy({stores[name]: actions for name, actions in RIGHTS[consumer].items()}),
        )
        for consumer in consumers
    ]


def plan(actual: Actual, wanted: list[Wanted]) -> list[Change]:
    """All changes for all users, in the order in which they are made."""
    refuse(_problems(actual, wanted))
    changes: list[Change] = []
    for item in wanted:
        found = actual.users.get(item.user)
        if found is None:
            call = Call("create_user", {"user": item.user})
            changes.append(Change("iam", "create", f"user {item.user}", None, {"name": item.user}, call))
        changes += _rights(found or User(), item)
        changes += _keys(found or User(), actual.parameters.get(item.parameter), item)
    return changes


def prefix(location: str) -> str:
    """How the names of a store's objects begin. DataJoint strips the slash from the front of a location (up to
    Python 3.11; later ones keep it, so a location is better written without)."""
    return "/".join(part for part in location.split("/") if part not in ("", "."))


def _policy(stores: dict[Store, tuple[str, ...]]) -> dict[str, t.Any]:
    rules: list[dict[str, t.Any]] = []
    for store, actions in stores.items():
        arn, folder = f"arn:aws:s3:::{store.bucket}", prefix(store.location)
        objects = f"{arn}/{folder}/*" if folder else f"{arn}/*"
        rules.append({"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": arn})
        rules.append({"Effect": "Allow", "Action": list(actions), "Resource": objects})
    return {"Version": "2012-10-17", "Statement": rules}


def _problems(actual: Actual, wanted: list[Wanted]) -> t.Iterator[str]:
    for item in wanted:
        found = actual.parameters.get(item.parameter)
        if found and not found.secure:
            yield (
                f"The parameter {item.parameter} is not a SecureString, so the access key in it lies open, and AWS "
                "can't change that. Delete it in the parameter store and run again: a new key is made."
            )


def _rights(actual: User, wanted: Wanted) -> list[Change]:
    """Exactly the wanted policy: whatever else gives this user rights is taken away."""
    user, changes = wanted.user, []
    before = actual.policies.get(POLICY)
    if not same(before, wanted.policy):
        call = Call("put_policy", {"user": user, "document": wanted.policy})
        action: t.Literal["create", "update"] = "update" if before else "create"
        changes.append(Change("iam", action, f"user {user}: policy {POLICY}", before, wanted.policy, call))
    surplus = [
        *[("delete_policy", "policy", name, text) for name, text in actual.policies.items() if name != POLICY],
        *[("detach_policy", "attached policy", arn, arn) for arn in actual.attached],
        *[("leave_group", "group", group, group) for group in actual.groups],
    ]
    for method, kind, name, shown in surplus:
        call = Call(method, {"user": user, "name": name})
        changes.append(Change("iam", "remove", f"user {user}: {kind} {name}", shown, None, call))
    return changes


def _keys(actual: User, parameter: Parameter | None, wanted: Wanted) -> list[Change]:
    """Exactly one active key, the one that is stored.

    A key whose id isn't stored is of a run that was interrupted, or a stranger's; nobody can read its secret again.
    A stored key that someone switched off may have leaked, so it is replaced and not switched on again.
    """
    stored = parameter.key_id if parameter else None
    changes = [_removal(wanted, key, state) for key, state in actual.keys.items() if key != stored]
    state = actual.keys.get(stored) if stored else None
    if state != "Active":
        before = {"id": stored, "status": state or "gone"} if stored else None
        after = {"id": UNKNOWN, "status": "Active", "kept in": wanted.parameter}
        call = Call("make_key", {"user": wanted.user, "parameter": wanted.parameter})
        target = f"user {wanted.user}: access key"
        changes.append(Change("iam", "update" if stored else "create", target, before, after, call))
    if stored and state == "Inactive":
        changes.append(_removal(wanted, stored, state))
    return changes


def _removal(wanted: Wanted, key: str, state: str) -> Change:
    call = Call("remove_key", {"user": wanted.user, "key": key})
    before = {"id": key, "status": state}
    return Change("iam", "remove", f"user {wanted.user}: access key {key}", before, None, call)
