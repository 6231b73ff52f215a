# GNU General Public License v3.0+ (see LICENSE)
"""The documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: local_secret
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: Keep a secret that somebody else chose in a file of the environment
description:
  - Writes the file C(.secrets/NAME) in the environment's folder on the controller, readable by its owner only.
  - The lookup P(mesoscale.map.local_secret#lookup) reads it.
options:
  name:
    description: Name of the secret, of small letters, digits and underscores.
    type: str
    required: true
  value:
    description:
      - The secret. It is in no result and in no difference.
      - Empty in check mode, when only the run itself finds it out; then a change is planned.
    type: str
    required: true
attributes:
  check_mode:
    description: Whether it says what it would do, and does nothing.
    support: full
  diff_mode:
    description: Whether it shows the difference.
    support: full
    details: Never the secret.
  action:
    description: Whether a part of it runs on the controller.
    support: full
    details: All of it does.
"""

EXAMPLES = r"""
- name: Keep the token for the vault
  mesoscale.map.local_secret:
    name: globus_token
    value: "{{ signed_in.token }}"
"""

RETURN = r"""
plan:
  description: The file that was written, or would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: files
      action: create
      target: local secret globus_token
      before:
      after: as it was given
      impact: none
"""
