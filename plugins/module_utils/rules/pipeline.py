"""Rules for the pipeline's code, and for what runs it."""

from __future__ import annotations

import re
import typing as t

from . import sources
from .table import Rule, apply

LOCKED = ("0.13.8", "0.14.10")
"""The versions of DataJoint of which images/worker/requirements holds a list of packages."""

LISTS = {"map-ephys": "0.13.8"}
"""The lists there that are for a certain pipeline -> the version of DataJoint in it."""

_OURS = re.compile(r"map/debian:([a-z]+)-slim")
_OFFICIAL = re.compile(r"(?:.*/)?python:3\.([0-9]+)(?:[.-].*)?")
_IMAGE = re.compile(r"[a-z0-9][\w./:@-]*")
ENDPOINT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?")
_PYTHON = {"bullseye": 9, "bookworm": 11, "trixie": 13}
_FITTING = {"0.12": (6, 9), "0.13": (7, 9), "0.14": (9, 13)}
"""Version of DataJoint -> the Python 3.x that it runs on, from and to."""


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def package(name: str) -> t.Iterator[str]:
    if not name.isidentifier():
        yield f"map_pipeline_package is '{name}', which Python can't import. Write the folder's name, as pipeline."


def base(image: str, suites: list[str]) -> t.Iterator[str]:
    ours = _OURS.fullmatch(image)
    if ours and ours[1] not in suites:
        yield (
            f"map_pipeline_base is '{image}', which docker_base_suites doesn't make. "
            f"Add {ours[1]} to docker_base_suites."
        )
    elif (image.startswith("map/") and not ours) or not _IMAGE.fullmatch(image):
        yield (
            f"map_pipeline_base is '{image}', which is no base image. "
            "Write map/debian:trixie-slim or a Python image of a registry, as python:3.9-slim."
        )


def datajoint(version: str, listed: str) -> t.Iterator[str]:
    series = ".".join(version.split(".")[:2])
    if series == "2" or version.startswith("2."):
        yield (
            f"map_datajoint_version is '{version}', but DataJoint 2 keeps its jobs in other tables, "
            "which the pipeline, its workers and the playbook jobs don't know. Take 0.14.10."
        )
    elif series not in _FITTING or not re.fullmatch(r"0\.1[234]\.[0-9]+", version):
        yield f"map_datajoint_version is '{version}', which is not taken. Write an exact version of 0.12 to 0.14."
    elif version not in LOCKED and not listed.startswith("/"):
        yield (
            f"map_datajoint_version is '{version}', of which the collection has no list of packages (it has "
            f"{' and '.join(LOCKED)}). Take one of these, or set map_pipeline_requirements_file."
        )


def python(version: str, image: str) -> t.Iterator[str]:
    known = _OURS.fullmatch(image)
    official = _OFFICIAL.fullmatch(image)
    minor = _PYTHON.get(known[1]) if known else int(official[1]) if official else None
    lowest, highest = _FITTING.get(".".join(version.split(".")[:2]), (0, 999))
    if minor is not None and not lowest <= minor <= highest:
        yield (
            f"DataJoint {version} runs on Python 3.{lowest} to 3.{highest}, but map_pipeline_base ('{image}') has "
            f"Python 3.{minor}. Take another base or version: map/debian:bullseye-slim has Python 3.9."
        )


def requirements(listed: str, version: str) -> t.Iterator[str]:
    if listed in LISTS and LISTS[listed] != version:
        yield (
            f"map_pipeline_requirements_file is '{listed}', which has DataJoint {LISTS[listed]}, but "
            f"map_datajoint_version is '{version}'. Give both the same."
        )
    elif listed and listed not in LISTS and not listed.startswith("/"):
        yield (
            f"map_pipeline_requirements_file is '{listed}', which is neither a list of the collection "
            f"({', '.join(LISTS)}) nor a whole path. "
            'Write the path as "{{ hostvars.localhost.inventory_dir }}/requirements.txt".'
        )


def endpoint(place: str) -> t.Iterator[str]:
    if not ENDPOINT.fullmatch(place):
        yield (
            f"map_container_s3_endpoint is '{place}', but DataJoint takes a host and a port. "
            "Write it as s3.us-east-1.amazonaws.com, without https:// and slashes."
        )


RULES: tuple[Rule, ...] = (
    *sources.rules("map_pipeline_repository", "map_pipeline_token", "map_pipeline_commit"),
    (("map_pipeline_package",), package),
    (("map_pipeline_base", "docker_base_suites"), base),
    (("map_datajoint_version", "map_pipeline_requirements_file"), datajoint),
    (("map_datajoint_version", "map_pipeline_base"), python),
    (("map_pipeline_requirements_file", "map_datajoint_version"), requirements),
    (("map_container_s3_endpoint",), endpoint),
)
