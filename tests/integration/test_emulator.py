"""The AWS emulator: what it answered, it knows, whatever happens to it."""

from __future__ import annotations

import concurrent.futures
import contextlib
import hashlib
import http.client
import itertools
import os
import random
import socket
import ssl
import threading
import time

import pytest
import requests

from tests.cloud_contents import fill, see
from tests.emulator import FAILED, Emulator, docker, kill_and_restart


def stop_and_restart(emulator: Emulator) -> None:
    docker("stop", emulator.name)
    assert docker("inspect", "--format={{.State.ExitCode}}", emulator.name) == "0"
    emulator.restart()


def replace_container(emulator: Emulator) -> None:
    emulator.remove_container()
    emulator.start()


@pytest.mark.endurance
def test_everything_comes_back(emulator: Emulator) -> None:
    fill(emulator.client)
    before = see(emulator.client)
    assert len(before["s3"]) > 10
    for strike in (kill_and_restart, stop_and_restart, replace_container, kill_and_restart):
        strike(emulator)
        assert see(emulator.client) == before, strike.__name__


def test_what_came_back_still_works(emulator: Emulator) -> None:
    """Not only seen: changed, deleted and made anew after a kill, and after another."""
    fill(emulator.client)
    kill_and_restart(emulator)
    s3, ec2, rds, ssm, iam = (emulator.client(service) for service in ("s3", "ec2", "rds", "ssm", "iam"))
    s3.put_object(Bucket="map-test-plain", Key="a", Body=b"three")
    s3.delete_object(Bucket="map-test-report", Key="empty")
    instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    ec2.create_tags(Resources=[instance], Tags=[{"Key": "new", "Value": "tag"}])
    rds.modify_db_instance(DBInstanceIdentifier="map-test", BackupRetentionPeriod=9, ApplyImmediately=True)
    ssm.put_parameter(Name="/map/test/s3/worker", Value="third", Type="SecureString", Overwrite=True)
    ssm.put_parameter(Name="/map/test/s3/new", Value="new", Type="SecureString")
    iam.create_access_key(UserName="map-test-worker")
    before = see(emulator.client)
    kill_and_restart(emulator)
    assert see(emulator.client) == before
    assert s3.get_object(Bucket="map-test-plain", Key="a")["Body"].read() == b"three"
    with pytest.raises(FAILED, match="NoSuchKey"):
        s3.get_object(Bucket="map-test-report", Key="empty")
    assert rds.describe_db_instances()["DBInstances"][0]["BackupRetentionPeriod"] == 9


def test_parameters_get_their_default_again(emulator: Emulator) -> None:
    """moto itself knows no reset. What is reset stays so over a kill."""
    rds = emulator.client("rds")
    group = {"DBParameterGroupName": "map-test"}
    rds.create_db_parameter_group(**group, DBParameterGroupFamily="mysql8.4", Description="d")
    names = ("wait_timeout", "max_connections", "performance_schema")
    given = [{"ParameterName": name, "ParameterValue": "1", "ApplyMethod": "pending-reboot"} for name in names]
    rds.modify_db_parameter_group(**group, Parameters=given)

    def held() -> set[str]:
        return {p["ParameterName"] for p in rds.describe_db_parameters(**group, Source="user")["Parameters"]}

    never_set = {"ParameterName": "sync_binlog", "ApplyMethod": "pending-reboot"}
    named = [{"ParameterName": "wait_timeout", "ApplyMethod": "immediate"}, never_set]
    assert rds.reset_db_parameter_group(**group, Parameters=named)["DBParameterGroupName"] == "map-test"
    assert held() == {"max_connections", "performance_schema"}
    kill_and_restart(emulator)
    assert held() == {"max_connections", "performance_schema"}
    rds.reset_db_parameter_group(**group, ResetAllParameters=True)
    assert held() == set()
    kill_and_restart(emulator)
    assert held() == set()
    with pytest.raises(FAILED, match="DBParameterGroupNotFound"):
        rds.reset_db_parameter_group(DBParameterGroupName="map-none", ResetAllParameters=True)


def test_ids_that_reading_makes_stay(emulator: Emulator) -> None:
    """Looking at an empty account makes its default network, with ids."""
    vpcs = emulator.client("ec2").describe_vpcs()["Vpcs"]
    kill_and_restart(emulator)
    assert emulator.client("ec2").describe_vpcs()["Vpcs"] == vpcs != []


