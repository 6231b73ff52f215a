# GNU General Public License v3.0+ (see LICENSE)
"""The documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: settings
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: Check all settings of an environment before anything changes
description:
  - Judges everything that an environment's folder sets against the argument specs of all roles, and reports all
    problems at once. It finds unknown names, missing and misplaced secrets, wrong types, names that collide, values out
    of range, and a machine without a container engine and without the right to install one.
  - It asks no network. It changes nothing but the files of local secrets, for which see the lookup
    P(mesoscale.map.local_secret#lookup).
options:
  make_secrets:
    description: Whether to make the local secrets that are missing; an environment that goes away needs none.
    type: bool
    default: true
attributes:
  check_mode:
    description: Whether it says what it would do, and does nothing.
    support: full
  diff_mode:
    description: Whether it shows the difference.
    support: full
  action:
    description: Whether a part of it runs on the controller.
    support: full
    details: All of it does.
"""

EXAMPLES = r"""
- name: Check all settings of the environment before anything changes
  mesoscale.map.settings:
"""

RETURN = r"""
plan:
  description: The local secrets that were made, or would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: files
      action: create
      target: local secret label_key
      before:
      after: random
      impact: none
msg:
  description: Everything that is wrong, a line each.
  returned: failure
  type: str
"""
