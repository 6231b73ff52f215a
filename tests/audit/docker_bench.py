"""docker-bench-security on a host: its checks of images and containers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import typing as t
from pathlib import Path

from tests.audit.findings import Finding, Graded

GRADER = "docker-bench"
SOURCE = "https://github.com/docker/docker-bench-security.git"
COMMIT = "ff26d67f25be60fc2d82a01710ee14570b2cb9db"  # 1.6.1 and what came after it; CIS Docker Benchmark 1.6.0
_STAGE = re.compile("[0-9a-f]{12}")
"""An image without a name: a stage of a build on the host, from which no container of ours runs."""
ON_HOST = """
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder" /tmp/null' EXIT  # it sends its errors to /tmp/null
cd "$folder"
tar -x
bash docker-bench-security.sh -b -c container_images,container_runtime -l log > output 2>&1 || true
docker ps --format '{{.Names}}' > names
tar -c log.json output names
"""


def archive(cache: Path) -> bytes:
    """Its program, at the commit, as tar has it. git checks that it is what the commit says."""
    if not cache.exists():
        source = os.environ.get("MAP_AUDIT_DOCKER_BENCH", SOURCE)
        cache.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "--quiet", "--bare", source, str(cache)], check=True)
    command = ["git", "-C", str(cache), "archive", COMMIT, "docker-bench-security.sh", "functions", "tests"]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def run(ssh: list[str], program: bytes, folder: Path) -> None:
    """Let it look at the host that the command reaches; log.json, output and names come to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [*ssh, f"sudo sh -c {_quoted(ON_HOST)}"]
    done = subprocess.run(command, input=program, stdout=subprocess.PIPE, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=done.stdout, check=True)


def read(folder: Path) -> tuple[dict[str, t.Any], frozenset[str]]:
    """Its report, and the names of the containers that ran."""
    return json.loads((folder / "log.json").read_text()), frozenset((folder / "names").read_text().split())


def graded(report: dict[str, t.Any]) -> Graded:
    """A finding for each warning and each container or image in it, but for images without a name."""
    results = [result for section in report["tests"] for result in section["results"]]
    findings = [
        Finding(GRADER, result["id"], item, result["desc"])
        for result in results
        if result["result"] == "WARN"
        for item in result.get("items") or [""]
        if not _STAGE.fullmatch(item)
    ]
    return Graded(findings, frozenset(result["id"] for result in results))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
