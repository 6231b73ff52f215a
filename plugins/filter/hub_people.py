# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import typing as t

from ansible_collections.mesoscale.map.plugins.module_utils import hub

DOCUMENTATION = r"""
name: hub_people
short_description: The list of people as JupyterHub reads it
version_added: 0.1.0
description:
  - Gives those of the list who have a GitHub login, each with what the person's server may take.
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
positional: limits, of_roles, of_people
options:
  _input:
    description: The people, as in C(map_people).
    type: list
    elements: dict
    required: true
  limits:
    description: What every server may take, as in C(jupyterhub_limits).
    type: dict
    required: true
  of_roles:
    description: What differs for a role, as in C(jupyterhub_role_limits).
    type: dict
    default: {}
  of_people:
    description: What differs for a person, as in C(jupyterhub_person_limits).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Show who may sign in, and what each may take
  ansible.builtin.debug:
    msg: "{{ map_people | mesoscale.map.hub_people(jupyterhub_limits) }}"
"""

RETURN = r"""
_value:
  description:
    - The keys C(people), C(guests) with the limits of those who are let in by an organization, and C(most) with the
      highest of all limits. Memory is in bytes.
  type: dict
"""


def hub_people(
    listed: list[hub.Person],
    limits: hub.Limits,
    of_roles: dict[str, hub.Limits] | None = None,
    of_people: dict[str, hub.Limits] | None = None,
) -> dict[str, t.Any]:
    """The list, and limits."""
    return hub.people(listed, limits, of_roles or {}, of_people or {})


class FilterModule:
    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"hub_people": hub_people}
