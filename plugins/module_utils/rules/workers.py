"""Rules for the workers: what they may take, where their files are, and what DataJoint's configuration may not say."""

from __future__ import annotations

import pathlib
import re
import typing as t

from ..amounts import memory_problems
from .table import Rule, apply

_VOLUME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_DATABASE = re.compile(r"(.+)\.database")
_OWN = {
    "behavior_data_paths": "workers_behavior_data_paths",
    "ephys_data_paths": "workers_ephys_data_paths",
    "tracking_data_paths": "workers_tracking_data_paths",
    "histology_data_paths": "workers_histology_data_paths",
    "behavior_bpod": "workers_behavior_bpod",
    "ccf_data_paths": "workers_ccf_data_paths",
    "single_unit_classification_dir": "workers_single_unit_classification_dir",
    "recording_notes_spreadsheet": "workers_recording_notes_spreadsheet",
    "recording_notes_sheet_name": "workers_recording_notes_sheet_name",
    "session.user": "workers_session_user",
    "logfile": "workers_logfile",
    "allow_external_cleanup": "workers_cleanup",
}
"""Key of `custom` -> the setting that makes it."""


def problems(values: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with these settings. values: those that have the right type."""
    return apply(RULES, values)


def memory(limit: str) -> t.Iterator[str]:
    yield from memory_problems("workers_memory_limit", limit, "worker")


def stage(place: str) -> t.Iterator[str]:
    if place.startswith("/"):
        yield from _folder("workers_report_stage", place)
    elif not _VOLUME.fullmatch(place):
        yield (
            f"workers_report_stage is '{place}', which is neither a volume's name nor a whole path. "
            "Write it as stage or /data/stage."
        )


def folders(places: list[str]) -> t.Iterator[str]:
    for place in places:
        yield from _folder("workers_data_folders", place)


def beside_raw_data(stage: str, folders: list[str]) -> t.Iterator[str]:
    """The stage is given to the containers, and pruned."""
    for place in folders:
        if _holds(stage, place):
            yield (
                f"workers_report_stage is '{stage}', and {place} of workers_data_folders is in it: raw data would be "
                "removed as if they were old figures. Give the figures a folder of their own, as /data/stage."
            )


def not_above(setting: str) -> t.Callable[[str, str], t.Iterator[str]]:
    """The stage doesn't hold a folder that this setting names."""

    def judge(stage: str, place: str) -> t.Iterator[str]:
        if _holds(stage, place):
            yield (
                f"workers_report_stage is '{stage}', which holds {place} ({setting}). "
                "Give the figures a folder of their own, as /data/stage."
            )

    return judge


def kept_at_the_end(folders: list[str], root: str) -> t.Iterator[str]:
    for place in folders:
        if _holds(root, place):
            yield (
                f"{place} of workers_data_folders is in map_root ({root}), which `mapctl destroy` removes. "
                "Keep raw data elsewhere, as in /data."
            )


def search(paths: list[list[t.Any]]) -> t.Iterator[str]:
    for entry in paths:
        if len(entry) != 3 or not isinstance(entry[2], int):
            yield (
                f"{entry} in workers_behavior_data_paths isn't what the pipeline reads. "
                "Write a rig, a folder and a number, as [RRig, /data/rigs/rrig, 0]."
            )


def tracking(paths: list[list[t.Any]]) -> t.Iterator[str]:
    for entry in paths:
        if len(entry) != 2:
            yield (
                f"{entry} in workers_tracking_data_paths isn't what the pipeline reads. "
                "Write a rig and a folder, as [RRig, /data/video]."
            )


def custom(keys: dict[str, t.Any], schemas: list[str]) -> t.Iterator[str]:
    for key, value in keys.items():
        schema = _DATABASE.fullmatch(key)
        if key == "nuclear_option":
            yield "workers_custom has 'nuclear_option', with which upstream drops all schemas. Remove it."
        elif key in _OWN:
            yield f"workers_custom has '{key}', which {_OWN[key]} makes. Set that, and remove it here."
        elif schema and "." in schema[1]:
            name = schema[1].replace(".", "_")
            yield (
                f"workers_custom has '{key}', which the pipeline never reads, whatever its README says. "
                f"Write '{name}.database'."
            )
        elif schema and value not in schemas:
            yield f"workers_custom gives '{key}' as '{value}', which isn't in map_schemas. Correct it, or add it."


def _holds(folder: str, place: str) -> bool:
    """Whether a place is a folder, or in it."""
    return (
        len(folder) > 1
        and folder.startswith("/")
        and bool(place)
        and pathlib.PurePosixPath(place).is_relative_to(folder)
    )


def _folder(variable: str, place: str) -> t.Iterator[str]:
    if not place.strip("/") or not place.startswith("/") or ":" in place or ".." in place.split("/"):
        yield f"'{place}' in {variable} is no folder that can be mounted. Write a whole path, as /data/rigs."


RULES: tuple[Rule, ...] = (
    (("workers_memory_limit",), memory),
    (("workers_report_stage",), stage),
    (("workers_data_folders",), folders),
    (("workers_report_stage", "workers_data_folders"), beside_raw_data),
    (("workers_report_stage", "map_root"), not_above("map_root")),
    (("workers_report_stage", "docker_data_folder"), not_above("docker_data_folder")),
    (("workers_report_stage", "machine_data_folder"), not_above("machine_data_folder")),
    (("workers_data_folders", "map_root"), kept_at_the_end),
    (("workers_behavior_data_paths",), search),
    (("workers_tracking_data_paths",), tracking),
    (("workers_custom", "map_schemas"), custom),
)
