"""Bad settings through the real ansible-playbook: one message with everything, no traceback, nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import docker
import pytest
import yaml

from tests.environment import ROOT, Environment

PLAYBOOK = "site.yml"
HEADLINE = "nothing was changed."
CANARY = "cänary-0123456789"
VAULT_PASSWORD = "open sesame"

BOTH = pytest.mark.parametrize("corner", ["lowest", "newest"])


def environment(parent: Path, corner: str) -> Environment:
    """A copy of inventories/local that runs with one of the two versions of ansible-core."""
    return Environment(parent, name="settings", python=ROOT / f".venv-{corner}/bin/python")


def break_settings(bad: Environment) -> None:
    people = [*bad.variables["map_people"], {"name": "map"}, {"name": "a_b"}]
    bad.set(
        map_account_id="12345",
        map_databse_port=3306,
        map_people=people,
        map_database_parameters={"max_allowed_packet": 2147483648},
    )
    vault = bad.folder / "group_vars/all/vault.yml"
    kept = [line for line in vault.read_text().splitlines() if not line.startswith(("map_label_key", "map_database_w"))]
    vault.write_text("\n".join([*kept, f"map_database_worker_password: {CANARY}"]) + "\n")


SAID = [
    "map_databse_port in group_vars/all/vars.yml is not a setting that any role knows. Did you mean map_database_port?",
    "group_vars/all/vault.yml is not encrypted",
    "The secret map_database_webgui_password is missing. Set it in group_vars/all/vault.yml",
    "The secret map_label_key is missing. Set it in group_vars/all/vault.yml",
    "map_account_id is '12345', but an AWS account has 12 digits.",
    "The name 'map' is taken by the pipeline",
    "The name 'a_b' can't be an account.",
    "max_allowed_packet",
    "The password of 'map_database_worker_password' has characters that not every client sends alike.",
]


@BOTH
@pytest.mark.parametrize("arguments", [(), ("--check", "--diff")], ids=["apply", "check"])
def test_everything_wrong_is_said_at_once(tmp_path: Path, corner: str, arguments: tuple[str, ...]) -> None:
    bad = environment(tmp_path, corner)
    break_settings(bad)
    run = bad.play(PLAYBOOK, *arguments, ok=False)
    assert run.returncode == 2, run.output
    headline, *lines = problems_in(run.output)
    assert headline == f"The settings of 'settings' have {len(SAID)} problems; {HEADLINE}"
    assert [said in line for said, line in zip(SAID, lines, strict=True)] == [True] * len(SAID), lines
    assert "Traceback" not in run.output
    assert CANARY not in run.output


@BOTH
def test_nothing_is_changed(tmp_path: Path, corner: str) -> None:
    bad = environment(tmp_path, corner)
    break_settings(bad)
    before = shown(bad.folder)
    run = bad.play(PLAYBOOK, ok=False)
    assert run.changed == []
    assert "changed=0" in run.output
    assert shown(bad.folder) == before
    engine = docker.from_env()
    assert engine.containers.list(all=True, filters={"label": "map.environment=settings"}) == []
    engine.close()


def shown(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(path), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]


def problems_in(output: str) -> list[str]:
    """The message in a run's output: the headline, and a line a problem."""
    lines = [line.strip() for line in output.splitlines()]
    first = next(n for n, line in enumerate(lines) if line.endswith(HEADLINE) and line.startswith("The settings"))
    rest = lines[first + 1 :]
    count = next((n for n, line in enumerate(rest) if not line.startswith("- ")), len(rest))
    return [lines[first], *(line.removeprefix("- ") for line in rest[:count])]


@BOTH
def test_what_is_checked_is_made_and_then_there(tmp_path: Path, corner: str) -> None:
    play = settings_only(tmp_path)
    good = environment(tmp_path, corner)
    checked = good.play(play, "--check")
    assert not (good.folder / ".secrets").exists()
    applied = good.play(play)
    assert checked.plan == applied.plan
    made = {target.removeprefix("local secret ") for _, target, _ in applied.plan}
    assert {"map_database_master_password", "map_label_key", "map_people_passwords.alice"} <= made
    assert len(list((good.folder / ".secrets").iterdir())) == len(made)
    before = shown(good.folder)
    assert good.play(play).plan == good.play(play, "--check").plan == []
    assert shown(good.folder) == before
    assert not [text for _, text in before if text.decode().strip() in applied.output and len(text) == 33]


