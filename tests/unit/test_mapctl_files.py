"""mapctl: an environment's files made and changed, as text -> text, and on a real folder with a real vault."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from mapctl import beginnings, library, passwords, place, records, settings, vault
from mapctl.errors import MapctlError
from mapctl.runs import Result

VAULT = """---
# The secrets.
one_password: old-one  # for one
people_passwords:
  alice: old-alice
  bob: 'old bob'
other_password: !unsafe "old{{"
odd_password: 'old #x'
"""
ANSWERS = {
    "map_domain": "map.lab-x.org",
    "map_account_id": "210987654321",
    "map_region": "us-east-1",
    "map_aws_profile": "lab",
    "map_ssh_public_key": f"ssh-ed25519 {'A' * 68} me",
    "map_admin_networks": ["10.1.2.0/24"],
    "map_github_client_id": "Ov23li0123456789abcd",
    "edge_acme_email": "ops@lab-x.org",
}
VARIABLES = "group_vars/all/vars.yml"
ADMIN = {"name": "zoe", "github": "zoe-gh", "role": "pipeline_admin", "admin": True}


@pytest.fixture
def inventories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAPCTL_INVENTORIES", str(tmp_path / "inventories"))
    (tmp_path / "password").write_text("open sesame\n")
    return tmp_path / "inventories"


@pytest.mark.parametrize(
    ("name", "was", "becomes"),
    [
        ("one_password", "one_password: old-one  # for one", "one_password: NEW  # for one"),
        ("people_passwords.alice", "alice: old-alice", "alice: NEW"),
        ("people_passwords.bob", "bob: 'old bob'", "bob: NEW"),
        ("other_password", 'other_password: !unsafe "old{{"', "other_password: NEW"),
        ("odd_password", "odd_password: 'old #x'", "odd_password: NEW"),
    ],
)
def test_one_secret_changes_and_nothing_else(name: str, was: str, becomes: str) -> None:
    assert vault.replaced(VAULT, name, "NEW") == VAULT.replace(was, becomes)


@pytest.mark.parametrize(
    "name", ["absent", "people_passwords", "people_passwords.carol", "one_password.alice", "alice"]
)
def test_what_is_no_secret_on_a_line_is_refused(name: str) -> None:
    with pytest.raises(MapctlError, match=re.escape(name)):
        vault.replaced(VAULT, name, "NEW")


@pytest.mark.parametrize("line", ["a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256", "a: 'old\n  more'", "a: >-\n  folded"])
def test_what_would_leave_a_part_of_the_old_secret_is_refused(line: str) -> None:
    with pytest.raises(MapctlError, match="'a' on a line of its own"):
        vault.replaced(f"{line}\nb: other\n", "a", "NEW")


def test_a_new_environment_is_good_and_its_secrets_are_its_own(inventories: Path) -> None:
    given = passwords.Passwords(vault_file=str(inventories.parent / "password"))
    beginnings.check_name("lab")
    beginnings.make("lab", ANSWERS, [ADMIN], given, "github-0123456789")
    made = place.environment("lab")
    (made.folder / "rds-global-bundle.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    assert (made.folder / "group_vars/all/vault.yml").read_text().startswith("$ANSIBLE_VAULT;")
    read = settings.read(made, given)
    assert read.problems == []
    assert not read.embedded
    assert {name: read.values[name] for name in ANSWERS} == ANSWERS
    assert [one["name"] for one in read.values["map_people"]] == ["zoe"]
    assert read.values["map_github_client_secret"] == "github-0123456789"
    found = [read.values[name] for name in read.secrets if isinstance(read.values.get(name), str) and read.values[name]]
    assert len(set(found)) == len(found) >= 10
    assert "replace-me" not in str(read.values)
    assert read.values["map_database_client_networks"] == []
    assert "map.example.org" not in (made.folder / "group_vars/all/vars.yml").read_text()
    assert "# a guard" in (made.folder / "group_vars/all/vars.yml").read_text()
    assert [path.name for path in inventories.iterdir()] == ["lab"]
    assert (made.folder / ".gitignore").read_text().split() == [".secrets/", ".mapctl/"]


def test_a_second_local_environment_has_ports_of_its_own(inventories: Path) -> None:
    for name in ("one", "two"):
        beginnings.make_local(name)
    read = [settings.read(place.environment(name), passwords.Passwords()) for name in ("one", "two")]
    assert [(one.problems, one.embedded) for one in read] == [([], True)] * 2
    ports = [{key: value for key, value in one.values.items() if key.endswith("_port")} for one in read]
    own = [key for key in ports[0] if key.startswith(("embedded_", "edge_", "jupyterhub_", "webgui_"))]
    assert len(own) == 7
    assert all(ports[0][key] != ports[1][key] for key in own)
    assert ports[1]["map_container_database_port"] == 3306, "where MySQL listens on the environment's own network"


@pytest.mark.parametrize("name", ["Lab", "a", "lab_1", "0lab", "l" * 17])
def test_a_name_that_cant_be_a_part_of_others_is_refused(inventories: Path, name: str) -> None:
    with pytest.raises(MapctlError, match="2 to 16 small letters and digits"):
        beginnings.check_name(name)


def test_a_secret_is_rotated_in_an_encrypted_vault_and_in_a_file(inventories: Path) -> None:
    given = passwords.Passwords(vault_file=str(inventories.parent / "password"))
    beginnings.make("lab", ANSWERS, [ADMIN], given, "")
    beginnings.make_local("here")
    lab, here = place.environment("lab"), place.environment("here")
    before = settings.read(lab, given).values
    vault.Vault(lab, given).rotate("map_database_worker_password")
    after = settings.read(lab, given).values
    assert [name for name in before if before[name] != after[name]] == ["map_database_worker_password"]
    vault.Vault(here, given).rotate("map_database_worker_password")
    assert [path.name for path in (here.folder / ".secrets").iterdir()] == ["database_worker"]
    with pytest.raises(MapctlError, match="can't be made anew: what a volume holds"):
        vault.Vault(here, given).rotate("map_database_master_password")


def test_a_wrong_password_is_a_sentence(inventories: Path) -> None:
    given = passwords.Passwords(vault_file=str(inventories.parent / "password"))
    beginnings.make("lab", ANSWERS, [ADMIN], given, "")
    with pytest.raises(MapctlError, match="vault of 'lab' can't be opened with this password"):
        settings.read(place.environment("lab"), passwords.Passwords(vault="wrong"))
    assert "wrong" not in repr(passwords.Passwords(vault="wrong", become="wrong"))


def test_a_setting_of_one_run_counts(inventories: Path) -> None:
    beginnings.make_local("here")
    read = settings.read(place.environment("here"), passwords.Passwords(), ['{"workers_count": 3}', "map_regoin=x"])
    assert read.values["workers_count"] == 3
    assert [problem.partition(" is not")[0] for problem in read.problems] == ["map_regoin in -e"]


@pytest.mark.parametrize(
    ("file", "text", "line", "says"),
    [
        (VARIABLES, "workers_count: 2\noops\nmap_root: /srv\n", 3, "could not find expected ':'"),
        (VARIABLES, "map_people:\n  - name: zoe\n    github: @zoe\n", 3, "cannot start any token"),
        (VARIABLES, "workers_count: 2\nmap_root: /srv\nworkers_count: 3\n", 3, "duplicate mapping key 'workers_count'"),
        ("group_vars/all/vault.yml", "map_people_passwords:\n\tzoe: x\n", 2, "Tabs are usually invalid"),
        ("hosts.yml", "all:\n  hosts: {localhost:\n", 3, "expected"),
    ],
)
def test_a_mistake_in_yaml_is_told_with_its_place(
    inventories: Path, file: str, text: str, line: int, says: str
) -> None:
    beginnings.make_local("here")
    here = place.environment("here")
    (here.folder / file).write_text(text)
    with pytest.raises(MapctlError) as caught:
        settings.read(here, passwords.Passwords())
    where = f"The files of 'here' can't be read: {file}, near line {line}: "
    assert (str(caught.value).startswith(where), says in str(caught.value)) == (True, True), str(caught.value)


def test_a_mistake_in_an_encrypted_vault_is_told_without_its_text(inventories: Path) -> None:
    given = passwords.Passwords(vault_file=str(inventories.parent / "password"))
    beginnings.make("lab", ANSWERS, [ADMIN], given, "")
    lab = place.environment("lab")
    lab.vault.write_bytes(vault.library(given).encrypt(b"map_label_key: hunter2\nmap_label_key: hunter3\n"))
    with pytest.raises(MapctlError, match=r"group_vars/all/vault\.yml, near line 2: .*'map_label_key'") as caught:
        settings.read(lab, given)
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize("hosts", [None, "", "all:\n", "all: {hosts: {other: }}\n"])
def test_an_environment_without_hosts_is_told_what_it_lacks(inventories: Path, hosts: str | None) -> None:
    beginnings.make_local("here")
    file = place.environment("here").folder / "hosts.yml"
    file.unlink() if hosts is None else file.write_text(hosts)
    with pytest.raises(MapctlError, match=r"hosts\.yml isn't there, or names no host localhost\. Copy hosts\.yml from"):
        settings.read(place.environment("here"), passwords.Passwords())


@pytest.mark.parametrize(
    ("given", "says"), [("{x", "-e: YAML"), ("@/nowhere.yml", "the file /nowhere.yml isn't there")]
)
def test_a_setting_of_one_run_that_cant_be_read_is_told(inventories: Path, given: str, says: str) -> None:
    beginnings.make_local("here")
    with pytest.raises(MapctlError, match=f"can't be read: {says}"):
        settings.read(place.environment("here"), passwords.Passwords(), [given])


@pytest.mark.parametrize("check", [True, False])
def test_a_script_is_told_of_wrong_settings_as_people_are(inventories: Path, check: bool) -> None:
    beginnings.make_local("here")
    with pytest.raises(MapctlError, match="map_regoin in -e is not a setting"):
        library.run("here", check=check, extra={"map_regoin": "us-east-1"})


def test_an_encrypted_vault_without_a_password_and_a_terminal_is_refused(
    inventories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = passwords.Passwords(vault_file=str(inventories.parent / "password"))
    beginnings.make("lab", ANSWERS, [ADMIN], given, "")
    monkeypatch.delenv("ANSIBLE_VAULT_PASSWORD_FILE", raising=False)
    with pytest.raises(MapctlError, match="vault of 'lab' is encrypted, and there is nobody to ask"):
        passwords.collect(place.environment("lab"))


def test_records_are_whole_private_and_not_too_many(inventories: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beginnings.make_local("here")
    here = place.environment("here")
    monkeypatch.setattr(records, "KEPT", 3)
    for number in range(5):
        result = Result("ok", (), (), (), {}, float(number))
        records.write(here, "history", records.of_run("mapctl apply here", "site", result, 0, here))
    (here.kept / "history/0-broken.json").write_text("{")
    assert [one["seconds"] for one in records.all_of(here, "history")] == [2.0, 3.0, 4.0]
    assert (here.kept / "history").stat().st_mode & 0o777 == 0o700
    assert yaml.safe_load((here.folder / "group_vars/all/vars.yml").read_text())["map_environment"] == "here"


def test_a_commit_has_a_plus_while_files_of_the_environment_differ_from_it(
    inventories: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{variable}_NAME", "me")
        monkeypatch.setenv(f"{variable}_EMAIL", "me@x.org")

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", inventories, *words], check=True, capture_output=True)

    beginnings.make_local("here")
    folder = place.environment("here").folder
    assert records.commit(folder) == ""
    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message=without the environment")
    (inventories / "elsewhere").write_text("of somebody else")
    assert re.fullmatch(r"[0-9a-f]{12}\+", records.commit(folder)), "its files were never committed"
    git("add", "here")
    git("commit", "--quiet", "--message=with it")
    (folder / ".mapctl").mkdir()
    (folder / ".mapctl/kept").touch()
    assert re.fullmatch("[0-9a-f]{12}", records.commit(folder))
    (folder / "hosts.yml").write_text("all:\n")
    assert re.fullmatch(r"[0-9a-f]{12}\+", records.commit(folder))
