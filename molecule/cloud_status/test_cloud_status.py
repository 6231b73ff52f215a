"""What was told of the cloud is what AWS says."""

from __future__ import annotations

from tests.environment import Environment
from tests.rehearsal import Rehearsal


def test_what_is_told_is_there(rehearsal: Rehearsal, cloud: Environment) -> None:
    run = cloud.play("molecule/cloud_status/converge.yml")
    (told,) = [task["status"] for task in run.tasks if task["status"]]
    instance, database = rehearsal.instance("map-cloud-host"), rehearsal.instance_of_database("map-cloud-database")
    buckets = {bucket["Name"] for bucket in rehearsal.client("s3").list_buckets()["Buckets"]}
    host, of_database = told["host"], told["database_instance"]
    assert (host["instance_id"], host["type"]) == (instance["InstanceId"], instance["InstanceType"])
    assert (host["state"], host["problem"]) == (instance["State"]["Name"], "")
    assert (of_database["class"], of_database["status"]) == (database["DBInstanceClass"], database["DBInstanceStatus"])
    assert of_database["engine_version"] == database["EngineVersion"]
    assert {name for name, one in told["buckets"]["buckets"].items() if one["exists"]} == {
        name for name in buckets if name.startswith("map-cloud-")
    }
    assert len(told["buckets"]["buckets"]) == 2
