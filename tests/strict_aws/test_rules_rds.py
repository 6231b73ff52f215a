"""Rules of RDS, asked with bare boto3: without the layer the emulator would let it pass."""

from __future__ import annotations

import typing as t

import pytest

from .fixtures import client, refused
from .server import Server

PASSWORD = "correct-horse-1"
DATABASE: dict[str, t.Any] = {
    "DBInstanceIdentifier": "db",
    "DBInstanceClass": "db.m6g.large",
    "Engine": "mysql",
    "EngineVersion": "8.4",
    "AllocatedStorage": 20,
    "MasterUsername": "mapadmin",
    "MasterUserPassword": PASSWORD,
}


@pytest.fixture
def rds(strict_aws: Server) -> t.Any:
    made = client(strict_aws, "rds")
    family = {"DBParameterGroupFamily": "mysql8.4", "Description": "x"}
    made.create_db_parameter_group(DBParameterGroupName="group", **family)
    return made


@pytest.fixture
def ec2(strict_aws: Server) -> t.Any:
    return client(strict_aws, "ec2")


def parameter(name: str, value: str, method: str = "immediate") -> dict[str, str]:
    return {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}


def modify(rds: t.Any, *parameters: dict[str, str]) -> t.Any:
    return rds.modify_db_parameter_group(DBParameterGroupName="group", Parameters=list(parameters))


def instance(rds: t.Any) -> dict[str, t.Any]:
    found: dict[str, t.Any] = rds.describe_db_instances(DBInstanceIdentifier="db")["DBInstances"][0]
    return found


def available(rds: t.Any, **changed: t.Any) -> None:
    rds.create_db_instance(**{**DATABASE, "DBParameterGroupName": "group", **changed})
    assert instance(rds)["DBInstanceStatus"] == "creating"
    assert instance(rds)["DBInstanceStatus"] == "available"


# RDS: parameters


@pytest.mark.parametrize(
    ("parameters", "code", "words"),
    [
        ([parameter("wait_timeout", "60")] * 21, "InvalidParameterCombination", "more than 20 parameters"),
        ([parameter("wait_timeot", "60")], "InvalidParameterValue", "Could not find parameter with name: wait_timeot"),
        ([parameter("wait_timeout", "0")], "InvalidParameterValue", "allowed values are: 1-31536000"),
        ([parameter("max_allowed_packet", "512M")], "InvalidParameterValue", "allowed values are: 1024-1073741824"),
        ([parameter("sql_mode", "STRICT, ANSI")], "InvalidParameterValue", "Invalid parameter value"),
        ([parameter("performance_schema", "1")], "InvalidParameterCombination", "immediate apply method for static"),
        ([parameter("secure_file_priv", "/tmp", "pending-reboot")], "InvalidParameterValue", "cannot be modified"),  # noqa: S108
    ],
)
def test_parameters_that_are_refused(rds: t.Any, parameters: list[dict[str, str]], code: str, words: str) -> None:
    found, message = refused(lambda: modify(rds, *parameters))
    assert found == code
    assert words in message
    assert rds.describe_db_parameters(DBParameterGroupName="group", Source="user")["Parameters"] == []


def test_a_group_lists_all_its_parameters_in_pages(rds: t.Any) -> None:
    modify(rds, parameter("wait_timeout", "60"))
    pages = list(rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName="group"))
    assert len(pages) > 1
    assert all(len(page["Parameters"]) <= 100 for page in pages)
    found = {item["ParameterName"]: item for page in pages for item in page["Parameters"]}
    assert (found["wait_timeout"]["ParameterValue"], found["wait_timeout"]["Source"]) == ("60", "user")
    assert found["performance_schema"]["ApplyType"] == "static"
    assert found["port"]["IsModifiable"] is False
    (set_by_user,) = rds.describe_db_parameters(DBParameterGroupName="group", Source="user")["Parameters"]
    assert set_by_user == found["wait_timeout"]


def test_a_reset_parameter_has_its_default(rds: t.Any) -> None:
    modify(rds, parameter("wait_timeout", "60"))
    rds.reset_db_parameter_group(DBParameterGroupName="group", Parameters=[parameter("wait_timeout", "")])
    assert rds.describe_db_parameters(DBParameterGroupName="group", Source="user")["Parameters"] == []


def test_the_defaults_of_a_family(rds: t.Any) -> None:
    pages = rds.get_paginator("describe_engine_default_parameters").paginate(DBParameterGroupFamily="mysql8.4")
    assert sum(len(page["EngineDefaults"]["Parameters"]) for page in pages) > 100
    assert refused(rds.describe_engine_default_parameters, DBParameterGroupFamily="mysql9.9")[0] == (
        "InvalidParameterValue"
    )


# RDS: instances


