"""What `make build` gives: an archive with exactly what ships, whose playbooks run from anywhere."""

from __future__ import annotations

import shutil
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from tests.checkout import answer, committed, run, tracked
from tests.environment import ROOT, Environment

BIN = Path(sys.executable).parent
FOLDERS = {"changelogs", "docs", "examples", "images", "meta", "playbooks", "plugins", "roles"}
FILES = {"CHANGELOG.md", "LICENSE", "README.md", "requirements/collection.txt"}
ADDED_BY_ANSIBLE = {"FILES.json", "MANIFEST.json"}
LITTER = (
    *("inventories/local/.secrets/canary", "images/hub/.env", "roles/people/files/id_ed25519", "docs/notes.md"),
    *("plugins/module_utils/__pycache__/plan.cpython-313.pyc", ".cache/pip/canary", "tests/artifacts/canary.png"),
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository in which somebody worked: files lie about that aren't committed."""
    copy = committed(tmp_path_factory.mktemp("shipping") / "map")
    for name in LITTER:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text("canary")
    (copy / ".venv-newest").symlink_to(BIN.parent)
    return copy


def make(folder: Path, word: str) -> str:
    """A word of make, with the Python of the tests."""
    return run(folder, "make", "--assume-old=.venv-newest/ready", word)


@pytest.fixture(scope="module")
def archive(checkout: Path) -> Path:
    make(checkout, "build")
    (found,) = (checkout / "dist").iterdir()
    return found


@pytest.fixture(scope="module")
def installed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for Ansible's collections in which there is only this one."""
    place = tmp_path_factory.mktemp("collections")
    run(place, str(BIN / "ansible-galaxy"), "collection", "install", str(archive), "-p", str(place), "--offline")
    return place


def ansible(place: Path, cwd: Path, program: str, *words: str) -> tuple[int, str]:
    """A program of Ansible that knows no other configuration than where collections are; how it ends, what it says."""
    variables = {"ANSIBLE_COLLECTIONS_PATH": str(place), "ANSIBLE_NOCOLOR": "1", "HOME": str(cwd)}
    done = answer(cwd, str(BIN / program), *words, **variables)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(tmp_path / "elsewhere", "shipped")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Where the operator is: in a folder in which nothing is."""
    place = tmp_path / "empty"
    place.mkdir()
    return place


def test_the_archive_has_exactly_what_ships(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        names = {member.name for member in tar if not member.isdir()}
    wanted = {name for name in tracked() if name.split("/")[0] in FOLDERS or name in FILES}
    assert names - ADDED_BY_ANSIBLE == wanted
    assert {"images/hub/Dockerfile", "examples/pipeline/README.md"} <= names


def test_its_site_runs_against_an_inventory_elsewhere(installed: Path, environment: Environment, empty: Path) -> None:
    """The plan reads images and examples of the collection; it changes nothing."""
    code, said = ansible(
        installed, empty, "ansible-playbook", "-i", str(environment.folder), "mesoscale.map.site", "--check", "--diff"
    )
    assert code == 0, said
    assert "map-shipped" in said
    assert "unreachable=0    failed=0" in said
    assert not (environment.folder / ".secrets").exists()


def test_wrong_settings_are_refused_alike(installed: Path, environment: Environment, empty: Path) -> None:
    environment.set(map_databse_port=3306)
    code, said = ansible(installed, empty, "ansible-playbook", "-i", str(environment.folder), "mesoscale.map.people")
    assert code == 2
    assert "The settings of 'shipped' have a problem; nothing was changed." in said
    assert "map_databse_port in group_vars/all/vars.yml is not a setting that any role knows. Did you mean" in said


def test_its_reference_is_found(installed: Path, empty: Path) -> None:
    for kind, folder in (("module", "plugins/modules/*.py"), ("role", "roles/*")):
        code, said = ansible(installed, empty, "ansible-doc", "--list", "--type", kind, "mesoscale.map", "--json")
        assert code == 0, said
        there = {f"mesoscale.map.{path.stem}" for path in ROOT.glob(folder)}
        assert set(yaml.safe_load(said[said.index("{") :])) == there


def test_ansible_builder_takes_the_definition(archive: Path, installed: Path, tmp_path: Path) -> None:
    """It finds the archive, and what the collection's code needs; the image itself is not built here."""
    (tmp_path / "dist").mkdir()
    shutil.copy2(archive, tmp_path / "dist")
    shutil.copy2(ROOT / "execution-environment.yml", tmp_path)
    run(tmp_path, str(BIN / "ansible-builder"), "create", "--output-filename", "Containerfile")
    assert (tmp_path / "context/_build/archive" / archive.name).exists()
    assert "FROM $EE_BASE_IMAGE" in (tmp_path / "context/Containerfile").read_text()
    said = run(tmp_path, str(BIN / "ansible-builder"), "introspect", "--sanitize", str(installed))
    found = yaml.safe_load(said)
    needed = [line for line in (ROOT / "requirements/collection.txt").read_text().splitlines() if line[0] != "#"]
    assert [line.split()[0] for line in found["python"]] == needed


def test_a_release_makes_the_changelog_from_the_fragments(checkout: Path) -> None:
    """Last, for it changes the copy."""
    make(checkout, "changelog")
    changelog = (checkout / "CHANGELOG.md").read_text()
    assert "Release Notes" in changelog
    assert "make clean" in changelog
    assert not list((checkout / "changelogs/fragments").glob("*.yml"))


def test_the_reference_is_made_without_a_warning(tmp_path: Path) -> None:
    """`make docs` ends at the first one."""
    run(ROOT, "make", "--assume-old=.venv-newest/ready", "docs", f"REFERENCE={tmp_path / 'reference'}")
    pages = {path.name for path in (tmp_path / "reference/html").glob("*.html")}
    assert {f"{path.name}_role.html" for path in ROOT.glob("roles/*")} <= pages
    assert {f"{path.stem}_module.html" for path in ROOT.glob("plugins/modules/*.py")} <= pages
