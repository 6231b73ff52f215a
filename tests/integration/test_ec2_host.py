"""The host in an AWS that delays and refuses as AWS does."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError

from .aws_server import World, debian, targets, world
from .ec2_world import KEY, data_volume, instances, run, unprotect

__all__ = ["world"]


def test_the_law_and_the_budget(world: World) -> None:
    checked, applied = world.law(run)
    assert checked["address"] == checked["instance_id"] == UNKNOWN
    requests = world.count(lambda: run(world, check=True))
    assert len(requests) <= 8
    assert requests[0] == "sts GetCallerIdentity"
    again = run(world)
    assert (again["changed"], again["plan"], again["notes"], world.writes) == (False, [], [], [])
    assert again["address"] == applied["address"] != UNKNOWN


def test_what_is_made(world: World) -> None:
    result = run(world)
    (instance,) = instances(world)
    ec2 = world.boto("ec2")
    assert instance["InstanceId"] == result["instance_id"]
    assert instance["InstanceType"] == "m6a.2xlarge"
    assert instance["ImageId"] == "ami-0123456789abcdef0"
    assert instance["MetadataOptions"]["HttpTokens"] == "required"
    assert instance["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert [group["GroupId"] for group in instance["SecurityGroups"]] == [result["security_group_id"]]
    assert ec2.describe_key_pairs(KeyNames=[instance["KeyName"]])["KeyPairs"][0]["KeyType"] == "ed25519"
    volumes = ec2.describe_volumes()["Volumes"]
    assert [(v["Encrypted"], v["VolumeType"]) for v in volumes] == [(True, "gp3")] * 2
    assert sorted(v["Size"] for v in volumes) == [30, 200]
    assert data_volume(world)["Attachments"][0]["InstanceId"] == result["instance_id"]
    (address,) = ec2.describe_addresses()["Addresses"]
    assert (address["PublicIp"], address["InstanceId"]) == (result["address"], result["instance_id"])
    for thing in [instance, *volumes, address, *ec2.describe_key_pairs()["KeyPairs"]]:
        assert {"Key": "map:environment", "Value": "test"} in thing["Tags"]
    what = {"InstanceId": result["instance_id"], "Attribute": "disableApiTermination"}
    assert ec2.describe_instance_attribute(**what)["DisableApiTermination"]["Value"] is True
    iam = world.boto("iam")
    (attached,) = iam.list_attached_role_policies(RoleName="map-test-host")["AttachedPolicies"]
    assert attached["PolicyName"] == "AmazonSSMManagedInstanceCore"
    assert iam.list_role_policies(RoleName="map-test-host")["PolicyNames"] == []


def test_read_takes_three_requests(world: World) -> None:
    with pytest.raises(MapError, match=r"AWS has no 'map-test-host': the host is missing\. Make it with"):
        run(world, state="read")
    made = run(world)
    found: list[dict[str, t.Any]] = []
    requests = world.count(lambda: found.append(run(world, state="read")))
    assert len(requests) == 3
    assert (found[0]["address"], found[0]["instance_id"]) == (made["address"], made["instance_id"])
    assert found[0]["data_volume_id"] == made["data_volume_id"] == data_volume(world)["VolumeId"]
    assert found[0]["plan"] == []
    planned = run(world, check=True, state="read", assume_empty=True)
    assert (planned["address"], planned["data_volume_id"]) == (UNKNOWN, UNKNOWN)


def test_the_data_volume_grows_and_never_shrinks(world: World) -> None:
    run(world)
    grown = run(world, data_gb=250)
    assert targets(grown) == [("update", "volume map-test-data: size in GB")]
    assert data_volume(world)["Size"] == 250
    world.server.recorder.reset()
    with pytest.raises(MapError, match=r"has 250 GB and can't shrink to 200 GB\. Set host_data_gb to 250 or more\."):
        run(world)
    assert world.writes == []


def test_what_needs_a_person_is_said_and_not_done(world: World) -> None:
    made = run(world)
    debian("ami-0fedcba9876543210", "20260901-2222")
    world.boto("ec2").stop_instances(InstanceIds=[made["instance_id"]])
    other_key = KEY.replace("AAAAIOM", "AAAAION")
    said = run(world, instance_type="m6a.4xlarge", public_key=other_key)
    assert said["plan"] == []
    stopped, kind, key, image = said["notes"]
    assert "is stopped and stays so. Start it with `aws ec2 start-instances" in stopped
    assert "is of type m6a.2xlarge, wanted is m6a.4xlarge" in kind
    assert "was made with another public key" in key
    assert "debian-13-amd64-20260901-2222" in image


def test_a_host_that_the_operator_terminated_is_made_anew_around_its_data(world: World) -> None:
    made = run(world)
    volume = data_volume(world)
    ec2 = world.boto("ec2")
    unprotect(world, made)
    ec2.terminate_instances(InstanceIds=[made["instance_id"]])
    again = run(world)
    (instance,) = instances(world)
    assert again["instance_id"] == instance["InstanceId"] != made["instance_id"]
    assert again["address"] == made["address"]
    assert instance["Placement"]["AvailabilityZone"] == volume["AvailabilityZone"]
    assert data_volume(world)["VolumeId"] == volume["VolumeId"]


def test_two_hosts_are_refused_with_both_ids(world: World) -> None:
    made = run(world)
    tags = [{"Key": "map:environment", "Value": "test"}, {"Key": "Name", "Value": "map-test-host"}]
    specifications = [{"ResourceType": "instance", "Tags": tags}]
    what: dict[str, t.Any] = {"ImageId": "ami-0123456789abcdef0", "MinCount": 1, "MaxCount": 1}
    other = world.boto("ec2").run_instances(TagSpecifications=specifications, **what)["Instances"][0]["InstanceId"]
    world.server.recorder.reset()
    for state in ("present", "read"):
        with pytest.raises(MapError) as error:
            run(world, state=state)
        assert made["instance_id"] in str(error.value)
        assert other in str(error.value)
    assert world.writes == []


def test_a_subnet_of_ones_own(world: World) -> None:
    ec2 = world.boto("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    what = {"VpcId": vpc, "CidrBlock": "10.9.1.0/24", "AvailabilityZone": "us-east-1b"}
    subnet = ec2.create_subnet(**what)["Subnet"]["SubnetId"]
    run(world, subnet_id=subnet)
    (instance,) = instances(world)
    assert (instance["SubnetId"], instance["VpcId"]) == (subnet, vpc)
    assert run(world, subnet_id=subnet)["plan"] == []


def test_a_subnet_that_is_not_there(world: World) -> None:
    with pytest.raises(MapError, match=r"There is no subnet subnet-0123 in us-east-1\. Correct host_subnet_id"):
        run(world, subnet_id="subnet-0123")
    assert world.writes == []


def test_no_image(world: World) -> None:
    with pytest.raises(MapError, match=r"This account sees no image named debian-99-\* in this region\."):
        run(world, image_name="debian-99-*")
    assert world.writes == []


def test_without_a_public_key(world: World) -> None:
    run(world, public_key="")
    assert "KeyName" not in instances(world)[0]
    assert run(world, public_key="")["plan"] == []
