"""iam_keys: users with access keys for DataJoint's stores, all in one task."""

from __future__ import annotations

import typing as t

from ..clients import aws, iam_keys
from ..converge import converge, report
from ..plan import UNKNOWN, refuse
from ..plans.iam_keys import RIGHTS, Actual, Store, Wanted, plan, wanted_users

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "state": {"type": "str", "choices": ["present", "read"], "default": "present"},
    "consumers": {"type": "list", "elements": "str", "choices": list(RIGHTS), "default": list(RIGHTS)},
    "report_bucket": {"type": "str", "default": ""},
    "report_location": {"type": "str", "default": ""},
    "archive_bucket": {"type": "str", "default": ""},
    "archive_location": {"type": "str", "default": ""},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring all users to what is wanted. Result: key_ids; with state read access_keys, which are secret."""
    client = None if aws.nothing_there(params, check) else iam_keys.Client(params["aws"])
    stores = {name: Store(params[f"{name}_bucket"], params[f"{name}_location"]) for name in ("report", "archive")}
    wanted = wanted_users(params["aws"]["environment"], stores, params["consumers"])
    if params["state"] == "read":
        return {
            **report([]),
            "access_keys": iam_keys.chosen(client.read_keys(), wanted) if client else _unknown(wanted),
        }
    refuse(_problems(params))
    return converge(
        read=lambda: client.read(wanted) if client else Actual(),
        plan=lambda actual: plan(actual, wanted),
        client=client,
        check=check,
        describe=lambda actual: {"key_ids": {item.consumer: _key_id(actual, item) for item in wanted}},
        settle=aws.SETTLE,
    )


def _problems(params: dict[str, t.Any]) -> t.Iterator[str]:
    for name in ("report_bucket", "archive_bucket"):
        if not params[name]:
            yield f"iam_keys needs {name} to give rights in it. Name the bucket."


def _key_id(actual: Actual, item: Wanted) -> str:
    stored = actual.parameters.get(item.parameter)
    user = actual.users.get(item.user)
    known = stored and user and stored.key_id and user.keys.get(stored.key_id) == "Active"
    return str(stored.key_id) if stored and known else UNKNOWN


def _unknown(wanted: list[Wanted]) -> dict[str, dict[str, str]]:
    return {item.consumer: {"access_key_id": UNKNOWN, "secret_access_key": UNKNOWN} for item in wanted}
