"""Each gate fails when what it watches is broken, and says what and where."""

from __future__ import annotations

import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from tests.gates.gates import GATES

ROOT = Path(__file__).parents[2]
SANITY, HOUSE = "sanity", "tests/unit/test_house"

BROKEN = {
    # what is broken: (file, text, what it becomes, gate, --only or tests of the house, words)
    "a task without a name": (
        "roles/people/tasks/main.yml",
        "---\n",
        "---\n- ansible.builtin.debug:\n    msg: x\n\n",
        ("ansible-lint", "roles/people/tasks/main.yml"),
        "name[missing]",
    ),
    "a shell": (
        "roles/people/tasks/main.yml",
        "---\n",
        "---\n- name: Look\n  ansible.builtin.shell: ls\n\n",
        (f"{HOUSE}_roles.py", "people"),
        "ansible.builtin.shell",
    ),
    "an option without a spec": (
        "roles/edge/defaults/main.yml",
        "---\n",
        "---\nedge_unheard_of: 1\n",
        (f"{HOUSE}_roles.py", "edge"),
        "edge_unheard_of",
    ),
    "an option without documentation": (
        "plugins/modules/db_users.py",
        "\n  people:\n",
        "\n  persons:\n",
        (SANITY, "validate-modules"),
        "people",
    ),
    "a spec of another type than documented": (
        "plugins/module_utils/specs/git_mirror.py",
        '"token_user": {"type": "str"',
        '"token_user": {"type": "int"',
        (f"{HOUSE}_modules.py", "git_mirror"),
        "token_user: type is int, documented as str",
    ),
    "a link that leads nowhere": (
        "docs/architecture.md",
        "\n\n",
        "\n\nSee [the page](nowhere.md).\n\n",
        (f"{HOUSE}_docs.py", "architecture"),
        "nowhere.md",
    ),
    "a variable without quotes": (
        "images/mysql/healthcheck.sh",
        "#!/bin/sh\n",
        "#!/bin/sh\nrm $1\n",
        ("shellcheck", ""),
        "SC2086",
    ),
    "a secret": (
        "docs/database.md",
        "\n\n",
        "\n\nAKIA" + "QYLPMN5HFIQR7XYA\n\n",
        ("secrets", "docs/database.md"),
        "AWS Access Key",
    ),
    "a type error": (
        "src/mapctl/passwords.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nNUMBER: int = 'one'\n",
        ("mypy", "src/mapctl/passwords.py"),
        "Incompatible types",
    ),
    "a program by a shell": (
        "src/mapctl/passwords.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nimport subprocess\n\nsubprocess.run('ls', shell=True)\n",
        ("bandit", "src/mapctl/passwords.py"),
        "B602",
    ),
    "an import that nobody needs": (
        "src/mapctl/passwords.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nimport ftplib\n",
        ("ruff", "src/mapctl/passwords.py"),
        "ftplib",
    ),
    "an image that nobody sees fail": (
        "images/edge/Dockerfile",
        "HEALTHCHECK ",
        "# ",
        ("checkov", ""),
        "CKV_DOCKER_2",
    ),
    "a line that isn't in the project's form": (
        "src/mapctl/passwords.py",
        "_MARK = ",
        "_MARK =  ",
        ("ruff", "src/mapctl/passwords.py"),
        "would be reformatted",
    ),
    "a reference to a module that isn't there": (
        "plugins/modules/file_texts.py",
        "short_description:",
        "seealso:\n  - module: mesoscale.map.nowhere\nshort_description:",
        ("antsibull-docs", ""),
        "mesoscale.map.nowhere",
    ),
    "an image of root": (
        "images/edge/Dockerfile",
        "USER 999:999\n",
        "USER root\n",
        ("hadolint", ""),
        "DL3002",
    ),
}


def test_each_gate_is_among_them() -> None:
    assert {case[3][0] for case in t.cast("t.Any", BROKEN.values())} >= set(GATES)


def changed(folder: Path, name: str, text: str, becomes: str) -> None:
    path = folder / name
    content = path.read_text()
    assert text in content
    path.write_text(content.replace(text, becomes, 1))


def gate(folder: Path, name: str, only: str) -> subprocess.CompletedProcess[str]:
    """The gate's run. A file of the house's tests is a gate too."""
    words = [sys.executable, str(ROOT / "tests/gates/gates.py"), "--folder", str(folder), "--only", only, name]
    if name.startswith(HOUSE):
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name, "-k", only]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that git knows here, to break."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    copy = tmp_path_factory.mktemp("gates") / "tree"
    for name in names:
        if name and ((ROOT / name).is_symlink() or (ROOT / name).is_file()):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name, follow_symlinks=False)
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    return copy


@pytest.mark.parametrize("what", BROKEN)
def test_a_gate_fails_where_something_is_broken(tree: Path, what: str) -> None:
    name, text, becomes, (watcher, only), words = BROKEN[what]
    whole = (tree / name).read_bytes()
    try:
        changed(tree, name, text, becomes)
        done = gate(tree, watcher, only)
        assert done.returncode
        assert words in done.stdout + done.stderr
        assert Path(name).stem in done.stdout + done.stderr
    finally:
        (tree / name).write_bytes(whole)


@pytest.mark.parametrize(("watcher", "only"), sorted({case[3] for case in t.cast("t.Any", BROKEN.values())}))
def test_the_same_gate_passes_the_whole(tree: Path, watcher: str, only: str) -> None:
    done = gate(tree, watcher, only)
    assert done.returncode == 0, done.stdout + done.stderr
