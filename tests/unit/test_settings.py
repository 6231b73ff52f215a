"""Every rule for the values of settings, as a table: what is changed in good settings -> what is said of it."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.rules import examples
from ansible_collections.mesoscale.map.plugins.module_utils.settings import Source, problems
from tests.unit.settings_given import GONE, GOOD, OPTIONS, judge, settings


def test_good_settings_pass() -> None:
    assert judge() == []


PEOPLE = GOOD["map_people"]
AT_AWS = {
    "map_aws_endpoint": "",
    "map_domain": "map.lab-x.org",
    "map_people": [{"name": "alice", "github": "al-x"}, {"name": "bob"}],
}
"""What is nobody's example."""
ONE_PROBLEM: list[tuple[dict[str, t.Any], str]] = [
    # missing, empty, of the wrong type
    ({"map_domain": GONE}, "map_domain is missing"),
    ({"map_label_key": GONE}, "The secret map_label_key is missing. Set it in group_vars/all/vault.yml"),
    ({"map_database_worker_password": GONE}, "The secret map_database_worker_password is missing"),
    ({"map_domain": None}, "map_domain in group_vars/all/vars.yml is empty"),
    ({"map_region": None}, "remove the line to have the default"),
    ({"map_region": ["us-east-1"]}, "map_region must be a text, not a list"),
    ({"map_region": True}, "map_region must be a text, not true or false"),
    ({"map_database_port": "many"}, "map_database_port must be a whole number, not 'many'"),
    ({"map_database_port": 3306.5}, "map_database_port must be a whole number, not a number"),
    ({"map_database_port": True}, "map_database_port must be a whole number, not true or false"),
    ({"map_in_process": "false"}, "map_in_process must be true or false, not a text"),
    ({"map_admin_networks": "10.0.0.0/8"}, "map_admin_networks must be a list, not a text"),
    ({"map_admin_networks": [{"a": "b"}]}, "map_admin_networks, entry 1 must be a text, not a dictionary"),
    ({"map_database_parameters": ["a"]}, "map_database_parameters must be a dictionary, not a list"),
    ({"map_people_passwords": "hello-hello"}, "map_people_passwords must be a dictionary"),
    # the environment and its cloud
    ({"map_environment": "other"}, "but the folder of the environment is called 'lab'"),
    ({"map_environment": "a-b", "folder": "a-b"}, "can't be part of all names"),
    ({"map_environment": "a" * 17, "folder": "a" * 17}, "can't be part of all names"),
    ({"map_account_id": "12345678901"}, "an AWS account has 12 digits"),
    ({"map_account_id": 12345678901}, "an AWS account has 12 digits"),
    ({"map_account_id": "1234-5678-9012"}, "an AWS account has 12 digits"),
    ({"map_region": "us-east"}, "which is no AWS region"),
    ({"map_domain": "https://map.example.org"}, "which is no domain"),
    ({"map_domain": "localhost"}, "which is no domain"),
    ({"map_domain": "Map.Example.org"}, "which is no domain"),
    ({"map_aws_endpoint": "127.0.0.1:4566"}, "map_aws_endpoint is '127.0.0.1:4566'"),
    ({"map_aws_access_key_id": "AKIA"}, "Only one of map_aws_access_key_id and map_aws_secret_access_key"),
    ({"map_aws_secret_access_key": "s" * 40}, "Only one of map_aws_access_key_id and map_aws_secret_access_key"),
    # what is an example's, at AWS itself
    ({**AT_AWS, "map_domain": "map.example.org"}, "map_domain is still the example's, 'map.example.org'"),
    ({**AT_AWS, "edge_acme_email": "operators@example.org"}, "edge_acme_email is still the example's"),
    ({**AT_AWS, "map_admin_networks": ["203.0.113.7/32"]}, "'203.0.113.7/32' in map_admin_networks is still the"),
    ({**AT_AWS, "map_database_client_networks": ["198.51.100.0/24"]}, "in map_database_client_networks is still the"),
    (
        {**AT_AWS, "map_ssh_public_key": f"ssh-ed25519 {'A' * 54}{examples.PUBLIC_KEY} me"},
        "map_ssh_public_key is still the",
    ),
    ({**AT_AWS, "map_github_client_id": "Ov23liExample0123456"}, "map_github_client_id is still the example's"),
    ({**AT_AWS, "map_people": [{"name": "alice", "github": "Alice-gh"}]}, "'Alice-gh' of 'alice' is still the"),
    # numbers
    ({"map_database_port": 0}, "map_database_port is 0, which is out of range. Take 1 to 65535"),
    ({"map_database_port": 65536}, "map_database_port is 65536, which is out of range"),
    ({"database_backup_days": 36}, "database_backup_days is 36, which is out of range. Take 1 to 35"),
    ({"database_backup_days": 0}, "database_backup_days is 0"),
    ({"storage_noncurrent_days": 0}, "storage_noncurrent_days is 0"),
    ({"host_data_gb": 0}, "host_data_gb is 0"),
    ({"database_allocated_storage_gb": 101, "database_max_storage_gb": 111}, "Take at least 112"),
    ({"embedded_aws_port": 13306}, "embedded_aws_port and embedded_mysql_port are both 13306"),
    ({"embedded_github_port": 4566}, "embedded_aws_port and embedded_github_port are both 4566"),
    ({"map_root": "srv/map"}, "map_root is 'srv/map'"),
    ({"map_root": "/"}, "map_root is '/'"),
    ({"map_root": "/data"}, "Write a whole path that ends with its name, as /srv/map/lab"),
    ({"map_root": "/srv/map/other"}, "map_root is '/srv/map/other', which isn't plainly this environment's own"),
    ({"map_root": "/srv/map/../lab"}, "map_root is '/srv/map/../lab'"),
    # machines
    ({"database_instance_class": "m6g.large"}, "database_instance_class is 'm6g.large', which is no class of RDS"),
    ({"host_instance_type": "db.m6a.large"}, "host_instance_type is 'db.m6a.large', which is no type of EC2"),
    *(
        ({"host_instance_type": size}, f"host_instance_type is '{size}', whose processor is ARM")
        for size in ("m7g.large", "t4g.small", "c8gd.xlarge", "r6gd.large", "im4gn.large", "g5g.xlarge", "a1.large")
    ),
    # buckets
    ({"map_report_bucket": "map-lab-archive"}, "are both 'map-lab-archive'"),
    ({"map_report_bucket": "Map-Report"}, "map_report_bucket is 'Map-Report'"),
    ({"map_report_bucket": "map.report"}, "map_report_bucket is 'map.report'"),
    ({"map_archive_bucket": "ab"}, "map_archive_bucket is 'ab'"),
    ({"map_archive_bucket": "a" * 64}, "map_archive_bucket is"),
    ({"map_archive_bucket": "archive-"}, "map_archive_bucket is"),
    ({"map_archive_bucket": "xn--archive"}, "map_archive_bucket is"),
    ({"map_archive_bucket": "archive-s3alias"}, "map_archive_bucket is"),
    ({"map_report_location": ""}, "map_report_location is ''"),
    ({"map_archive_location": "/a/../b"}, "map_archive_location is"),
    # networks and keys
    ({"map_admin_networks": ["0.0.0.0/0"]}, "'0.0.0.0/0' in map_admin_networks lets in the whole internet"),
    ({"map_admin_networks": ["::/0"]}, "lets in the whole internet"),
    ({"map_admin_networks": ["128.0.0.0/1"]}, "lets in the whole internet"),
    ({"map_database_client_networks": ["0.0.0.0/0"]}, "in map_database_client_networks lets in the whole internet"),
    ({"map_admin_networks": ["10.0.0.1/24"]}, "Write 10.0.0.0/24"),
    ({"map_admin_networks": ["10.0.0.1"]}, "Write 10.0.0.1/32"),
    ({"map_admin_networks": ["10.0.0/24"]}, "is no network"),
    ({"map_admin_networks": ["10.0.0.0/33"]}, "is no network"),
    ({"host_web_networks": ["anywhere"]}, "'anywhere' in host_web_networks is no network"),
    ({"map_ssh_public_key": "-----BEGIN OPENSSH PRIVATE KEY-----"}, "holds a private key"),
    ({"map_ssh_public_key": "ssh-dss AAAA"}, "is no key that AWS takes"),
    # people
    ({"map_people": [{"name": "map"}], "map_people_passwords": {}}, "'map' is taken by the pipeline"),
    ({"map_people": [{"name": "a_b"}], "map_people_passwords": {}}, "'a_b' can't be an account"),
    ({"map_people": [{"name": "Alice"}], "map_people_passwords": {}}, "'Alice' can't be an account"),
    ({"map_people": [{"name": "root"}], "map_people_passwords": {}}, "'root' is reserved"),
    ({"map_people": [*PEOPLE, {"name": "mapmaster"}]}, "'mapmaster' already belongs to another account"),
    ({"map_people": [*PEOPLE, {"name": "worker"}]}, "'worker' already belongs to another account"),
    ({"map_people": [*PEOPLE, {"name": "bob"}]}, "'bob' is listed 2 times"),
    ({"map_people": [*PEOPLE, {"name": "carol", "github": "Alice-GH"}]}, "given to alice and carol"),
    ({"map_people": [*PEOPLE, {"name": "carol", "github": "carol_c"}]}, "'carol_c' of 'carol' can't exist"),
    ({"map_people": [*PEOPLE, {"name": "carol", "admin": True}]}, "an administrator who can't sign in"),
    ({"map_people": [*PEOPLE, {"name": "carol", "until": "31.1.2027"}]}, "'31.1.2027' of 'carol' is no date"),
    ({"map_people": [*PEOPLE, {"name": "carol", "until": "2027-02-30"}]}, "'2027-02-30' of 'carol' is no date"),
    ({"map_people": [*PEOPLE, {"name": "carol", "role": "boss"}]}, "entry 3 (carol): role must be one of reader, "),
    ({"map_people": [*PEOPLE, {"name": "carol", "rol": "reader"}]}, "entry 3 (carol): rol is unknown"),
    ({"map_people": [*PEOPLE, {"github": "carol"}]}, "entry 3: name is missing"),
    ({"map_people": [*PEOPLE, "carol"]}, "entry 3 must be a dictionary, not a text"),
    ({"map_people": [*PEOPLE, {"name": "carol", "admin": "yes"}]}, "(carol): admin must be true or false"),
    ({"map_people_passwords": {"alicia": "hello-hello"}}, "'alicia', who is not in map_people"),
    # schemas
    ({"map_schemas": ["other_lab"]}, "'other_lab' doesn't begin with the pipeline's prefix"),
    ({"map_schemas": ["map_a", "map_a"]}, "'map_a' is listed 2 times"),
    ({"map_schemas": ["map_A"]}, "'map_A' can't be used"),
    ({"map_pipeline_prefix": "map", "map_schemas": []}, "prefix 'map' can't be used"),
    # the database
    ({"map_database_master_user": "map_master"}, "which RDS refuses"),
    ({"map_database_master_user": "m" * 17}, "which RDS refuses"),
    ({"map_database_master_user": "rdsadmin"}, "which is reserved"),
    ({"map_database_engine_version": "5.7"}, "for which DataJoint's parameters are not known"),
    ({"map_database_parameters": {"max_allowed_packet": 2147483648}}, "max_allowed_packet"),
    ({"map_database_parameters": {"max_allowed_packets": 1024}}, "max_allowed_packets"),
    # secrets
    ({"map_database_worker_password": ""}, "'map_database_worker_password' is empty"),
    ({"map_database_worker_password": "short"}, "has only 5 characters"),
    ({"map_database_worker_password": "pässword-0123"}, "characters that not every client sends alike"),
    ({"map_database_worker_password": "pass\nword-0123"}, "characters that not every client sends alike"),
    ({"map_database_worker_password": " password-0123"}, "begins or ends with a blank"),
    ({"map_database_worker_password": "replace-me-0123"}, "is still the example's"),
    ({"map_github_client_secret": "from-github-0123"}, "isn't GitHub's yet. Put it there with `mapctl secrets lab`"),
    ({"map_database_worker_password": GOOD["map_label_key"]}, "are the same secret"),
    ({"map_people_passwords": {"alice": GOOD["map_label_key"]}}, "are the same secret"),
    ({"map_people_passwords": {"alice": ""}}, "'map_people_passwords.alice' is empty"),
    ({"map_people_passwords": {"alice": 12345678}}, "'map_people_passwords.alice' is not a text"),
    ({"map_database_master_password": "m" * 42}, "Take 8 to 41 characters"),
    ({"map_database_master_password": "master/0123456789"}, "would be refused by RDS"),
    ({"map_database_master_password": "master@0123456789"}, "would be refused by RDS"),
    ({"map_database_master_password": 'master"0123456789'}, "would be refused by RDS"),
    ({"map_database_master_password": "master 0123456789"}, "would be refused by RDS"),
    ({"map_database_master_password": "1234567"}, "has only 7 characters"),
]


