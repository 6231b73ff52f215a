"""Rules of EC2, S3 and IAM, asked with bare boto3: without the layer the emulator would let it pass."""

from __future__ import annotations

import json
import typing as t

import pytest

from .fixtures import client, refused, second
from .rules.ec2 import host_key
from .server import Server


@pytest.fixture
def ec2(strict_aws: Server) -> t.Any:
    return client(strict_aws, "ec2")


@pytest.fixture
def s3(strict_aws: Server) -> t.Any:
    made = client(strict_aws, "s3")
    made.create_bucket(Bucket="bucket")
    return made


def machine(ec2: t.Any, **changed: t.Any) -> str:
    arguments = {"ImageId": "ami-12c6146b", "MinCount": 1, "MaxCount": 1, **changed}
    return str(ec2.run_instances(**arguments)["Instances"][0]["InstanceId"])


def test_a_token_makes_one_machine(ec2: t.Any) -> None:
    assert machine(ec2, ClientToken="a") == machine(ec2, ClientToken="a") != machine(ec2, ClientToken="b")
    other = refused(lambda: machine(ec2, ClientToken="a", InstanceType="t3.nano"))
    assert other[0] == "IdempotentParameterMismatch"


def test_a_token_makes_one_volume(ec2: t.Any) -> None:
    wanted = {"AvailabilityZone": "us-east-1a", "Size": 8, "ClientToken": "a"}
    assert ec2.create_volume(**wanted)["VolumeId"] == ec2.create_volume(**wanted)["VolumeId"]
    assert refused(ec2.create_volume, **{**wanted, "Size": 9})[0] == "IdempotentParameterMismatch"


def test_a_new_machine_and_a_new_volume_are_not_ready(ec2: t.Any) -> None:
    name = machine(ec2)
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    attach = {"InstanceId": name, "VolumeId": volume["VolumeId"], "Device": "/dev/sdf"}
    assert volume["State"] == "creating"
    assert refused(ec2.attach_volume, **attach)[0] == "IncorrectState"
    assert refused(ec2.associate_address, InstanceId=name, AllocationId=address)[0] == "InvalidInstanceID"
    states = [ec2.describe_instances()["Reservations"][0]["Instances"][0]["State"]["Name"] for _ in range(2)]
    assert states == ["pending", "running"]
    assert "'available'" in refused(ec2.attach_volume, **attach)[1]
    states = [ec2.describe_volumes(VolumeIds=[volume["VolumeId"]])["Volumes"][0]["State"] for _ in range(2)]
    assert states == ["creating", "available"]
    ec2.attach_volume(**attach)
    assert second(ec2.associate_address, InstanceId=name, AllocationId=address)["AssociationId"]


def test_a_console_is_empty_at_first(ec2: t.Any) -> None:
    name = machine(ec2)
    looks = [ec2.get_console_output(InstanceId=name, Latest=latest)["Output"] for latest in (False, True, False, True)]
    assert looks[:3] == ["", "", ""]
    assert f"\n{host_key(name)} root@host\r\n" in looks[3]
    assert refused(ec2.get_console_output, InstanceId="i-0123456789abcdef0")[0] == "InvalidInstanceID.NotFound"


def test_a_new_profile_is_unknown_for_a_while(strict_aws: Server, ec2: t.Any) -> None:
    client(strict_aws, "iam").create_instance_profile(InstanceProfileName="new")
    code, message = refused(lambda: machine(ec2, IamInstanceProfile={"Name": "new"}))
    assert (code, "Invalid IAM Instance Profile name" in message) == ("InvalidParameterValue", True)
    code, message = refused(lambda: machine(ec2, IamInstanceProfile={"Name": "new"}))
    assert (code, "no associated IAM Roles" in message) == ("InvalidParameterValue", True)
    assert machine(ec2, IamInstanceProfile={"Name": "new"})


def test_what_was_just_made_is_unseen_once(strict_aws: Server, ec2: t.Any, s3: t.Any) -> None:
    iam = client(strict_aws, "iam")
    group = ec2.create_security_group(GroupName="new", Description="x")["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}
    admit = {"GroupId": group, "IpPermissions": [rule]}
    assert refused(ec2.authorize_security_group_ingress, **admit)[0] == "InvalidGroup.NotFound"
    assert ec2.authorize_security_group_ingress(**admit)["Return"]
    assert refused(lambda: machine(ec2, SecurityGroupIds=[group]))[0] == "InvalidGroup.NotFound"
    assert machine(ec2, SecurityGroupIds=[group])
    iam.create_user(UserName="user")
    assert refused(iam.create_access_key, UserName="user")[0] == "NoSuchEntity"
    versioning = {"Bucket": "bucket", "VersioningConfiguration": {"Status": "Enabled"}}
    assert refused(s3.put_bucket_versioning, **versioning)[0] == "NoSuchBucket"
    assert second(s3.put_bucket_lifecycle_configuration, Bucket="bucket", LifecycleConfiguration={"Rules": []})


# S3


def test_what_a_new_bucket_is(s3: t.Any) -> None:
    rules = s3.get_bucket_encryption(Bucket="bucket")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert all(s3.get_public_access_block(Bucket="bucket")["PublicAccessBlockConfiguration"].values())
    owners = s3.get_bucket_ownership_controls(Bucket="bucket")["OwnershipControls"]["Rules"]
    assert owners == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def put_policy(s3: t.Any, **statement: t.Any) -> None:
    whole = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::bucket/*"], **statement}
    s3.put_bucket_policy(Bucket="bucket", Policy=json.dumps({"Version": "2012-10-17", "Statement": [whole]}))


def test_a_public_policy_is_refused(s3: t.Any) -> None:
    code, message = refused(lambda: put_policy(s3, Principal="*"))
    assert (code, "BlockPublicPolicy" in message) == ("AccessDenied", True)
    put_policy(s3, Principal="*", Effect="Deny")
    put_policy(s3, Principal="*", Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}})


def test_a_policy_comes_back_in_another_spelling(s3: t.Any) -> None:
    put_policy(s3, Principal={"AWS": ["123456789012"]})
    (statement,) = json.loads(s3.get_bucket_policy(Bucket="bucket")["Policy"])["Statement"]
    assert statement["Action"] == "s3:GetObject"
    assert statement["Resource"] == "arn:aws:s3:::bucket/*"
    assert statement["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}


def test_another_owner_than_expected_is_refused(s3: t.Any) -> None:
    assert refused(s3.get_bucket_policy, Bucket="bucket", ExpectedBucketOwner="210987654321")[0] == "AccessDenied"


# IAM and the parameter store: the emulator does as AWS; this says when it no longer does.


def test_two_keys_a_user_at_most(strict_aws: Server) -> None:
    iam = client(strict_aws, "iam")
    iam.create_user(UserName="worker")
    second(iam.create_access_key, UserName="worker")
    iam.create_access_key(UserName="worker")
    assert refused(iam.create_access_key, UserName="worker")[0] == "LimitExceeded"


def test_a_parameter_is_not_overwritten_unasked_nor_tagged_then(strict_aws: Server) -> None:
    ssm = client(strict_aws, "ssm")
    ssm.put_parameter(Name="/a", Value="1", Type="SecureString")
    assert refused(ssm.put_parameter, Name="/a", Value="2", Type="SecureString")[0] == "ParameterAlreadyExists"
    tags = [{"Key": "a", "Value": "b"}]
    code, _ = refused(ssm.put_parameter, Name="/a", Value="2", Type="SecureString", Overwrite=True, Tags=tags)
    assert code == "ValidationException"
