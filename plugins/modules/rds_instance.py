#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: rds_instance
short_description: Make the MySQL database of an environment on RDS, and who may connect
version_added: 0.1.0
description:
  - Makes a subnet group, a security group and the instance, all of one name.
  - The storage is gp3, encrypted, and grows by itself. Snapshots carry the instance's tags.
  - AWS upgrades minor versions by itself.
  - The security group admits to port 3306 exactly those who are named; other rules in it are taken away.
  - Never replaces or deletes an instance. What AWS can't change (encryption, subnet group, master user) or what needs a
    person (another major version) is refused before anything changes, with what to do.
  - Settings that are on their way (pending) are not set again. What waits for a reboot or for the maintenance window is
    said in a warning.
  - A new instance takes AWS ten minutes or more; the module waits, also for one that an interrupted run began to make.
  - The master password is given to AWS when the instance is made. AWS never shows it, so that it is not compared or
    changed later.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  state:
    description:
      - V(present) brings the database to what is wanted.
      - V(read) only finds it, with two requests, and fails when there is none or it has no address yet. It looks at no
        other option than O(aws) and O(name).
    type: str
    choices: [present, read]
    default: present
  name:
    description: Name of the instance, its subnet group and its security group; empty for C(map-ENVIRONMENT-database).
    type: str
    default: ""
  engine_version:
    description: MySQL version, as C(8.4) or C(8.4.5). A newer minor version that runs already is as good.
    type: str
    default: "8.4"
  parameter_group:
    description: Name of the parameter group. Required with O(state=present).
    type: str
  static_changed:
    description: Parameters that an earlier task of this run changed and that wait for a reboot.
    type: list
    elements: str
    default: []
  instance_class:
    description: Size of the instance.
    type: str
    default: db.m6g.large
  storage_gb:
    description: Storage in GiB, at least; storage that has grown is as good.
    type: int
    default: 100
  max_storage_gb:
    description: Storage in GiB, at most, up to which it grows by itself.
    type: int
    default: 500
  backup_days:
    description: How many days back the database can be restored to any moment, 1 to 35.
    type: int
    default: 14
  multi_az:
    description: Whether a second instance in another zone stands by.
    type: bool
    default: false
  deletion_protection:
    description: Whether AWS refuses to delete the instance.
    type: bool
    default: true
  master_user:
    description: Name of the first account, 1 to 16 letters and digits. Required with O(state=present).
    type: str
  master_password:
    description:
      - Its password, 8 to 41 characters of ASCII without slash, at sign, double quote and blank.
      - Required with O(state=present).
    type: str
  subnet_ids:
    description: Two or more subnets in different zones; empty for those of the default VPC.
    type: list
    elements: str
    default: []
  client_networks:
    description:
      - Networks from which people connect directly, as C(198.51.100.0/24).
      - The instance has a public address only if there are any.
    type: list
    elements: str
    default: []
  client_security_groups:
    description: Names of security groups whose members connect; they must exist when the plan is applied.
    type: list
    elements: str
    default: []
  reboot:
    description:
      - V(never) reports what waits for a reboot, and lets another instance class wait for the maintenance window.
      - V(now) does both at once, which cuts people off for a minute or more.
    type: str
    choices: [never, now]
    default: never
  create_minutes:
    description: How many minutes to wait until an instance is ready.
    type: int
    default: 40
"""

EXAMPLES = r"""
- name: Make the database
  mesoscale.map.rds_instance:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    parameter_group: map-production-mysql8-4
    master_user: mapmaster
    master_password: "{{ vault_master_password }}"
    client_networks: [198.51.100.0/24]
    client_security_groups: [map-production-host]

- name: Find the database
  mesoscale.map.rds_instance:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    state: read
  register: database
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
name:
  description: Name of the instance.
  returned: success
  type: str
address:
  description: Name by which the database is reached; C((known after apply)) while it is only planned.
  returned: success
  type: str
port:
  description: Port of the database.
  returned: success
  type: int
engine_version:
  description: MySQL version that runs.
  returned: success
  type: str
pending_reboot:
  description: Whether the instance follows all of its parameters only after a reboot.
  returned: when state is present
  type: bool
notes:
  description: What is no drift, but should be known; shown as warnings too.
  returned: when state is present
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import rds_instance

if __name__ == "__main__":
    main(rds_instance)
