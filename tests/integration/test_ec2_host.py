"""The host in an AWS that delays and refuses as AWS does."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN, MapError
from ansible_collections.mesoscale.map.plugins.module_utils.specs import ec2_host

from .aws_server import World, debian, targets, world

__all__ = ["world"]

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops@example.org"
WANTED: dict[str, t.Any] = {"public_key": KEY, "admin_networks": ["203.0.113.0/24", "2001:db8::/32"]}
PARTS = ["KeyPairs", "Volumes", "Addresses"]


def run(world: World, check: bool = False, **params: t.Any) -> dict[str, t.Any]:
    return world.run(ec2_host, check, **{**WANTED, **params})


def instances(world: World, *states: str) -> list[dict[str, t.Any]]:
    wanted = states or ("pending", "running", "stopping", "stopped")
    found = world.boto("ec2").describe_instances()["Reservations"]
    return [item for one in found for item in one["Instances"] if item["State"]["Name"] in wanted]


def data_volume(world: World) -> dict[str, t.Any]:
    filters = [{"Name": "tag:Name", "Values": ["map-test-data"]}]
    (volume,) = world.boto("ec2").describe_volumes(Filters=filters)["Volumes"]
    return t.cast("dict[str, t.Any]", volume)


def test_the_law_and_the_budget(world: World) -> None:
    assumed = run(world, check=True, assume_empty=True)
    assert world.server.recorder.requests == []
    checked = run(world, check=True)
    assert world.writes == []
    applied = run(world)
    assert assumed["plan"] == checked["plan"] == applied["plan"] != []
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
    assert found[0]["plan"] == []
    planned = run(world, check=True, state="read", assume_empty=True)
    assert planned["address"] == UNKNOWN


def permission(port: int, network: str) -> dict[str, t.Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": network}]}


def open_a_port(world: World, made: dict[str, t.Any]) -> None:
    permissions = [permission(3306, "0.0.0.0/0")]
    world.boto("ec2").authorize_security_group_ingress(GroupId=made["security_group_id"], IpPermissions=permissions)


def let_a_group_in(world: World, made: dict[str, t.Any]) -> None:
    group = made["security_group_id"]
    permissions = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}]
    world.boto("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)


def close_ssh(world: World, made: dict[str, t.Any]) -> None:
    permissions = [permission(22, "203.0.113.0/24")]
    world.boto("ec2").revoke_security_group_ingress(GroupId=made["security_group_id"], IpPermissions=permissions)


def close_outgoing(world: World, made: dict[str, t.Any]) -> None:
    permissions = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    world.boto("ec2").revoke_security_group_egress(GroupId=made["security_group_id"], IpPermissions=permissions)


def allow_imds_v1(world: World, made: dict[str, t.Any]) -> None:
    world.boto("ec2").modify_instance_metadata_options(InstanceId=made["instance_id"], HttpTokens="optional")


def unprotect(world: World, made: dict[str, t.Any]) -> None:
    off = {"Value": False}
    world.boto("ec2").modify_instance_attribute(InstanceId=made["instance_id"], DisableApiTermination=off)


def another_group(world: World, made: dict[str, t.Any]) -> None:
    ec2 = world.boto("ec2")
    group = ec2.create_security_group(GroupName="other", Description="other")["GroupId"]
    ec2.modify_instance_attribute(InstanceId=made["instance_id"], Groups=[made["security_group_id"], group])


def another_profile(world: World, made: dict[str, t.Any]) -> None:
    world.boto("iam").create_instance_profile(InstanceProfileName="other")
    ec2 = world.boto("ec2")
    (held,) = ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    profile = {"Name": "other"}
    ec2.replace_iam_instance_profile_association(AssociationId=held["AssociationId"], IamInstanceProfile=profile)


def no_profile(world: World, made: dict[str, t.Any]) -> None:
    ec2 = world.boto("ec2")
    (held,) = ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    ec2.disassociate_iam_instance_profile(AssociationId=held["AssociationId"])


def more_rights(world: World, made: dict[str, t.Any]) -> None:
    policy = "arn:aws:iam::aws:policy/AdministratorAccess"
    world.boto("iam").attach_role_policy(RoleName="map-test-host", PolicyArn=policy)


def no_rights(world: World, made: dict[str, t.Any]) -> None:
    policy = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    world.boto("iam").detach_role_policy(RoleName="map-test-host", PolicyArn=policy)


def inline_rights(world: World, made: dict[str, t.Any]) -> None:
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'
    world.boto("iam").put_role_policy(RoleName="map-test-host", PolicyName="more", PolicyDocument=text)


def trust_another(world: World, made: dict[str, t.Any]) -> None:
    text = (
        '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", '
        '"Principal": {"AWS": "arn:aws:iam::999999999999:root"}}}'
    )
    world.boto("iam").update_assume_role_policy(RoleName="map-test-host", PolicyDocument=text)


def detach_data(world: World, made: dict[str, t.Any]) -> None:
    world.boto("ec2").detach_volume(VolumeId=data_volume(world)["VolumeId"])


def disassociate(world: World, made: dict[str, t.Any]) -> None:
    ec2 = world.boto("ec2")
    ec2.disassociate_address(AssociationId=ec2.describe_addresses()["Addresses"][0]["AssociationId"])


def untag_instance(world: World, made: dict[str, t.Any]) -> None:
    world.boto("ec2").delete_tags(Resources=[made["instance_id"]], Tags=[{"Key": "map:environment"}])


def untag_volume(world: World, made: dict[str, t.Any]) -> None:
    world.boto("ec2").delete_tags(Resources=[data_volume(world)["VolumeId"]], Tags=[{"Key": "map:environment"}])


def untag_address(world: World, made: dict[str, t.Any]) -> None:
    (address,) = world.boto("ec2").describe_addresses()["Addresses"]
    world.boto("ec2").delete_tags(Resources=[address["AllocationId"]], Tags=[{"Key": "Name"}])


@pytest.mark.parametrize(
    ("drift", "change"),
    [
        (open_a_port, ("update", "security group map-test-host: rules")),
        (let_a_group_in, ("update", "security group map-test-host: rules")),
        (close_ssh, ("update", "security group map-test-host: rules")),
        (close_outgoing, ("update", "security group map-test-host: rules")),
        (allow_imds_v1, ("update", "instance map-test-host: metadata options")),
        (unprotect, ("update", "instance map-test-host: termination protection")),
        (another_group, ("update", "instance map-test-host: security groups")),
        (another_profile, ("update", "instance map-test-host: instance profile")),
        (no_profile, ("update", "instance map-test-host: instance profile")),
        (
            more_rights,
            ("remove", "role map-test-host: attached policy arn:aws:iam::aws:policy/AdministratorAccess"),
        ),
        (
            no_rights,
            ("update", "role map-test-host: attached policy arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"),
        ),
        (inline_rights, ("remove", "role map-test-host: policy more")),
        (trust_another, ("update", "role map-test-host: trust")),
        (detach_data, ("update", "volume map-test-data: attachment")),
        (disassociate, ("update", "address map-test-host: association")),
        (untag_instance, ("update", "instance map-test-host: tags")),
        (untag_volume, ("update", "volume map-test-data: tags")),
        (untag_address, ("update", "address map-test-host: tags")),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_change_by_hand_is_found_and_mended(world: World, drift: t.Any, change: tuple[str, str]) -> None:
    made = run(world)
    drift(world, made)
    checked = run(world, check=True)
    assert targets(checked) == [change]
    world.server.recorder.reset()
    assert run(world)["plan"] == checked["plan"]
    assert len(world.writes) <= 2
    again = run(world)
    assert again["plan"] == []
    assert {key: again[key] for key in ("address", "instance_id")} == {
        key: made[key] for key in ("address", "instance_id")
    }


def test_the_data_volume_grows_and_never_shrinks(world: World) -> None:
    run(world)
    grown = run(world, data_gb=250)
    assert targets(grown) == [("update", "volume map-test-data: size in GB")]
    assert data_volume(world)["Size"] == 250
    world.server.recorder.reset()
    with pytest.raises(MapError, match=r"has 250 GB and can't shrink to 200 GB\. Set data_gb to 250 or more\."):
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
    with pytest.raises(MapError, match=r"There is no image named debian-99-\* in this region\."):
        run(world, image_name="debian-99-*")
    assert world.writes == []


def test_without_a_public_key(world: World) -> None:
    run(world, public_key="")
    assert "KeyName" not in instances(world)[0]
    assert run(world, public_key="")["plan"] == []


@pytest.mark.parametrize("kind", ["lost", "throttle", "error500"])
def test_a_misfortune_at_any_change_leaves_nothing_doubled(world: World, kind: t.Any) -> None:
    writes = len(_writes_of_a_clean_run(world))
    for number in range(1, writes + 1):
        world.server.reset()
        debian("ami-0123456789abcdef0", "20260801-2190")
        world.server.strikes.at(number, kind)
        run(world)
        assert world.server.strikes.struck
        world.server.strikes.reset()
        assert run(world, check=True)["plan"] == [], world.server.strikes.struck
        ec2 = world.boto("ec2")
        assert (len(instances(world)), len(ec2.describe_addresses()["Addresses"])) == (1, 1)
        assert len(ec2.describe_volumes()["Volumes"]) == 2


@pytest.mark.parametrize("kind", ["denied", "kill-before", "kill-after"])
def test_after_a_run_that_broke_off_anywhere_the_next_one_ends_it(world: World, kind: t.Any) -> None:
    """kill: the connection ends for good here; what a killed process leaves behind is the same."""
    writes = len(_writes_of_a_clean_run(world))
    for number in range(1, writes + 1):
        world.server.reset()
        debian("ami-0123456789abcdef0", "20260801-2190")
        _break_off(world, number, kind)
        run(world)
        assert run(world, check=True)["plan"] == []
        ec2 = world.boto("ec2")
        assert (len(instances(world)), len(ec2.describe_addresses()["Addresses"])) == (1, 1)
        assert len(ec2.describe_volumes()["Volumes"]) == 2


def _writes_of_a_clean_run(world: World) -> list[str]:
    world.server.recorder.reset()
    run(world)
    return world.writes


def _break_off(world: World, number: int, kind: t.Any) -> None:
    world.server.strikes.at(number, "denied")
    if kind == "kill-after":
        world.server.strikes.at(number + 1, "denied")
    try:
        run(world)
    except MapError as error:
        assert "Denied" in str(error) or "Unauthorized" in str(error)
    world.server.strikes.reset()
