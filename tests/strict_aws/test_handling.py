"""Each rule of the strict AWS against our modules: the rule bites, and the run copes. Without the handling it fails."""

from __future__ import annotations

import collections
import json
import typing as t

import pytest
from moto.backends import get_backend

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import (
    ec2_host,
    iam_keys,
    rds_instance,
    rds_parameter_group,
    s3_buckets,
)
from tests.integration.aws_part import PARTS
from tests.integration.aws_server import REGION, World, debian, world
from tests.strict_aws.rules.unseen import USERS
from tests.strict_aws.wire import ACCOUNT

__all__ = ["world"]

PARAMS = dict(PARTS)
DATABASE = {"DBInstanceIdentifier": "map-test-database"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Delays are counted in looks, so nothing is gained by waiting."""
    monkeypatch.setattr("time.sleep", lambda _: None)


def run(world: World, spec: t.Any, **params: t.Any) -> dict[str, t.Any]:
    world.server.recorder.reset()
    return world.run(spec, **{**PARAMS[spec], **params})


def database(world: World, **params: t.Any) -> dict[str, t.Any]:
    """The database, made with all it needs."""
    run(world, ec2_host)
    run(world, rds_parameter_group)
    return run(world, rds_instance, **params)


def asked(world: World) -> collections.Counter[str]:
    return collections.Counter(world.server.recorder.names)


def sent(world: World, operation: str) -> list[dict[str, t.Any]]:
    return [request.params for request in world.server.recorder.requests if request.operation == operation]


def test_at_most_twenty_parameters_a_request_and_static_ones_later(world: World) -> None:
    more = {"max_connections": "500", "connect_timeout": "20", "sync_binlog": "1", "general_log": "1"}
    group = run(world, rds_parameter_group, parameters=more)
    requests = [request["Parameters"] for request in sent(world, "ModifyDBParameterGroup")]
    assert max(len(request) for request in requests) <= 20 < len(group["parameters"])
    methods = {item["ParameterName"]: item["ApplyMethod"] for request in requests for item in request}
    assert (methods["innodb_rollback_on_timeout"], methods["wait_timeout"]) == ("pending-reboot", "immediate")


@pytest.mark.parametrize(
    "parameters", [{"wait_timeot": "60"}, {"wait_timeout": "0"}, {"secure_file_priv": "/x"}, {"port": "3307"}]
)
def test_what_the_group_would_refuse_is_refused_before_any_change(world: World, parameters: dict[str, str]) -> None:
    (name,) = parameters
    with pytest.raises(MapError, match=name):
        run(world, rds_parameter_group, parameters=parameters)
    assert world.writes == []


def test_a_new_profile_that_is_unknown_at_first(world: World) -> None:
    made = run(world, ec2_host)
    assert asked(world)["ec2 RunInstances"] == 4  # refused for the profile, for the role in it, for the group
    instance = world.boto("ec2").describe_instances(InstanceIds=[made["instance_id"]])["Reservations"][0]["Instances"][
        0
    ]
    assert instance["IamInstanceProfile"]["Arn"].endswith("instance-profile/map-test-host")


def test_a_machine_and_a_volume_that_are_not_ready(world: World) -> None:
    made = run(world, ec2_host)
    ec2 = world.boto("ec2")
    attached = [one["InstanceId"] for v in ec2.describe_volumes()["Volumes"] for one in v["Attachments"]]
    assert attached == [made["instance_id"]] * 2
    assert ec2.describe_addresses()["Addresses"][0]["InstanceId"] == made["instance_id"]


@pytest.mark.parametrize("operation", ["RunInstances", "CreateVolume", "AllocateAddress"])
def test_a_lost_answer_makes_nothing_twice(world: World, operation: str) -> None:
    run(world, ec2_host)
    number = 1 + [name.split()[1] for name in world.writes].index(operation)
    world.server.reset()
    debian("ami-0123456789abcdef0", "20260801-2190")
    number += {"RunInstances": 3}.get(operation, 0)  # refused for what is new
    world.server.strikes.at(number, "lost")
    run(world, ec2_host)
    assert world.server.strikes.struck == f"ec2 {operation}"
    ec2 = world.boto("ec2")
    assert len(ec2.describe_instances()["Reservations"]) == 1
    assert len(ec2.describe_volumes()["Volumes"]) == 2
    assert len(ec2.describe_addresses()["Addresses"]) == 1


def test_what_was_just_made_is_seen_late(world: World) -> None:
    """Every use of it is refused once."""
    for spec in (ec2_host, iam_keys, s3_buckets):
        run(world, spec)
        uses = {name: number for name, number in asked(world).items() if name in USERS}
        assert uses
        assert {name for name, number in uses.items() if number < 2} == set()
        again = run(world, spec)
        assert (again["plan"], world.writes) == ([], [])


def test_a_token_that_aws_knows_for_a_day_from_other_arguments(world: World) -> None:
    """An instance that was terminated is listed for an hour, its token is known for longer."""
    first = run(world, ec2_host, termination_protection=False)["instance_id"]
    world.boto("ec2").terminate_instances(InstanceIds=[first])
    instances = get_backend("ec2")[ACCOUNT][REGION].reservations
    instances.clear()
    debian("ami-0fedcba9876543210", "20260901-2200")
    again = run(world, ec2_host)
    assert again["instance_id"] != first


def test_a_policy_in_another_spelling_is_no_drift(world: World) -> None:
    run(world, s3_buckets)
    s3, bucket = world.boto("s3"), "map-test-report"
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    theirs = {"Sid": "Theirs", "Effect": "Allow", "Principal": {"AWS": ["123456789012"]}}
    theirs |= {"Action": ["s3:GetObject"], "Resource": [f"arn:aws:s3:::{bucket}/*"]}
    whole = {"Version": "2012-10-17", "Statement": [*policy["Statement"], theirs]}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(whole))
    again = run(world, s3_buckets)
    assert (again["plan"], world.writes) == ([], [])
    run(world, s3_buckets, deny_insecure_transport=False)
    (kept,) = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    assert kept["Sid"] == "Theirs"


def test_what_a_new_bucket_is_by_itself_is_not_relied_upon(world: World) -> None:
    run(world, s3_buckets)
    made = asked(world)
    for what in ("PutBucketEncryption", "PutPublicAccessBlock", "PutBucketOwnershipControls"):
        assert made[f"s3 {what}"] == 2


def test_a_key_that_is_in_the_way_of_the_next(world: World) -> None:
    """A user has two keys at most: two that nobody has the secret of leave no room for a third."""
    run(world, iam_keys)
    iam, ssm = world.boto("iam"), world.boto("ssm")
    ssm.delete_parameter(Name="/map/test/s3/worker")
    iam.create_access_key(UserName="map-test-worker")
    run(world, iam_keys)
    (key,) = iam.list_access_keys(UserName="map-test-worker")["AccessKeyMetadata"]
    stored = ssm.get_parameter(Name="/map/test/s3/worker", WithDecryption=True)["Parameter"]["Value"]
    assert key["AccessKeyId"] in stored


def test_an_instance_that_takes_time_and_has_a_longer_version(world: World) -> None:
    made = database(world)
    assert made["address"].startswith("map-test-database.")
    assert asked(world)["rds DescribeDBInstances"] >= 3
    again = run(world, rds_instance)
    assert (again["plan"], world.writes) == ([], [])


def test_names_in_capitals_are_refused_or_no_drift(world: World) -> None:
    with pytest.raises(MapError, match="Lab-DB"):
        database(world, name="Lab-DB")
    assert world.writes == []


@pytest.mark.parametrize("password", ["short", "a" * 42, "with/slash1", "with@sign1", 'with"quote1', "with blank1"])
def test_a_master_password_that_rds_refuses(world: World, password: str) -> None:
    with pytest.raises(MapError, match="map_database_master_password") as caught:
        run(world, rds_instance, master_password=password)
    assert password not in str(caught.value)
    assert world.server.recorder.requests == []


def test_a_change_that_waits_for_the_window_is_no_drift(world: World) -> None:
    database(world)
    changed = run(world, rds_instance, instance_class="db.m6g.xlarge")
    assert changed["changed"]
    described = world.boto("rds").describe_db_instances(**DATABASE)["DBInstances"][0]
    assert described["PendingModifiedValues"] == {"DBInstanceClass": "db.m6g.xlarge"}
    again = run(world, rds_instance, instance_class="db.m6g.xlarge")
    assert (again["plan"], world.writes) == ([], [])


def test_static_parameters_that_wait_for_a_reboot_are_told(world: World) -> None:
    database(world)
    changed = run(world, rds_parameter_group, parameters={"performance_schema": "0"})
    assert changed["pending_reboot"] == ["performance_schema"]
    waiting = run(world, rds_instance)
    assert (waiting["pending_reboot"], waiting["plan"], world.writes) == (True, [], [])
    rebooted = run(world, rds_instance, reboot="now")
    assert (rebooted["pending_reboot"], world.writes) == (False, ["rds RebootDBInstance"])


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"storage_gb": 10}, "storage"),
        ({"storage_gb": 100, "max_storage_gb": 105}, "storage"),
        ({"master_user": "rdsadmin"}, "rdsadmin"),
        ({"subnet_ids": ["one"]}, "subnet"),
    ],
)
def test_wishes_that_rds_refuses_are_refused_before_any_change(
    world: World, wishes: dict[str, t.Any], words: str
) -> None:
    run(world, ec2_host)
    run(world, rds_parameter_group)
    if wishes.get("subnet_ids"):
        subnet = world.boto("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
        wishes = {"subnet_ids": [subnet]}
    with pytest.raises(MapError, match=words):
        run(world, rds_instance, **wishes)
    assert world.writes == []


def test_a_group_of_another_family_is_named(world: World) -> None:
    with pytest.raises(MapError, match="map-test-mysql8-4"):
        database(world, engine_version="8.0")
    assert world.boto("rds").describe_db_instances()["DBInstances"] == []


def test_storage_grows_by_a_tenth_at_least(world: World) -> None:
    database(world)
    with pytest.raises(MapError, match="Choose 110 or more"):
        run(world, rds_instance, storage_gb=105)
    assert world.writes == []


def test_large_storage_grows(world: World) -> None:
    database(world, storage_gb=400, max_storage_gb=2000)
    grown = run(world, rds_instance, storage_gb=500, max_storage_gb=2000)
    assert len(grown["plan"]) == 1
    (request,) = sent(world, "ModifyDBInstance")
    assert (request["AllocatedStorage"], request["Iops"]) == (500, 12000)


def test_storage_never_shrinks(world: World) -> None:
    database(world)
    smaller = run(world, rds_instance, storage_gb=50)
    assert (smaller["plan"], world.writes) == ([], [])
    assert world.boto("rds").describe_db_instances(**DATABASE)["DBInstances"][0]["AllocatedStorage"] == 100