@BOTH
def test_settings_run_once(tmp_path: Path, corner: str) -> None:
    run = environment(tmp_path, corner).play(settings_only(tmp_path))
    assert run.output.count("Check all settings of the environment") == 1


def settings_only(parent: Path) -> str:
    """A playbook of two plays that do nothing but check the settings."""
    play = {"hosts": "localhost", "gather_facts": False, "roles": ["mesoscale.map.settings"]}
    path = parent / "settings_only.yml"
    path.write_text(yaml.safe_dump([play, {**play, "hosts": "map_host"}]))
    return str(path)


@BOTH
@pytest.mark.parametrize("name", ["staging", "production"])
def test_the_examples_are_good(tmp_path: Path, corner: str, name: str) -> None:
    """At a stand-in for AWS; at AWS itself what must be somebody's own is refused."""
    folder = tmp_path / name
    shutil.copytree(ROOT / "inventories" / name, folder)
    (folder / "rds-global-bundle.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    people = {
        person["name"] for person in yaml.safe_load((folder / "group_vars/all/vars.yml").read_text())["map_people"]
    }
    secrets = yaml.safe_load((ROOT / "docs/vault.example.yml").read_text().replace("replace-me", "replaced"))
    given = {person: text for person, text in secrets["map_people_passwords"].items() if person in people}
    vault = folder / "group_vars/all/vault.yml"
    vault.write_text(yaml.safe_dump({**secrets, "map_people_passwords": given}))
    password = tmp_path / "password"
    password.write_text(VAULT_PASSWORD)
    binaries = ROOT / f".venv-{corner}/bin"
    key = ["--vault-password-file", str(password)]
    subprocess.run([binaries / "ansible-vault", "encrypt", *key, vault], check=True, capture_output=True)
    example = Environment(tmp_path, name=name, python=binaries / "python")
    example.set(map_aws_endpoint="https://127.0.0.1:4566")
    run = example.play(settings_only(tmp_path), *key)
    assert run.changed == []


@BOTH
def test_the_example_of_a_vault_is_refused_until_it_is_filled_in(tmp_path: Path, corner: str) -> None:
    bad = environment(tmp_path, corner)
    shutil.copy(ROOT / "docs/vault.example.yml", bad.folder / "group_vars/all/vault.yml")
    lines = problems_in(bad.play(settings_only(tmp_path), ok=False).output)
    assert sum("is still the example's" in line for line in lines) == 15
    assert sum("is not encrypted" in line for line in lines) == 1
    assert "replace-me-" not in "\n".join(lines)


ASK = """
from ansible_collections.mesoscale.map.plugins.module_utils.rules.engines import problems
from ansible_collections.mesoscale.map.plugins.plugin_utils import local_machine
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
here = {"groups": {"map_host": ["here"]}, "hostvars": {"here": {"ansible_connection": "local"}}}
print("\\n".join(problems(local_machine.machines(here, Templar(DataLoader())))))
"""


@BOTH
def test_no_engine_and_no_right_to_install_one(tmp_path: Path, corner: str) -> None:
    # The play itself can't run as nobody: this checkout and its interpreter may be in root's home.
    done = subprocess.run(
        [*as_nobody(), ROOT / f".venv-{corner}/bin/python", "-c", ASK],
        env={
            "DOCKER_HOST": f"unix://{tmp_path}/nosuch.sock",
            "HOME": "/nonexistent",
            "ANSIBLE_LOCAL_TEMP": str(tmp_path / "temporary"),
            "LANG": "C.UTF-8",
            "PATH": "/usr/bin" if os.geteuid() == 0 else str(tmp_path),  # no sudo for who may use it
            "PYTHONPATH": str(ROOT / ".collections"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("No container engine answers on here"), done.stdout + done.stderr
    assert "this user may not install one" in done.stdout or "on Debian 12 and 13 only" in done.stdout


def as_nobody() -> list[str]:
    """What runs a command as a user without rights, but that of reading files."""
    if os.geteuid() != 0:
        return []
    right = "+dac_override"
    identity = ["--reuid=65534", "--regid=65534", "--clear-groups"]
    return ["setpriv", *identity, f"--inh-caps={right}", f"--ambient-caps={right}"]