@pytest.mark.parametrize(("changes", "said"), ONE_PROBLEM, ids=[said for _, said in ONE_PROBLEM])
def test_one_problem(changes: dict[str, t.Any], said: str) -> None:
    found = judge(**changes)
    assert len(found) == 1, found
    assert said in found[0]
    assert "{" not in found[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"map_database_worker_password": password}
        for password in (
            'it\'s "quoted"',
            r"back\slash\n",
            "dollar$word${x}",
            "a # b %s %(x)s",
            "in ner  blanks",
            "{{ braces }}",
        )
    ]
    + [
        AT_AWS,
        {"host_instance_type": "g5.2xlarge", "database_instance_class": "db.t4g.large"},
        {"host_instance_type": "g4dn.metal"},
        {"host_instance_type": "m7i-flex.large"},
        {"map_database_port": "13306"},
        {"map_database_engine_version": 8.4},
        {"map_database_engine_version": "8.0.36"},
        {"map_database_parameters": {"long_query_time": 5, "max_allowed_packet": None}},
        {"map_aws_access_key_id": "AKIA", "map_aws_secret_access_key": "s" * 40},
        {"map_admin_networks": ["10.0.0.0/8", "203.0.113.7/32", "2001:db8::/32"]},
        {"map_domain": "map.localhost", "edge_certificates": "local"},
        {"host_web_networks": ["0.0.0.0/0", "::/0"]},
        {"database_allocated_storage_gb": 100, "database_max_storage_gb": 110},
        {"map_aws_endpoint": "https://127.0.0.1:4566"},
        {"map_database_master_password": "m" * 41},
        {"map_database_master_password": "12345678"},
        {"map_people": [], "map_people_passwords": {}},
        {"map_people": [{"name": "al", "authentication": "mysql_native_password"}], "map_people_passwords": {}},
    ],
    ids=str,
)
def test_unusual_but_good(changes: dict[str, t.Any]) -> None:
    assert judge(**changes) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("map_in_process", "true", """Correct it in -e, written as -e '{"map_in_process": true}'"""),
        ("map_schemas", "map_a", """Correct it in -e, written as -e '{"map_schemas": [...]}'"""),
        ("map_database_parameters", "x", """Correct it in -e, written as -e '{"map_database_parameters": {...}}'"""),
        ("map_database_port", "many", "Correct it in -e: "),
    ],
)
def test_a_setting_of_one_run_is_a_text_unless_it_is_json(name: str, value: str, said: str) -> None:
    given = settings()
    sources = (*given.sources, Source("-e", {name: value}))
    (problem,) = problems(dataclasses.replace(given, sources=sources, values={**given.values, name: value}))
    assert said in problem


def test_without_a_vault_one_line_says_how_to_make_it() -> None:
    given = settings()
    values = {name: value for name, value in given.values.items() if not OPTIONS[name].get("no_log")}
    assert problems(dataclasses.replace(given, sources=given.sources[:1], values=values)) == [
        "The environment has no group_vars/all/vault.yml. Make it, with all secrets in it: `mapctl secrets lab`."
    ]


def test_all_problems_come_at_once() -> None:
    found = judge(
        map_account_id="1",
        map_label_key=GONE,
        map_people=[{"name": "map"}, {"name": "a_b"}],
        map_people_passwords={},
        map_database_worker_password="pässword",
    )
    assert len(found) == 5, found


@pytest.mark.parametrize(("changes", "said"), ONE_PROBLEM, ids=[said for _, said in ONE_PROBLEM])
def test_each_problem_says_what_to_do_and_no_secret(changes: dict[str, t.Any], said: str) -> None:
    (problem,) = judge(**changes)
    first, _, second = problem.partition(". ")
    assert first
    assert second.endswith((".", "?", ")", '"', ".org")), problem
    for name, value in changes.items():
        if OPTIONS.get(name, {}).get("no_log") and isinstance(value, str) and value:
            assert value not in problem
