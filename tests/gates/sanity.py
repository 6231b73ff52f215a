"""sanity.py FOLDER [TEST ...]: all of `ansible-test sanity`, or these tests of it, on what ships of FOLDER.

ansible-test takes no links and no work tree within another, so it gets what would be published, in a folder of its own.
What it installs is kept in .cache/sanity, which is its HOME.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import types
from pathlib import Path

from ansible_test._internal.python_requirements import get_venv_packages

HOME = Path(__file__).parents[2] / ".cache/sanity"
BIN = Path(sys.executable).parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"

# ansible-test would load a script that installs pip from a host that is no package registry. Each Python brings a pip.
GET_PIP = """\
import subprocess, sys
wanted = [word for word in sys.argv[1:] if not word.startswith("--no-")]
subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
subprocess.run([sys.executable, "-m", "pip", "-q", "install", *wanted], check=True)
"""


def run(*words: str | Path, **options: object) -> str:
    """The output of a command. Ends all with the output of one that fails."""
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(done.stdout)
    return str(done.stdout)


def ship(folder: Path, scratch: Path) -> Path:
    """What ships of a folder, where Ansible looks for collections, and what of tests/ ansible-test reads."""
    collection = scratch / "ansible_collections/mesoscale/map"
    run(BIN / "ansible-galaxy", "collection", "build", "--output-path", scratch / "built", folder)
    shutil.unpack_archive(next((scratch / "built").iterdir()), collection, filter="data")
    (collection / "tests").mkdir()
    shutil.copy(folder / "tests/config.yml", collection / "tests")
    shutil.copytree(folder / "tests/sanity", collection / "tests/sanity")
    return collection


def variables() -> dict[str, str]:
    """ansible-test's own HOME. It passes no variable on to pip, so that pip's settings are put where pip finds them."""
    settings = [line.partition("=") for line in run(BIN / "pip", "config", "list").splitlines()]
    values = {name.rpartition(".")[2]: value.strip("'") for name, _, value in settings}
    folder = HOME / ".config/pip"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "pip.conf").write_text("\n".join(["[global]", *(f"{name} = {value}" for name, value in values.items())]))
    cache = HOME / ".ansible/test/cache"
    cache.mkdir(parents=True, exist_ok=True)
    pip = get_venv_packages(types.SimpleNamespace(version=VERSION))["pip"]
    (cache / f"get_pip_{pip.replace('.', '_')}.py").write_text(GET_PIP)
    return {**os.environ, "HOME": str(HOME), "LC_ALL": "C.UTF-8", "PATH": f"{BIN}:{os.environ['PATH']}"}


def main(folder: Path, *tests: str) -> None:
    with tempfile.TemporaryDirectory(prefix="map-sanity-") as scratch:
        where = {"cwd": ship(folder, Path(scratch)), "env": variables()}
        listed = run(BIN / "ansible-test", "sanity", "--list-tests", **where).splitlines()
        there = [line for line in listed if line and " " not in line]
        chosen = [word for name in tests for word in ("--test", name)]
        said = run(BIN / "ansible-test", "sanity", "--python", VERSION, "--color", "no", *chosen, **where)
    ran = sorted(set(re.findall(r'^Running sanity test "([\w-]+)"', said, re.M)))
    # A test that lacks a program is skipped with a warning.
    skipped = [line for line in said.splitlines() if re.search("Skipping|Required program", line)]
    if skipped or ran != sorted(tests or there):
        sys.exit(f"{said}\nThese ran: {' '.join(ran)}. Others were skipped.")
    print(f"ran {len(ran)} of {len(there)}: {' '.join(ran)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *sys.argv[2:])
