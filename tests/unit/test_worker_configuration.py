"""What the role workers writes into dj_local_conf.json: every key that upstream reads, and no other."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
import yaml

from tests.unit.role_variable import role_variable
from tests.unit.settings_given import judge

ROOT = Path(__file__).parents[2]
COMPUTE, CLEANUP = "dj_local_conf.compute.json", "dj_local_conf.cleanup.json"

TOP = {
    "database.host",
    "database.user",
    "database.password",
    "database.port",
    "database.reconnect",
    "database.use_tls",
    "connection.init_function",
    "enable_python_native_blobs",
    "loglevel",
    "safemode",
    "display.limit",
    "display.width",
    "display.show_tuple_count",
    "stores",
    "custom",
}
CUSTOM = {
    "allow_external_cleanup",
    "behavior_data_paths",
    "ephys_data_paths",
    "tracking_data_paths",
    "histology_data_paths",
    "behavior_bpod",
    "ccf_data_paths",
    "single_unit_classification_dir",
    "recording_notes_spreadsheet",
    "recording_notes_sheet_name",
    "session.user",
    "logfile",
}
BPOD = {"meta_dir", "meta_lab_dir", "project_paths"}
CCF = {"version_name", "annotation_nrrd", "region_csv", "hexcode_csv"}
GLOBUS = {"globus.storage_locations", "globus.local_endpoints", "globus.token"}
# datajoint/settings.py of 0.12 to 0.14, get_store_spec: any other key is an error, and so is one too few.
REQUIRED = {
    "file": {"protocol", "location"},
    "s3": {"protocol", "endpoint", "bucket", "access_key", "secret_key", "location"},
}
ALLOWED = {"file": {"subfolding", "stage"}, "s3": {"secure", "subfolding", "stage"}}

GIVEN = {
    "map_environment": "lab",
    "map_account_id": "012345678901",
    "map_domain": "map.example.org",
    "map_database_address": "database.example.org",
    "map_database_ca_file": "/etc/ssl/certs/rds-global-bundle.pem",
    "map_database_worker_password": 'pass"word {x} $y \\ #1',
    "store_keys_found": {
        "access_keys": {"worker": {"access_key_id": "AKIATEST", "secret_access_key": "secret/of+worker"}}
    },
}


def files(**settings: t.Any) -> dict[str, dict[str, t.Any]]:
    """Path -> file of the workers' stack, with these settings."""
    return {file["path"]: file for file in role_variable("workers", "__workers_files", {**GIVEN, **settings})}


def configuration(**settings: t.Any) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", json.loads(files(**settings)[COMPUTE]["secret_content"]))


def upstream() -> dict[str, t.Any]:
    """The settings for the real pipeline, as docs/workers.md has them."""
    page = (ROOT / "docs/workers.md").read_text().partition("## The real pipeline")[2]
    block = [line[4:] for line in page.splitlines() if line.startswith("    ")]
    return t.cast("dict[str, t.Any]", yaml.safe_load("\n".join(block)))


def local() -> dict[str, t.Any]:
    names = ("workers_", "map_container_")
    variables = yaml.safe_load((ROOT / "inventories/local/group_vars/all/vars.yml").read_text())
    plain = {name: value for name, value in variables.items() if name.startswith(names) and "{{" not in str(value)}
    return {**plain, "map_container_database_address": "mysql.map.localhost"}


@pytest.mark.parametrize("settings", [local(), upstream()], ids=["local", "upstream"])
def test_every_key_is_there_and_no_other(settings: dict[str, t.Any]) -> None:
    written = files(**settings)
    for path in (COMPUTE, CLEANUP):
        found = json.loads(written[path]["secret_content"])
        assert set(found) == TOP
        assert set(found["custom"]) == CUSTOM | set(settings.get("workers_custom", {}))
        assert set(found["custom"]["behavior_bpod"]) == BPOD
        assert set(found["custom"]["ccf_data_paths"]) == CCF
        assert found["custom"]["allow_external_cleanup"] is (path == CLEANUP)
        assert set(found["stores"]) == {"report_store", "archive_store"}
        assert "nuclear_option" not in json.dumps(found)


def test_configurations_are_secret_and_the_containers_users() -> None:
    assert {path: (file["owner"], "content" in file) for path, file in files().items() if path != ".env"} == {
        COMPUTE: (999, False),
        CLEANUP: (999, False),
    }


@pytest.mark.parametrize("mode", ["s3", "file"])
def test_datajoint_takes_the_stores(mode: str) -> None:
    for store in configuration(workers_report_store=mode)["stores"].values():
        kind = store["protocol"]
        assert REQUIRED[kind] <= set(store) <= REQUIRED[kind] | ALLOWED[kind]