class Writer:
    """Writes to three services until the emulator goes, and notes what was answered."""

    def __init__(self, emulator: Emulator, prefix: str) -> None:
        self._clients = {service: emulator.client(service, retries=0) for service in ("s3", "ssm", "iam")}
        self._prefix = prefix
        self.objects: dict[str, tuple[str, str]] = {}
        self.keys: dict[str, str] = {}

    def run(self) -> None:
        with contextlib.suppress(*FAILED):
            for number in itertools.count():
                name = f"{self._prefix}-{number}"
                body = os.urandom(random.choice((0, 100, 40_000)))
                answer = self._clients["s3"].put_object(Bucket="load", Key=name, Body=body)
                self.objects[name] = (answer["VersionId"], hashlib.sha256(body).hexdigest())
                self._clients["iam"].create_user(UserName=name)
                secret = self._clients["iam"].create_access_key(UserName=name)["AccessKey"]["SecretAccessKey"]
                self._clients["ssm"].put_parameter(Name=f"/{name}", Value=secret, Type="SecureString")
                self.keys[name] = secret


@pytest.mark.endurance
def test_killed_under_load_nothing_answered_is_lost(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="load")
    s3.put_bucket_versioning(Bucket="load", VersioningConfiguration={"Status": "Enabled"})
    objects: dict[str, tuple[str, str]] = {}
    keys: dict[str, str] = {}
    moments = random.Random(7)
    for round_number in range(30):
        writers = [Writer(emulator, f"r{round_number}w{number}") for number in range(4)]
        threads = [threading.Thread(target=writer.run) for writer in writers]
        for thread in threads:
            thread.start()
        time.sleep(moments.uniform(0.5, 2.5))
        emulator.kill()
        for thread in threads:
            thread.join()
        emulator.restart()
        for writer in writers:
            objects.update(writer.objects)
            keys.update(writer.keys)
        _assert_there(emulator, objects, keys)
        if round_number >= 5 and len(objects) > 50:
            return
    pytest.fail(f"Only {len(objects)} objects were written in thirty rounds")


def _assert_there(emulator: Emulator, objects: dict[str, tuple[str, str]], keys: dict[str, str]) -> None:
    s3, ssm = emulator.client("s3"), emulator.client("ssm")

    def body(name: str) -> tuple[str, str]:
        found = s3.get_object(Bucket="load", Key=name)
        return found["VersionId"], hashlib.sha256(found["Body"].read()).hexdigest()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert dict(zip(objects, pool.map(body, objects), strict=True)) == objects
    listed = [
        entry["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket="load")
        for entry in page["Contents"]
    ]
    assert set(objects) <= set(listed)
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/", WithDecryption=True)
    assert keys.items() <= {p["Name"][1:]: p["Value"] for page in pages for p in page["Parameters"]}.items()


def test_tls_only_and_verified(emulator: Emulator) -> None:
    others = ssl.create_default_context()
    strict = ssl.create_default_context(cafile=emulator.ca_file)
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    with pytest.raises(ssl.SSLCertVerificationError):
        http.client.HTTPSConnection("127.0.0.1", emulator.port, context=others).request("GET", "/")
    with pytest.raises(requests.ConnectionError):
        requests.get(emulator.endpoint.replace("https", "http"), timeout=10)
    connection = http.client.HTTPSConnection("127.0.0.1", emulator.port, context=strict)
    connection.request("GET", "/_map/health")
    assert connection.getresponse().status == 200


def test_a_silent_client_keeps_nobody_waiting(emulator: Emulator) -> None:
    silent = [socket.create_connection(("127.0.0.1", emulator.port)) for _ in range(20)]
    emulator.client("sts", retries=0).get_caller_identity()
    for connection in silent:
        connection.close()


def test_container(emulator: Emulator) -> None:
    """It becomes healthy, is no root, and nobody can wipe it from outside."""
    assert docker("exec", emulator.name, "id", "-u") == "999"
    deadline = time.monotonic() + 60
    while docker("inspect", "--format={{.State.Health.Status}}", emulator.name) != "healthy":
        assert time.monotonic() < deadline, docker("logs", emulator.name)
        time.sleep(0.5)
    fill(emulator.client)
    context = ssl.create_default_context(cafile=emulator.ca_file)
    connection = http.client.HTTPSConnection("127.0.0.1", emulator.port, context=context)
    connection.request("POST", "/moto-api/reset")
    assert connection.getresponse().status == 403
    assert len(emulator.client("s3").list_buckets()["Buckets"]) == 2
    logs = docker("logs", emulator.name)
    assert "a-long-password" not in logs
    assert "Traceback" not in logs
