# GNU General Public License v3.0+ (see LICENSE)
"""The documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: summary
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: Print what is there, as a page for people
description: Prints a title, a table of places and a table of accounts with their rights. Changes nothing.
attributes:
  check_mode:
    description: Whether it says what it would do, and does nothing.
    support: full
  diff_mode:
    description: Whether it shows the difference.
    support: none
  action:
    description: Whether a part of it runs on the controller.
    support: full
    details: All of it does.
options:
  title:
    description: The first line.
    type: str
    required: true
  places:
    description: What is there, and where; those with an empty place are left out.
    type: dict
    required: true
  rights:
    description: Rows of account, role and grants, as M(mesoscale.map.db_users) returns them.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what is there
  mesoscale.map.summary:
    title: The environment 'local' is up
    places:
      database: 127.0.0.1:13306
    rights: []
"""

RETURN = r"""
page:
  description: What was printed.
  returned: always
  type: str
  sample: The environment 'local' is up
changed:
  description: Always false, for it changes nothing.
  returned: always
  type: bool
  sample: false
"""
