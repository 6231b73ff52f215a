"""The command on a whole environment: plan is what apply does, each drift is found and mended, no secret leaks."""

from __future__ import annotations

import dataclasses
import fnmatch
import shutil
import signal
import subprocess
import time
import typing as t

import psutil
import pytest

from mapctl import private
from tests.browser import Browser, build_image
from tests.browser_hub import Lab
from tests.integration import site
from tests.integration.hand import DRIFTS, Drift, Hand
from tests.integration.site_promises import (
    accounts_are_each_for_one_protected_and_no_broader_than_declared,
    no_secret_is_elsewhere,
    secrets,
)
from tests.mapctl import Done, Mapctl

CELLS = (
    "import datajoint as dj\nfrom IPython.display import Image\nfrom pipeline import experiment, report\n"
    "experiment.Session() * experiment.SessionTrial()",
    "key = report.SessionFigure().fetch('KEY', order_by='KEY', limit=1)[0]\n"
    "Image((report.SessionFigure & key).fetch1('figure'), width=900)",
)


@dataclasses.dataclass
class Story:
    """An environment that the command brings up from nothing, told once for all tests. said: all that it printed"""

    mapctl: Mapctl
    hand: Hand
    planned: Done
    nothing_yet: bool
    applied: Done
    arguments: set[str]
    said: list[str]
    old_secrets: list[str] = dataclasses.field(default_factory=list)

    def __call__(self, *words: str, code: int | None = None) -> Done:
        done = self.mapctl(*words, code=code)
        self.said.append(done.output + done.errors)
        return done


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Story]:
    environment = site.make(tmp_path_factory.mktemp("ctl"), "lowest", "ctl")  # the scenario `site` has the newest
    environment.set(map_in_process=True)
    mapctl, hand = Mapctl(environment), Hand(environment)
    try:
        planned = mapctl("plan", "--json", code=2)
        nothing_yet = not any([site.containers(environment), hand.root.exists(), secrets(environment)])
        with site.Watch() as watch:
            applied = mapctl("apply", "--yes", "--diff", "-vvv", code=0)
        said = [planned.output, applied.output + applied.errors]
        yield Story(mapctl, hand, planned, nothing_yet, applied, watch.arguments, said)
    finally:
        site.remove(environment)


def names(story: Story, number: int = -1) -> set[tuple[str, ...]]:
    """What the history says that a run changed."""
    return {tuple(change) for change in story("history", "--json", code=0).json[number]["changes"]}


def test_an_empty_environments_plan_is_what_apply_does(story: Story) -> None:
    assert story.nothing_yet
    planned = {(one["system"], one["action"], one["target"]) for one in story.planned.document["changes"]}
    assert len(planned) > 150
    assert {change for change in names(story) if not is_image(change)} == {c for c in planned if not is_image(c)}


def is_image(change: tuple[str, ...]) -> bool:
    """Images are the whole machine's: another test may build one meanwhile."""
    return change[2].startswith("image map/")


def test_a_converged_environment_has_nothing_to_do(story: Story) -> None:
    before = site.containers(story.mapctl.environment)
    assert "Nothing to do: 'ctl' is as it should be." in story("plan", code=0).output
    assert story("apply", "--yes", "people", "--json", code=0).changes == []
    assert "this is the first report" in story("drift", "edge", code=0).output
    assert site.containers(story.mapctl.environment) == before


def test_accounts_are_each_for_one_protected_and_no_broader_than_declared(story: Story) -> None:
    accounts_are_each_for_one_protected_and_no_broader_than_declared(story.mapctl.environment)


def test_a_browser_from_the_sign_in_to_a_figure(story: Story) -> None:
    assert "6 recordings, 6 computed, 6 figures, 6 objects" in story("apply", "demo", "--yes", "-vvv", code=0).output
    port = story.mapctl.environment.variables["edge_https_port"]
    with Browser(build_image(), story.hand.root / "ca/ca.pem") as browser:
        lab = Lab(browser, f"https://jupyter.map.localhost:{port}")
        lab.sign_in("erin-gh")
        assert "stopped after 1 hour." in browser.text
        assert browser.see("#environment").text == "ctl"
        assert browser.see("#webgui").get_attribute("href") == f"https://navigator.map.localhost:{port}/"
        browser.screenshot("hub_home.png")
        lab.start_server()
        lab.put_notebook("work/first look.ipynb", *CELLS)
        lab.open_notebook("work/first look.ipynb")
        lab.run_all()
        assert any("subject_id" in text for text in lab.outputs())
        assert [width > 500 and height > 300 for width, height in lab.pictures()] == [True]
        browser.script("document.querySelector('.jp-OutputArea-output img').scrollIntoView({block: 'center'})")
        picture = browser.screenshot("hub_notebook.png")
        assert picture.stat().st_size > 20_000


