#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_status
short_description: Ask AWS how an environment is, without changing it
version_added: 0.1.0
description:
  - Reads the database instance, the host, the buckets and the access keys of the stores, in one round trip.
  - What isn't there is a fact and no error. A part that can't be read says why in C(problem), and the rest is whole.
  - Reads no secret, neither that of a key nor what is in the parameter store.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  buckets:
    description: Names of the buckets.
    type: list
    elements: str
    required: true
  list_pages:
    description: How many pages of 1000 objects are counted in each bucket, at most. V(0) counts none.
    type: int
    default: 5
"""

EXAMPLES = r"""
- name: Ask AWS how the environment is
  mesoscale.map.cloud_status:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    buckets: [map-production-123456789012-report, map-production-123456789012-archive]
"""

RETURN = r"""
status:
  description:
    - The parts C(database_instance), C(host), C(buckets) and C(store_keys), each with a C(problem), which is
      empty where there is none.
    - C(exists) is null where it couldn't be asked. C(more) says that a bucket has more objects than were counted.
  returned: success
  type: dict
  sample:
    database_instance:
      exists: true
      identifier: map-production-database
      class: db.m6g.large
      status: available
      engine_version: 8.4.5
      allocated_gib: 100
      most_gib: 500
      multi_az: false
      parameter_group: map-production-mysql8-4
      parameter_status: in-sync
      pending_reboot: false
      pending: {DBInstanceClass: db.m6g.xlarge}
      address: map-production-database.example.us-east-1.rds.amazonaws.com
      port: 3306
      problem: ''
    host:
      exists: true
      name: map-production-host
      instance_id: i-0123456789abcdef0
      type: m6a.2xlarge
      state: running
      zone: us-east-1a
      image_id: ami-0123456789abcdef0
      address: 203.0.113.7
      problem: ''
    buckets:
      buckets:
        map-production-123456789012-report:
          {exists: true, versioning: Enabled, objects: 5000, bytes: 1073741824, more: true, problem: ''}
      problem: ''
    store_keys:
      keys:
        worker: {exists: true, key_id: AKIAEXAMPLE, state: Active, age_days: 12, stored: true, problem: ''}
      problem: ''
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import cloud_status

if __name__ == "__main__":
    main(cloud_status)
