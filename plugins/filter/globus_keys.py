# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils import globus

DOCUMENTATION = r"""
name: globus_keys
short_description: The Globus archive as keys of the pipeline's configuration
version_added: 0.1.0
description:
  - Gives what the pipeline reads under C(custom) in C(dj_local_conf.json), in the plural form that its code has.
  - The result holds the token, so whatever it is written into is a secret.
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
  token:
    description: The refresh token; while there is none, its key is left out.
    type: str
    default: ""
  enabled:
    description: Whether the archive is used at all; if not, there are no keys.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Show the keys, without the token
  ansible.builtin.debug:
    msg: "{{ map_globus_storage_locations | mesoscale.map.globus_keys(map_globus_local_endpoints) }}"
"""

RETURN = r"""
_value:
  description: The keys C(globus.storage_locations), C(globus.local_endpoints) and C(globus.token) with their values.
  type: dict
"""


def globus_keys(
    locations: list[globus.Location],
    local_endpoints: dict[str, globus.LocalEndpoint],
    token: str = "",
    enabled: bool = True,
) -> dict[str, t.Any]:
    """The keys under `custom`; none when Globus is off."""
    return globus.custom_keys(locations, local_endpoints, token) if enabled else {}


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"globus_keys": globus_keys}
