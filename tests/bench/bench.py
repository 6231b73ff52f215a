"""Measure ratios, side by side in one run, and write them to tests/bench/results.md.

Times on a shared machine say little; how two commands compare that run in turn says much.
"""

from __future__ import annotations

import datetime
import importlib.metadata
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import typing as t
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.environment import Environment, free_port  # noqa: E402

ROUNDS = 5
NO_OP_LIMIT = 2.5
USERS_LIMIT = 2.0
PEOPLE_ROLES = ("analyst", "reader", "ingester", "analyst", "pipeline_admin")


def main() -> None:
    """Bring up an environment of its own, measure, remove it."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Environment(Path(folder), "bench")
        ports = [free_port(), free_port(), free_port()]
        bench.set(
            embedded_aws_port=ports[0],
            embedded_mysql_port=ports[1],
            embedded_github_port=ports[2],
            map_aws_endpoint=f"https://127.0.0.1:{ports[0]}",
            map_database_port=ports[1],
        )
        try:
            bench.play("site.yml")
            rows = [no_op(bench, Path(folder)), users(bench)]
        finally:
            wish = {"destroy_environment": "bench", "destroy_images": False}
            bench.play("playbooks/destroy.yml", "--extra-vars", json.dumps(wish))
    write(rows)
    sys.exit(any(row["ratio"] > row["limit"] for row in rows))


def no_op(bench: Environment, folder: Path) -> dict[str, t.Any]:
    """AWS and database with nothing to change, as a multiple of a plain script that makes the same reads."""
    variables = bench.variables
    settings = folder / "plain.json"
    settings.write_text(
        json.dumps(
            {
                "endpoint": variables["map_aws_endpoint"],
                "ca_file": "/srv/map/bench/ca/ca.pem",
                "environment": "bench",
                "account_id": variables["map_account_id"],
                "address": "127.0.0.1",
                "port": variables["map_database_port"],
                "user": variables.get("map_database_master_user", "mapmaster"),
                "password": bench.secret("database_master"),
            }
        )
    )
    plain = [sys.executable, str(ROOT / "tests/bench/plain.py"), str(settings)]
    ours = bench.command("playbooks/provision.yml", str(ROOT / "playbooks/people.yml"))
    return compare("no-op of AWS + database / plain script", ours, plain, NO_OP_LIMIT, bench)


def users(bench: Environment) -> dict[str, t.Any]:
    """The people playbook with 500 people as a multiple of the same with 5, nothing to change."""
    commands = []
    for number in (500, 5):
        other = Environment(bench.folder.parent / str(number), "bench", map_people=people(number))
        other.set(**{key: value for key, value in bench.variables.items() if key != "map_people"})
        link_secrets(bench, other)
        other.play("playbooks/people.yml")
        commands.append(other.command("playbooks/people.yml"))
    return compare("500 people / 5 people", commands[0], commands[1], USERS_LIMIT, bench)


def link_secrets(source: Environment, other: Environment) -> None:
    (other.folder / ".secrets").symlink_to(source.folder / ".secrets")


def people(number: int) -> list[dict[str, str]]:
    return [
        {"name": f"person{i}", "github": f"person-{i}", "full_name": f"Person {i}", "role": PEOPLE_ROLES[i % 5]}
        for i in range(number)
    ]


def compare(name: str, ours: list[str], other: list[str], limit: float, bench: Environment) -> dict[str, t.Any]:
    """Run two commands in turn; the ratio is the median of the pairs' ratios."""
    environment = bench.process_environment(bench.folder.parent / "record.jsonl")
    pairs = [(seconds(ours, environment), seconds(other, environment)) for _ in range(ROUNDS + 1)][1:]
    ratio = statistics.median(a / b for a, b in pairs)
    medians = [statistics.median(side) for side in zip(*pairs, strict=True)]
    print(f"{name}: {ratio:.2f} (at most {limit}); medians {medians[0]:.2f} s / {medians[1]:.2f} s")  # noqa: T201
    return {"name": name, "ratio": ratio, "limit": limit, "medians": medians}


def seconds(command: list[str], environment: dict[str, str]) -> float:
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return time.monotonic() - began


def write(rows: list[dict[str, t.Any]]) -> None:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("ansible-core", "boto3", "PyMySQL"))
    lines = [
        "# What `make bench` measured",
        "",
        f"{datetime.date.today().isoformat()}, Python {platform.python_version()}, {versions}; {ROUNDS} pairs in turn.",
        "",
        "| what | ratio | at most | medians, s |",
        "|---|---|---|---|",
        *map(row_text, rows),
    ]
    (ROOT / "tests/bench/results.md").write_text("\n".join(lines) + "\n")


def row_text(row: dict[str, t.Any]) -> str:
    medians = " / ".join(f"{seconds:.2f}" for seconds in row["medians"])
    return f"| {row['name']} | {row['ratio']:.2f} | {row['limit']} | {medians} |"


if __name__ == "__main__":
    main()
