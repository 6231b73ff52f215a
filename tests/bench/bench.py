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
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.environment import Environment, free_port  # noqa: E402
from tests.integration.site import PORTS  # noqa: E402
from tests.load.crowd import Crowd, Request, percentile  # noqa: E402
from tests.mapctl import Mapctl  # noqa: E402

ROUNDS = 5
NO_OP_LIMIT = 2.5
HELP_LIMIT = 15.0
PLAN_LIMIT = 1.15
USERS_LIMIT = 2.0
BROWSE_SECONDS = 60
PEOPLE_ROLES = ("analyst", "reader", "ingester", "analyst", "pipeline_admin")


def main() -> None:
    """Bring up an environment of its own, measure, remove it."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Environment(Path(folder), "bench")
        bench.set(**{port: free_port() for port in PORTS})
        bench.set(
            map_aws_endpoint=f"https://127.0.0.1:{bench.variables['embedded_aws_port']}",
            map_database_port=bench.variables["embedded_mysql_port"],
        )
        try:
            bench.play("site.yml")
            rows = [no_op(bench, Path(folder)), users(bench), command_help(bench), command_plan(bench)]
            browsed = browse(bench, Path(folder))
        finally:
            wish = {"destroy_environment": "bench", "destroy_images": False}
            bench.play("playbooks/destroy.yml", "--extra-vars", json.dumps(wish))
    write(rows, browsed)
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


def command_help(bench: Environment) -> dict[str, t.Any]:
    """How long one waits for mapctl's help, as a multiple of Python that does nothing."""
    ours = Mapctl(bench).command("--help")[:-1]
    return compare("mapctl --help / python -c pass", ours, [sys.executable, "-c", "pass"], HELP_LIMIT, bench)


def command_plan(bench: Environment) -> dict[str, t.Any]:
    """A plan of the whole environment, as a multiple of ansible-playbook doing the same."""
    plain = bench.command("site.yml", "--check")
    return compare("mapctl plan / ansible-playbook --check", Mapctl(bench).command("plan"), plain, PLAN_LIMIT, bench)


def browse(bench: Environment, folder: Path) -> list[Request]:
    """50 people at the Web GUI, through the reverse proxy. Times have no limit; an error ends the run."""
    url = f"https://navigator.map.localhost:{bench.variables['edge_https_port']}"
    with Crowd(url, Path("/srv/map/bench/ca/ca.pem"), bench.secret("webgui_demo_password"), folder / "crowd") as crowd:
        while crowd.signed_in() < crowd.people:
            time.sleep(1)
        began = time.time()
        time.sleep(BROWSE_SECONDS)
        requests = [request for request in crowd.requests if request.ended > began]
    failures = [request for request in requests if request.failure]
    if failures:
        raise SystemExit(f"{len(failures)} of {len(requests)} requests failed, the first: {failures[0]}")
    return requests


def link_secrets(source: Environment, other: Environment) -> None:
    (other.folder / ".secrets").symlink_to(source.folder / ".secrets")


def people(number: int) -> list[dict[str, str]]:
    return [
        {"name": f"person{i}", "github": f"person-{i}", "full_name": f"Person {i}", "role": PEOPLE_ROLES[i % 5]}
        for i in range(number)
    ]


def compare(name: str, ours: list[str], other: list[str], limit: float, bench: Environment) -> dict[str, t.Any]:
    """Run two commands in turn; the ratio is the median of the pairs' ratios."""
    environment = Mapctl(bench).variables(**bench.process_environment(bench.folder.parent / "record.jsonl"))
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


def write(rows: list[dict[str, t.Any]], browsed: list[Request]) -> None:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("ansible-core", "boto3", "PyMySQL"))
    lines = [
        "# What `make bench` measured",
        "",
        f"{datetime.date.today().isoformat()}, Python {platform.python_version()}, {versions}; {ROUNDS} pairs in turn.",
        "",
        "| what | ratio | at most | medians, s |",
        "|---|---|---|---|",
        *map(row_text, rows),
        "",
        f"{datetime.date.today().isoformat()}, 50 people at the Web GUI through the reverse proxy "
        f"for {BROWSE_SECONDS} s; no error. Seconds of this machine:",
        "",
        "| request | number | median | 95th percentile |",
        "|---|---|---|---|",
        *(browsed_text(name, browsed) for name in ("", *sorted({request.name for request in browsed}))),
    ]
    (ROOT / "tests/bench/results.md").write_text("\n".join(lines) + "\n")


def row_text(row: dict[str, t.Any]) -> str:
    medians = " / ".join(f"{seconds:.2f}" for seconds in row["medians"])
    return f"| {row['name']} | {row['ratio']:.2f} | {row['limit']} | {medians} |"


def browsed_text(name: str, browsed: list[Request]) -> str:
    found = [request for request in browsed if name in ("", request.name)]
    return f"| {name or 'all'} | {len(found)} | {percentile(found, 0.5):.2f} | {percentile(found, 0.95):.2f} |"


if __name__ == "__main__":
    main()
