"""Consoles of the AWS emulator's instances: files in a folder that others write."""

from __future__ import annotations

import datetime
import typing as t
from pathlib import Path

import pytest

from tests.cloud_contents import fill
from tests.emulator import FAILED, Emulator, kill_and_restart

BLOCK = "-----BEGIN SSH HOST KEY KEYS-----\r\nssh-ed25519 AAAA root@host\r\n-----END SSH HOST KEY KEYS-----\r\n"


@pytest.fixture
def consoles(tmp_path: Path) -> Path:
    folder = tmp_path / "consoles"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


@pytest.fixture
def seen(emulator_image: str, tmp_path: Path, consoles: Path) -> t.Iterator[Emulator]:
    made = Emulator(emulator_image, tmp_path, volume=f"{consoles}:/var/lib/consoles:ro")
    try:
        yield made.start()
    finally:
        made.remove()


def instance(emulator: Emulator) -> str:
    fill(emulator.client)
    return str(emulator.client("ec2").describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"])


def test_a_console_is_the_file_of_its_instance(seen: Emulator, consoles: Path) -> None:
    name, ec2 = instance(seen), seen.client("ec2")
    assert ec2.get_console_output(InstanceId=name)["Output"] == ""
    file = consoles / name
    file.write_bytes(BLOCK.encode() + b"\xff\n")
    said = ec2.get_console_output(InstanceId=name, Latest=True)
    assert (said["InstanceId"], said["Output"]) == (name, f"{BLOCK}\ufffd\n")
    written = datetime.datetime.fromtimestamp(file.stat().st_mtime, datetime.UTC)
    assert abs(said["Timestamp"] - written) < datetime.timedelta(seconds=1)
    kill_and_restart(seen)
    assert ec2.get_console_output(InstanceId=name)["Output"].startswith(BLOCK)


def test_the_end_of_a_long_console_is_kept(seen: Emulator, consoles: Path) -> None:
    name = instance(seen)
    (consoles / name).write_text("x" * 70_000 + BLOCK)
    said = seen.client("ec2").get_console_output(InstanceId=name)["Output"]
    assert len(said) == 64 * 1024
    assert said.endswith(f"x{BLOCK}")


def test_an_instance_that_isnt_there_has_no_console(seen: Emulator, consoles: Path) -> None:
    (consoles / "i-0123456789abcdef0").write_text(BLOCK)
    with pytest.raises(FAILED, match="InvalidInstanceID"):
        seen.client("ec2").get_console_output(InstanceId="i-0123456789abcdef0")


def test_without_a_folder_consoles_are_empty(emulator: Emulator) -> None:
    assert emulator.client("ec2").get_console_output(InstanceId=instance(emulator))["Output"] == ""
