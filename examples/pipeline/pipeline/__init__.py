"""A small DataJoint pipeline: synthetic recordings, statistics, and figures.

Every schema's name is `map_v2_<name>` unless the configuration says `custom["<name>.database"]`.
"""

from __future__ import annotations

import typing as t

import datajoint as dj

create_schema_settings = {"create_schema": False, "create_tables": False}
"""What every module hands to `dj.schema`. Whoever makes an empty database usable sets both to True, then imports."""


def custom(name: str, default: t.Any = None) -> t.Any:
    """A setting under `custom` in dj_local_conf.json."""
    return (dj.config.get("custom") or {}).get(name, default)


def get_schema_name(name: str) -> str:
    """The database of a schema: `ephys` is in `map_v2_ephys`."""
    return str(custom(f"{name}.database", f"map_v2_{name}"))


def schema(name: str) -> t.Any:
    """A module's schema, made here only if `create_schema_settings` says so."""
    return dj.schema(get_schema_name(name), **create_schema_settings)
