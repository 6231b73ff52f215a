"""An environment like inventories/production in a strict AWS: empty at first, with a vault that is encrypted."""

from __future__ import annotations

import shutil
import subprocess
import typing as t
from pathlib import Path

from tests.environment import ROOT, Environment, Run
from tests.integration.site import CORNERS
from tests.strict_aws.server import Server

NAME = "trial"
SECRET_KEY = "canary-of-the-account"
PASSWORDS = "canary"
"""What all passwords begin with; they end as in docs/vault.example.yml."""
CLOUD = {"s3", "iam", "ec2", "rds"}
"""The systems of changes that provision.yml makes."""


class Production:
    """Its folder, and runs in it. corner: environment of Python, as in site.py"""

    def __init__(self, parent: Path, corner: str, server: Server) -> None:
        folder = parent / NAME
        shutil.copytree(ROOT / "inventories/production", folder, ignore=shutil.ignore_patterns("vault.yml"))
        (folder / "rds-global-bundle.pem").write_text(
            "-----BEGIN CERTIFICATE-----\nof RDS\n-----END CERTIFICATE-----\n"
        )
        self.environment = Environment(parent, NAME, ROOT / f".venv-{corner}/bin/python")
        self.environment.set(
            map_environment=NAME,
            map_in_process=CORNERS[corner],
            map_aws_profile=None,
            map_aws_endpoint=server.endpoint,
            map_aws_access_key_id="AKIATEST",
        )
        self._password = parent / "vault-password"
        self._password.write_text("open sesame\n")
        vault = folder / "group_vars/all/vault.yml"
        example = (ROOT / "docs/vault.example.yml").read_text()
        vault.write_text(example.replace("replace-me", PASSWORDS) + f"map_aws_secret_access_key: {SECRET_KEY}\n")
        self._vault("encrypt", str(vault))
        assert vault.read_text().startswith("$ANSIBLE_VAULT;")

    def play(self, playbook: str, *arguments: str, ok: bool = True) -> Run:
        run = self.environment.play(playbook, f"--vault-password-file={self._password}", *arguments, ok=ok)
        assert [canary for canary in (f"{PASSWORDS}-", "Traceback") if canary in run.output] == []
        return run

    def _vault(self, *words: str) -> None:
        program = self.environment.bin / "ansible-vault"
        subprocess.run([program, *words, f"--vault-password-file={self._password}"], check=True, capture_output=True)


def part(run: Run, systems: t.Container[str]) -> Run:
    """A run as if it had planned nothing but changes of these systems."""
    kept = [{**task, "plan": [c for c in task["plan"] or [] if c["system"] in systems]} for task in run.tasks]
    return Run(run.returncode, run.output, kept)
