"""The keys that were read open the store, each as far as it may."""

from __future__ import annotations

import json

import boto3
import requests

from tests import stand_ins
from tests.environment import Environment
from tests.rehearsal import Rehearsal

REPORT = "map-cloud-123456789012-report"
FIGURE = "report/v2/molecule.png"


def test_each_key_opens_as_much_as_it_may(rehearsal: Rehearsal, cloud: Environment) -> None:
    keys = json.loads(cloud.secret("molecule_store_keys"))
    answers = {name: put(rehearsal, key) for name, key in keys.items()}
    s3 = rehearsal.client("s3")
    for version in s3.list_object_versions(Bucket=REPORT, Prefix=FIGURE)["Versions"]:
        s3.delete_object(Bucket=REPORT, Key=FIGURE, VersionId=version["VersionId"])
    assert answers == {"worker": 200, "webgui": 403, "reader": 403}


def put(rehearsal: Rehearsal, key: dict[str, str]) -> int:
    """What the store says to somebody with that key who writes below the location of figures."""
    s3 = boto3.client(
        "s3",
        region_name="us-east-1",
        endpoint_url=f"https://127.0.0.1:{rehearsal.variables['embedded_aws_port']}",
        aws_access_key_id=key["access_key_id"],
        aws_secret_access_key=key["secret_access_key"],
    )
    address = s3.generate_presigned_url("put_object", Params={"Bucket": REPORT, "Key": FIGURE})
    return requests.put(address, b"a figure", verify=stand_ins.ca_file(rehearsal), timeout=30).status_code
