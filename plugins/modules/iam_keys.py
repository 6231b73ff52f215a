#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: iam_keys
short_description: Make the users whose access keys the stores need, all in one task
version_added: 0.1.0
description:
  - DataJoint's S3 stores need static access keys. Each consumer gets a user C(map-ENVIRONMENT-CONSUMER) with the least
    rights and exactly one active key.
  - C(worker) reads, writes and deletes objects in both stores; C(webgui) reads the report store; C(reader), for people,
    reads both.
  - AWS shows a key's secret once, so it goes at once into the parameter store, as the SecureString
    C(/map/ENVIRONMENT/s3/CONSUMER), and is read from there.
  - A key that isn't the stored one is removed, for its secret is lost. A stored key that someone switched off is
    replaced.
  - Other policies, attached policies and groups of these users are taken away.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  state:
    description:
      - V(present) brings users, rights and keys to what is wanted, and returns no secret.
      - V(read) changes nothing and returns the stored keys with their secrets, so give such a task C(no_log=true). It
        fails when one is missing. It looks at no other option than O(aws) and O(consumers).
    type: str
    choices: [present, read]
    default: present
  consumers:
    description: The consumers that this task is about.
    type: list
    elements: str
    choices: [worker, webgui, reader]
    default: [worker, webgui, reader]
  report_bucket:
    description: Name of the bucket of the report store. Needed with O(state=present).
    type: str
    default: ""
  report_location:
    description: Folder of the report store in its bucket; empty for the whole bucket.
    type: str
    default: ""
  archive_bucket:
    description: Name of the bucket of the archive store. Needed with O(state=present).
    type: str
    default: ""
  archive_location:
    description: Folder of the archive store in its bucket. A slash in front doesn't count, as for DataJoint.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Make the users and their keys
  mesoscale.map.iam_keys:
    aws: &account
      environment: production
      account_id: "123456789012"
      region: us-east-1
    report_bucket: map-production-123456789012-report
    report_location: report/v2
    archive_bucket: map-production-123456789012-archive
    archive_location: /cluster_archive

- name: Read the workers' key
  mesoscale.map.iam_keys:
    aws: *account
    state: read
    consumers: [worker]
  register: stored
  no_log: true
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: iam
      action: create
      target: user map-production-worker
      before:
      after: {name: map-production-worker}
      impact: none
key_ids:
  description: Id of each consumer's key; C((known after apply)) when it is only planned.
  returned: when state is present
  type: dict
  sample: {worker: AKIAIOSFODNN7EXAMPLE}
access_keys:
  description: The stored keys with their secrets, by consumer.
  returned: when state is read
  type: dict
  contains:
    access_key_id:
      description: Id of the key.
      type: str
    secret_access_key:
      description: The secret.
      type: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import iam_keys

if __name__ == "__main__":
    main(iam_keys)
