"""The host as a table: what is wanted beside what is there, and the changes."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.plan import MapError
from ansible_collections.mesoscale.map.plugins.module_utils.plans.ec2_access import (
    IPV6_OUT,
    NEW_GROUP,
    SSM_POLICY,
    TRUST,
    Role,
    Rule,
    SecurityGroup,
    key_pair_name,
    rules,
)
from ansible_collections.mesoscale.map.plugins.module_utils.plans.ec2_host import METADATA, notes, plan
from ansible_collections.mesoscale.map.plugins.module_utils.plans.ec2_types import (
    Actual,
    Address,
    Image,
    Instance,
    Volume,
    Wanted,
)

TAGS = {"map:environment": "test"}
HOST = {**TAGS, "Name": "map-test-host"}
DATA = {**TAGS, "Name": "map-test-data"}
WANTED = Wanted(
    name="map-test",
    tags=TAGS,
    instance_type="m6a.2xlarge",
    public_key="ssh-ed25519 AAAA ops",
    admin_networks=("203.0.113.0/24",),
    web_networks=("0.0.0.0/0", "::/0"),
    root_gb=30,
    data_gb=200,
    termination_protection=True,
    subnet_id="",
    image="debian-13-amd64-*",
)
KEY_PAIR = WANTED.key_pair
GROUP = SecurityGroup("sg-1", rules(WANTED.admin_networks, WANTED.web_networks), HOST)
INSTANCE = Instance(
    id="i-1",
    state="running",
    type="m6a.2xlarge",
    zone="us-east-1a",
    image_id="ami-1",
    key_pair=KEY_PAIR,
    metadata={**METADATA, "State": "applied"},
    groups=("map-test-host",),
    profile="map-test-host",
    termination_protection=True,
    tags=HOST,
)
VOLUME = Volume("vol-1", 200, "us-east-1a", True, "i-1", DATA)
ADDRESS = Address("198.51.100.7", "i-1", HOST)
IMAGE = Image("ami-1", "debian-13-amd64-1")
ROLE = Role(TRUST, (SSM_POLICY,), {}, True)
THERE = Actual((INSTANCE,), (VOLUME,), (ADDRESS,), GROUP, ROLE, True, IMAGE)
BEFORE = Actual(image=IMAGE)

Row = tuple[str, str, str]


def rows(actual: Actual, wanted: Wanted = WANTED) -> list[Row]:
    return [(change.action, change.target, change.call.method) for change in plan(actual, wanted)]


def with_instance(**fields: t.Any) -> Actual:
    return dataclasses.replace(THERE, instances=(dataclasses.replace(INSTANCE, **fields),))


def test_nothing_there() -> None:
    assert rows(BEFORE) == [
        ("create", f"key pair {KEY_PAIR}", "import_key_pair"),
        ("create", "security group map-test-host", "create_security_group"),
        ("update", "security group map-test-host: rules", "set_rules"),
        ("create", "role map-test-host", "create_role"),
        ("update", f"role map-test-host: attached policy {SSM_POLICY}", "attach_role_policy"),
        ("create", "instance profile map-test-host", "create_instance_profile"),
        ("create", "instance map-test-host", "run_instance"),
        ("update", "instance map-test-host: termination protection", "put_termination_protection"),
        ("create", "volume map-test-data", "create_volume"),
        ("update", "volume map-test-data: attachment", "attach_volume"),
        ("create", "address map-test-host", "allocate_address"),
        ("update", "address map-test-host: association", "associate_address"),
    ]


@pytest.mark.parametrize(
    "actual",
    [
        THERE,
        with_instance(state="pending"),
        with_instance(state="stopped"),
        with_instance(type="m6a.large", image_id="ami-0", key_pair="other"),
        dataclasses.replace(THERE, key_pair=False),
        dataclasses.replace(THERE, addresses=(Address("198.51.100.9", None, HOST), ADDRESS)),
    ],
    ids=["as wanted", "starting", "stopped", "only reported", "the key pair was for the making", "an address too many"],
)
def test_nothing_to_do(actual: Actual) -> None:
    assert rows(actual) == []


@pytest.mark.parametrize(
    ("actual", "changes"),
    [
        (
            with_instance(metadata={**METADATA, "HttpTokens": "optional"}),
            [("update", "instance map-test-host: metadata options", "put_metadata_options")],
        ),
        (with_instance(groups=("other",)), [("update", "instance map-test-host: security groups", "put_groups")]),
        (with_instance(profile=None), [("update", "instance map-test-host: instance profile", "put_profile")]),
        (with_instance(tags={}), [("update", "instance map-test-host: tags", "put_tags")]),
        (
            dataclasses.replace(THERE, role=dataclasses.replace(ROLE, attached=(SSM_POLICY, "arn:more"))),
            [("remove", "role map-test-host: attached policy arn:more", "detach_role_policy")],
        ),
        (
            dataclasses.replace(THERE, role=dataclasses.replace(ROLE, has_profile=False)),
            [("create", "instance profile map-test-host", "create_instance_profile")],
        ),
        (
            dataclasses.replace(THERE, volumes=(dataclasses.replace(VOLUME, size=100),)),
            [("update", "volume map-test-data: size in GB", "grow_volume")],
        ),
        (
            dataclasses.replace(THERE, volumes=(dataclasses.replace(VOLUME, instance_id=None),)),
            [("update", "volume map-test-data: attachment", "attach_volume")],
        ),
        (
            dataclasses.replace(THERE, addresses=(Address("198.51.100.7", None, HOST),)),
            [("update", "address map-test-host: association", "associate_address")],
        ),
    ],
)
def test_one_difference_is_one_change(actual: Actual, changes: list[Row]) -> None:
    assert rows(actual) == changes


def test_rules_are_exact() -> None:
    bad, good = Rule("in", "tcp", 3306, 3306, "0.0.0.0/0"), Rule("in", "tcp", 22, 22, "203.0.113.0/24")
    (change,) = plan(
        dataclasses.replace(THERE, security_group=SecurityGroup("sg-1", GROUP.rules - {good} | {bad}, HOST)), WANTED
    )
    assert change.call.kwargs == {"add": [good], "remove": [bad]}
    assert "in: tcp, 3306, from 0.0.0.0/0" in change.before
    assert "in: tcp, 22, from 203.0.113.0/24" in change.after


def test_what_leaves_over_ipv6_is_left_as_aws_made_it() -> None:
    group = dataclasses.replace(THERE.security_group, rules=GROUP.rules | {IPV6_OUT})
    assert plan(dataclasses.replace(THERE, security_group=group), WANTED) == []


def test_a_network_loses_its_host_bits_and_may_be_wrong() -> None:
    assert rules(["203.0.113.9/24"], []) - NEW_GROUP.rules == {Rule("in", "tcp", 22, 22, "203.0.113.0/24")}
    with pytest.raises(MapError, match=r"'home' is not a network\. Write it like 203\.0\.113\.0/24\."):
        rules(["home"], [])


def test_a_new_instance_goes_where_the_data_is() -> None:
    free = dataclasses.replace(VOLUME, zone="us-east-1c", instance_id=None)
    (run,) = [change for change in plan(Actual(volumes=(free,), image=IMAGE), WANTED) if "run" in change.call.method]
    assert run.call.kwargs["zone"] == "us-east-1c"


@pytest.mark.parametrize(
    ("actual", "message"),
    [
        (dataclasses.replace(THERE, instances=(INSTANCE, dataclasses.replace(INSTANCE, id="i-2"))), "i-1 and i-2"),
        (dataclasses.replace(THERE, volumes=(VOLUME, dataclasses.replace(VOLUME, id="vol-2"))), "vol-1 and vol-2"),
        (Actual(), "no image named debian-13-amd64-"),
        (dataclasses.replace(THERE, volumes=(dataclasses.replace(VOLUME, size=300),)), "GB. Set host_data_gb to 300"),
        (dataclasses.replace(THERE, volumes=(dataclasses.replace(VOLUME, zone="z"),)), "must be in one"),
        (dataclasses.replace(THERE, volumes=(dataclasses.replace(VOLUME, instance_id="i-9"),)), "attached to i-9"),
        (
            Actual(image=IMAGE, subnet_zone="us-east-1b", volumes=(dataclasses.replace(VOLUME, instance_id=None),)),
            "Choose a subnet in the volume's zone",
        ),
    ],
)
def test_what_cannot_be_met_is_refused(actual: Actual, message: str) -> None:
    with pytest.raises(MapError, match=message):
        plan(actual, WANTED)


@pytest.mark.parametrize(
    ("actual", "message"),
    [
        (with_instance(state="stopped"), "is stopped and stays so"),
        (with_instance(type="m6a.large"), "needs a stop"),
        (with_instance(key_pair="other"), "another public key"),
        (with_instance(image_id="ami-0"), "A newer image than the host's ami-0"),
        (dataclasses.replace(THERE, volumes=(dataclasses.replace(VOLUME, encrypted=False),)), "not encrypted"),
        (dataclasses.replace(THERE, addresses=(Address("198.51.100.9", None, HOST), ADDRESS)), "198.51.100.9"),
    ],
)
def test_what_a_person_must_hear(actual: Actual, message: str) -> None:
    (note,) = notes(actual, WANTED)
    assert message in note
    assert notes(THERE, WANTED) == []


def test_a_key_pair_is_named_after_the_key_and_not_its_comment() -> None:
    assert key_pair_name("map-test", "ssh-ed25519 AAAA ops") == key_pair_name("map-test", "ssh-ed25519 AAAA")
    assert key_pair_name("map-test", "ssh-ed25519 AAAB ops") != KEY_PAIR
