"""Workers run with limits, as nobody in particular, and say nothing of their secrets."""

from __future__ import annotations

import typing as t

from tests.rehearsal import Rehearsal

NAMES = ("map_compute_workers-1", "map_cleanup_workers-1", "stage_pruner-1")


def test_they_run(host: t.Any) -> None:
    for name in NAMES:
        state = host.docker(f"map-rehearsal-workers-{name}").inspect()["State"]
        assert (state["Running"], state["Health"]["Status"]) == (True, "healthy"), name


def test_they_are_not_root_and_tell_no_secret(rehearsal: Rehearsal, host: t.Any) -> None:
    secret = rehearsal.secret("database_worker")
    told = host.check_output("docker inspect " + " ".join(f"map-rehearsal-workers-{name}" for name in NAMES))
    assert secret not in told
    top = host.check_output("docker exec map-rehearsal-workers-map_compute_workers-1 id -u")
    assert top != "0"
    file = host.file("/srv/map/rehearsal/workers/dj_local_conf.compute.json")
    assert (secret in file.content_string, file.mode) == (True, 0o400)


def test_they_may_do_nothing_that_they_need_not(host: t.Any) -> None:
    for name in NAMES:
        found = host.docker(f"map-rehearsal-workers-{name}").inspect()
        limits, config = found["HostConfig"], found["Config"]
        assert (limits["Init"], limits["ReadonlyRootfs"], limits["CapDrop"]) == (True, True, ["ALL"]), name
        assert limits["SecurityOpt"] == ["no-new-privileges:true"]
        assert (config["User"], limits["RestartPolicy"]["Name"]) == ("999:999", "unless-stopped")
        assert 0 < limits["PidsLimit"] <= 500
        assert limits["Memory"] > 0
        assert "sh" not in config["Cmd"]
        assert "worker_count" not in str(config["Env"])
    worker = host.docker(f"map-rehearsal-workers-{NAMES[0]}").inspect()["Config"]
    assert worker["Cmd"] == ["python", "scripts/mapshell.py", "automate-computation"]


def test_they_are_at_the_database(rehearsal: Rehearsal) -> None:
    assert rehearsal.sql("SELECT count(*) FROM information_schema.processlist WHERE user = 'worker'")[0][0] > 0