VALUES = {
    "database.host": "database.example.org",
    "database.user": "worker",
    "database.password": GIVEN["map_database_worker_password"],
    "database.port": 3306,
    "database.reconnect": True,
    "database.use_tls": {"ca": "/run/secrets/database_ca.pem"},
    "connection.init_function": None,
    "enable_python_native_blobs": True,
    "loglevel": "INFO",
    "safemode": True,
    "display.limit": 7,
    "display.width": 14,
    "display.show_tuple_count": True,
    "stores": {
        "report_store": {
            "protocol": "s3",
            "endpoint": "s3.us-east-1.amazonaws.com",
            "bucket": "map-lab-012345678901-report",
            "location": "report/v2",
            "stage": "/data/report",
            "access_key": "AKIATEST",
            "secret_key": "secret/of+worker",
            "secure": True,
        },
        "archive_store": {
            "protocol": "s3",
            "endpoint": "s3.us-east-1.amazonaws.com",
            "bucket": "map-lab-012345678901-archive",
            "location": "cluster_archive",
            "stage": "/tmp/archive_stage",  # noqa: S108 (a path in a container)
            "access_key": "AKIATEST",
            "secret_key": "secret/of+worker",
            "secure": True,
        },
    },
    "custom": {
        "allow_external_cleanup": False,
        "behavior_data_paths": [],
        "ephys_data_paths": [],
        "tracking_data_paths": [],
        "histology_data_paths": [],
        "behavior_bpod": {"meta_dir": None, "meta_lab_dir": None, "project_paths": []},
        "ccf_data_paths": {
            "version_name": None,
            "annotation_nrrd": None,
            "region_csv": None,
            "hexcode_csv": None,
        },
        "single_unit_classification_dir": None,
        "recording_notes_spreadsheet": None,
        "recording_notes_sheet_name": None,
        "session.user": None,
        "logfile": None,
    },
}


def test_the_values() -> None:
    assert configuration() == VALUES


def test_more_keys_join_and_never_replace() -> None:
    custom = configuration(
        workers_custom={"ingest_behavior.database": "map_v2_lab", "logfile": "/etc/passwd", "ours": {"a": [1]}},
        workers_logfile="/tmp/log",  # noqa: S108 (a path in a container)
        workers_behavior_bpod={"meta_dir": "/data/bpod"},
    )["custom"]
    assert custom["ingest_behavior.database"] == "map_v2_lab"
    assert custom["ours"] == {"a": [1]}
    assert custom["logfile"] == "/tmp/log"  # noqa: S108
    assert custom["behavior_bpod"] == {"meta_dir": "/data/bpod", "meta_lab_dir": None, "project_paths": []}


def test_bootstrap_declares_the_places_of_archives_without_the_token() -> None:
    places = {
        "map_globus_enabled": True,
        "map_globus_storage_locations": [{"alias": "raw-ephys", "endpoint": "5b875fda", "path": "/ePhys"}],
        "map_globus_token": "token-0123456789",
    }
    found = role_variable("bootstrap", "__bootstrap_configuration", {**GIVEN, **places})
    assert found["custom"] == {
        "globus.storage_locations": [["raw-ephys", "5b875fda", "/ePhys"]],
        "globus.local_endpoints": {},
    }
    assert role_variable("bootstrap", "__bootstrap_configuration", GIVEN)["custom"] == {}


def test_globus_has_its_keys_only_when_it_is_on() -> None:
    settings: dict[str, t.Any] = {
        "map_globus_storage_locations": [{"alias": "raw-ephys", "endpoint": "5b875fda", "path": "/ePhys"}],
        "map_globus_local_endpoints": {"raw-ephys": {"endpoint": "a", "endpoint_subdir": "/b", "endpoint_path": "/c"}},
        "map_globus_token": "token-0123456789",
    }
    assert set(configuration(**settings)["custom"]) == CUSTOM
    assert set(configuration(map_globus_enabled=True, **settings)["custom"]) == CUSTOM | GLOBUS


@pytest.mark.parametrize(("mode", "word"), [("s3", "--max-age-days=30"), ("file", "--store")])
def test_only_copies_are_pruned(mode: str, word: str) -> None:
    pruner = role_variable("workers", "__workers_pruner", {**GIVEN, "workers_report_store": mode})
    assert pruner["command"][0] == word


def test_upstreams_own_two_settings_are_kept() -> None:
    assert files()[".env"]["content"] == "report_store_stage=map-lab-workers-stage\nworker_count=4\n"
    named = files(workers_report_stage="/data/stage", workers_count=7)[".env"]["content"]
    assert named == "report_store_stage=/data/stage\nworker_count=7\n"


def test_the_documented_settings_for_the_real_pipeline_are_good() -> None:
    settings = upstream()
    assert judge(**settings) == []
    assert settings["map_datajoint_version"] == "0.13.8"
    assert settings["map_pipeline_base"] == "map/debian:bullseye-slim"
    assert settings["map_pipeline_repository"] == "https://github.com/mesoscale-activity-map/map-ephys"