@pytest.mark.parametrize("password", ["abcd567", "a" * 42, "abcdefg/", "abcdefg@", 'abcdefg"', "abc defg", "abcdefgé"])
def test_passwords_that_are_refused(rds: t.Any, password: str) -> None:
    code, message = refused(rds.create_db_instance, **{**DATABASE, "MasterUserPassword": password})
    assert code == "InvalidParameterValue"
    assert "MasterUserPassword is not a valid password" in message


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"DBInstanceIdentifier": "lab--db"}, "InvalidParameterValue"),
        ({"DBInstanceIdentifier": "1db"}, "InvalidParameterValue"),
        ({"MasterUsername": "rdsadmin"}, "InvalidParameterValue"),
        ({"EngineVersion": "8.0", "DBParameterGroupName": "group"}, "InvalidParameterCombination"),
        ({"AllocatedStorage": 10}, "InvalidParameterCombination"),
        ({"AllocatedStorage": 100, "MaxAllocatedStorage": 105}, "InvalidParameterCombination"),
    ],
)
def test_instances_that_are_refused(rds: t.Any, changed: dict[str, t.Any], code: str) -> None:
    assert refused(rds.create_db_instance, **{**DATABASE, **changed})[0] == code


def test_names_are_kept_and_found_in_lower_case(rds: t.Any) -> None:
    rds.create_db_instance(**{**DATABASE, "DBInstanceIdentifier": "Lab-DB", "DBParameterGroupName": "GROUP"})
    (found,) = rds.describe_db_instances(DBInstanceIdentifier="LAB-db")["DBInstances"]
    assert found["DBInstanceIdentifier"] == "lab-db"
    assert rds.describe_db_parameter_groups(DBParameterGroupName="Group")["DBParameterGroups"] != []


def test_an_instance_is_being_made_first(rds: t.Any) -> None:
    made = rds.create_db_instance(**DATABASE)["DBInstance"]
    assert (made["DBInstanceStatus"], made.get("Endpoint")) == ("creating", None)
    early = refused(rds.modify_db_instance, DBInstanceIdentifier="db", BackupRetentionPeriod=3)
    assert early[0] == "InvalidDBInstanceState"
    assert "Endpoint" not in instance(rds)
    assert instance(rds)["Endpoint"]["Port"] == 3306


def test_a_version_is_described_in_full(rds: t.Any) -> None:
    available(rds)
    assert instance(rds)["EngineVersion"].startswith("8.4.")


def test_changes_wait_for_the_window(rds: t.Any) -> None:
    available(rds)
    rds.modify_db_instance(DBInstanceIdentifier="db", DBInstanceClass="db.m6g.xlarge")
    found = instance(rds)
    assert (found["DBInstanceClass"], found["DBInstanceStatus"]) == ("db.m6g.large", "available")
    assert found["PendingModifiedValues"] == {"DBInstanceClass": "db.m6g.xlarge"}


def test_changes_at_once_take_a_while_and_take_along_what_waited(rds: t.Any) -> None:
    available(rds)
    rds.modify_db_instance(DBInstanceIdentifier="db", DBInstanceClass="db.m6g.xlarge")
    rds.modify_db_instance(DBInstanceIdentifier="db", AllocatedStorage=50, ApplyImmediately=True)
    again = refused(rds.modify_db_instance, DBInstanceIdentifier="db", BackupRetentionPeriod=3)
    assert again[0] == "InvalidDBInstanceState"
    found = instance(rds)
    assert (found["DBInstanceStatus"], found["AllocatedStorage"]) == ("modifying", 20)
    found = instance(rds)
    assert (found["DBInstanceStatus"], found["PendingModifiedValues"]) == ("available", {})
    assert (found["AllocatedStorage"], found["DBInstanceClass"]) == (50, "db.m6g.xlarge")


def test_storage_does_not_shrink(rds: t.Any) -> None:
    available(rds, AllocatedStorage=50)
    code, message = refused(rds.modify_db_instance, DBInstanceIdentifier="db", AllocatedStorage=40)
    assert (code, "cannot be less" in message) == ("InvalidParameterCombination", True)


def test_an_instance_says_whether_it_follows_its_group(rds: t.Any) -> None:
    def status() -> str:
        return str(instance(rds)["DBParameterGroups"][0]["ParameterApplyStatus"])

    available(rds)
    assert status() == "in-sync"
    modify(rds, parameter("wait_timeout", "60"))
    assert [status(), status()] == ["applying", "in-sync"]
    modify(rds, parameter("performance_schema", "1", "pending-reboot"))
    assert [status(), status()] == ["pending-reboot", "pending-reboot"]
    rds.reboot_db_instance(DBInstanceIdentifier="db")
    assert status() == "in-sync"


def test_another_group_waits_for_a_reboot(rds: t.Any) -> None:
    rds.create_db_parameter_group(DBParameterGroupName="other", DBParameterGroupFamily="mysql8.4", Description="x")
    available(rds)
    rds.modify_db_instance(DBInstanceIdentifier="db", DBParameterGroupName="other", ApplyImmediately=True)
    assert instance(rds)["DBParameterGroups"][0]["ParameterApplyStatus"] == "pending-reboot"


def test_a_subnet_group_covers_two_zones(rds: t.Any, ec2: t.Any) -> None:
    subnets = {subnet["AvailabilityZone"]: subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]}
    named = {"DBSubnetGroupName": "Subnets", "DBSubnetGroupDescription": "x"}
    one, two, *_ = subnets.values()
    assert refused(rds.create_db_subnet_group, **named, SubnetIds=[one])[0] == "DBSubnetGroupDoesNotCoverEnoughAZs"
    made = rds.create_db_subnet_group(**named, SubnetIds=[one, two])
    assert made["DBSubnetGroup"]["DBSubnetGroupName"] == "subnets"
