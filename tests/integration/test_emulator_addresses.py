"""Signed addresses at the AWS emulator: each is good for what it was signed for, by whom it was, and for so long."""

from __future__ import annotations

import json
import re
import time
import typing as t
import urllib.parse

import pytest
import requests

from tests.emulator import Emulator, docker, kill_and_restart

Key = dict[str, str]

BUCKET = "map-test-report"
FOLDER = f"arn:aws:s3:::{BUCKET}/report"
FIGURE = "report/v2/figure ä+(1) b.png"
SEE = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{BUCKET}"}
READ = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": f"{FOLDER}/*"}
WRITE = {"Effect": "Allow", "Action": ["s3:*Object", "s3:AbortMultipartUpload"], "Resource": f"{FOLDER}/*"}
RIGHTS = {"reader": [SEE, READ], "worker": [SEE, WRITE], "outsider": None}

each_version = pytest.mark.parametrize("version", ["s3v4", "s3"], ids=["version 4", "version 2"])


class Lab:
    """An emulator with a bucket in it, and people with different rights to it. keys: by their names."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.s3, self.iam = emulator.client("s3"), emulator.client("iam")
        self.keys: dict[str, Key] = {}
        for name, statements in RIGHTS.items():
            self.iam.create_user(UserName=name)
            if statements:
                self.may(name, statements)
            self.keys[name] = self.iam.create_access_key(UserName=name)["AccessKey"]
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for name in (FIGURE, "report/a", "elsewhere/a"):
            self.s3.put_object(Bucket=BUCKET, Key=name, Body=name.encode())

    def may(self, user: str, statements: list[dict[str, t.Any]]) -> None:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.iam.put_user_policy(UserName=user, PolicyName="rights", PolicyDocument=document)

    def sign(self, who: str | Key, method: str = "get_object", version: str = "s3v4", **given: t.Any) -> str:
        """An address. given: the request's parameters; for: how long, an hour unless said."""
        seconds = given.pop("seconds", 3600)
        client = self.emulator.client("s3", key=self.keys[who] if isinstance(who, str) else who, signature=version)
        params = {
            "Bucket": BUCKET,
            **({} if method.endswith("bucket") or "list" in method else {"Key": FIGURE}),
            **given,
        }
        return t.cast(str, client.generate_presigned_url(method, Params=params, ExpiresIn=seconds))

    def ask(self, address: str, method: str = "GET", **options: t.Any) -> str:
        """What is answered: "200", or "403 AccessDenied: Access Denied"."""
        answer = requests.request(method, address, verify=str(self.emulator.ca_file), timeout=10, **options)
        found = re.search("<Code>(.*)</Code><Message>(.*?)</Message>", answer.text)
        return f"{answer.status_code} {found[1]}: {found[2]}" if found else str(answer.status_code)

    def plain(self, key: str = FIGURE) -> str:
        """An address that nobody signed."""
        return f"{self.emulator.endpoint}/{BUCKET}/{urllib.parse.quote(key)}"


@pytest.fixture(scope="module")
def lab(emulator_image: str, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Lab]:
    emulator = Emulator(emulator_image, tmp_path_factory.mktemp("addresses"))
    try:
        yield Lab(emulator.start())
    finally:
        emulator.remove()


DENIED = "403 AccessDenied: Access Denied"


@each_version
def test_an_address_is_good_until_its_time_is_over(lab: Lab, version: str) -> None:
    short, long = (lab.sign("reader", version=version, seconds=seconds) for seconds in (2, 3600))
    assert (lab.ask(short), lab.ask(long)) == ("200", "200")
    time.sleep(3.1)
    assert (lab.ask(short), lab.ask(long)) == ("403 AccessDenied: Request has expired", "200")
    assert lab.ask(short, "HEAD") == "403"


@each_version
def test_it_gives_what_it_was_signed_for_and_all_ways_to_read_work(lab: Lab, version: str) -> None:
    trusted = str(lab.emulator.ca_file)
    named = lab.sign("reader", version=version, ResponseContentDisposition='attachment; filename="a b.png"')
    answer = requests.get(named, headers={"Range": "bytes=0-5"}, verify=trusted, timeout=10)
    assert (answer.status_code, answer.content) == (206, b"report")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a b.png"'
    newest = lab.s3.head_object(Bucket=BUCKET, Key=FIGURE)["VersionId"]
    assert lab.ask(lab.sign("reader", version=version, VersionId=newest)) == "200"
    assert lab.ask(lab.sign("reader", "head_object", version), "HEAD") == "200"
    listed = lab.sign("reader", "list_objects_v2", version, Prefix="report/")
    assert b"<Key>report/a</Key>" in requests.get(listed, verify=trusted, timeout=10).content
    assert lab.ask(lab.sign("reader", version=version, Key="report/none")) == (
        "404 NoSuchKey: The specified key does not exist."
    )


@each_version
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("v2/figure", "v3/figure"),
        ("max-age%3D1", "max-age%3D2"),
        (r"Expires=(\d+)", r"Expires=9\1"),
        (r"(&|\?)(X-Amz-)?Signature=[^&]{3}", r"\1\2Signature=AAA"),
    ],
    ids=["another object", "another parameter", "a longer life", "another signature"],
)
def test_a_changed_address_opens_nothing(lab: Lab, version: str, before: str, after: str) -> None:
    lab.s3.put_object(Bucket=BUCKET, Key=FIGURE.replace("v2", "v3"), Body=b"x")
    address = lab.sign("reader", version=version, ResponseCacheControl="max-age=1", seconds=36)
    assert lab.ask(address) == "200"
    changed = re.sub(before, after, address)
    assert changed != address
    assert lab.ask(changed).startswith("403 SignatureDoesNotMatch: The request signature we calculated does not match")
    assert lab.ask(address, "DELETE").startswith("403 SignatureDoesNotMatch")


def test_a_header_that_wasnt_signed_changes_nothing(lab: Lab) -> None:
    put = lab.sign("worker", "put_object", Key="report/new")
    assert lab.ask(put, "PUT", data=b"x", headers={"x-amz-acl": "public-read"}) == (
        "403 AccessDenied: There were headers present in the request which were not signed"
    )
    assert lab.ask(put, "PUT", data=b"x") == "200"


@each_version
def test_its_life_is_that_of_the_key(lab: Lab, version: str) -> None:
    key = lab.iam.create_access_key(UserName="reader")["AccessKey"]
    about = {"UserName": "reader", "AccessKeyId": key["AccessKeyId"]}
    address = lab.sign(key, version=version)
    unknown = "403 InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records."
    assert lab.ask(address) == "200"
    lab.iam.update_access_key(**about, Status="Inactive")
    assert lab.ask(address) == unknown
    lab.iam.update_access_key(**about, Status="Active")
    assert lab.ask(address) == "200"
    lab.iam.delete_access_key(**about)
    assert lab.ask(address) == unknown


@each_version
def test_a_stolen_id_without_its_secret_signs_nothing(lab: Lab, version: str) -> None:
    assert lab.ask(lab.sign("reader", version=version)) == "200"
    stolen = {**lab.keys["reader"], "SecretAccessKey": "guessed"}
    assert lab.ask(lab.sign(stolen, version=version)).startswith("403 SignatureDoesNotMatch")


def test_a_week_is_the_longest_life(lab: Lab) -> None:
    assert lab.ask(lab.sign("reader", seconds=604_800)) == "200"
    assert lab.ask(lab.sign("reader", seconds=604_801)).startswith(
        "400 AuthorizationQueryParametersError: X-Amz-Expires must be less than a week (in seconds)"
    )


def test_parts_that_are_missing_or_foreign_are_named(lab: Lab) -> None:
    address = lab.sign("reader")
    refused = "400 AuthorizationQueryParametersError: "
    assert lab.ask(address) == "200"
    assert lab.ask(re.sub(r"&X-Amz-Date=\w+", "", address)).startswith(
        f"{refused}Query-string authentication version 4"
    )
    for before, after in (("us-east-1", "eu-west-1"), ("%2Fs3%2F", "%2Fsts%2F"), ("%2Faws4_request", "")):
        assert lab.ask(address.replace(before, after)).startswith(f"{refused}Error parsing the X-Amz-Credential")
    both = {"Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request"}
    assert lab.ask(address, headers=both).startswith("400 InvalidArgument: Only one auth mechanism allowed")


@each_version
@pytest.mark.parametrize(
    ("who", "method", "given", "answer"),
    [
        ("reader", "get_object", {}, "200"),
        ("reader", "get_object", {"Key": "elsewhere/a"}, DENIED),
        ("reader", "put_object", {"Key": "report/b"}, DENIED),
        ("reader", "delete_object", {"Key": "report/b"}, DENIED),
        ("worker", "put_object", {"Key": "report/b"}, "200"),
        ("worker", "put_object", {"Key": "elsewhere/b"}, DENIED),
        ("worker", "delete_object", {"Key": "report/b"}, "204"),
        ("worker", "delete_bucket", {}, DENIED),
        ("worker", "copy_object", {"Key": "report/b", "CopySource": f"{BUCKET}/report/a"}, "200"),
        ("worker", "copy_object", {"Key": "report/b", "CopySource": f"{BUCKET}/elsewhere/a"}, DENIED),
        ("reader", "list_objects_v2", {}, "200"),
        ("outsider", "get_object", {}, DENIED),
        ("outsider", "list_objects_v2", {}, DENIED),
    ],
)
def test_it_opens_what_its_signer_may(
    lab: Lab, *, version: str, who: str, method: str, given: dict[str, t.Any], answer: str
) -> None:
    verb = {"put": "PUT", "copy": "PUT", "delete": "DELETE"}.get(method.partition("_")[0], "GET")
    headers = {"x-amz-copy-source": given["CopySource"]} if "CopySource" in given else {}
    assert lab.ask(lab.sign(who, method, version, **given), verb, headers=headers) == answer


def test_rights_count_when_it_is_used(lab: Lab) -> None:
    address = lab.sign("reader")
    lab.may("reader", [SEE])
    assert lab.ask(address) == DENIED
    lab.may("reader", [SEE, READ])
    assert lab.ask(address) == "200"


def test_an_upload_in_parts(lab: Lab) -> None:
    upload = lab.s3.create_multipart_upload(Bucket=BUCKET, Key="report/parts")["UploadId"]
    part = {"Key": "report/parts", "UploadId": upload, "PartNumber": 1}
    assert lab.ask(lab.sign("reader", "upload_part", **part), "PUT", data=b"x") == DENIED
    assert lab.ask(lab.sign("worker", "upload_part", **part), "PUT", data=b"x") == "200"
    end = {"Key": "report/parts", "UploadId": upload}
    assert lab.ask(lab.sign("worker", "abort_multipart_upload", **end), "DELETE") == "204"


def test_a_roles_session(lab: Lab) -> None:
    """Its token is part of the address."""
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn = lab.iam.create_role(RoleName="viewer", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    rights = json.dumps({"Version": "2012-10-17", "Statement": [READ]})
    lab.iam.put_role_policy(RoleName="viewer", PolicyName="rights", PolicyDocument=rights)
    session = lab.emulator.client("sts").assume_role(RoleArn=arn, RoleSessionName="viewer")["Credentials"]
    for version in ("s3v4", "s3"):
        address = lab.sign(session, version=version)
        assert lab.ask(address) == "200"
        assert lab.ask(lab.sign(session, version=version, Key="elsewhere/a")) == DENIED
        assert lab.ask(re.sub(r"&x-amz-security-token=[^&]+", "", address, flags=re.IGNORECASE)).startswith(
            "400 InvalidToken"
        )


def test_nobody_gets_at_what_is_private(lab: Lab) -> None:
    requests_of_nobody = [("GET", FIGURE), ("PUT", "report/b"), ("DELETE", FIGURE), ("GET", ""), ("GET", "?acl")]
    for method, key in requests_of_nobody:
        address = lab.plain(key) if not key.startswith("?") else lab.plain("") + key
        assert lab.ask(address, method) == DENIED, (method, key)
    assert lab.ask(lab.plain(), "HEAD") == "403"
    assert lab.ask(f"{lab.emulator.endpoint}/") == DENIED
    assert lab.ask(lab.sign("reader")) == "200"
    assert lab.s3.get_object(Bucket=BUCKET, Key=FIGURE)["Body"].read() == FIGURE.encode()


def test_anybody_gets_at_what_was_opened_until_it_is_blocked(lab: Lab) -> None:
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{FOLDER}/a"}
    someone = {**everyone, "Principal": {"AWS": "arn:aws:iam::123456789012:user/reader"}, "Resource": f"{FOLDER}/v2/*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [everyone, someone]})
    lab.s3.put_bucket_policy(Bucket=BUCKET, Policy=document)
    lab.s3.put_object(Bucket=BUCKET, Key="elsewhere/open", Body=b"x", ACL="public-read")
    opened = [lab.plain("report/a"), lab.plain("elsewhere/open")]
    assert [lab.ask(address) for address in opened] == ["200", "200"]
    assert lab.ask(lab.plain()) == DENIED
    blocked = {"IgnorePublicAcls": True, "RestrictPublicBuckets": True}
    lab.s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=blocked)
    assert [lab.ask(address) for address in opened] == [DENIED, DENIED]
    lab.s3.delete_public_access_block(Bucket=BUCKET)
    lab.s3.delete_bucket_policy(Bucket=BUCKET)


def test_a_buckets_policy_denies_what_a_users_allows(lab: Lab) -> None:
    address = lab.sign("reader")
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{FOLDER}/*"}
    lab.s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": deny}))
    assert lab.ask(address) == DENIED
    lab.s3.delete_bucket_policy(Bucket=BUCKET)
    assert lab.ask(address) == "200"


def test_it_outlives_the_emulator_and_is_in_no_log(lab: Lab) -> None:
    address = lab.sign("reader")
    kill_and_restart(lab.emulator)
    assert lab.ask(address) == "200"
    logs = docker("logs", lab.emulator.name)
    assert "Signature" not in logs
    assert "Traceback" not in logs
