"""Every rule for the pipeline's code and its workers, as a table: what is changed in good settings -> what is said."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from ansible_collections.mesoscale.map.plugins.module_utils.rules import pipeline, workers
from tests.unit.settings_given import DEFAULTS, OPTIONS, judge

REQUIREMENTS = Path(__file__).parents[2] / "images/worker/requirements"

GOOD: list[dict[str, t.Any]] = [
    {"map_datajoint_version": "0.13.8", "map_pipeline_base": "python:3.9-slim"},
    {"map_datajoint_version": "0.13.8", "map_pipeline_base": "registry.lab.org/mirror/python:3.9.19-slim-bullseye"},
    {
        "map_datajoint_version": "0.13.8",
        "map_pipeline_base": "map/debian:bullseye-slim",
        "docker_base_suites": ["bullseye"],
    },
    {
        "map_datajoint_version": "0.13.8",
        "map_pipeline_base": "python:3.9",
        "map_pipeline_requirements_file": "map-ephys",
    },
    {"map_pipeline_base": "lab/our-own-python:7"},
    {
        "map_datajoint_version": "0.12.9",
        "map_pipeline_base": "python:3.9",
        "map_pipeline_requirements_file": "/etc/lab/requirements.txt",
    },
    {"map_pipeline_repository": "git@example.org:lab/map-ephys.git"},
    {"map_pipeline_repository": "ssh://git@example.org/lab/map-ephys.git"},
    {"map_pipeline_repository": "file:///srv/map/repository.git"},
    {"map_pipeline_token": "token-0123456789"},
    {"map_container_s3_endpoint": "aws.map.localhost:4566"},
    {"workers_count": 0},
    {"workers_report_stage": "/data/stage"},
    {"workers_report_stage": "/data/stage", "workers_data_folders": ["/data/rigs"]},
    {"workers_custom": {"ingest_behavior.database": "map_v2_ingest_behavior", "our_key": [1, {"two": None}]}},
    {"workers_behavior_data_paths": [["RRig", "/data/rigs/rrig", 0]]},
    {"workers_tracking_data_paths": [["RRig", "/data/video"]], "workers_data_folders": ["/data/video"]},
]
ONE_PROBLEM: list[tuple[dict[str, t.Any], str]] = [
    # the pipeline's code
    ({"map_pipeline_repository": "map-ephys"}, "which is no git repository. Write https://"),
    ({"map_pipeline_repository": "/srv/map-ephys"}, "which is no git repository. Write https://"),
    ({"map_pipeline_repository": "https://me:canary@example.org/map-ephys"}, "holds a user, a password"),
    ({"map_pipeline_repository": "https://canary@example.org/map-ephys"}, "holds a user, a password"),
    ({"map_pipeline_repository": "https://example.org/map-ephys?private_token=canary"}, "holds a user, a password"),
    ({"map_pipeline_commit": "master"}, "map_pipeline_commit is 'master', but only a whole commit"),
    ({"map_pipeline_commit": "534ea498df9b"}, "Write all 40 digits"),
    ({"map_pipeline_commit": "5" * 40 + "\n"}, "only a whole commit"),
    ({"map_pipeline_commit": ["a"]}, "map_pipeline_commit must be a text"),
    ({"map_pipeline_package": "map-pipeline"}, "which Python can't import"),
    # what runs it
    ({"map_pipeline_base": "map/debian:bookworm-slim"}, "Add bookworm to docker_base_suites"),
    ({"map_pipeline_base": "map/worker"}, "which is no base image"),
    ({"map_pipeline_base": "Debian Trixie"}, "which is no base image"),
    ({"map_datajoint_version": "2.3.5"}, "but DataJoint 2 keeps its jobs in other tables"),
    ({"map_datajoint_version": "2"}, "but DataJoint 2 keeps its jobs in other tables"),
    ({"map_datajoint_version": "0.11.3"}, "which is not taken"),
    ({"map_datajoint_version": "0.14.*"}, "which is not taken"),
    ({"map_datajoint_version": "0.14"}, "which is not taken"),
    ({"map_datajoint_version": "0.14.2"}, "of which the collection has no list of packages (it has 0.13.8 and 0.14"),
    ({"map_datajoint_version": "0.13.8"}, "DataJoint 0.13.8 runs on Python 3.7 to 3.9, but"),
    ({"map_pipeline_base": "python:3.8-slim"}, "DataJoint 0.14.10 runs on Python 3.9 to 3.13, but"),
    ({"map_pipeline_requirements_file": "requirements.txt"}, "neither a list of the collection (map-ephys) nor"),
    ({"map_pipeline_requirements_file": "map-ephys"}, "which has DataJoint 0.13.8, but map_datajoint_version is"),
    ({"map_container_s3_endpoint": "https://s3.amazonaws.com"}, "but DataJoint takes a host and a port"),
    ({"map_container_s3_endpoint": "s3.amazonaws.com/"}, "but DataJoint takes a host and a port"),
    ({"map_container_database_port": 0}, "map_container_database_port is 0, which is out of range"),
    ({"map_pipeline_token": "short"}, "The password of 'map_pipeline_token' has only 5 characters"),
    # the workers
    ({"workers_count": -1}, "workers_count is -1, which is out of range. Take 0 to 64"),
    ({"workers_count": "four"}, "workers_count must be a whole number, not 'four'"),
    ({"workers_stop_grace_seconds": 0}, "workers_stop_grace_seconds is 0, which is out of range"),
    ({"workers_stage_gb": 0}, "workers_stage_gb is 0, which is out of range"),
    ({"workers_report_store": "disk"}, "workers_report_store must be one of s3, file, not disk"),
    ({"workers_log_level": "info"}, "workers_log_level must be one of CRITICAL"),
    ({"workers_memory_limit": "lots"}, "workers_memory_limit is 'lots', which is no amount"),
    ({"workers_memory_limit": "64m"}, "in which no worker starts"),
    ({"workers_report_stage": "./stage"}, "neither a volume's name nor a whole path"),
    ({"workers_report_stage": ""}, "neither a volume's name nor a whole path"),
    ({"workers_report_stage": "/"}, "is no folder that can be mounted"),
    (
        {"workers_report_stage": "/data", "workers_data_folders": ["/data/rigs"]},
        "/data/rigs of workers_data_folders is in it: raw data would be removed",
    ),
    (
        {"workers_report_stage": "/data/rigs/", "workers_data_folders": ["/data/rigs"]},
        "/data/rigs of workers_data_folders is in it: raw data would be removed",
    ),
    ({"workers_report_stage": "/srv/map"}, "which holds /srv/map/lab (map_root)"),
    ({"workers_report_stage": "/var/lib", "docker_data_folder": "/var/lib/docker"}, "(docker_data_folder)"),
    ({"workers_report_stage": "/mnt", "machine_data_folder": "/mnt"}, "which holds /mnt (machine_data_folder)"),
    ({"workers_data_folders": ["/srv/map/lab/rigs"]}, "is in map_root (/srv/map/lab), which `mapctl destroy` removes"),
    ({"workers_data_folders": ["data"]}, "'data' in workers_data_folders is no folder that can be mounted"),
    ({"workers_data_folders": ["/data/../etc"]}, "is no folder that can be mounted"),
    ({"workers_data_folders": ["F:/map"]}, "is no folder that can be mounted"),
    ({"workers_behavior_data_paths": [["RRig", "/data"]]}, "workers_behavior_data_paths isn't what the pipeline reads"),
    ({"workers_behavior_data_paths": ["/data"]}, "workers_behavior_data_paths, entry 1 must be a list, not a text"),
    ({"workers_tracking_data_paths": [["/data"]]}, "workers_tracking_data_paths isn't what the pipeline reads"),
    ({"workers_behavior_bpod": {"meta_directory": "/data"}}, "workers_behavior_bpod"),
    ({"workers_custom": {"nuclear_option": True}}, "with which upstream drops all schemas"),
    ({"workers_custom": {"allow_external_cleanup": True}}, "which workers_cleanup makes"),
    ({"workers_custom": {"session.user": "ann"}}, "which workers_session_user makes"),
    ({"workers_custom": {"ingest.behavior.database": "map_v2_lab"}}, "Write 'ingest_behavior.database'"),
    ({"workers_custom": {"lab.database": "lab"}}, "gives 'lab.database' as 'lab', which isn't in map_schemas"),
]


@pytest.mark.parametrize("changes", GOOD, ids=str)
def test_good_settings_pass(changes: dict[str, t.Any]) -> None:
    assert judge(**changes) == []


@pytest.mark.parametrize(("changes", "said"), ONE_PROBLEM, ids=[said for _, said in ONE_PROBLEM])
def test_one_problem(changes: dict[str, t.Any], said: str) -> None:
    (problem,) = judge(**changes)
    assert said in problem
    assert "canary" not in problem


def test_the_versions_that_are_taken_are_those_with_a_list_of_packages() -> None:
    listed = {path.stem for path in REQUIREMENTS.glob("*.txt")}
    assert {*(f"datajoint-{version}" for version in pipeline.LOCKED), *pipeline.LISTS} == listed
    assert DEFAULTS["map_datajoint_version"] in pipeline.LOCKED
    for name, version in pipeline.LISTS.items():
        assert f"\ndatajoint=={version} " in (REQUIREMENTS / f"{name}.txt").read_text()


def test_every_key_of_our_own_names_the_setting_that_makes_it() -> None:
    assert [setting for setting in workers._OWN.values() if setting not in OPTIONS] == []
