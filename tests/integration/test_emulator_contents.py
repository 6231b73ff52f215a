"""The contents of S3 objects in the AWS emulator: large and many, in parts, on a full disk."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.cloud_contents import fill
from tests.emulator import FAILED, Emulator, docker, kill_and_restart

MIB = 1 << 20


def test_upload_in_parts_goes_on_after_a_kill(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="parts")
    place = {"Bucket": "parts", "Key": "big"}
    upload = s3.create_multipart_upload(**place)["UploadId"]
    bodies = [os.urandom(5 * MIB), os.urandom(5 * MIB), b"end"]
    tags = []
    for number, body in enumerate(bodies, start=1):
        tags.append(s3.upload_part(**place, UploadId=upload, PartNumber=number, Body=body)["ETag"])
        kill_and_restart(emulator)
    parts = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, start=1)]
    s3.complete_multipart_upload(**place, UploadId=upload, MultipartUpload={"Parts": parts})
    kill_and_restart(emulator)
    assert s3.get_object(**place)["Body"].read() == b"".join(bodies)


@pytest.mark.endurance
def test_speed_doesnt_depend_on_how_much_there_is(emulator: Emulator) -> None:
    fill(emulator.client)
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="figures")
    times = []
    for hundred in range(8):
        started = time.monotonic()
        for number in range(100):
            s3.put_object(Bucket="figures", Key=f"{hundred}/{number}.png", Body=os.urandom(50_000))
        times.append(time.monotonic() - started)
    assert min(times[-2:]) < 2 * min(times[:2]), times


def test_large_object(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="large")
    body = os.urandom(100 * MIB)
    s3.put_object(Bucket="large", Key="a", Body=body)
    assert s3.get_object(Bucket="large", Key="a")["Body"].read() == body
    kill_and_restart(emulator)
    assert s3.get_object(Bucket="large", Key="a")["Body"].read() == body


def test_deleted_contents_take_no_room(emulator: Emulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="room")
    for key in ("a", "b"):
        s3.put_object(Bucket="room", Key=key, Body=b"the same")
    s3.put_object(Bucket="room", Key="c", Body=b"another")
    assert _contents(emulator) == 2
    s3.delete_object(Bucket="room", Key="a")
    s3.put_object(Bucket="room", Key="c", Body=b"replaced")
    assert _contents(emulator) == 2
    s3.delete_objects(Bucket="room", Delete={"Objects": [{"Key": "b"}, {"Key": "c"}]})
    assert _contents(emulator) == 0


def _contents(emulator: Emulator) -> int:
    count = "import pathlib; print(len(list(pathlib.Path('/var/lib/emulator/contents').glob('*/*'))))"
    return int(docker("exec", emulator.name, "/opt/emulator/bin/python", "-c", count))


def test_what_cant_be_written_isnt_answered(emulator_image: str, tmp_path: Path) -> None:
    """A limit on file size stands for a full disk: an error, a restart, and all that was before."""
    emulator = Emulator(emulator_image, tmp_path, ulimit="fsize=3000000:3000000", restart="unless-stopped")
    try:
        s3 = emulator.start().client("s3", retries=0)
        s3.create_bucket(Bucket="full")
        s3.put_object(Bucket="full", Key="before", Body=b"before")
        with pytest.raises(FAILED):
            s3.put_object(Bucket="full", Key="large", Body=bytes(4 * MIB))
        deadline = time.monotonic() + 30
        while docker("inspect", "--format={{.RestartCount}}", emulator.name) == "0":
            assert time.monotonic() < deadline
            time.sleep(0.2)
        emulator.wait()
        assert [found["Key"] for found in s3.list_objects_v2(Bucket="full")["Contents"]] == ["before"]
        s3.put_object(Bucket="full", Key="after", Body=b"after")
        assert s3.get_object(Bucket="full", Key="after")["Body"].read() == b"after"
    finally:
        emulator.remove()
