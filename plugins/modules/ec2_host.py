#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: ec2_host
short_description: Make the machine of an environment and all that belongs to it, in one task
version_added: 0.1.0
description:
  - Makes the key pair, the security group, the role and its instance profile, the instance, its data volume and its
    address, all named C(map-ENVIRONMENT-host) or C(map-ENVIRONMENT-data), and finds them again by their tags.
  - The instance speaks IMDSv2 only, with one hop, so that containers don't reach it. All volumes are encrypted.
  - Security group and role are exact; what is not wanted is taken away.
  - Image, key pair, size of the root volume and subnet are chosen when the instance is made; later wishes don't change
    it.
  - Never stops, starts, replaces, terminates or releases anything. What would need that is said in RV(notes).
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  state:
    description:
      - V(present) brings the host to what is wanted.
      - V(read) only finds it, with at most three requests, and fails when there is none. It looks at no other option
        than O(aws).
    type: str
    choices: [present, read]
    default: present
  instance_type:
    description: Type of the instance. A change of it needs a stop and so is only reported.
    type: str
    default: m6a.2xlarge
  public_key:
    description:
      - Public key of the operators, in OpenSSH's form (RSA or ED25519), for the user C(admin).
      - Empty for none; then nobody signs in by SSH.
    type: str
    default: ""
  admin_networks:
    description: Networks from which SSH is let in, like V(203.0.113.0/24).
    type: list
    elements: str
    default: []
  web_networks:
    description: Networks from which HTTP and HTTPS are let in.
    type: list
    elements: str
    default: [0.0.0.0/0, "::/0"]
  root_gb:
    description: Size of the root volume in GB.
    type: int
    default: 30
  data_gb:
    description: Size of the data volume in GB. It can grow and never shrinks.
    type: int
    default: 200
  termination_protection:
    description: Whether AWS refuses to terminate the instance.
    type: bool
    default: true
  subnet_id:
    description: Subnet of the instance; empty for a default one of the default VPC.
    type: str
    default: ""
  image_name:
    description: What the name of the image looks like; the newest one is taken.
    type: str
    default: debian-13-amd64-*
  image_owner:
    description: AWS account that publishes the image; the default is Debian's.
    type: str
    default: "136693071363"
"""

EXAMPLES = r"""
- name: Make the host
  mesoscale.map.ec2_host:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    public_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops
    admin_networks: [203.0.113.0/24]

- name: Find the host
  mesoscale.map.ec2_host:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    state: read
  register: host
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: ec2
      action: create
      target: address map-production-host
      before:
      after: {address: (known after apply)}
      impact: none
address:
  description: The public address of the host; C((known after apply)) when it is only planned.
  returned: success
  type: str
  sample: 198.51.100.7
instance_id:
  description: Id of the instance; C((known after apply)) when it is only planned.
  returned: success
  type: str
security_group_id:
  description: Id of the host's security group; C((known after apply)) when it is only planned or wasn't asked for.
  returned: success
  type: str
data_volume_id:
  description: Id of the data volume; C((known after apply)) when it is only planned or not attached.
  returned: success
  type: str
  sample: vol-0123456789abcdef0
notes:
  description: What people should know and do, and this module doesn't.
  returned: when state is present
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import ec2_host

if __name__ == "__main__":
    main(ec2_host)
