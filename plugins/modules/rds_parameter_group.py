#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: rds_parameter_group
short_description: Give a database the MySQL parameters that DataJoint needs
version_added: 0.1.0
description:
  - Makes a parameter group that sets what DataJoint needs, with an environment's own changes.
  - Parameters that don't exist, can't be modified or are out of range are refused with their range before anything
    changes; what AWS says of them counts, and where it says nothing, the catalogue of this collection.
  - Parameters that take effect only after a reboot are set to wait for it, and named in RV(pending_reboot) and in a
    warning.
  - A group of another family is refused, because AWS never changes it. Never deletes a group.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  name:
    description: Name of the group; empty for C(map-ENVIRONMENT-FAMILY), as C(map-staging-mysql8-4).
    type: str
    default: ""
  engine_version:
    description: MySQL version of the database, which decides the family and the set of parameters.
    type: str
    default: "8.4"
  parameters:
    description:
      - Parameters that differ from those that DataJoint needs, by name.
      - Sizes are in bytes; lists may be lists; null leaves the server's default.
    type: dict
    default: {}
  reset_unlisted:
    description:
      - Whether parameters that are set in the group, but are not wanted, get the server's default again.
      - The group belongs to this module alone, so that a parameter that was taken out of the settings, or was
        changed by hand, does not stay for ever. Turn it off to be told of them only.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Set the database's parameters
  mesoscale.map.rds_parameter_group:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    engine_version: "8.4"
    parameters:
      max_connections: 500
      slow_query_log: null
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: rds
      action: update
      target: "parameter group map-production-mysql8-4: set at once"
      before: {max_connections: null}
      after: {max_connections: "500"}
      impact: none
name:
  description: Name of the group.
  returned: success
  type: str
family:
  description: Family of the group.
  returned: success
  type: str
parameters:
  description: All parameters that the group sets, as AWS writes them.
  returned: success
  type: dict
pending_reboot:
  description: Parameters that this run changed and that take effect after a reboot.
  returned: success
  type: list
  elements: str
notes:
  description: What is no drift, but should be known; shown as warnings too.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import rds_parameter_group

if __name__ == "__main__":
    main(rds_parameter_group)
