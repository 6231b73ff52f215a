#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: s3_buckets
short_description: Make the buckets of an environment, all in one task
version_added: 0.1.0
description:
  - Brings all buckets to the same settings.
  - AES256 encryption, no public access, and no access control lists are always set.
  - Statements of the bucket policy, lifecycle rules and tags that others made are left alone.
  - Never deletes a bucket or an object.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  names:
    description: Names of the buckets.
    type: list
    elements: str
    required: true
  versioning:
    description: Whether replaced and deleted objects are kept, so that they can be brought back.
    type: bool
    default: true
  noncurrent_days:
    description: How long replaced and deleted objects are kept, in days.
    type: int
    default: 30
  deny_insecure_transport:
    description: Whether requests without TLS are refused. Turn it off for a client that can't be told to use TLS.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Make the report and the archive bucket
  mesoscale.map.s3_buckets:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    names:
      - map-production-123456789012-report
      - map-production-123456789012-archive
    noncurrent_days: 30
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: s3
      action: create
      target: bucket map-production-123456789012-report
      before:
      after: {name: map-production-123456789012-report}
      impact: none
names:
  description: Names of the buckets.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import s3_buckets

if __name__ == "__main__":
    main(s3_buckets)