@pytest.mark.endurance
@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.name)
def test_a_single_drift_is_found_and_mended(story: Story, drift: Drift) -> None:
    are_found_and_mended(story, drift.word, [drift])


@pytest.mark.parametrize("word", sorted({drift.word for drift in DRIFTS}))
def test_drifts_are_found_and_mended(story: Story, word: str) -> None:
    """All of a playbook at once, but for those that another one hides."""
    hidden = ("a stopped service",)
    are_found_and_mended(story, word, [one for one in DRIFTS if one.word == word and one.name not in hidden])


def are_found_and_mended(story: Story, word: str, drifts: list[Drift]) -> None:
    """Exactly these, by the report and by the next apply; nothing else is touched."""
    before = site.containers(story.mapctl.environment)
    for drift in drifts:
        drift.do(story.hand)
    expected = sorted(name for drift in drifts for name in drift.names(story.hand))
    found = story("drift", word, code=2).output
    lines = [line.strip() for line in found.splitlines() if line.startswith("  ") and line.strip()[0] in "+~-"]
    assert len(lines) == len(expected), found
    assert all(any(target.rstrip("*") in line for line in lines) for target in expected), found
    mended = story("apply", word, "--yes", "--json", code=0)
    targets = sorted(target for _, target in mended.changes)
    assert len(targets) == len(expected)
    assert all(fnmatch.fnmatchcase(*pair) or pair[0] == pair[1] for pair in zip(targets, expected, strict=True))
    after = site.containers(story.mapctl.environment)
    services = [target.removeprefix("service ") for target in targets if target.startswith("service ")]
    others = {name for name in before if not any(f"-{service}-" in name for service in services)}
    assert {name: after.get(name) for name in others} == {name: before[name] for name in others}


def test_a_secret_is_made_anew_and_after_all_nothing_is_left_to_do(story: Story) -> None:
    """A service keeps the password that it had, or that a hand gave it, until all its programs have the new one."""
    environment, file = story.mapctl.environment, story.hand.root / "workers/dj_local_conf.compute.json"
    old = environment.secret("database_worker")
    story.old_secrets.append(old)
    assert "has a new value" in story("secrets", "--rotate", "map_database_worker_password", code=0).output
    assert old in file.read_text()
    targets = {target for _, target in story("apply", "--yes", "--json", code=0).changes}
    passwords = {"account worker: authentication", "account worker: old password", "account webgui: old password"}
    assert passwords | {f"file {file}"} <= targets
    assert environment.secret("database_worker") in file.read_text()
    assert story("plan", "--json", code=0).changes == []


def test_a_task_that_fails_says_where_what_and_what_to_do(story: Story) -> None:
    repository = story.hand.root / "embedded/repositories/webgui.git"
    shutil.rmtree(repository)
    repository.mkdir()
    (repository / "thesis.tex").write_text("years of work")
    failed = story("apply", "embedded", "--yes", "--diff", "-vvv", code=1)
    assert "embedded on localhost, 'Keep the examples" in failed.errors
    assert f"The path {repository} holds something that isn't a git repository. Move it away" in failed.errors
    assert "nothing was changed" in failed.output
    (repository / "thesis.tex").unlink()
    repository.rmdir()
    assert story("apply", "embedded", "--yes", "--json", code=0).changes == [("create", f"repository {repository}")]


def start(story: Story, *words: str) -> subprocess.Popen[str]:
    command = story.mapctl.command(*words)
    variables = story.mapctl.variables()
    return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def until_ansible_runs(process: subprocess.Popen[str]) -> list[psutil.Process]:
    deadline = time.monotonic() + 120
    while True:
        children = psutil.Process(process.pid).children(recursive=True)
        if len(children) > 1:
            return children
        assert time.monotonic() < deadline, process.communicate()
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("stopped_by", "words"),
    [
        (signal.SIGINT, ("apply", "embedded", "--yes")),
        pytest.param(signal.SIGHUP, ("apply", "embedded", "--yes"), marks=pytest.mark.endurance),
        pytest.param(signal.SIGTERM, ("plan", "embedded"), marks=pytest.mark.endurance),
        pytest.param(signal.SIGINT, ("plan", "embedded"), marks=pytest.mark.endurance),
    ],
)
def test_a_stopped_run_leaves_no_process_and_the_next_goes_on(
    story: Story, stopped_by: signal.Signals, words: tuple[str, ...]
) -> None:
    story.hand.edit("embedded/my.cnf")
    with start(story, *words) as process:
        children = until_ansible_runs(process)
        process.send_signal(stopped_by)
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 130, output
    assert [child for child in children if child.is_running()] == []
    assert "Traceback" not in output
    assert not list(private.memory().glob(f"mapctl-*-{process.pid}-*"))
    story("apply", "embedded", "--yes", code=0)
    assert story("plan", "embedded", "--json", code=0).changes == []


