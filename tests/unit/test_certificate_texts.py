"""How files of certificates are called in containers, and what they hold."""

from __future__ import annotations

from ansible_collections.mesoscale.map.plugins.filter.certificate_texts import certificate_texts
from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN

FILES = {
    "map_database_ca_file": "/srv/ca.pem",
    "map_container_aws_ca_file": "/srv/ca.pem",
    "jupyterhub_github_ca_file": "/srv/github.pem",
    "edge_acme_ca_file": "",
}


def test_each_setting_has_its_file_and_empty_ones_have_none() -> None:
    found = certificate_texts(
        {"map_database_ca_file": "ours", "map_container_aws_ca_file": "ours", "jupyterhub_github_ca_file": "theirs"},
        FILES,
    )
    assert found == {"database_ca.pem": "ours", "aws_ca.pem": "ours", "github_ca.pem": "theirs"}


def test_what_is_not_there_yet_is_known_after_apply() -> None:
    assert certificate_texts({}, FILES) == dict.fromkeys(("database_ca.pem", "aws_ca.pem", "github_ca.pem"), UNKNOWN)
