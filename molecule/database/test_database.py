"""One instance with DataJoint's parameters, encrypted, and open to the host alone."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_the_instance_is_as_wished(rehearsal: Rehearsal) -> None:
    instance = rehearsal.instance_of_database("map-cloud-database")
    assert (instance["Engine"], instance["StorageEncrypted"], instance["MultiAZ"]) == ("mysql", True, True)
    assert instance["DBParameterGroups"][0]["DBParameterGroupName"] == "map-cloud-mysql8-4"
    assert instance["BackupRetentionPeriod"] == 9


def test_only_the_host_reaches_it(rehearsal: Rehearsal) -> None:
    instance = rehearsal.instance_of_database("map-cloud-database")
    assert instance["PubliclyAccessible"] is False
    ids = [one["VpcSecurityGroupId"] for one in instance["VpcSecurityGroups"]]
    (group,) = rehearsal.client("ec2").describe_security_groups(GroupIds=ids)["SecurityGroups"]
    (rule,) = group["IpPermissions"]
    assert (rule["FromPort"], rule["ToPort"], rule["IpRanges"], rule["Ipv6Ranges"]) == (3306, 3306, [], [])
    (pair,) = rule["UserIdGroupPairs"]
    assert pair["GroupId"] == rehearsal.security_group("map-cloud-host")["GroupId"]


def test_tls_is_required(rehearsal: Rehearsal) -> None:
    pages = rehearsal.client("rds").get_paginator("describe_db_parameters")
    found = {
        one["ParameterName"]: one.get("ParameterValue")
        for page in pages.paginate(DBParameterGroupName="map-cloud-mysql8-4")
        for one in page["Parameters"]
    }
    assert found["require_secure_transport"] in ("1", "ON")
