#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: dns_records
short_description: Have names lead to machines, all in one task
version_added: 0.1.0
description:
  - Brings all records to what is wanted, by one request that Route 53 obeys as a whole or not at all, and waits until
    all of its servers know them.
  - Of a zone it reads only the names that are wanted. Other records are left alone, and none is ever removed.
  - Refused before anything changes are a zone that is missing, private or ambiguous, a record of another type in the
    way, and a record that is an alias or has a routing policy; the message says what to do.
  - A record of the same name and type with another value is taken for ours and gets the wanted one.
extends_documentation_fragment:
  - mesoscale.map.aws
  - mesoscale.map.planned
options:
  zone:
    description: Name or ID of the public zone; empty for the longest that all names end with.
    type: str
    default: ""
  records:
    description: The records. All names belong to one zone.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The whole name.
        type: str
        required: true
      type:
        description: V(A) for an IPv4 address, V(CNAME) for another name.
        type: str
        required: true
        choices: [A, CNAME]
      value:
        description: Where it leads. In check mode it may be C((known after apply)).
        type: str
        required: true
      ttl:
        description: For how long others may remember it, in seconds.
        type: int
        default: 300
"""

EXAMPLES = r"""
- name: Have the names lead to the host and to the database
  mesoscale.map.dns_records:
    aws:
      environment: production
      account_id: "123456789012"
      region: us-east-1
    records:
      - name: jupyter.map.example.org
        type: A
        value: "{{ host_instance.address }}"
      - name: datajoint.map.example.org
        type: CNAME
        value: "{{ database_instance.address }}"
        ttl: 60
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: route53
      action: create
      target: record jupyter.map.example.org A
      before:
      after: {value: 203.0.113.7, ttl: 300}
      impact: none
zone:
  description: Name of the zone.
  returned: success
  type: str
zone_id:
  description: ID of the zone.
  returned: success
  type: str
names:
  description: The names that were wanted.
  returned: success
  type: list
  elements: str
notes:
  description: What leads people elsewhere although all records are as wanted; also shown as warnings.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import dns_records

if __name__ == "__main__":
    main(dns_records)
