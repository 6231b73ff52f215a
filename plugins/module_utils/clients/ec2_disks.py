"""Makes the host's data volume and lets it grow."""

from __future__ import annotations

import hashlib
import typing as t

from ..plan import MapError
from .ec2_access import Access
from .ec2_find import Item
from .ec2_read import DEVICE, GONE, Tags, specification

PATIENCE = 600
"""Seconds to wait until AWS has made something."""


class Disks(Access):
    """The calls of plans/ec2_host.py that are about the data volume."""

    def create_volume(self, size: int, tags: Tags) -> None:
        """In the instance's zone."""
        zone = self._settled()["Placement"]["AvailabilityZone"]
        what = {"Size": size, "AvailabilityZone": zone, "VolumeType": "gp3", "Encrypted": True}
        # A token whose volume was deleted since gives that volume again; then the next token counts.
        for number in range(20):
            token = self._token("volume", self._found.instance_id, str(size), str(number))
            made = self._ec2(
                "create_volume", **what, TagSpecifications=specification(tags, "volume"), ClientToken=token
            )
            self._found.volume_id = made["VolumeId"]
            if self._volume_appears():
                return
        raise MapError(
            f"AWS made no data volume for '{self._wanted.host}'. Look at EBS in the console, then run again."
        )

    def grow_volume(self, size: int) -> None:
        """Wait until the new size is there; the file system is the host's business."""
        volume = self._found.volume_id
        self._aws.call("ec2", "modify_volume", absent={"IncorrectModificationState"}, VolumeId=volume, Size=size)
        self._aws.wait(f"the data volume {volume} to grow", lambda: self._volume()["Size"] >= size, PATIENCE)

    def attach_volume(self) -> None:
        instance, volume = self._found.instance_id, self._found.volume_id
        self._settled()
        self._aws.wait(f"the data volume {volume} to be free", self._is_free_or_ours, PATIENCE)
        # In use after a request whose answer was lost: then it is attached, or the wait below says what is wrong.
        what = {"VolumeId": volume, "InstanceId": instance, "Device": DEVICE}
        self._aws.call("ec2", "attach_volume", absent={"VolumeInUse"}, **what)
        self._aws.wait(f"the data volume {volume} to be attached", self._is_attached, PATIENCE)

    def _settled(self) -> Item:
        """The instance, when it runs or is stopped: neither starting nor stopping."""
        instance: Item = {}

        def done() -> bool:
            absent = {"InvalidInstanceID.NotFound"}
            what = {"InstanceIds": [self._found.instance_id]}
            answer = self._aws.call("ec2", "describe_instances", absent=absent, **what)
            instance.update(answer["Reservations"][0]["Instances"][0] if answer else {})
            return instance.get("State", {}).get("Name") in ("running", "stopped", *GONE)

        self._aws.wait(f"the host {self._found.instance_id} to run", done, PATIENCE)
        return instance

    def _volume(self) -> Item:
        absent = {"InvalidVolume.NotFound"}
        answer = self._aws.call("ec2", "describe_volumes", absent=absent, VolumeIds=[self._found.volume_id])
        return t.cast("Item", answer["Volumes"][0]) if answer and answer["Volumes"] else {}

    def _volume_appears(self) -> bool:
        try:
            self._aws.wait(f"the data volume {self._found.volume_id}", lambda: bool(self._volume()), 15)
        except MapError:
            return False
        return self._volume().get("State") not in ("deleting", "deleted")

    def _is_free_or_ours(self) -> bool:
        return self._volume().get("State") == "available" or self._is_attached()

    def _is_attached(self) -> bool:
        held = self._volume().get("Attachments", [])
        return any(item["InstanceId"] == self._found.instance_id and item["State"] == "attached" for item in held)

    def _token(self, *seed: str) -> str:
        text = "/".join([self._aws.account_id, self._aws.region, self._wanted.host, *seed])
        return hashlib.sha256(text.encode()).hexdigest()

    def _ec2(self, operation: str, **arguments: t.Any) -> Item:
        return t.cast("Item", self._aws.call("ec2", operation, **arguments))
