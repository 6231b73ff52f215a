"""How an environment's folder is read: who sets what, what it comes to, what is encrypted. With Ansible's own parts."""

from __future__ import annotations

import time
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.template import Templar
from ansible.vars.manager import VariableManager

from ansible_collections.mesoscale.map.plugins.module_utils.settings import Settings, problems
from ansible_collections.mesoscale.map.plugins.plugin_utils.environment import Environment
from tests.environment import ROOT

MOST = 3.0
"""How often reading the roles' specs, judging an environment may take."""
HOSTS = """
all:
  hosts:
    localhost:
      ansible_connection: local
      map_regoin: typo
  children:
    map_host:
      vars: {frobnicate: 1}
      hosts: {far.example.org: {ansible_user: admin}}
    map_embedded:
    workers:
"""
VARS = """
map_environment: lab
map_domain: map.lab-x.org
map_account_id: "012345678901"
map_report_bucket: "{{ map_environment }}-figures"
map_people: [{name: alice, until: 2027-01-31}]
map_github_client_id: Ov23li0123456789abcd
"""
SECRETS = """
map_github_client_secret: github-0123456789
jupyterhub_cookie_secret: cookie-0123456789
jupyterhub_crypt_key: crypt-0123456789
jupyterhub_proxy_token: proxy-0123456789
jupyterhub_api_token: api-0123456789abc
webgui_demo_password: demo-0123456789
webgui_jwt_secret: jwt-0123456789abcd
map_database_master_password: master-0123456789
map_database_worker_password: worker-0123456789
map_database_webgui_password: webgui-0123456789
map_people_passwords: {alice: alice-0123456789}
map_label_key: label-0123456789
"""
WITHOUT_KEY = SECRETS.partition("map_label_key")[0]
PASSWORD = b"open sesame"
VAULT = VaultLib([("default", VaultSecret(PASSWORD))])
ALL = Path("group_vars/all")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good environment, but for the two unknown names in hosts.yml."""
    environment = tmp_path / "lab"
    (environment / ALL).mkdir(parents=True)
    (environment / "hosts.yml").write_text(HOSTS)
    (environment / ALL / "vars.yml").write_text(VARS)
    write_vault(environment, SECRETS)
    return environment


def write_vault(folder: Path, text: str) -> None:
    (folder / ALL / "vault.yml").write_bytes(VAULT.encrypt(text.encode()))


def settings(folder: Path) -> Settings:
    """The settings of the environment as a play on localhost sees it."""
    loader = DataLoader()
    loader.set_vault_secrets(VAULT.secrets)
    inventory = InventoryManager(loader=loader, sources=[str(folder)])
    manager = VariableManager(loader=loader, inventory=inventory)
    variables = {**manager.get_vars(host=inventory.get_host("localhost")), "hostvars": {"far.example.org": {}}}
    return Environment(loader, Templar(loader=loader, variables=variables), variables).settings()


def test_values_are_evaluated_and_plain(folder: Path) -> None:
    found = settings(folder)
    assert found.folder == "lab"
    assert found.faults == {}
    assert found.values["map_report_bucket"] == "lab-figures"
    assert found.values["map_people"] == [{"name": "alice", "until": "2027-01-31"}]
    assert {type(text) for text in (found.values["map_report_bucket"], found.values["map_account_id"])} == {str}


def test_unknown_names_are_found_in_every_file(folder: Path) -> None:
    (folder / "group_vars/map_host").mkdir()
    (folder / "group_vars/map_host/more.yaml").write_text("map_rot: /srv\n")
    (folder / "host_vars").mkdir()
    (folder / "host_vars/far.example.org").write_text("map_shemas: []\n")
    (folder / "group_vars/all/.hidden.yml").write_text("unseen: 1\n")
    assert [problem.partition(" is not")[0] for problem in problems(settings(folder))] == [
        "map_regoin in hosts.yml",
        "frobnicate in hosts.yml",
        "map_rot in group_vars/map_host/more.yaml",
        "map_shemas in host_vars/far.example.org",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('map_root: "/srv/{{ nosuch }}"', "'nosuch' is undefined"),
        ('map_root: "{{ map_root }}"', "Recursive loop"),
        ('map_root: "{{ map_domain | nosuch }}"', "nosuch"),
        ('map_root: "{{ map_domain"', "template"),
    ],
)
def test_what_cannot_be_evaluated_is_named(folder: Path, line: str, reason: str) -> None:
    with (folder / ALL / "vars.yml").open("a") as file:
        file.write(line + "\n")
    found = settings(folder)
    assert set(found.faults) == {"map_root"}
    assert reason in found.faults["map_root"]
    assert "Traceback" not in found.faults["map_root"]


@pytest.mark.parametrize("text", ["hunter2{{", "hunter2{{ hunter3 }}", "hunter2{% hunter3 %}", "{{ 1 | hunter2 }}"])
def test_a_secret_that_cannot_be_evaluated_is_not_quoted(folder: Path, text: str) -> None:
    write_vault(folder, WITHOUT_KEY + f"map_label_key: '{text}'\n")
    fault = settings(folder).faults["map_label_key"]
    assert "hunter" not in fault
    assert "write !unsafe" in fault


def test_braces_in_a_secret_can_be_kept(folder: Path) -> None:
    write_vault(folder, WITHOUT_KEY + "map_label_key: !unsafe 'hunter2{{ {% {#'\n")
    assert settings(folder).values["map_label_key"] == "hunter2{{ {% {#"


def test_an_encrypted_vault_may_hold_anything(folder: Path) -> None:
    found = settings(folder)
    assert found.values["map_people_passwords"] == {"alice": "alice-0123456789"}
    assert not [problem for problem in problems(found) if "vault.yml" in problem]


def test_the_same_vault_in_clear_is_refused(folder: Path) -> None:
    (folder / ALL / "vault.yml").write_text(SECRETS)
    assert [problem for problem in problems(settings(folder)) if "vault.yml" in problem] == [
        "group_vars/all/vault.yml is not encrypted, but holds more than look-ups. "
        "Run `.venv/bin/ansible-vault encrypt` on it."
    ]


def test_a_value_that_is_encrypted_in_place_is_still_misplaced(folder: Path) -> None:
    lines = "".join(f"  {line}\n" for line in VAULT.encrypt(b"plain-0123456789").decode().splitlines())
    with (folder / ALL / "vars.yml").open("a") as file:
        file.write("map_label_key: !vault |\n" + lines)
    write_vault(folder, WITHOUT_KEY)
    found = [problem for problem in problems(settings(folder)) if problem.startswith("map_label_key is a secret")]
    assert len(found) == 1


def test_judging_takes_little_more_than_reading_the_roles(folder: Path) -> None:
    """As a ratio, for machines differ and are busy: the specs of all roles, read by a plain reader, are the measure."""
    specs = [path.read_text() for path in (ROOT / "roles").glob("*/meta/argument_specs.yml")]

    def seconds(work: t.Callable[[], t.Any]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    both = [
        (seconds(lambda: problems(settings(folder))), seconds(lambda: [yaml.safe_load(text) for text in specs]))
        for _ in range(5)
    ]
    assert min(judging / reading for judging, reading in both) < MOST
