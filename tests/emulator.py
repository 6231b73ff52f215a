"""The AWS emulator in a container, as the role runs it: for a test to kill and to restart."""

from __future__ import annotations

import subprocess
import time
import typing as t
import uuid
from pathlib import Path

import boto3
import botocore.exceptions
from botocore.config import Config

from ansible_collections.mesoscale.map.plugins.module_utils.specs import local_ca
from tests.environment import ROOT, free_port

ACCOUNT = "123456789012"
KEY_ID = "local"
FAILED = (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError)
"""How a request fails, refused or unanswered."""


def docker(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr}"
    return (done.stdout + done.stderr if arguments[0] == "logs" else done.stdout).strip()


def build(name: str, base: str) -> str:
    """Build one of the project's images; its id."""
    return docker("build", "--quiet", "--build-arg", f"base={base}", str(ROOT / "images" / name))


class Emulator:
    """One emulator and its memory. folder: for its CA; ulimit: what docker's option of that name takes."""

    def __init__(self, image: str, folder: Path, **run_options: str) -> None:
        self.name = f"map-test-emulator-{uuid.uuid4().hex[:8]}"
        self.port = free_port()
        self.endpoint = f"https://127.0.0.1:{self.port}"
        self.ca_file = folder / "ca/ca.pem"
        self._image, self._folder = image, folder
        self._options = [f"--{name.replace('_', '-')}={value}" for name, value in run_options.items()]
        names = {"dns": ["localhost", "aws.map.localhost"], "addresses": ["127.0.0.1"]}
        certificate = {"name": "aws", **names, "owner": 999, "group": None, "mode": "0400"}
        params = {"directory": str(folder / "ca"), "name": "MAP test", "certificates": [certificate]}
        local_ca.run(params, check=False)
        docker("volume", "create", "--label", f"map.environment={self.name}", self.name)

    def start(self) -> Emulator:
        ca = self._folder / "ca"
        files = {"tls_ca": "ca.pem", "tls_certificate": "aws/certificate.pem", "tls_key": "aws/key.pem"}
        mounts = [f"--volume={ca / file}:/run/secrets/{name}:ro" for name, file in files.items()]
        docker(
            *("run", "--detach", f"--name={self.name}", f"--label=map.environment={self.name}"),
            *("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--tmpfs=/tmp"),
            *(f"--publish=127.0.0.1:{self.port}:4566", f"--volume={self.name}:/var/lib/emulator", *mounts),
            *(f"--env=MOTO_ACCOUNT_ID={ACCOUNT}", *self._options, self._image),
        )
        return self.wait()

    def wait(self) -> Emulator:
        deadline = time.monotonic() + 60
        while True:
            try:
                self.client("sts", retries=0).get_caller_identity()
                return self
            except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError):
                assert time.monotonic() < deadline, docker("logs", self.name)
                time.sleep(0.2)

    def kill(self) -> None:
        docker("kill", "--signal=KILL", self.name)

    def restart(self) -> None:
        docker("start", self.name)
        self.wait()

    def remove_container(self) -> None:
        docker("rm", "--force", self.name, check=False)

    def remove(self) -> None:
        self.remove_container()
        docker("volume", "rm", "--force", self.name, check=False)

    def client(
        self, service: str, retries: int = 2, key: dict[str, str] | None = None, signature: str | None = None
    ) -> t.Any:
        """key: who asks, as IAM made it, instead of the operator; signature: the version of it."""
        options = {"retries": {"total_max_attempts": retries + 1}, "connect_timeout": 5, "read_timeout": 60}
        who = key or {"AccessKeyId": KEY_ID, "SecretAccessKey": "a-secret-of-the-tests"}
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            verify=str(self.ca_file),
            aws_access_key_id=who["AccessKeyId"],
            aws_secret_access_key=who["SecretAccessKey"],
            aws_session_token=who.get("SessionToken"),
            config=Config(**options, signature_version=signature),
        )


def kill_and_restart(emulator: Emulator) -> None:
    emulator.kill()
    emulator.restart()
