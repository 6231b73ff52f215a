"""Two buckets that nobody else reads, and keys that are in the parameter store alone."""

from __future__ import annotations

from tests.rehearsal import Rehearsal

BUCKETS = ("map-cloud-123456789012-report", "map-cloud-123456789012-archive")


def test_buckets_are_private_encrypted_and_versioned(rehearsal: Rehearsal) -> None:
    s3 = rehearsal.client("s3")
    for bucket in BUCKETS:
        assert set(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()) == {True}
        assert s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
        assert "aws:SecureTransport" in s3.get_bucket_policy(Bucket=bucket)["Policy"]
        rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
        old = [one["NoncurrentVersionExpiration"] for one in rules if "NoncurrentVersionExpiration" in one]
        assert [one["NoncurrentDays"] for one in old] == [11]


def test_each_user_has_one_key_and_the_store_holds_it(rehearsal: Rehearsal) -> None:
    iam, ssm = rehearsal.client("iam"), rehearsal.client("ssm")
    for user in ("worker", "webgui", "reader"):
        (key,) = iam.list_access_keys(UserName=f"map-cloud-{user}")["AccessKeyMetadata"]
        kept = ssm.get_parameter(Name=f"/map/cloud/s3/{user}", WithDecryption=True)["Parameter"]
        assert kept["Type"] == "SecureString"
        assert key["AccessKeyId"] in kept["Value"]
