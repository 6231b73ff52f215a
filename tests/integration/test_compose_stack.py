"""The role stack against the real engine: the law, what is made anew, what fails, what is killed, what leaks."""

from __future__ import annotations

import json
import subprocess
import time
import typing as t
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.environment import differences
from tests.integration.containers import HEALTH, SECRET, Play, demo_context
from tests.integration.processes import arguments, kill_all
from tests.integration.stack_plays import containers, root, stack_demo
from tests.integration.stand_in_host import command


def test_check_apply_check(each: Play) -> None:
    planned = each.apply("--check", "--diff")
    assert not root(each).exists()
    assert containers(each) == {}
    assert differences(planned.plan, each.apply("--diff").plan) == []
    first = containers(each)
    assert set(first) == {"web", "job"}
    assert each.apply("--check").plan == []
    assert each.apply().changed == []
    each.settings["job_conf"] = "two"
    planned = each.apply("--check", "--diff")
    assert [target for _, target, _ in planned.plan] == [
        f"file {root(each)}/compose.yaml",
        f"file {root(each)}/job.conf",
        "service job",
    ]
    assert differences(planned.plan, each.apply("--diff").plan) == []
    second = containers(each)
    assert (first["web"] == second["web"], first["job"] == second["job"]) == (True, False)
    assert command("docker", "exec", second["job"], "cat", "/job.conf") == "two"
    assert each.apply().changed == []


def test_what_does_not_become_healthy_is_taken_back(play: Play) -> None:
    play.apply()
    play.settings["web_conf"] = "fail"
    failed = play.apply(ok=False)
    assert failed.returncode
    assert "the configuration says fail, with ********" in failed.output
    assert "The files and the definition that ran before were put back" in failed.output
    assert SECRET not in failed.output
    assert (root(play) / "web.conf").read_text() == "one\n"
    assert not (root(play) / ".last-good").exists()
    assert command("docker", "exec", containers(play)["web"], "cat", "/web.conf") == "one"
    play.settings["web_conf"] = "one"
    assert play.apply().changed == []


def test_what_is_taken_back_is_waited_for(play: Play) -> None:
    """It is healthy again when the run ends, though its first look comes late and nothing depends on it."""
    play.roles[0]["stack_definition"]["services"]["job"]["healthcheck"] = {**HEALTH, "interval": "4s"}
    play.apply()
    play.settings["job_conf"] = "fail"
    play.apply(ok=False)
    assert command("docker", "inspect", "-f", "{{.State.Health.Status}}", containers(play)["job"]) == "healthy"


def test_two_environments_that_build_one_image_at_once_have_the_same(play: Play, tmp_path: Path) -> None:
    """What differs each time that it is built: the later of the two must not have the other's containers made anew."""
    with stack_demo(tmp_path / "other", f"{play.name}b") as other, ThreadPoolExecutor() as pool:
        for one in (play, other):
            context = Path(one.roles[0]["stack_images"][0]["context"])
            with (context / "Dockerfile").open("a") as file:
                file.write(f"RUN sleep 3; head -c 8 /dev/urandom > /built  # of {play.name}\n")
        both = list(pool.map(lambda one: one.apply(), (play, other)))
        assert all(run.plan for run in both)
        built = {command("docker", "exec", containers(one)["web"], "md5sum", "/built") for one in (play, other)}
        assert len(built) == 1
        assert (play.apply().plan, other.apply().plan) == ([], [])


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        ({"stack_definition": {"services": {"web": {"image": "map/test-demo", "nonsense": 1}}}}, "nonsense"),
        ({"stack_images": [{"name": "test-demo", "context": "{broken}"}]}, "no-such-file"),
        (
            {"stack_images": [{"name": "test-demo", "context": "{unbased}"}]},
            "no-such-base:1, which the host hasn't got",
        ),
        ({"stack_files": [{"path": "../x", "content": "x"}]}, "'../x' can't be placed"),
    ],
    ids=["definition", "build", "base", "file"],
)
def test_what_is_wrong_stops_before_it_touches_what_runs(
    play: Play, tmp_path: Path, breaks: dict[str, t.Any], message: str
) -> None:
    play.apply()
    before = containers(play)
    broken = demo_context(tmp_path / "broken")
    (broken / "Dockerfile").write_text("FROM map/debian:trixie-slim\nCOPY no-such-file /\n")
    unbased = demo_context(tmp_path / "unbased", "no-such-base:1")
    places = json.dumps(breaks).replace("{broken}", str(broken)).replace("{unbased}", str(unbased))
    play.roles = [{**play.roles[0], **json.loads(places)}]
    failed = play.apply(ok=False)
    assert failed.returncode
    assert message in " ".join(failed.output.split())
    assert "Traceback" not in failed.output
    assert containers(play) == before
    assert sorted(path.name for path in root(play).iterdir()) == ["compose.yaml", "job.conf", "secrets", "web.conf"]


