"""What an environment has in AWS, asked of the strict AWS: everything, nothing, and parts that can't be read."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.clients import cloud_status as client
from ansible_collections.mesoscale.map.plugins.module_utils.specs import (
    cloud_status,
    ec2_host,
    iam_keys,
    rds_instance,
    rds_parameter_group,
    s3_buckets,
)

from .aws_part import BUCKETS, PARTS
from .aws_server import World, world
from .production import NAME, Production
from .status import Facts, ask, problems

__all__ = ["world"]


def in_aws(world: World, **params: t.Any) -> Facts:
    return ask(cloud_status, aws=world.options, buckets=list(BUCKETS.values()), **params)


def test_an_empty_account_is_read_by_few_requests(world: World) -> None:
    said: list[Facts] = []
    requests = world.count(lambda: said.append(in_aws(world)))
    assert len(requests) <= 12
    assert world.writes == []
    (found,) = said
    assert "AWS has no database instance 'map-test-database'." in found["database_instance"]["problem"]
    assert "AWS has no 'map-test-host'." in found["host"]["problem"]
    assert {part["exists"] for part in found["buckets"]["buckets"].values()} == {False}
    assert {part["exists"] for part in found["store_keys"]["keys"].values()} == {False}


def test_everything_in_aws(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    wishes = dict(PARTS)
    keys, host = (world.run(spec, **wishes[spec]) for spec in (iam_keys, ec2_host))
    for spec in (s3_buckets, rds_parameter_group, rds_instance):
        world.run(spec, **wishes[spec])
    world.server.recorder.reset()
    found = in_aws(world)
    assert world.writes == []
    assert set(problems(found).values()) == {""}
    instance = found["database_instance"]
    assert (instance["class"], instance["status"], instance["allocated_gib"]) == ("db.m6g.large", "available", 100)
    assert instance["address"]
    assert (found["host"]["instance_id"], found["host"]["address"]) == (host["instance_id"], host["address"])
    store_keys = found["store_keys"]["keys"]
    assert {name: said["key_id"] for name, said in store_keys.items()} == keys["key_ids"]
    assert {(said["state"], said["age_days"], said["stored"]) for said in store_keys.values()} == {("Active", 0, True)}


def test_objects_are_counted_up_to_a_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run(s3_buckets, names=list(BUCKETS.values()), deny_insecure_transport=False)  # this world speaks no TLS
    for number in range(3):
        world.boto("s3").put_object(Bucket=BUCKETS["report_bucket"], Key=f"{number}.png", Body=b"x" * 10)
    report, archive = in_aws(world)["buckets"]["buckets"].values()
    same = {"exists": True, "versioning": "Enabled", "more": False, "problem": ""}
    assert (report, archive) == ({**same, "objects": 3, "bytes": 30}, {**same, "objects": 0, "bytes": 0})
    monkeypatch.setattr(client, "PAGE", 1)
    counted = {pages: in_aws(world, list_pages=pages)["buckets"]["buckets"] for pages in (0, 2, 3)}
    shown = {pages: buckets[BUCKETS["report_bucket"]] for pages, buckets in counted.items()}
    assert {pages: (said["objects"], said["more"]) for pages, said in shown.items()} == {
        0: (0, True),
        2: (2, True),
        3: (3, False),
    }


def test_a_part_of_aws_that_fails_leaves_the_others(world: World) -> None:
    world.run(s3_buckets, names=list(BUCKETS.values()))
    world.server.strikes.throttle_forever("rds DescribeDBInstances")
    found = in_aws(world)
    assert "AWS refused rds DescribeDBInstances" in found["database_instance"]["problem"]
    assert {part["exists"] for part in found["buckets"]["buckets"].values()} == {True}


def test_an_account_of_somebody_else_is_not_looked_into(world: World) -> None:
    options = {**world.options, "account_id": "999999999999"}
    found = ask(cloud_status, aws=options, buckets=["map-report"])
    assert all("belongs to AWS account 999999999999" in problem for problem in problems(found).values())
    assert set(world.server.recorder.names) == {"sts GetCallerIdentity"}


def test_a_run_finds_host_and_database_in_aws(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The host is reached as this machine here; the database's invented name leads nowhere, which the page says."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    made: dict[str, Facts] = {}
    for spec, params in PARTS[2:5]:
        own = {"parameter_group": made["rds_parameter_group"]["name"]} if spec is rds_instance else {}
        own |= {"client_security_groups": [f"map-{NAME}-host"]} if spec is rds_instance else {}
        name = spec.__name__.rpartition(".")[2]
        made[name] = world.run(spec, aws={**world.options, "environment": NAME}, **{**params, **own})
    world.server.recorder.reset()
    here = {"ansible_connection": "local", "ansible_become": False}
    here["ansible_python_interpreter"] = "{{ ansible_playbook_python }}"
    production = Production(tmp_path, "newest", world.server)
    found = production.play("playbooks/status.yml", "--extra-vars", json.dumps(here))
    assert (found.changed, world.writes) == ([], [])
    status = found.tasks[-1]["status"]
    assert status["host"]["address"] == made["ec2_host"]["address"]
    assert list(status["hosts"]) == [f"map-{NAME}-host"]
    assert status["database"]["address"] == status["database_instance"]["address"] == made["rds_instance"]["address"]
    assert status["database"]["problem"] != ""
    assert {bucket["exists"] for bucket in status["buckets"]["buckets"].values()} == {False}
