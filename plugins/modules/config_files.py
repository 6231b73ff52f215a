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
  - mesoscale.map.files
  - mesoscale.map.planned
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