def start(play: Play) -> subprocess.Popen[bytes]:
    record = play.folder / "killed.jsonl"
    environment = play.process_environment(record)
    return subprocess.Popen(
        play.command(""),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )


def two(folder: Path) -> list[bool]:
    """Whether web.conf and job.conf are new."""
    paths = [folder / "web.conf", folder / "job.conf"]
    return [path.exists() and path.read_text() == "two\n" for path in paths]


MOMENTS: dict[str, t.Callable[[Path, set[str]], bool]] = {
    "build": lambda folder, _: (folder / ".build").exists(),
    "first file": lambda folder, _: any(two(folder)),
    "last file": lambda folder, _: all(two(folder)),
    "one container": lambda _, made: bool(made),
    "waiting": lambda _, made: len(made) == 2,
}


@pytest.mark.parametrize(
    ("moment", "again"),
    [
        ("waiting", True),
        *(pytest.param(moment, False, marks=pytest.mark.endurance) for moment in ("build", "first file", "waiting")),
        *(
            pytest.param(moment, True, marks=pytest.mark.endurance)
            for moment in ("build", "first file", "last file", "one container")
        ),
    ],
)
def test_killed_at_any_moment_the_next_run_ends_it(play: Play, tmp_path: Path, moment: str, again: bool) -> None:
    if again:
        play.apply()
    (tmp_path / "image/Dockerfile").open("a").write(f"RUN sleep 2; echo {time.time()}\n")
    play.settings.update(web_conf="two", job_conf="two")
    before = set(containers(play).values())
    process = start(play)
    while process.poll() is None and not MOMENTS[moment](root(play), set(containers(play).values()) - before):
        time.sleep(0.002)
    assert process.poll() is None
    kill_all(process.pid)
    process.wait()
    for name in ("web.conf", "job.conf"):
        path = root(play) / name
        assert not path.exists() or path.read_text() in ("one\n", "two\n")
    play.apply()
    assert play.apply("--check").plan == []
    assert set(containers(play)) == {"web", "job"}
    assert not list(root(play).rglob(".*"))


def test_a_secret_is_nowhere_but_in_its_file(each: Play) -> None:
    process = start(each)
    seen = []
    while process.poll() is None:
        seen.append(arguments(process.pid))
        time.sleep(0.01)
    assert process.returncode == 0
    assert SECRET not in "".join(seen)
    each.settings["web_conf"] = "two"
    output = each.apply("-vvv", "--diff").output
    assert SECRET not in output
    label = f"label=map.environment={each.name}"
    for one in containers(each).values():
        assert SECRET not in command("docker", "inspect", one)
        assert SECRET not in command("docker", "logs", one)
    image = command("docker", "ps", "--filter", label, "--format", "{{.Image}}").splitlines()[0]
    assert SECRET not in command("docker", "history", "--no-trunc", image) + command("docker", "inspect", image)
    holders = [path for path in root(each).rglob("*") if path.is_file() and SECRET in path.read_text()]
    assert holders == [root(each) / "secrets/token"]
    assert (holders[0].stat().st_mode & 0o777, holders[0].stat().st_uid) == (0o400, 1000)


def test_a_new_secret_reaches_who_mounts_it_only(play: Play) -> None:
    play.apply()
    first = containers(play)
    play.settings["token"] = "another-canary-of-the-stack"
    run = play.apply("--diff")
    second = containers(play)
    assert (first["web"] == second["web"], first["job"] == second["job"]) == (False, True)
    assert "(another secret)" in run.output
    assert "another-canary" not in run.output


def test_what_stopped_is_started_and_what_went_is_made_again(play: Play) -> None:
    play.apply()
    first = containers(play)
    command("docker", "stop", "-t", "0", first["web"])
    assert [target for _, target, _ in play.apply().plan] == ["service web"]
    assert containers(play) == first
    command("docker", "rm", "-f", first["job"])
    assert [target for _, target, _ in play.apply().plan] == ["service job"]
    assert set(containers(play)) == {"web", "job"}


def test_absent_keeps_the_data_and_says_so(play: Play) -> None:
    play.apply()
    command("docker", "exec", containers(play)["web"], "sh", "-c", "echo precious > /data/file")
    stack = play.roles[0]
    play.roles = [{**stack, "stack_state": "absent"}]
    planned = play.apply("--check")
    gone = play.apply()
    assert differences(planned.plan, gone.plan) == []
    assert [target for _, target, _ in gone.plan] == [
        f"container map-{play.name}-demo-job-1",
        f"container map-{play.name}-demo-web-1",
    ]
    assert f"map-{play.name}-demo-data" in gone.output
    assert play.apply().changed == []
    play.roles = [stack]
    play.apply()
    assert command("docker", "exec", containers(play)["web"], "cat", "/data/file") == "precious"
