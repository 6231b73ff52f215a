"""Each change that a hand may make to the host is found, and mended without touching anything else."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError

from .aws_server import World, targets, world
from .ec2_world import data_volume, run, unprotect

__all__ = ["world"]


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


def another_group(world: World, made: dict[str, t.Any]) -> None:
    ec2 = world.boto("ec2")
    group = ec2.create_security_group(GroupName="other", Description="other")["GroupId"]
    ec2.modify_instance_attribute(InstanceId=made["instance_id"], Groups=[made["security_group_id"], group])


def another_profile(world: World, made: dict[str, t.Any]) -> None:
    no_profile(world, made)
    world.boto("iam").create_instance_profile(InstanceProfileName="other")
    what = {"InstanceId": made["instance_id"], "IamInstanceProfile": {"Name": "other"}}
    world.boto("ec2").associate_iam_instance_profile(**what)


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
    world.boto("ec2").detach_volume(VolumeId=data_volume(world)["VolumeId"], InstanceId=made["instance_id"])


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


def test_another_profile_is_replaced(world: World) -> None:
    """The emulator's instances go on naming the old one, so the association is looked at."""
    another_profile(world, run(world))
    assert targets(run(world, check=True)) == [("update", "instance map-test-host: instance profile")]
    with pytest.raises(MapError, match="Applied, but the world still differs"):
        run(world)
    held = world.boto("ec2").describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    assert held[0]["IamInstanceProfile"]["Arn"].endswith("/map-test-host")
