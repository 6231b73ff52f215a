"""mapctl as it is started: its words, its help, and how it ends when somebody makes a mistake."""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from mapctl import private
from mapctl.commands.init import _answer
from tests.environment import ROOT, Environment

WRONG = str(ROOT / "LICENSE")
"""A file with another password than a vault's."""

WRONG_PASSWORD = "The vault of 'sealed' can't be opened with this password. Give the right password"
RUNS = ("plan", "drift", "status", "people")
SEALED = VaultLib([("default", VaultSecret(b"open sesame"))]).encrypt(b"map_label_key: label-0123456789")
ANSWERS = [
    *(
        "--domain",
        "x.org",
        "--account-id",
        "123456789012",
        "--region",
        "us-east-1",
        "--profile",
        "p",
        "--email",
        "o@x.org",
    ),
    *("--ssh-public-key", "ssh-ed25519 AAAA", "--admin-network", "192.0.2.0/24", "--github-client-id", "Iv1.0"),
    *("--administrator", "zoe:zoe"),
]
PRIVATE = "-----BEGIN OPENSSH PRIVATE" + " KEY-----"
"""Put together, so that no line here looks like a key."""

COMMANDS = sorted(path.stem for path in (ROOT / "src/mapctl/commands").glob("[a-z]*.py"))


