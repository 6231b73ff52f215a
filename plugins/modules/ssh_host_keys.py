#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: ssh_host_keys
short_description: Pin the SSH host keys of EC2 instances, all in one task
version_added: 0.1.0
description:
  - Reads the public host keys that cloud-init prints on an instance's console when it first boots, and writes them
    into a file in the form of OpenSSH's known hosts. So nobody between this machine and the host chooses them.
  - Each key is a line C(ADDRESS TYPE KEY INSTANCE). Where the file has one for the address and the instance, AWS is
    asked nothing.
  - When another instance is at the address, its keys take the place of the old one's.
  - Lines that don't end with an instance's id are a person's. They stay, and a host that they have a key for is
    pinned.
  - In check mode keys that aren't in the file yet are in RV(ssh_arguments), for which OpenSSH 8.5 or newer is needed.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  state:
    description:
      - V(present) pins what isn't pinned.
      - V(read) asks AWS nothing and writes nothing.
    type: str
    choices: [present, read]
    default: present
  file:
    description: The file of known hosts on this machine. It holds no secret.
    type: path
    required: true
  hosts:
    description: The hosts that are to be pinned in it.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the host, for people.
        type: str
        required: true
      address:
        description: Its address; C((known after apply)) while it is only planned.
        type: str
        required: true
      instance_id:
        description: Id of its instance; C((known after apply)) while it is only planned.
        type: str
        required: true
  wait_seconds:
    description: How long to wait for the console of an instance to show the keys.
    type: int
    default: 600
"""

EXAMPLES = r"""
- name: Pin the key of the host
  mesoscale.map.ssh_host_keys:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    file: "{{ inventory_dir }}/.known_hosts"
    hosts:
      - name: map-production-host
        address: 198.51.100.7
        instance_id: i-0123456789abcdef0
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
      target: SSH host key map-production-host
      before:
      after:
        address: 198.51.100.7
        instance: i-0123456789abcdef0
        keys: {ssh-ed25519: SHA256:Rn1WqDSCgJDAEfbAFKxzOgTxrJrtDpzgCQyPSFKwSqA}
      impact: none
ssh_arguments:
  description:
    - By the host's name, options for C(ssh) with which it takes the host's pinned keys and no others.
    - Empty for a host that is only planned.
  returned: success
  type: dict
  sample:
    map-production-host: >-
      -o 'UserKnownHostsFile="/srv/inventories/production/.known_hosts"' -o StrictHostKeyChecking=yes
      -o HostKeyAlias=198.51.100.7
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import ssh_host_keys

if __name__ == "__main__":
    main(ssh_host_keys)
