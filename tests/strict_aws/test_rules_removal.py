"""Rules of removal, asked with bare boto3: without the layer the emulator would let it pass."""

from __future__ import annotations

import typing as t

import pytest

from .fixtures import client, refused, second
from .server import Server
from .test_rules import machine


@pytest.fixture
def ec2(strict_aws: Server) -> t.Any:
    return client(strict_aws, "ec2")


@pytest.fixture
def rds(strict_aws: Server) -> t.Any:
    """With a database in a subnet group, behind a security group, that is ready."""
    made, ec2 = client(strict_aws, "rds"), client(strict_aws, "ec2")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
    made.create_db_subnet_group(DBSubnetGroupName="subnets", DBSubnetGroupDescription="x", SubnetIds=subnets)
    made.create_db_parameter_group(DBParameterGroupName="group", DBParameterGroupFamily="mysql8.4", Description="x")
    made.create_db_instance(
        DBInstanceIdentifier="database",
        DBInstanceClass="db.m6g.large",
        Engine="mysql",
        EngineVersion="8.4",
        MasterUsername="mapmaster",
        MasterUserPassword="correct-horse-1",
        AllocatedStorage=20,
        DBSubnetGroupName="subnets",
        DBParameterGroupName="group",
        VpcSecurityGroupIds=[ec2.create_security_group(GroupName="ours", Description="x")["GroupId"]],
    )
    return made


NAME = {"DBInstanceIdentifier": "database"}


def test_a_database_goes_slowly_and_with_a_final_snapshot_of_a_new_name(rds: t.Any) -> None:
    final = {**NAME, "FinalDBSnapshotIdentifier": "final"}
    assert refused(rds.delete_db_instance, **final)[0] == "InvalidDBInstanceState"
    rds.describe_db_instances()
    rds.create_db_snapshot(**NAME, DBSnapshotIdentifier="taken")
    for wish in (NAME, {**final, "SkipFinalSnapshot": True}):
        assert refused(rds.delete_db_instance, **wish)[0] == "InvalidParameterCombination"
    assert refused(rds.delete_db_instance, **{**final, "FinalDBSnapshotIdentifier": "taken"})[0].startswith(
        "DBSnapshot"
    )
    assert rds.delete_db_instance(**final, DeleteAutomatedBackups=False)["DBInstance"]["DBInstanceStatus"] == "deleting"
    assert "already being deleted" in refused(rds.delete_db_instance, **final)[1]
    assert refused(rds.delete_db_subnet_group, DBSubnetGroupName="subnets")[0] == "InvalidDBSubnetGroupStateFault"
    assert refused(rds.delete_db_parameter_group, DBParameterGroupName="group")[0] == "InvalidDBParameterGroupState"
    assert [one["DBInstanceStatus"] for one in rds.describe_db_instances()["DBInstances"]] == ["deleting"]
    assert rds.describe_db_instances()["DBInstances"] == []
    rds.delete_db_subnet_group(DBSubnetGroupName="subnets")
    assert {one["DBSnapshotIdentifier"] for one in rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]} == {
        "taken",
        "final",
    }
    assert rds.describe_db_instance_automated_backups()["DBInstanceAutomatedBackups"][0]["Status"] == "retained"


def test_a_security_group_that_something_has_stays(strict_aws: Server, rds: t.Any, ec2: t.Any) -> None:
    (ours,) = [one["GroupId"] for one in ec2.describe_security_groups(GroupNames=["ours"])["SecurityGroups"]]
    named = ec2.create_security_group(GroupName="named", Description="x")["GroupId"]
    peer = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [{"GroupId": named}]}
    second(ec2.authorize_security_group_ingress, GroupId=ours, IpPermissions=[peer])
    for group in (ours, named):
        assert refused(ec2.delete_security_group, GroupId=group)[0] == "DependencyViolation"
    ec2.revoke_security_group_ingress(GroupId=ours, IpPermissions=[peer])
    ec2.delete_security_group(GroupId=named)


def test_a_machine_holds_what_it_has_until_it_is_gone(ec2: t.Any) -> None:
    name = machine(ec2)
    ec2.describe_instances()
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    second(ec2.associate_address, InstanceId=name, AllocationId=address)
    assert refused(ec2.release_address, AllocationId=address)[0] == "InvalidIPAddress.InUse"
    (disk,) = [one["Ebs"] for one in ec2.describe_instances()["Reservations"][0]["Instances"][0]["BlockDeviceMappings"]]
    stays = {"DeviceName": "/dev/sda1", "Ebs": {"DeleteOnTermination": False}}
    ec2.modify_instance_attribute(InstanceId=name, BlockDeviceMappings=[stays])
    ended = ec2.terminate_instances(InstanceIds=[name])["TerminatingInstances"][0]
    assert ended["CurrentState"]["Name"] == "shutting-down"
    assert refused(ec2.delete_volume, VolumeId=disk["VolumeId"])[0] == "VolumeInUse"
    states = [ec2.describe_instances()["Reservations"][0]["Instances"][0]["State"]["Name"] for _ in range(2)]
    assert states == ["shutting-down", "terminated"]
    ec2.delete_volume(VolumeId=disk["VolumeId"])
    ec2.release_address(AllocationId=address)


def test_a_snapshot_takes_a_while(ec2: t.Any) -> None:
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8)["VolumeId"]
    made = ec2.create_snapshot(VolumeId=volume)
    ours = {"SnapshotIds": [made["SnapshotId"]]}
    states = [made["State"], *(ec2.describe_snapshots(**ours)["Snapshots"][0]["State"] for _ in range(2))]
    assert states == ["pending", "pending", "completed"]


def test_a_user_with_keys_or_groups_stays(strict_aws: Server) -> None:
    iam = client(strict_aws, "iam")
    iam.create_user(UserName="user")
    key = second(iam.create_access_key, UserName="user")["AccessKey"]["AccessKeyId"]
    iam.create_group(GroupName="group")
    iam.add_user_to_group(GroupName="group", UserName="user")
    assert "access keys" in refused(iam.delete_user, UserName="user")[1]
    iam.delete_access_key(UserName="user", AccessKeyId=key)
    assert "from group" in refused(iam.delete_user, UserName="user")[1]
    iam.remove_user_from_group(GroupName="group", UserName="user")
    iam.delete_user(UserName="user")
