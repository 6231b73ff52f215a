"""The whole account as one canonical text, without what AWS chooses by chance, so that two worlds can be compared."""

from __future__ import annotations

import json
import re
import typing as t

from .fixtures import client
from .server import Server

# Ids, addresses and the like; and times.
CHANCE = re.compile(
    r"\b(i|vol|sg|sgr|subnet|vpc|eni|eipalloc|eipassoc|r|key|snap|eni-attach|iip-assoc|rtb|acl|igw|dopt)-[0-9a-f]{8,17}\b"
    r"|\bA[KIRSGNPO][A-Z]{2}[A-Z0-9]{12,17}\b|\b\d+\.\d+\.\d+\.\d+\b(?!/)|\bip-[\d-]+|\bec2-[\d-]+"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"
)
NOISE = {"ResponseMetadata", "RequestId", "Marker", "NextToken", "NextMarker", "RoleLastUsed", "LatestRestorableTime"}
NOISE |= {"InstanceProfileId", "UserId", "KmsKeyId", "MacAddress"}

# service, operation, arguments, key of the answer
LISTS: tuple[tuple[str, str, dict[str, t.Any], str], ...] = (
    ("s3", "list_buckets", {}, "Buckets"),
    ("iam", "get_account_authorization_details", {"Filter": ["User", "Role", "Group", "LocalManagedPolicy"]}, ""),
    ("iam", "list_instance_profiles", {}, "InstanceProfiles"),
    ("ssm", "get_parameters_by_path", {"Path": "/", "Recursive": True}, "Parameters"),
    ("ec2", "describe_instances", {}, "Reservations"),
    ("ec2", "describe_volumes", {}, "Volumes"),
    ("ec2", "describe_addresses", {}, "Addresses"),
    ("ec2", "describe_key_pairs", {}, "KeyPairs"),
    ("ec2", "describe_security_groups", {}, "SecurityGroups"),
    ("ec2", "describe_network_interfaces", {}, "NetworkInterfaces"),
    ("rds", "describe_db_instances", {}, "DBInstances"),
    ("rds", "describe_db_parameter_groups", {}, "DBParameterGroups"),
    ("rds", "describe_db_subnet_groups", {}, "DBSubnetGroups"),
)
BUCKET = (
    "get_bucket_versioning",
    "get_bucket_encryption",
    "get_public_access_block",
    "get_bucket_ownership_controls",
    "get_bucket_policy",
    "get_bucket_lifecycle_configuration",
    "get_bucket_tagging",
)


def snapshot(server: Server) -> dict[str, str]:
    """What there is: name of a list -> canonical text. Looking isn't counted by the recorder."""
    server.recorder.paused = True
    try:
        return _look({name: client(server, name) for name in ("s3", "iam", "ssm", "ec2", "rds", "route53")})
    finally:
        server.recorder.paused = False


def _look(clients: dict[str, t.Any]) -> dict[str, str]:
    found: dict[str, t.Any] = {}
    for service, operation, arguments, key in LISTS:
        answer = getattr(clients[service], operation)(**arguments)
        found[f"{service} {operation}"] = answer[key] if key else answer
    for bucket in found["s3 list_buckets"]:
        for part in BUCKET:
            found[f"{bucket['Name']} {part}"] = _optional(clients["s3"], part, Bucket=bucket["Name"])
    for user in found["iam get_account_authorization_details"]["UserDetailList"]:
        found[f"keys of {user['UserName']}"] = _keys(clients, user["UserName"])
    for zone in clients["route53"].list_hosted_zones()["HostedZones"]:
        records = clients["route53"].list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        found[f"records of {zone['Name']}"] = records
    for group in found["rds describe_db_parameter_groups"]:
        arguments = {"DBParameterGroupName": group["DBParameterGroupName"], "Source": "user"}
        found[f"set in {group['DBParameterGroupName']}"] = clients["rds"].describe_db_parameters(**arguments)
    for item in found["ssm get_parameters_by_path"]:
        item.pop("Value"), item.pop("Version")  # the latter counts how often it was written
    return {name: _canonical(value) for name, value in found.items()}


def _keys(clients: dict[str, t.Any], user: str) -> list[str]:
    """The status of each key, and whether it is kept in the parameter store."""
    kept = clients["ssm"].get_parameters_by_path(Path="/", Recursive=True, WithDecryption=True)["Parameters"]
    keys = clients["iam"].list_access_keys(UserName=user)["AccessKeyMetadata"]
    return [f"{key['Status']}, kept: {[p['Name'] for p in kept if key['AccessKeyId'] in p['Value']]}" for key in keys]


def _optional(service: t.Any, operation: str, **arguments: t.Any) -> t.Any:
    try:
        return getattr(service, operation)(**arguments)
    except service.exceptions.ClientError as error:
        return error.response["Error"]["Code"]


def _canonical(value: t.Any) -> str:
    return json.dumps(_sorted(json.loads(json.dumps(value, default=str))), indent=1, sort_keys=True)


def _sorted(value: t.Any) -> t.Any:
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in value.items() if key not in NOISE}
    if isinstance(value, list):
        return sorted((_sorted(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return CHANCE.sub("*", value) if isinstance(value, str) else value
