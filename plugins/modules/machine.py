#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: machine
short_description: Bring the system of a host into shape, all in one task
version_added: 0.1.0
description:
  - Installs packages, writes files, switches units of systemd, and keeps a firewall's rules loaded.
  - Formats a data volume only when it is blank, lets its filesystem grow, and unmounts and removes nothing.
  - What can't be met is refused before anything changes. Works in check mode on a host that has none of it yet.
  - For Debian 12 and 13 with systemd.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  packages:
    description: Packages of Debian that shall be installed.
    type: list
    elements: str
    default: []
  files:
    description: Files that shall be there, owned by root.
    type: list
    elements: dict
    default: []
    suboptions:
      path: {description: Where it is., type: str, required: true}
      content: {description: What it holds., type: str, required: true}
      mode: {description: Its rights as four octal digits., type: str, default: "0644"}
      check:
        description: Command that refuses bad content before the file is replaced; V({}) stands for a file with it.
        type: list
        elements: str
        default: []
  units:
    description: Units of systemd, in the order in which they are switched.
    type: list
    elements: dict
    default: []
    suboptions:
      name: {description: Name of the unit., type: str, required: true}
      state:
        description: V(active) starts it now and at boot, V(inactive) neither.
        type: str
        choices: [active, inactive]
        default: active
      in_container:
        description: Whether it may be started where the host is a container. If not, there it is only enabled.
        type: bool
        default: true
      files: {description: Paths of the files that it reads., type: list, elements: str, default: []}
      refresh:
        description: How it takes a change of these files; with V(next_start) it is left alone.
        type: str
        choices: [reload, restart, next_start]
        default: next_start
  volume_id:
    description: Id of the data volume in EBS; none when empty. It must be attached.
    type: str
    default: ""
  volume_folder:
    description: Where the data volume is mounted. The mount itself is the work of one of O(units).
    type: str
    default: /srv
  firewall:
    description: The firewall. Its table is compared with what its file makes, so that a change by hand is seen.
    type: dict
    suboptions:
      file: {description: Path of the file with its rules., type: str, required: true}
      table: {description: Family and name of its table., type: str, required: true}
      unit: {description: The unit that loads the file at its start and reload., type: str, required: true}
  conflicts:
    description: Units that may be neither enabled nor active; where one is, everything is refused.
    type: list
    elements: str
    default: []
  user:
    description: Who signs in to the host. V(root) is refused, for root can't sign in afterwards.
    type: str
    default: ""
  assume_empty:
    description: In check mode, plan against a new Debian, because an earlier task planned to create the host.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Have a data volume and small logs
  mesoscale.map.machine:
    packages: [e2fsprogs]
    volume_id: vol-0123456789abcdef0
    files:
      - path: /etc/systemd/journald.conf.d/map.conf
        content: |
          [Journal]
          SystemMaxUse=1G
    units:
      - name: map-data.service
      - name: systemd-journald.service
        files: [/etc/systemd/journald.conf.d/map.conf]
        refresh: restart
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: machine
      action: create
      target: filesystem of the data volume
      before:
      after: ext4
      impact: none
notes:
  description: What people should know, such as that the host waits for a restart; shown as warnings too.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import machine

if __name__ == "__main__":
    main(machine)
