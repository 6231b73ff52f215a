"""Let graders look at the environment `rehearsal`, show what they find, and end with 1 if any of it isn't accepted.

An environment that is up is used as it is; else it is made, and removed at the end.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import typing as t
from pathlib import Path

import yaml
from botocore.exceptions import BotoCoreError, ClientError

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]

from tests import stand_ins  # noqa: E402
from tests.audit import docker_bench, prowler  # noqa: E402
from tests.audit.findings import Finding, idle, judged, missing, table  # noqa: E402
from tests.rehearsal import NAME, Rehearsal  # noqa: E402

# Molecule has a way to carry this machine's images to the host, where they would be built once more. What its engine
# keeps is on the data volume, so that one comes first.
MAKE = ("molecule/default/create.yml", "playbooks/machine.yml", "molecule/common/engine.yml", "site.yml")
REPORTS = ROOT / ".artifacts/audit"


def main() -> None:
    wishes = yaml.safe_load((ROOT / "tests/audit/accepted.yml").read_text())
    with environment() as rehearsal:
        findings = cloud(rehearsal, wishes["must_pass"]) + host(rehearsal, wishes)
    accepted = wishes["accepted"]
    rows = judged(findings, accepted) + judged(idle(findings, accepted), [])
    say(f"{table(rows)}\nThe whole reports are in {REPORTS.relative_to(ROOT)}.")
    sys.exit(any(not row.reason for row in rows))


def cloud(rehearsal: Rehearsal, must_pass: list[str]) -> list[Finding]:
    """Prowler's, of what the environment has in the cloud."""
    say("Prowler looks at the cloud, for some minutes ...")
    endpoint = f"https://127.0.0.1:{rehearsal.variables['embedded_aws_port']}"
    secret = rehearsal.secret("aws_secret_access_key")
    program = ROOT / ".venv-audit/bin/prowler"
    key = {"AWS_ACCESS_KEY_ID": NAME, "AWS_SECRET_ACCESS_KEY": secret}
    at = {"AWS_ENDPOINT_URL": endpoint, "AWS_CA_BUNDLE": stand_ins.ca_file(rehearsal)}
    report = prowler.run(program, REPORTS / "prowler", {**at, **key})
    graded = prowler.graded(prowler.read(report), NAME, must_pass)
    return graded.findings + missing(prowler.GRADER, must_pass, graded.asked, "it was asked of nothing here")


def host(rehearsal: Rehearsal, wishes: dict[str, list[str]]) -> list[Finding]:
    """docker-bench's, of the host."""
    say("docker-bench looks at the host ...")
    folder = REPORTS / "docker-bench"
    docker_bench.run(ssh(rehearsal), docker_bench.archive(ROOT / ".cache/docker-bench-security.git"), folder)
    report, there = docker_bench.read(folder)
    graded = docker_bench.graded(report)
    return [
        *graded.findings,
        *missing(docker_bench.GRADER, wishes["containers"], there, "this container didn't run, so it wasn't looked at"),
        *missing(docker_bench.GRADER, wishes["must_ask"], graded.asked, "this check wasn't made"),
    ]


@contextlib.contextmanager
def environment() -> t.Iterator[Rehearsal]:
    rehearsal = Rehearsal()
    if answers(rehearsal):
        say(f"The environment {NAME} is up, and is used as it is.")
        yield rehearsal
        return
    try:
        play(rehearsal, *MAKE)
        yield rehearsal
    finally:
        play(rehearsal, "molecule/default/destroy.yml")


def answers(rehearsal: Rehearsal) -> bool:
    """Whether the host of this folder's environment lets its administrator in."""
    try:
        command = [*ssh(rehearsal), "true"]
    except (FileNotFoundError, ValueError, BotoCoreError, ClientError):
        return False
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def ssh(rehearsal: Rehearsal) -> list[str]:
    options = ["BatchMode=yes", f"UserKnownHostsFile={rehearsal.folder}/.known_hosts", "StrictHostKeyChecking=yes"]
    given = [word for option in options for word in ("-o", option)]
    return ["ssh", *given, "-i", str(rehearsal.folder / ".secrets/ssh_key"), f"admin@{rehearsal.address()}"]


def play(rehearsal: Rehearsal, *playbooks: str) -> None:
    """Run playbooks in one go, at the terminal, which may be asked for a password (ASK is what make found out)."""
    command = [str(rehearsal.bin / "ansible-playbook"), "-i", str(rehearsal.folder), *playbooks]
    subprocess.run([*command, *os.environ.get("ASK", "").split()], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
