"""cloud_remains in an AWS that removes as unwillingly as AWS does: nothing is lost, nothing else is touched."""

from __future__ import annotations

import functools
import itertools
import os
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from tests.strict_aws.children import in_parallel
from tests.strict_aws.fixtures import client
from tests.strict_aws.server import Server
from tests.strict_aws.strikes import Kind

from .aws_part import differences
from .aws_server import targets
from .remains_part import Cloud, in_a_copy, remove, struck, there

REMOVED = [
    "bucket map-test-archive",
    "bucket map-test-report",
    "record datajoint.map.example.org CNAME",
    "record jupyter.map.example.org A",
    "instance map-test-host",
    "volume map-test-data",
    "volume map-test-host",
    "address map-test-host",
    "database instance map-test-database",
    "parameter group map-test-mysql8-4",
    "subnet group map-test-database",
    "security group map-test-database",
    "security group map-test-host",
    "key pair map-test-ddb3aa00",
    "instance profile map-test-host",
    "role map-test-host",
    "user map-test-reader",
    "user map-test-webgui",
    "user map-test-worker",
    "parameter /map/test/s3/reader",
    "parameter /map/test/s3/webgui",
    "parameter /map/test/s3/worker",
]
KEPT = [
    "automated backups of map-test-database",
    "database snapshot of map-test-database",
    "volume snapshot of map-test-data",
    "volume snapshot of map-test-host",
]
CORES = os.cpu_count() or 2


@pytest.fixture(scope="module")
def cloud() -> Cloud:
    return Cloud()


def kept(result: dict[str, t.Any]) -> list[str]:
    return sorted({f"{item['kind']} of {item['of']}" for item in result["kept"]})


def writes(server: Server) -> list[str]:
    return [request.name for request in server.recorder.writes]


@in_a_copy
def test_the_law_and_nothing_else_is_touched(cloud: Cloud) -> None:
    checked = remove(cloud.server, check=True)
    assert (writes(cloud.server), checked["kept"], checked["notes"]) == ([], [], [])
    assert len(cloud.server.recorder.requests) <= 40
    assert targets(checked) == [("remove", name) for name in REMOVED]
    applied = remove(cloud.server)
    assert applied["plan"] == checked["plan"]
    assert differences(cloud.alone, there(cloud.server)) == []
    cloud.server.recorder.reset()
    again = remove(cloud.server)
    assert (again["plan"], again["changed"], writes(cloud.server)) == ([], False, [])
    assert kept(applied) == kept(again) == KEPT
    (final,) = [item["id"] for item in again["kept"] if item["kind"] == "database snapshot"]
    assert final.startswith("map-test-final-2")


def fill(server: Server) -> None:
    s3 = client(server, "s3")
    s3.delete_bucket_policy(Bucket="map-test-report")  # which refuses what comes without TLS
    s3.put_object(Bucket="map-test-report", Key="a", Body=b"x")


def delete_all(server: Server) -> None:
    """What looks empty, and isn't: an old version and the mark of its deletion."""
    fill(server)
    client(server, "s3").delete_object(Bucket="map-test-report", Key="a")


def protect_database(server: Server) -> None:
    client(server, "rds").modify_db_instance(DBInstanceIdentifier="map-test-database", DeletionProtection=True)


def protect_host(server: Server) -> None:
    on = {"Value": True}
    client(server, "ec2").modify_instance_attribute(InstanceId=host(server), DisableApiTermination=on)


def untag_host(server: Server) -> None:
    client(server, "ec2").delete_tags(Resources=[host(server)], Tags=[{"Key": "map:environment"}])


def host(server: Server) -> str:
    filters = [{"Name": "tag:Name", "Values": ["map-test-host"]}]
    reservations = client(server, "ec2").describe_instances(Filters=filters)["Reservations"]
    return str(reservations[0]["Instances"][0]["InstanceId"])


REFUSED: dict[t.Callable[[Server], None], str] = {
    fill: "The bucket map-test-report holds an object",
    delete_all: "The bucket map-test-report holds 2 objects",
    protect_database: "map-test-database has deletion protection on. Set database_deletion_protection: false",
    protect_host: "has termination protection on. Set host_termination_protection: false",
    untag_host: "doesn't carry the tag map:environment=test",
}


@pytest.mark.parametrize("act", REFUSED, ids=lambda act: str(act.__name__))
@in_a_copy
def test_what_would_lose_something_is_refused_before_any_change(cloud: Cloud, act: t.Callable[[Server], None]) -> None:
    act(cloud.server)
    cloud.server.recorder.reset()
    for check in (True, False):
        with pytest.raises(MapError, match=REFUSED[act]):
            remove(cloud.server, check=check)
    assert writes(cloud.server) == []


@pytest.mark.parametrize("confirmed", ["", "other"])
@in_a_copy
def test_another_name_is_refused_before_anything_is_asked(cloud: Cloud, confirmed: str) -> None:
    with pytest.raises(MapError, match="--extra-vars destroy_environment=test"):
        remove(cloud.server, confirm=confirmed)
    assert cloud.server.recorder.requests == []