def test_a_second_one_is_told_who_is_at_work_and_a_dead_ones_lock_is_free(story: Story) -> None:
    with start(story, "apply", "--yes") as process:
        children = until_ansible_runs(process)
        second = story("apply", "--yes", code=3)
        assert f"process {process.pid}" in second.errors
        assert "`mapctl apply ctl`, since 2" in second.errors
        process.kill()
    assert psutil.wait_procs(children, timeout=120)[1] == []  # Ansible notices it, and ends by itself
    assert story("apply", "people", "--yes", "--json", code=0).changes == []


def test_what_is_there_can_be_looked_at(story: Story) -> None:
    people = story("people", "--json", code=0).document
    assert {one["account"]: one["github"] for one in people["people"]}["alice"] == "alice-gh"
    assert "analyst has these rights on all of the pipeline" in story("explain", "alice", "map_v2_lab", code=0).output
    assert "no right" in story("explain", "carol", "alice_work", code=0).output
    assert "map_compute_workers-1" in story("logs", "workers", "map_compute_workers", "-n", "3", code=0).output
    assert "Did you mean 'workers'" in story("logs", "wrokers", code=1).errors


def test_status_shows_everything_on_one_page_and_as_data(story: Story) -> None:
    status = story("status", "--json", code=0).document
    parts = ("database_instance", "host", "buckets", "store_keys", "database", "stores", "people", "jobs")
    assert {part: status[part]["problem"] for part in parts} == dict.fromkeys(parts, "")
    (host,) = status["hosts"].values()
    stacks = host["services"]["stacks"]
    assert {stack for stack, found in stacks.items() if found} == {
        "embedded",
        "workers",
        "jupyterhub",
        "webgui",
        "edge",
    }
    assert {one["health"] for found in stacks.values() for one in found} == {"healthy"}
    assert min(one["days_left"] for one in host["certificates"]["certificates"]) > 300
    page = story("status", code=0).output
    for words in ("map-ctl-database", "in force as wanted", "alice (analyst)", "workers map_compute_workers", "free"):
        assert words in page


def test_the_doctor_finds_all_well_and_says_what_helps_where_it_isnt(story: Story) -> None:
    well = story("doctor", code=0).output
    assert "All is well." in well
    assert "A figure came from" in well
    story.hand.container("webgui", "mapapi").stop()
    ill = story("doctor", code=1)
    assert "FAILED" in ill.output
    assert "mapctl logs ctl webgui" in ill.output
    story("apply", "webgui", "--yes", code=0)


def test_no_secret_is_anywhere_but_where_it_belongs(story: Story) -> None:
    kept = [file for file in (story.mapctl.environment.folder / ".mapctl").rglob("*") if file.is_file()]
    assert len(kept) > 25
    assert {file.stat().st_mode & 0o777 for file in kept} == {0o600}
    texts = {
        "processes' arguments": "\n".join(story.arguments),
        **{f"output {number}": text for number, text in enumerate(story.said)},
        **{str(file): file.read_text() for file in kept},
    }
    assert len([*secrets(story.mapctl.environment), *story.old_secrets]) >= 17
    no_secret_is_elsewhere(story.mapctl.environment, texts, story.old_secrets)


def test_destroy_asks_for_the_name_and_leaves_nothing(story: Story) -> None:
    assert "'other' was confirmed, but this is 'ctl'" in story("destroy", "--confirm", "other", code=1).errors
    assert "nobody to ask" in story("destroy", code=1).errors
    assert site.containers(story.mapctl.environment) != {}
    story("destroy", "--confirm", "ctl", "--keep-images", code=0)
    assert site.containers(story.mapctl.environment) == {}
    assert not story.hand.root.exists()
    assert "There is nothing of 'ctl' to remove." in story("destroy", "--confirm", "ctl", code=0).output
