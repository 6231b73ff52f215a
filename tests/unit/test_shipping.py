"""What says the same twice says the same: versions, packages, words of make."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.unit.house import ROOT, imports, load, tracked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
GALAXY = load(ROOT / "galaxy.yml")
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
DISTRIBUTIONS = {"boto3": "boto3", "botocore": "boto3", "cryptography": "cryptography", "docker": "docker"} | {
    "pymysql": "PyMySQL"
}
OF_ANSIBLE = {"ansible", "ansible_collections", "jinja2", "yaml"}
WORKFLOW = load(ROOT / ".github/workflows/ci.yml")
(JOB,) = WORKFLOW["jobs"].values()
CALLED = [word for words in JOB["strategy"]["matrix"]["words"] for word in words.split()]


def lines(name: str) -> list[str]:
    """A list of packages without its comments."""
    return [line for line in (ROOT / name).read_text().splitlines() if not line.startswith("#")]


def test_the_collection_lists_the_packages_that_its_code_imports() -> None:
    plugins = [path for path in tracked() if path.is_relative_to(ROOT / "plugins") and path.suffix == ".py"]
    tops = {name.split(".")[0] for path in plugins for name in imports(path) if not name.startswith(".")}
    needed = {DISTRIBUTIONS[name] for name in tops - OF_ANSIBLE - set(sys.stdlib_module_names)}
    assert lines("requirements/collection.txt") == [
        wish for wish in PROJECT["dependencies"] if re.split("[>=]", wish)[0] in needed
    ]
    definition = load(ROOT / "meta/execution-environment.yml")
    assert definition["dependencies"] == {"python": "requirements/collection.txt"}


def test_the_execution_environment_has_the_same_versions() -> None:
    definition = load(ROOT / "execution-environment.yml")
    archive = f"mesoscale-map-{GALAXY['version']}.tar.gz"
    assert definition["additional_build_files"] == [{"src": f"dist/{archive}", "dest": "archive"}]
    assert definition["dependencies"]["galaxy"]["collections"] == [{"name": f"archive/{archive}", "type": "file"}]
    for package in ("ansible_core", "ansible_runner"):
        wish = definition["dependencies"][package]["package_pip"].split(",")[0]
        assert wish in PROJECT["dependencies"]


def test_command_and_collection_have_one_version() -> None:
    assert PROJECT["version"] == GALAXY["version"]


def test_the_wheel_brings_every_folder_of_the_collection() -> None:
    folders = {directive.split()[1] for directive in GALAXY["manifest"]["directives"] if "recursive" in directive}
    assert folders <= set(WHEEL["only-include"])
    assert folders <= set(WHEEL["sources"])


def test_fragments_are_good() -> None:
    """They become the changelog of the next release."""
    command = [str(Path(sys.executable).parent / "antsibull-changelog"), "lint"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_workflow_calls_words_of_make() -> None:
    words = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert {"test", "molecule"} <= set(CALLED) <= words
    assert "make ${{ matrix.words }}" in [step.get("run") for step in JOB["steps"]]


def test_each_change_is_held_to_what_the_readme_says() -> None:
    (command,) = re.findall(r"`(make [a-z ]+)` runs what must pass", (ROOT / "README.md").read_text())
    assert set(command.split()[1:]) == {"test", "molecule"}
    assert (ROOT / ".ci/run").read_text().splitlines()[-1] == command


def test_the_workflow_may_only_read() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert WORKFLOW["concurrency"]["cancel-in-progress"]


def test_its_job_ends_in_time_and_takes_whole_versions_of_actions() -> None:
    assert JOB["timeout-minutes"] <= 360
    assert "permissions" not in JOB
    used = [step["uses"] for step in JOB["steps"] if "uses" in step]
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@v\d+", name)] == []