@in_a_copy
def test_what_only_looks_like_ours_is_left_alone_and_named(cloud: Cloud) -> None:
    """A bucket without the tag, a record that leads elsewhere, a disk that would end with the host."""
    s3, ec2, route53 = (client(cloud.server, name) for name in ("s3", "ec2", "route53"))
    s3.delete_bucket_tagging(Bucket="map-test-archive")
    zone = route53.list_hosted_zones_by_name(DNSName="map.example.org")["HostedZones"][0]["Id"]
    stranger = {"Name": "navigator.map.example.org", "Type": "A", "TTL": 60}
    stranger["ResourceRecords"] = [{"Value": "203.0.113.9"}]
    batch = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": stranger}]}
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
    disk = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8)["VolumeId"]
    ec2.describe_volumes(VolumeIds=[disk])
    ec2.attach_volume(VolumeId=disk, InstanceId=host(cloud.server), Device="/dev/sdg")
    mapping = {"DeviceName": "/dev/sdg", "Ebs": {"DeleteOnTermination": True}}
    ec2.modify_instance_attribute(InstanceId=host(cloud.server), BlockDeviceMappings=[mapping])
    told = " ".join(remove(cloud.server, check=True)["notes"])
    assert all(name in told for name in ("bucket map-test-archive", "navigator.map.example.org A", f"volume {disk}"))
    remove(cloud.server)
    left = [item["Name"] for item in s3.list_buckets()["Buckets"] if "map-test-" in item["Name"]]
    names = [item["Name"] for item in route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]]
    volumes = [item["VolumeId"] for item in ec2.describe_volumes()["Volumes"]]
    assert (left, disk in volumes, "navigator.map.example.org." in names) == (["map-test-archive"], True, True)


@in_a_copy
def test_a_database_that_is_being_deleted_is_waited_for_and_not_asked_again(cloud: Cloud) -> None:
    mine = {"DBInstanceIdentifier": "map-test-database", "FinalDBSnapshotIdentifier": "map-test-final-mine"}
    client(cloud.server, "rds").delete_db_instance(**mine)
    cloud.server.recorder.reset()
    result = remove(cloud.server)
    assert "rds DeleteDBInstance" not in writes(cloud.server)
    assert [item["id"] for item in result["kept"] if item["kind"] == "database snapshot"] == ["map-test-final-mine"]


# Struck at any call, one more run ends it.

KINDS: tuple[Kind, ...] = ("kill-before", "kill-after", "lost", "throttle", "error500")
SOME: list[tuple[Kind, str]] = [
    ("kill-before", "iam DeleteUser"),
    ("kill-after", "ec2 TerminateInstances"),
    ("kill-after", "ec2 CreateSnapshot"),
    ("kill-after", "rds DeleteDBInstance"),
    ("lost", "route53 ChangeResourceRecordSets"),
    ("lost", "ec2 CreateSnapshot"),
    ("lost", "rds DeleteDBInstance"),
    ("throttle", "s3 DeleteBucket"),
    ("error500", "ec2 DeleteSecurityGroup"),
]


@pytest.fixture(scope="module")
def undisturbed(cloud: Cloud) -> list[str]:
    """The mutating requests of a removal."""
    (end,) = in_parallel([functools.partial(count, cloud)], 1)
    assert end.error is None, end.error
    return t.cast("list[str]", end.value)


@in_a_copy
def test_struck_where_it_hurts_the_next_run_ends_it(cloud: Cloud, undisturbed: list[str]) -> None:
    explore(cloud, [(kind, undisturbed.index(name) + 1) for kind, name in SOME])


@pytest.mark.endurance
@pytest.mark.parametrize("kind", KINDS)
@in_a_copy
def test_struck_at_any_call_the_next_run_ends_it(cloud: Cloud, undisturbed: list[str], kind: Kind) -> None:
    explore(cloud, [(kind, number) for number in range(1, len(undisturbed) + 1)])


def explore(cloud: Cloud, strikes: list[tuple[Kind, int]]) -> None:
    ends = in_parallel([functools.partial(case, cloud, number, kind) for kind, number in strikes], CORES)
    wrong = [end.error.splitlines() if end.error else end.value for end in ends]
    assert list(itertools.chain.from_iterable(wrong)) == []


def count(cloud: Cloud) -> list[str]:
    with cloud.server:
        return struck(cloud, 0, "lost").writes


def case(cloud: Cloud, number: int, kind: Kind) -> list[str]:
    """What is wrong after a strike, another run, and a third."""
    with cloud.server:
        first = struck(cloud, number, kind)
        about = f"{kind} at {cloud.server.strikes.struck}"
        cloud.server.strikes.reset()
        second, third = struck(cloud, 0, "lost"), struck(cloud, 0, "lost")
        left = differences(cloud.alone, there(cloud.server))
    ridden_out = first.killed if kind.startswith("kill") else first.error is None
    wrong = [] if ridden_out else [f"the first run: {first.error}"]
    wrong += [f"the next runs: {run.error}" for run in (second, third) if run.error]
    wrong += [f"left: {line}" for line in left] + [f"the third run writes {name}" for name in third.writes]
    wrong += [f"kept: {result['kept']}" for result in third.results if not whole(result, doubled=first.killed)]
    return [f"{about}: {text}" for text in wrong]


def whole(result: dict[str, t.Any], doubled: bool) -> bool:
    """Whether everything is kept. Only a run that was killed may have left a copy that another had to make again."""
    return kept(result) == KEPT and (doubled or len(result["kept"]) == len(KEPT))
