# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import re
import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils import catalogue

DOCUMENTATION = r"""
name: mysql_options
short_description: The parameters of the parameter group as options of a MySQL server
version_added: 0.1.0
description:
  - Gives the same parameters, with the same values, that M(mesoscale.map.rds_parameter_group) sets.
  - Formulas such as C({DBInstanceClassMemory*3/4}) mean something to AWS only and are left out.
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
positional: engine_version
options:
  _input:
    description: Parameters that differ from those that DataJoint needs, as in C(map_database_parameters).
    type: dict
    required: true
  engine_version:
    description: The MySQL version that the environment asks for.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show the options
  ansible.builtin.debug:
    msg: "{{ map_database_parameters | mesoscale.map.mysql_options('8.4') }}"
"""

RETURN = r"""
_value:
  description: Option -> value, quoted for my.cnf where needed, in the order of the names.
  type: dict
"""

_PLAIN = re.compile(r"[A-Za-z0-9_.,:+/-]*")


def mysql_options(parameters: dict[str, t.Any], engine_version: str) -> dict[str, str]:
    """Option -> value for the section [mysqld] of my.cnf."""
    options = catalogue.server_options(str(engine_version), parameters)
    return {name: _quoted(value) for name, value in options.items()}


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"mysql_options": mysql_options}