def mapctl(*words: str, inventories: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MAPCTL_INVENTORIES": str(inventories or ""), **more}
    return subprocess.run(
        [sys.executable, "-m", "mapctl", *words],
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command_with_its_docstring() -> None:
    done = mapctl("--help")
    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()]
    assert listed == COMMANDS
    assert len(listed) >= 12


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = mapctl(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: mapctl {command} [OPTIONS] ENV")
    assert len(done.stdout.splitlines()) > 6


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("plan", "tset"), "There is no environment 'tset' in"),
        (("plan", "tset"), "Did you mean 'test'?"),
        (("plan", "test", "jupiterhub"), "There is no playbook 'jupiterhub'. Did you mean 'jupyterhub'?"),
        (("plan",), "Missing argument 'ENV'"),
        (("paln", "test"), "No such command 'paln'"),
        (("plan", "test", "--vault-password-file", "/nowhere"), "The file /nowhere isn't there."),
        (("check", "test"), "map_regoin in group_vars/all/vars.yml is not a setting that any role knows."),
        (("apply", "test"), "Did you mean map_region?"),
        (("init", "test"), "There is an environment 'test' already."),
        (("init", "new"), "There is nobody to ask: Domain"),
        (("init", "new", *ANSWERS, "--administrator", "zoe"), "'zoe' isn't NAME:LOGIN."),
        (("init", "new", *ANSWERS, "--administrator", ":zoe"), "':zoe' isn't NAME:LOGIN."),
        (("init", "new", *ANSWERS, "--ssh-public-key", WRONG), f"{WRONG} holds no SSH public key."),
        (("init", "new", *ANSWERS, "--ssh-public-key", "/nowhere.pub"), "The file /nowhere.pub isn't there."),
        (("init", "new", *ANSWERS, "--ssh-public-key", f"{PRIVATE}\n{'A' * 300}"), "That is the private half"),
        (("status", "good", "--watch", "--json"), "Take one of them."),
        (("apply", "good", "--json"), "Give --yes too"),
        (("init", "new", "--vault-password-file", "/nowhere", *ANSWERS), "/nowhere"),
        (
            ("secrets", "sealed", "--rotate", "map_label_key", "--yes", "--vault-password-file", WRONG),
            "can't be opened",
        ),
        (("check", "sealed", "--vault-password-file", WRONG), WRONG_PASSWORD),
        *(((word, "sealed", "--vault-password-file", WRONG), WRONG_PASSWORD) for word in RUNS),
        *(
            ((word, "test"), "map_regoin in group_vars/all/vars.yml is not a setting that any role knows.")
            for word in RUNS
        ),
        (("plan", "good", "-e", "{x"), "The files of 'good' can't be read: -e: "),
        (("destroy", "good", "--confirm", "other"), "'other' was confirmed, but this is 'good'."),
        (("explain", "good", "zoe", "map_v2_lab"), "'zoe' isn't in map_people"),
        (("secrets", "good", "--rotate", "no_secret"), "looks up no secret 'no_secret'"),
        (("secrets", "good", "--rotate", "map_github_client_secret"), "It comes from GitHub. Make a new one there"),
        (("secrets", "good", "--rotate", "map_people_passwords.alice"), "used only once"),
    ],
)
def test_a_mistake_is_a_sentence_and_the_code_is_1(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    Environment(tmp_path, "good")
    Environment(tmp_path, "test").set(map_regoin="us-east-1")
    (Environment(tmp_path, "sealed").folder / "group_vars/all/vault.yml").write_bytes(SEALED)
    done = mapctl(*words, inventories=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob(".secrets"))


def test_a_private_key_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    key = tmp_path / "id_ed25519"
    key.write_text(f"{PRIVATE}\nhunter2\n")
    done = mapctl("init", "new", *ANSWERS, "--ssh-public-key", str(key), inventories=tmp_path)
    assert (done.returncode, "Give the one that ends with .pub." in done.stderr) == (1, True)
    assert "hunter2" not in done.stdout + done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["id_ed25519"]


@pytest.mark.parametrize("word", ["check", "plan"])
def test_so_is_a_password_file_that_isnt_there(tmp_path: Path, word: str) -> None:
    Environment(tmp_path, "good")
    done = mapctl(word, "good", inventories=tmp_path, ANSIBLE_VAULT_PASSWORD_FILE="~/nowhere")
    says = f"The file {Path.home()}/nowhere isn't there. Name the file with the vault's password, or a program."
    assert (done.returncode, done.stderr.split()) == (1, says.split())


def test_good_settings_are_good(tmp_path: Path) -> None:
    Environment(tmp_path, "good")
    done = mapctl("check", "good", inventories=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "The settings of 'good' are good.")


LOGIN = "The GitHub login {0}-gh of {0}"
EXAMPLES_OWN = {
    "production": [
        *("map_domain", "edge_acme_email", "203.0.113.0/24 in map_admin_networks"),
        *("198.51.100.0/24 in map_database_client_networks", "map_ssh_public_key", "map_github_client_id"),
        *(LOGIN.format(name) for name in ("alice", "bob", "carol", "dave")),
        "map_github_client_secret",
    ],
    "staging": [
        *("map_domain", "edge_acme_email", "203.0.113.0/24 in map_admin_networks", "map_ssh_public_key"),
        *("map_github_client_id", LOGIN.format("dave"), "map_github_client_secret"),
    ],
}
"""What must be somebody's own before an example is good for AWS itself."""


@pytest.mark.parametrize("name", ["production", "staging"])
def test_an_example_needs_its_vault_and_what_is_ones_own(tmp_path: Path, name: str) -> None:
    example = ROOT / "inventories" / name
    shutil.copytree(example, tmp_path / name, ignore=shutil.ignore_patterns("vault.yml"))
    assert f"`mapctl secrets {name}` makes its vault." in mapctl("init", name, inventories=tmp_path).stderr
    without = mapctl("secrets", name, inventories=tmp_path).stderr
    assert "nobody to ask" not in without
    assert "No password of the vault is given." in without
    key = ("--vault-password-file", WRONG)
    made = mapctl("secrets", name, *key, inventories=tmp_path)
    assert (made.returncode, f"`mapctl secrets {name}` edits it." in made.stdout) == (0, True)
    assert (tmp_path / name / "group_vars/all/vault.yml").read_text().startswith("$ANSIBLE_VAULT;")
    bundle = tmp_path / name / "rds-global-bundle.pem"
    missing = mapctl("check", name, *key, inventories=tmp_path).stderr
    assert f"- The file of certificates {bundle} isn't on this machine, and hosts are to get it." in missing
    bundle.write_text("-----BEGIN CERTIFICATE-----\n")
    left = re.sub(r"['`]", "", mapctl("check", name, *key, inventories=tmp_path).stderr)
    assert EXAMPLES_OWN[name] == re.findall(r"^- (.*) (?:is|isnt) (?:still the examples|GitHubs yet)", left, re.M)
    assert f"have {len(EXAMPLES_OWN[name])} problems" in left.replace("\n", " ")


def test_no_profile_of_aws_has_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has credentials in the environment, or by SSO alone, has no profile `default`."""
    typed = io.StringIO("\n")
    monkeypatch.setattr(typed, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", typed)
    assert _answer("map_aws_profile", None) == ""


def test_a_runs_folder_is_private_and_goes_even_after_a_kill() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from mapctl import private\nwith private.folder() as f: print(f, flush=True); input()"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    left = Path(process.stdout.readline().strip())
    (private.memory() / f"mapctl-{os.getuid()}-x").mkdir(exist_ok=True)  # of whoever
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    with private.folder() as mine:
        assert left.exists()  # its run is still at work
        written = private.write(mine / "password", "secret")
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert not mine.exists()
    process.kill()
    process.communicate()
    with private.folder():
        assert not left.exists()
    (private.memory() / f"mapctl-{os.getuid()}-x").rmdir()
