#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: hub_people
short_description: Bring the accounts of JupyterHub to the list of people
version_added: 0.1.0
description:
  - Removes the accounts of those who are no more on the list. The person's running server is stopped, all sessions
    and tokens end. The person's volume stays.
  - Gives the right to administer the hub to those on the list who shall have it, and takes it from everybody else.
  - Makes no account; the hub does so when a person signs in.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  address:
    description: Where the hub's proxy answers, as C(http://127.0.0.1:8000).
    type: str
    required: true
  token:
    description: The token of a service of the hub that administers it.
    type: str
    required: true
  people:
    description: All who may have an account.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The account's name.
        type: str
        required: true
      github:
        description: The login with which the person may have been a guest before. That guest's account is removed.
        type: str
        default: ""
      admin:
        description: Whether the person administers the hub.
        type: bool
        default: false
  guests:
    description: Whether accounts stay whose names begin with C(gh-), of those who are let in by an organization alone.
    type: bool
    default: false
  wait_seconds:
    description: Seconds for which a hub that doesn't answer yet is asked again.
    type: int
    default: 60
  assume_empty:
    description: >-
      In check mode, plan against nothing if the hub doesn't answer or doesn't know the token yet, because an earlier
      task of this run planned to
      start it.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Let these two have accounts, and nobody else
  mesoscale.map.hub_people:
    address: http://127.0.0.1:8000
    token: "{{ jupyterhub_api_token }}"
    people:
      - name: alice
      - name: erin
        admin: true
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: hub
      action: remove
      target: account mallory of the hub
      before: its server runs
      after:
      impact: sessions
accounts:
  description: The names of the accounts that there are.
  returned: success
  type: list
  elements: str
  sample: [alice, erin]
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import hub_people

if __name__ == "__main__":
    main(hub_people)
