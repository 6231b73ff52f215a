# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils import hub

DOCUMENTATION = r"""
name: hub_files
short_description: The files that people find in their servers
version_added: 0.1.0
description:
  - Gives files for M(mesoscale.map.config_files), in a folder for each person who has a GitHub login.
  - The result holds passwords and keys, so whatever it is written into is a secret.
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
positional: configuration, passwords, authorities
options:
  _input:
    description: The people, as in C(map_people).
    type: list
    elements: dict
    required: true
  configuration:
    description: DataJoint's configuration, without user and password.
    type: dict
    required: true
  passwords:
    description: The first password of each person who was not handed one, as in C(map_people_passwords).
    type: dict
    default: {}
  authorities:
    description: Names and contents of files of certificates.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Write what people's servers read
  mesoscale.map.config_files:
    files: "{{ map_people | mesoscale.map.hub_files({'database.host': map_database_address}, map_people_passwords) }}"
    key: "{{ map_label_key }}"
"""

RETURN = r"""
_value:
  description: The files, with paths as C(people/NAME/datajoint/FILE).
  type: list
  elements: dict
"""


def hub_files(
    listed: list[hub.Person],
    configuration: dict[str, t.Any],
    passwords: dict[str, str] | None = None,
    authorities: dict[str, str] | None = None,
) -> list[dict[str, t.Any]]:
    """The files of all people."""
    return hub.files(listed, configuration, passwords or {}, authorities or {})


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"hub_files": hub_files}
