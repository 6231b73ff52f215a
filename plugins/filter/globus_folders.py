# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils import globus

DOCUMENTATION = r"""
name: globus_folders
short_description: Every folder of the Globus archive that a transfer reads or writes
version_added: 0.1.0
description:
  - Gives what the playbook C(globus.yml) asks of Globus, from the same settings as P(mesoscale.map.globus_keys#filter).
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
positional: local_endpoints
options:
  _input:
    description: Where data is archived, as in C(map_globus_storage_locations).
    type: list
    elements: dict
    required: true
  local_endpoints:
    description: This site's own endpoints, as in C(map_globus_local_endpoints).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the folders
  ansible.builtin.debug:
    msg: "{{ map_globus_storage_locations | mesoscale.map.globus_folders(map_globus_local_endpoints) }}"
"""

RETURN = r"""
_value:
  description: Folders with C(name), C(endpoint), C(path), and C(writable), which says whether it should be.
  type: list
  elements: dict
"""


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"globus_folders": globus.folders}
