"""The role workers in a whole environment: the law, who is made anew, secrets.

A small program stands in for the pipeline's. What one runner plans, the other applies.
"""

from __future__ import annotations

import dataclasses
import json
import time
import typing as t
from pathlib import Path

import docker
import pytest

from tests.environment import Environment, Run, differences
from tests.integration import git_source, site

NAME = "workers"
ROOT = Path("/srv/map") / NAME
BEFORE = [f"playbooks/{name}.yml" for name in ("embedded", "provision", "docker", "people")]
WORKERS = "playbooks/workers.yml"
COMPUTE, CLEANUP, PRUNER = "map_compute_workers", "map_cleanup_workers", "stage_pruner"
BY_MODULES = ("-e", json.dumps({"map_in_process": False}))
FILES = {COMPUTE: "dj_local_conf.compute.json", CLEANUP: "dj_local_conf.cleanup.json"}
pytestmark = pytest.mark.endurance  # the scenario `workers` and test_mapctl_site.py see the role every day

PROGRAM = """\
import sys, time
import datajoint as dj
from datajoint.s3 import Folder

connection = dj.conn()
print(sys.argv[1:], dj.config["custom"]["allow_external_cleanup"], dj.config["custom"]["session.user"])
print("cipher", connection.query("SHOW STATUS LIKE 'Ssl_cipher'").fetchone()[1])
for name in ("report_store", "archive_store"):
    store = dj.config.get_store_spec(name)
    if store["protocol"] == "s3":
        Folder(**store).put("/".join([store["location"], "hello"]), b"hello")
    print(name, store["protocol"], "is good", flush=True)
while True:
    time.sleep(20)
"""


@dataclasses.dataclass
class Story:
    """An environment from nothing to workers that run, told once for all tests."""

    environment: Environment
    source: Path
    checked: Run
    applied: Run
    arguments: set[str]


def commit(source: Path, program: str) -> str:
    """Another commit of the pipeline's repository."""
    (source / "scripts").mkdir(parents=True, exist_ok=True)
    (source / "scripts/mapshell.py").write_text(program)
    return git_source.commit(source)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Story]:
    folder = tmp_path_factory.mktemp(NAME)
    environment = site.make(folder, "newest", NAME)
    source = folder / "source"
    environment.set(
        map_pipeline_repository=f"file://{source}/.git",
        map_pipeline_commit=commit(source, PROGRAM),
        workers_count=2,
        workers_memory_limit="400m",
        workers_stop_grace_seconds=30,
    )
    try:
        checked = environment.play(*BEFORE, WORKERS, "--check", "--diff", *BY_MODULES)
        with site.Watch() as watch:
            applied = environment.play(*BEFORE, WORKERS, "--diff", "-vvv")
        yield Story(environment, source, checked, applied, watch.arguments)
    finally:
        site.remove(environment)


def containers(service: str | None = None) -> dict[str, str]:
    """name -> id"""
    labels = [f"map.environment={NAME}", "map.stack=workers"]
    if service:
        labels.append(f"com.docker.compose.service={service}")
    found = docker.from_env().containers.list(filters={"label": labels})
    return {container.name: container.id for container in found}


def said(container: str, end: str) -> str:
    """What a container has said, as soon as it has said `end`."""
    for _ in range(240):
        log = str(docker.from_env().containers.get(container).logs(), "utf-8")
        if end in log:
            return log
        time.sleep(0.25)
    raise AssertionError(f"{container} hasn't said '{end}', but: {log}")


def change(story: Story, **settings: t.Any) -> set[str]:
    """Check and apply with other settings; the services that changed."""
    story.environment.set(**settings)
    planned = story.environment.play(WORKERS, "--check", "--diff")
    applied = story.environment.play(WORKERS, "--diff", *BY_MODULES)
    assert differences(planned.plan, applied.plan) == []
    return {target.removeprefix("service ") for _, target, _ in applied.plan if target.startswith("service ")}


def test_check_mode_predicts_everything(story: Story) -> None:
    assert differences(story.checked.plan, story.applied.plan) == []
    targets = {target for _, target, _ in story.checked.plan}
    assert {f"file {ROOT}/workers/.env", "service map_compute_workers", "image map/worker"} <= targets


def test_the_pipeline_has_its_database_and_its_stores(story: Story) -> None:
    assert story.applied.returncode == 0
    for service, word, cleanup in (
        (COMPUTE, "automate-computation", False),
        (CLEANUP, "automate-sync-and-cleanup", True),
    ):
        for one in containers(service):
            log = said(one, "archive_store s3 is good")
            assert f"['{word}'] {cleanup} None" in log
            assert "cipher TLS_" in log
            assert "report_store s3 is good" in log


def test_a_second_run_changes_nothing(story: Story) -> None:
    before = containers()
    again = story.environment.play(WORKERS)
    assert (again.plan, containers()) == ([], before)
    assert "changed=0" in again.output


