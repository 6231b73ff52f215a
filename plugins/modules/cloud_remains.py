#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_remains
short_description: Remove all that an environment has in AWS, and keep its last copies
version_added: 0.1.0
description:
  - Removes what the modules of this collection made for an environment in AWS, and what carries its tag
    C(map:environment) besides. What has only a name like the environment's is left alone and named in a warning.
  - Refuses, before any change, when a bucket holds anything, or when the database or the host is protected.
  - The database leaves a final snapshot, and its automated backups stay. Each disk leaves a snapshot, the
    host's own too. These are never removed, and RV(kept) names them.
  - Interrupted anywhere, the next run goes on. It does all this only when the environment's name is given twice.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  confirm:
    description: The environment's name again.
    type: str
    required: true
  buckets:
    description: Names of the environment's buckets. One without the environment's tag is left alone.
    type: list
    elements: str
    required: true
  dns_names:
    description: Names in Route 53 that are removed where they lead to the environment's address or database.
    type: list
    elements: str
    default: []
  dns_zone:
    description: Name or ID of the public zone that holds them; empty for the longest one that all names end with.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Remove everything that the environment `staging` has in AWS
  mesoscale.map.cloud_remains:
    aws:
      environment: staging
      account_id: "123456789012"
      region: us-east-1
    confirm: staging
    buckets: [map-staging-123456789012-report, map-staging-123456789012-archive]
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: rds
      action: remove
      target: database instance map-staging-database
      before: {status: available, protected: false, backup_days: 14, storage_gb: 100, address: null}
      after: {kept: database snapshot map-staging-final-(known after apply) and automated backups}
      impact: sessions
kept:
  description: The copies that stay, those of earlier runs included.
  returned: success
  type: list
  elements: dict
  sample:
    - {kind: database snapshot, id: map-staging-final-20260801t120000z, of: map-staging-database}
    - {kind: volume snapshot, id: snap-0123456789abcdef0, of: map-staging-data}
notes:
  description: What was left alone; shown as warnings too.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import cloud_remains

if __name__ == "__main__":
    main(cloud_remains)
