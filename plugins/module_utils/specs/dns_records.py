"""dns_records: names in a zone of Route 53, all in one task."""

from __future__ import annotations

import typing as t

from ..clients import aws, dns_records
from ..converge import converge
from ..plan import UNKNOWN, refuse
from ..plans.dns_records import Actual, Wanted, choose, notes, plan

RECORD: dict[str, t.Any] = {
    "name": {"type": "str", "required": True},
    "type": {"type": "str", "required": True, "choices": ["A", "CNAME"]},
    "value": {"type": "str", "required": True},
    "ttl": {"type": "int", "default": 300},
}

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "zone": {"type": "str", "default": ""},
    "records": {"type": "list", "elements": "dict", "required": True, "options": RECORD},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Bring all records to what is wanted. Result: zone, zone_id, names, notes."""
    wanted = [_wanted(record) for record in params["records"]]
    names, wish = [record.name for record in wanted], params["zone"].removeprefix("/hostedzone/").rstrip(".")
    refuse(_problems(wanted, check))
    client: t.Any = None
    if not aws.nothing_there(params, check):
        client = dns_records.Client(aws.Aws(params["aws"], ["route53"]))

    def describe(actual: Actual) -> dict[str, t.Any]:
        zones = choose(actual.zones or (), names, wish)
        zone = {"zone": zones[0].name, "zone_id": zones[0].id} if zones else {"zone": UNKNOWN, "zone_id": UNKNOWN}
        return {**zone, "names": names, "notes": notes(actual, wanted)}

    return converge(
        read=lambda: client.read(names, wish) if client else Actual(),
        plan=lambda actual: plan(actual, wanted, wish),
        client=client,
        check=check,
        describe=describe,
    )


def _wanted(record: dict[str, t.Any]) -> Wanted:
    """Names are the same in capitals and with a dot at the end."""
    name, value = record["name"].rstrip(".").lower(), record["value"]
    is_name = record["type"] == "CNAME" and value != UNKNOWN
    return Wanted(name, record["type"], value.rstrip(".").lower() if is_name else value, record.get("ttl", 300))


def _problems(wanted: list[Wanted], check: bool) -> t.Iterator[str]:
    if not wanted:
        yield "No records are wanted. Name at least one, or leave the task out."
    for record in wanted:
        if record.value == UNKNOWN and not check:
            yield (
                f"Nobody knows yet where {record.name} leads to. "
                "Make the machine with the playbook provision, then run again."
            )