def test_containers_may_do_nothing_that_they_need_not(story: Story) -> None:
    assert story.applied.returncode == 0
    assert [len(containers(service)) for service in (COMPUTE, CLEANUP, PRUNER)] == [2, 1, 1]
    for one in containers():
        found = docker.from_env().api.inspect_container(one)
        host, config = found["HostConfig"], found["Config"]
        assert (host["Init"], host["ReadonlyRootfs"], host["CapDrop"]) == (True, True, ["ALL"])
        assert host["SecurityOpt"] == ["no-new-privileges:true"]
        assert (config["User"], host["RestartPolicy"]["Name"]) == ("999:999", "unless-stopped")
        assert 0 < host["PidsLimit"] <= 500
        assert 0 < host["Memory"] <= 400 * 1024 * 1024
        assert found["State"]["Health"]["Status"] == "healthy"
        assert "sh" not in config["Cmd"]
        assert "worker_count" not in str(config["Env"])
    worker = docker.from_env().api.inspect_container(next(iter(containers(COMPUTE))))
    assert worker["Config"]["Cmd"] == ["python", "scripts/mapshell.py", "automate-computation"]
    assert worker["Config"]["StopTimeout"] == 30


def test_a_secret_is_nowhere_but_in_its_file(story: Story) -> None:
    api = docker.from_env().api
    configurations = {}
    for service, name in FILES.items():
        path = ROOT / "workers" / name
        assert (path.stat().st_mode & 0o7777, path.stat().st_uid) == (0o400, 999)
        configurations[service] = json.loads(path.read_text())
    stores = configurations[COMPUTE]["stores"].values()
    secrets = [configurations[COMPUTE]["database.password"], *(store["secret_key"] for store in stores)]
    holders = {path for path in ROOT.rglob("*") if path.is_file() and secrets[0] in path.read_text(errors="replace")}
    assert holders == {ROOT / "workers" / name for name in FILES.values()}
    places = [story.applied.output, story.checked.output, *story.arguments]
    for one in containers():
        found = api.inspect_container(one)
        places += [json.dumps(found), api.logs(one).decode(), json.dumps(api.history(found["Image"]))]
        mounted = {mount["Source"].rpartition("/")[2] for mount in found["Mounts"]} & set(FILES.values())
        service = found["Config"]["Labels"]["com.docker.compose.service"]
        assert mounted == ({FILES[service]} if service in FILES else set())
    assert [secret for secret in secrets for place in places if secret in place] == []


def test_a_count_leaves_the_others_alone(story: Story) -> None:
    before = containers()
    assert change(story, workers_count=3) == {COMPUTE}
    more = containers()
    assert before.items() < more.items()
    assert len(containers(COMPUTE)) == 3
    assert "worker_count=3\n" in (ROOT / "workers/.env").read_text()
    assert change(story, workers_count=1) == {COMPUTE}
    assert containers().items() < more.items()
    assert len(containers(COMPUTE)) == 1


def test_a_host_has_its_own_count(story: Story) -> None:
    (story.environment.folder / "host_vars").mkdir()
    own = story.environment.folder / "host_vars/localhost.yml"
    own.write_text("workers_count: 4\n")
    planned = story.environment.play(WORKERS, "--check")
    own.unlink()
    assert [target for _, target, what in planned.plan if '"containers": 4' in what] == [f"service {COMPUTE}"]


def test_only_whom_it_concerns_is_made_anew(story: Story) -> None:
    before = containers(COMPUTE) | containers(CLEANUP)
    pruner = containers(PRUNER)
    assert change(story, workers_stage_days=9) == {PRUNER}
    assert before.items() < containers().items()
    assert containers(PRUNER) != pruner
    pruner = containers(PRUNER)
    assert change(story, workers_session_user="ann", workers_cleanup=False) == {COMPUTE, CLEANUP}
    assert containers().items() & before.items() == set()
    assert (containers(CLEANUP), containers(PRUNER)) == ({}, pruner)


def test_another_commit_is_another_image_and_the_old_one_stays(story: Story) -> None:
    engine = docker.from_env()
    old = engine.containers.get(next(iter(containers(COMPUTE)))).image
    new = commit(story.source, PROGRAM + "\n")
    assert change(story, map_pipeline_commit=new) == {COMPUTE}
    image = engine.containers.get(next(iter(containers(COMPUTE)))).image
    assert image.labels["org.opencontainers.image.revision"] == new
    assert engine.images.get(old.id).tags == old.tags


def test_figures_may_stay_in_a_folder_of_the_host(story: Story) -> None:
    folder = ROOT / "figures"
    folder.mkdir()
    story.environment.set(workers_report_store="file", workers_report_stage=str(folder))
    refused = story.environment.play(WORKERS, "--check", ok=False)
    assert f"The folder {folder} (workers_report_stage) is there, and belongs to user 0." in refused.output
    folder.rmdir()
    assert change(story, workers_report_store="file", workers_report_stage=str(folder)) == {COMPUTE, PRUNER}
    assert (folder.stat().st_uid, folder.stat().st_mode & 0o777) == (999, 0o750)
    (worker,) = containers(COMPUTE)
    assert said(worker, "report_store file is good")
    assert (folder / ".map-store").exists()
    before = containers(PRUNER)
    story.environment.set(workers_report_store="s3")
    refused = story.environment.play(WORKERS, ok=False)
    assert "is the store of figures itself, as .map-store in it says" in refused.output
    assert containers(PRUNER).keys() == before.keys()
    assert said(*containers(COMPUTE), "report_store file is good")
