"""The keys that were read are good for the store."""

from __future__ import annotations

import json

from tests.rehearsal import Rehearsal


def test_a_key_opens_the_store(rehearsal: Rehearsal) -> None:
    kept = rehearsal.client("ssm").get_parameter(Name="/map/cloud/s3/worker", WithDecryption=True)["Parameter"]["Value"]
    key = json.loads(kept)
    assert key["access_key_id"].startswith("AKIA")
    assert len(key["secret_access_key"]) >= 40
