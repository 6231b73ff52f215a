"""cloud_status: what an environment has in AWS, in one task; it changes nothing."""

from __future__ import annotations

import typing as t

from ..clients import aws
from ..clients.cloud_status import Client
from ..converge import report
from ..plan import MapError, refuse
from ..plans import cloud_status as plan
from ..plans.ec2_types import Wanted
from ..plans.iam_keys import RIGHTS, Store, wanted_users
from .rds_instance import default_name

ARGUMENTS: dict[str, t.Any] = {
    **aws.ARGUMENTS,
    "buckets": {"type": "list", "elements": "str", "required": True},
    "list_pages": {"type": "int", "default": 5},
}


def run(params: dict[str, t.Any], check: bool) -> dict[str, t.Any]:
    """Ask AWS. Result: status, with the parts database_instance, host, buckets, store_keys."""
    refuse(_problems(params))
    if aws.nothing_there(params, check):
        return _result(plan.unread("The cloud of this environment is only planned. Run it again when it is made."))
    environment = params["aws"]["environment"]
    database, host = default_name(environment), _host(params)
    keys = wanted_users(environment, dict.fromkeys(("report", "archive"), Store("", "")), RIGHTS)
    users = {item.consumer: item.user for item in keys}
    try:
        found = Client(params["aws"], host, params["list_pages"]).read(database, params["buckets"], users)
    except MapError as error:
        return _result(plan.unread(str(error)))
    return _result(plan.facts(found, database, host, {item.consumer: item.parameter for item in keys}))


def _problems(params: dict[str, t.Any]) -> t.Iterator[str]:
    if params["list_pages"] < 0:
        yield f"list_pages is {params['list_pages']}. Give 0, to count no objects, or more."


def _result(status: dict[str, t.Any]) -> dict[str, t.Any]:
    return {**report([]), "status": status}


def _host(params: dict[str, t.Any]) -> Wanted:
    """What is needed to find the host."""
    return Wanted(
        name=f"map-{params['aws']['environment']}",
        tags=aws.tags(params["aws"]),
        instance_type="",
        public_key="",
        admin_networks=(),
        web_networks=(),
        root_gb=0,
        data_gb=0,
        termination_protection=False,
        subnet_id="",
        image="",
    )
