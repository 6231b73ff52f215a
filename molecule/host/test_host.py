"""One instance, protected as it was wished, with its own address and data volume."""

from __future__ import annotations

from tests.rehearsal import Rehearsal


def test_the_instance_is_as_wished(rehearsal: Rehearsal) -> None:
    instance = rehearsal.instance("map-cloud-host")
    assert (instance["InstanceType"], instance["State"]["Name"]) == ("m6a.2xlarge", "running")
    assert instance["MetadataOptions"]["HttpTokens"] == "required"


def test_its_address_is_its_own(rehearsal: Rehearsal) -> None:
    address = rehearsal.elastic_address("map-cloud-host")
    assert address["InstanceId"] == rehearsal.instance("map-cloud-host")["InstanceId"]


def test_its_disks_are_encrypted_and_the_data_are_on_one_of_their_own(rehearsal: Rehearsal) -> None:
    attached = [{"Name": "attachment.instance-id", "Values": [rehearsal.instance("map-cloud-host")["InstanceId"]]}]
    volumes = rehearsal.client("ec2").describe_volumes(Filters=attached)["Volumes"]
    assert [one["Encrypted"] for one in volumes] == [True, True]
    sizes = {tag["Value"]: one["Size"] for one in volumes for tag in one.get("Tags", []) if tag["Key"] == "Name"}
    assert sizes["map-cloud-data"] == 210


def test_ssh_is_open_for_operators_alone(rehearsal: Rehearsal) -> None:
    rules = rehearsal.security_group("map-cloud-host")["IpPermissions"]
    found = {rule["FromPort"]: [one["CidrIp"] for one in rule["IpRanges"]] for rule in rules}
    assert found == {22: ["203.0.113.0/24"], 80: ["0.0.0.0/0"], 443: ["0.0.0.0/0"]}
