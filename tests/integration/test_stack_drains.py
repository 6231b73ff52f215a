"""Several containers of a service: one more or less leaves the others alone, and who must go may finish first."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.environment import differences
from tests.integration.containers import HEALTH, Play
from tests.integration.stand_in_host import command

SECONDS = 13
"""How long a container works on after SIGTERM: longer than the 10 s that compose gives by itself."""

WORKER = f"""\
#!/bin/sh
finish() {{
  if grep -q slow /worker.conf; then sleep {SECONDS}; fi
  echo "$(hostname)" >> /data/finished
  exit 0
}}
trap finish TERM
touch /tmp/ready
while true; do sleep 0.2; done
"""


@pytest.fixture(params=[pytest.param("newest", marks=pytest.mark.endurance), "lowest"])
def workers(request: pytest.FixtureRequest, play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """A service `worker` with a count, and a service `other`, with the newest and the lowest compose."""
    if request.param == "lowest":
        monkeypatch.setenv("DOCKER_CONFIG", str(request.getfixturevalue("lowest_compose")))
    (tmp_path / "image/run.sh").write_text(WORKER)
    worker = {
        "image": "map/test-demo",
        "init": True,
        "stop_grace_period": "60s",
        "scale": "{{ worker_count }}",
        "volumes": ["./worker.conf:/worker.conf:ro", "data:/data"],
        "healthcheck": HEALTH,
    }
    other = {"image": "map/test-demo", "init": True, "volumes": ["./other.conf:/worker.conf:ro", "data:/data"]}
    play.roles[0] |= {
        "stack_files": [
            {"path": ".env", "content": "worker_count={{ worker_count }}\n"},
            {"path": "worker.conf", "content": "{{ worker_conf }}\n"},
            {"path": "other.conf", "content": "quick\n"},
        ],
        "stack_definition": {"services": {"worker": worker, "other": other}, "volumes": {"data": {}}},
    }
    return play


def ids(play: Play, service: str) -> set[str]:
    labels = (f"com.docker.compose.project=map-{play.name}-demo", f"com.docker.compose.service={service}")
    filters = [word for label in labels for word in ("--filter", f"label={label}")]
    return set(command("docker", "ps", "--no-trunc", "--quiet", *filters).split())


def finished(play: Play) -> set[str]:
    """The short ids of the containers that ended by themselves after SIGTERM."""
    (volume,) = json.loads(command("docker", "volume", "inspect", f"map-{play.name}-demo-data"))
    path = Path(volume["Mountpoint"]) / "finished"
    return set(path.read_text().split()) if path.exists() else set()


def change(play: Play, **settings: object) -> list[str]:
    """Check and apply with other settings; the targets of what changed."""
    play.settings.update(settings)
    planned = play.apply("--check", "--diff")
    applied = play.apply("--diff")
    assert differences(planned.plan, applied.plan) == []
    assert play.apply().changed == []
    return [target for _, target, _ in applied.plan if target.startswith("service")]


def test_a_count_changes_nobody_else_and_a_deploy_lets_jobs_finish(workers: Play) -> None:
    assert change(workers, worker_count=2, worker_conf="quick") == ["service other", "service worker"]
    two, other = ids(workers, "worker"), ids(workers, "other")
    assert change(workers, worker_count=3) == ["service worker"]
    three = ids(workers, "worker")
    assert (len(two), len(three), two < three, ids(workers, "other")) == (2, 3, True, other)
    assert change(workers, worker_count=1) == ["service worker"]
    one = ids(workers, "worker")
    assert (len(one), one < three, ids(workers, "other")) == (1, True, other)
    assert finished(workers) == {identity[:12] for identity in three - one}

    assert change(workers, worker_count=2, worker_conf="slow") == ["service worker"]
    slow = ids(workers, "worker")
    started = time.monotonic()
    assert change(workers, worker_conf="slow again") == ["service worker"]
    assert time.monotonic() - started > SECONDS
    assert slow & ids(workers, "worker") == set()
    assert {identity[:12] for identity in slow} <= finished(workers)
    assert ids(workers, "other") == other
