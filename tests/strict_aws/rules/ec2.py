"""EC2: machines and volumes take time, a client token makes a repeated request harmless.

Delays are counted in looks, not in seconds, so that tests don't wait.
"""

from __future__ import annotations

import base64
import hashlib
import typing as t

from ..wire import ACCOUNT, Answer, RefusalError, Request, write_answer
from .base import Rule

LOOKS = 1

CONSOLE = """[    0.000000] Linux version 6.12.41+deb13-cloud-amd64\r
<14>Nov 27 01:02:03 cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----\r
<14>Nov 27 01:02:03 cloud-init: 256 SHA256:other root@host (ED25519)\r
<14>Nov 27 01:02:03 cloud-init: -----END SSH HOST KEY FINGERPRINTS-----\r
-----BEGIN SSH HOST KEY KEYS-----\r
{key} root@host\r
-----END SSH HOST KEY KEYS-----\r
[   12.345678] cloud-init[611]: Cloud-init finished.\r
"""


def host_key(instance_id: str) -> str:
    """The public host key of an instance of this AWS."""
    parts = (b"ssh-ed25519", hashlib.sha256(instance_id.encode()).digest())
    text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return f"ssh-ed25519 {base64.b64encode(text).decode()}"


class Console(Rule):
    """A console is empty at first; then it shows what cloud-init prints. Without Latest it is what AWS kept some time
    after the start (EC2 API reference, "GetConsoleOutput"), which isn't yet."""

    operations = frozenset({"ec2 GetConsoleOutput"})

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        name, latest = answer["InstanceId"], str(request.params.get("Latest", "")).lower() == "true"
        left = self._looks.setdefault(name, LOOKS)
        text = CONSOLE.format(key=host_key(name)) if latest and not left else ""
        self._looks[name] = left - 1 if latest and left else left
        answer["Output"] = base64.b64encode(text.encode()).decode()


class ClientTokens(Rule):
    """The same token with the same parameters gives the first answer again, with others IdempotentParameterMismatch
    (EC2 API reference, "Ensuring idempotency")."""

    operations = frozenset({"ec2 RunInstances", "ec2 CreateVolume"})

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[t.Any, dict[str, t.Any]]] = {}

    def before(self, request: Request) -> Answer | None:
        made = self._made.get((request.operation, request.params.get("ClientToken", "")))
        if made is None:
            return None
        if made[0] != request.params:
            raise RefusalError(
                "IdempotentParameterMismatch",
                "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
            )
        return write_answer(request, made[1])

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        token = request.params.get("ClientToken")
        if token:
            self._made[request.operation, token] = (request.params, answer)


class Pending(Rule):
    """A new instance is `pending`; until it runs, nothing can be attached to it (EC2 guide, "Instance lifecycle";
    error codes InvalidInstanceID and IncorrectState)."""

    operations = frozenset({"ec2 RunInstances", "ec2 DescribeInstances", "ec2 AttachVolume", "ec2 AssociateAddress"})

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}

    def before(self, request: Request) -> None:
        name = request.params.get("InstanceId", "")
        if not self._looks.get(name):
            return
        if request.operation == "AttachVolume":
            raise RefusalError("IncorrectState", f"Instance '{name}' is not 'running'.")
        if request.operation == "AssociateAddress":
            text = f"The pending instance '{name}' is not in a valid state for this operation."
            raise RefusalError("InvalidInstanceID", text)

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:  # noqa: ARG002
        for instance in answer.get("Instances", []):
            self._looks[instance["InstanceId"]] = LOOKS
            instance["State"] = {"Code": 0, "Name": "pending"}
        for instance in [one for reservation in answer.get("Reservations", []) for one in reservation["Instances"]]:
            if self._looks.get(instance["InstanceId"]):
                self._looks[instance["InstanceId"]] -= 1
                instance["State"] = {"Code": 0, "Name": "pending"}


class VolumeCreating(Rule):
    """A new volume is `creating` and can't be attached until it is `available` (EC2 guide, "EBS volume states")."""

    operations = frozenset({"ec2 CreateVolume", "ec2 DescribeVolumes", "ec2 AttachVolume"})

    def __init__(self) -> None:
        self._looks: dict[str, int] = {}

    def before(self, request: Request) -> None:
        name = request.params.get("VolumeId", "")
        if request.operation == "AttachVolume" and self._looks.get(name):
            raise RefusalError("IncorrectState", f"Volume '{name}' is not 'available'.")

    def after(self, request: Request, answer: dict[str, t.Any]) -> None:
        if request.operation == "CreateVolume":
            self._looks[answer["VolumeId"]] = LOOKS
            answer["State"] = "creating"
        for volume in answer.get("Volumes", []):
            if self._looks.get(volume["VolumeId"]):
                self._looks[volume["VolumeId"]] -= 1
                volume["State"] = "creating"


class NewProfile(Rule):
    """A new instance profile is unknown to EC2 for a while, and then the role in it is (hashicorp/terraform#15341)."""

    operations = frozenset({"iam CreateInstanceProfile", "iam AddRoleToInstanceProfile", "ec2 RunInstances"})

    def __init__(self) -> None:
        self._refusals: dict[str, int] = {}

    def before(self, request: Request) -> None:
        if request.service == "iam":
            self._refusals[request.params["InstanceProfileName"]] = 2 * LOOKS
            return
        profile = request.params.get("IamInstanceProfile", {})
        name = profile.get("Name") or profile.get("Arn", "").rpartition("/")[2]
        if self._refusals.get(name):
            self._refusals[name] -= 1
            if self._refusals[name] < LOOKS:
                arn = f"arn:aws:iam::{ACCOUNT}:instance-profile/{name}"
                raise RefusalError("InvalidParameterValue", f'IAM Instance Profile "{arn}" has no associated IAM Roles')
            key, value = ("name", name) if "Name" in profile else ("arn", profile["Arn"])
            about = f"for parameter iamInstanceProfile.{key} is invalid. Invalid IAM Instance Profile {key}"
            raise RefusalError("InvalidParameterValue", f"Value ({value}) {about}")
