"""Fills a cloud with one of everything this project makes, and sees all that a person could see of it."""

from __future__ import annotations

import json
import typing as t

Client = t.Callable[[str], t.Any]

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO2jUUmtiHRD9Yko8IYDZvsXZEy8Tk1kEFGYCQxKTZGV test"
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::map-test-report/*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
TAGS = [{"Key": "map:environment", "Value": "test"}]
MANAGED = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
BUCKET = "map-test-report"


def fill(client: Client) -> None:
    _fill_s3(client("s3"))
    _fill_iam(client("iam"))
    _fill_ec2(client("ec2"))
    _fill_rds(client("rds"), client("ec2"))
    ssm = client("ssm")
    ssm.put_parameter(Name="/map/test/s3/worker", Value="first", Type="SecureString", Tags=TAGS)
    ssm.put_parameter(Name="/map/test/s3/worker", Value="secönd'\"$", Type="SecureString", Overwrite=True)
    client("kms").create_key(Description="a key", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    client("secretsmanager").create_secret(Name="a", SecretString="b")
    client("logs").create_log_group(logGroupName="/map/test")


def see(client: Client) -> dict[str, t.Any]:
    """Everything of it, as far as the API shows it."""
    seen: dict[str, t.Any] = {"s3": _see_s3(client("s3"))}
    for service, operation, arguments in _READS:
        found = getattr(client(service), operation)(**arguments)
        found.pop("ResponseMetadata")
        seen[f"{service} {operation} {arguments}"] = found
    for instance in seen["rds describe_db_instances {}"]["DBInstances"]:
        instance.pop("LatestRestorableTime")  # the time of asking
    for key in seen["iam list_users {}"]["Users"]:
        found = client("iam").list_access_keys(UserName=key["UserName"])["AccessKeyMetadata"]
        seen[f"keys of {key['UserName']}"] = found
    return seen


def _fill_s3(s3: t.Any) -> None:
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})
    blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [TLS_ONLY]}))
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": TAGS})
    expiry = {"ID": "old", "Status": "Enabled", "Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 30}}
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [expiry]})
    s3.put_object(
        Bucket=BUCKET, Key="report/v2/figure ä.png", Body=b"one", Metadata={"unit": "7"}, ContentType="image/png"
    )
    s3.put_object(Bucket=BUCKET, Key="report/v2/figure ä.png", Body=b"two", Tagging="a=b")
    s3.put_object(Bucket=BUCKET, Key="gone", Body=b"gone")
    s3.delete_object(Bucket=BUCKET, Key="gone")
    s3.put_object(Bucket=BUCKET, Key="empty", Body=b"")
    s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "empty"})
    s3.create_bucket(Bucket="map-test-plain")
    s3.put_object(Bucket="map-test-plain", Key="a", Body=b"one")
    s3.put_object(Bucket="map-test-plain", Key="a", Body=b"two")
    s3.create_bucket(Bucket="map-test-deleted")
    s3.put_object(Bucket="map-test-deleted", Key="a", Body=b"one")
    s3.delete_object(Bucket="map-test-deleted", Key="a")
    s3.delete_bucket(Bucket="map-test-deleted")


def _see_s3(s3: t.Any) -> dict[str, t.Any]:
    seen: dict[str, t.Any] = {}
    for name in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        listed = s3.list_object_versions(Bucket=name)
        seen[name] = [
            listed.get("Versions"),
            listed.get("DeleteMarkers"),
            s3.list_objects_v2(Bucket=name).get("Contents"),
        ]
        for version in listed.get("Versions", []):
            place = {"Bucket": name, "Key": version["Key"], "VersionId": version["VersionId"]}
            found = s3.get_object(**place)
            shown = [
                found["Body"].read(),
                found["Metadata"],
                found["ContentType"],
                found["LastModified"],
                found["ETag"],
            ]
            seen[f"{place}"] = [*shown, s3.get_object_tagging(**place)["TagSet"]]
    for part in ("versioning", "encryption", "policy", "tagging", "lifecycle_configuration"):
        found = getattr(s3, f"get_bucket_{part}")(Bucket=BUCKET)
        found.pop("ResponseMetadata")
        seen[part] = found
    return seen


def _fill_iam(iam: t.Any) -> None:
    for name in ("map-test-worker", "map-test-reader"):
        iam.create_user(UserName=name, Path="/map/", Tags=TAGS)
        document = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
        iam.put_user_policy(UserName=name, PolicyName="s3", PolicyDocument=document)
        iam.create_access_key(UserName=name)
    document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    iam.create_role(RoleName="map-test", AssumeRolePolicyDocument=document, Tags=TAGS)
    iam.attach_role_policy(RoleName="map-test", PolicyArn=MANAGED)
    iam.create_policy(PolicyName="map-test", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]}))
    iam.create_instance_profile(InstanceProfileName="map-test")
    iam.add_role_to_instance_profile(InstanceProfileName="map-test", RoleName="map-test")


def _fill_ec2(ec2: t.Any) -> None:
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="map-test", Description="d", VpcId=vpc)["GroupId"]
    ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "203.0.113.0/24"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ssh])
    ec2.import_key_pair(KeyName="map-test", PublicKeyMaterial=KEY)
    images = ec2.describe_images(Owners=["136693071363"], Filters=[{"Name": "name", "Values": ["debian-13-amd64-*"]}])
    instance = ec2.run_instances(
        ImageId=images["Images"][0]["ImageId"],
        InstanceType="m6i.large",
        MinCount=1,
        MaxCount=1,
        KeyName="map-test",
        SecurityGroupIds=[group],
        IamInstanceProfile={"Name": "map-test"},
        MetadataOptions={"HttpTokens": "required"},
        TagSpecifications=[{"ResourceType": "instance", "Tags": TAGS}],
    )["Instances"][0]
    zone = instance["Placement"]["AvailabilityZone"]
    volume = ec2.create_volume(Size=10, AvailabilityZone=zone, Encrypted=True, VolumeType="gp3")["VolumeId"]
    ec2.attach_volume(VolumeId=volume, InstanceId=instance["InstanceId"], Device="/dev/sdf")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, InstanceId=instance["InstanceId"])


def _fill_rds(rds: t.Any, ec2: t.Any) -> None:
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
    rds.create_db_subnet_group(DBSubnetGroupName="map-test", DBSubnetGroupDescription="d", SubnetIds=subnets)
    family = {"DBParameterGroupFamily": "mysql8.4", "Description": "d"}
    rds.create_db_parameter_group(DBParameterGroupName="map-test", **family)
    parameter = {"ParameterName": "wait_timeout", "ParameterValue": "86400", "ApplyMethod": "immediate"}
    rds.modify_db_parameter_group(DBParameterGroupName="map-test", Parameters=[parameter])
    rds.create_db_instance(
        DBInstanceIdentifier="map-test",
        Engine="mysql",
        DBInstanceClass="db.m6i.large",
        AllocatedStorage=20,
        MasterUsername="mapmaster",
        MasterUserPassword="a-long-password",
        DBSubnetGroupName="map-test",
        DBParameterGroupName="map-test",
        StorageEncrypted=True,
        DeletionProtection=True,
        Tags=TAGS,
    )
    rds.create_db_snapshot(DBInstanceIdentifier="map-test", DBSnapshotIdentifier="map-test-one")


_READS: list[tuple[str, str, dict[str, t.Any]]] = [
    ("sts", "get_caller_identity", {}),
    ("iam", "get_account_authorization_details", {}),
    ("iam", "list_users", {}),
    ("iam", "list_policies", {"Scope": "AWS", "MaxItems": 300}),
    ("iam", "list_attached_role_policies", {"RoleName": "map-test"}),
    ("iam", "get_policy", {"PolicyArn": MANAGED}),
    ("iam", "get_instance_profile", {"InstanceProfileName": "map-test"}),
    ("ssm", "get_parameters_by_path", {"Path": "/map", "Recursive": True, "WithDecryption": True}),
    ("ssm", "get_parameter_history", {"Name": "/map/test/s3/worker", "WithDecryption": True}),
    ("ec2", "describe_vpcs", {}),
    ("ec2", "describe_subnets", {}),
    ("ec2", "describe_security_groups", {}),
    ("ec2", "describe_key_pairs", {}),
    ("ec2", "describe_instances", {}),
    ("ec2", "describe_volumes", {}),
    ("ec2", "describe_addresses", {}),
    ("ec2", "describe_iam_instance_profile_associations", {}),
    ("ec2", "describe_network_interfaces", {}),
    ("rds", "describe_db_instances", {}),
    ("rds", "describe_db_subnet_groups", {}),
    ("rds", "describe_db_parameters", {"DBParameterGroupName": "map-test"}),
    ("rds", "describe_db_snapshots", {}),
    ("kms", "list_keys", {}),
    ("secretsmanager", "get_secret_value", {"SecretId": "a"}),
    ("logs", "describe_log_groups", {}),
]
