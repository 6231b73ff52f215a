#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: config_files
short_description: Write a set of small files, all in one task
version_added: 0.1.0
description:
  - Brings files to their contents, modes and owners; folders above them are made.
  - A run that is killed leaves each file as it was or as it shall be, never in between.
  - Other files are not looked at, and none is removed.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  files:
    description: The files.
    type: list
    elements: dict
    default: []
    suboptions:
      path:
        description: Absolute path.
        type: str
        required: true
      content:
        description: What the file shall hold. It is shown in diffs.
        type: str
      secret_content:
        description: What a secret file shall hold. It is never shown; write either this or O(files[].content).
        type: str
      mode:
        description: Four octal digits in quotes; V(0444) by default, V(0400) for a secret file.
        type: str
      owner:
        description: User id of the owner; whoever runs the task by default.
        type: int
      group:
        description: Group id; that of the same number as O(files[].owner) by default.
        type: int
      live:
        description:
          - Whether its reader takes up a new version without a restart, so that no container is made anew for it.
          - Mount the folder of such a file, for a mounted single file stays the old one.
        type: bool
        default: false
  key:
    description: Key for the hashes of secret contents, at least 16 characters. Needed when there is a secret file.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Write the configuration of the proxy
  mesoscale.map.config_files:
    key: "{{ map_label_key }}"
    files:
      - path: /srv/map/production/edge/proxy.conf
        content: "{{ lookup('ansible.builtin.template', 'proxy.conf.j2') }}"
      - path: /srv/map/production/edge/token
        secret_content: "{{ edge_token }}"
        owner: 1000
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: files
      action: create
      target: file /srv/map/production/edge/token
      before:
      after: (new secret)
      impact: none
hashes:
  description: Path of each file, and the keyed hash of its content.
  returned: success
  type: dict
  sample:
    /srv/map/production/edge/token: 5d41402abc4b2a76b9719d911017c592
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import config_files

if __name__ == "__main__":
    main(config_files)
