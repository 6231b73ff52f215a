"""Prowler on what an environment has at the emulator."""

from __future__ import annotations

import csv
import os
import subprocess
import typing as t
from pathlib import Path

from tests.audit.findings import Finding, Graded

GRADER = "Prowler"
SERVICES = ("s3", "rds", "ec2", "iam")
GRAVE = ("critical", "high")
MINUTES = 20


def run(program: Path, folder: Path, where: dict[str, str]) -> Path:
    """Let it look; the file of its report. where: all that it knows of AWS, whatever else the user has"""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "prowler.csv"
    report.unlink(missing_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    asked = {
        **where,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    command = [str(program), "aws", "--region", "us-east-1", "--services", *SERVICES, "--output-formats", "csv"]
    command += ["--output-directory", str(folder), "--output-filename", report.stem, "--ignore-exit-code-3"]
    command += ["--no-banner", "--no-color", "--log-level", "ERROR", "--log-file", str(folder / "prowler.log")]
    with (folder / "prowler.out").open("w") as output:
        subprocess.run(command, env={**kept, **asked}, stdout=output, stderr=output, timeout=MINUTES * 60, check=False)
    if not report.exists():
        raise SystemExit(f"Prowler made no report. What it said is in {folder}/prowler.out and prowler.log.")
    return report


def read(report: Path) -> list[dict[str, str]]:
    with report.open(newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def graded(rows: list[dict[str, str]], environment: str, must: t.Collection[str]) -> Graded:
    """Of the environment's own resources: what fails of grave checks and of those that must pass."""
    own = [row for row in rows if _is_of(row, environment)]
    bad = [row for row in own if row["STATUS"] == "FAIL" and (row["SEVERITY"] in GRAVE or row["CHECK_ID"] in must)]
    asked = {row["CHECK_ID"] for row in own if row["STATUS"] in ("PASS", "FAIL")}
    return Graded([_finding(row, environment) for row in bad], frozenset(asked))


def _finding(row: dict[str, str], environment: str) -> Finding:
    return Finding(GRADER, row["CHECK_ID"], _name(row, environment), row["STATUS_EXTENDED"], row["SEVERITY"])


def _is_of(row: dict[str, str], environment: str) -> bool:
    tags = row["RESOURCE_TAGS"].split(" | ")
    return f"map:environment={environment}" in tags or _names(row, environment) != []


def _names(row: dict[str, str], environment: str) -> list[str]:
    """Names of the environment's kind: what is made by this project and carries no tag is named so."""
    tags = [tag.removeprefix("Name=") for tag in row["RESOURCE_TAGS"].split(" | ") if tag.startswith("Name=")]
    known = [row["RESOURCE_NAME"], row["RESOURCE_UID"].rpartition(":")[2].rpartition("/")[2], *tags]
    return [name for name in known if name.startswith(f"map-{environment}-")]


def _name(row: dict[str, str], environment: str) -> str:
    return (_names(row, environment) or [row["RESOURCE_UID"]])[0]
