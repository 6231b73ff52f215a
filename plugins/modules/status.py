# GNU General Public License v3.0+ (see LICENSE)
"""The documentation of the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: status
author: The mesoscale activity map project (@mesoscale-activity-map)
version_added: 0.1.0
short_description: Put together what a run found out about an environment, and print it as a page
description:
  - Takes what other tasks of the run returned, be it facts, a failure or nothing. The status lacks no part.
  - A part that couldn't be read says why in C(problem). Prints the status as a page for people. Changes nothing.
attributes:
  check_mode:
    description: Whether it says what it would do, and does nothing.
    support: full
  diff_mode:
    description: Whether it shows the difference.
    support: none
  action:
    description: Whether a part of it runs on the controller.
    support: full
    details: All of it does.
options:
  environment:
    description: Name of the environment.
    type: str
    required: true
  cloud:
    description: What M(mesoscale.map.cloud_status) returned.
    type: dict
    required: true
  hosts:
    description: Name of each host to what M(mesoscale.map.host_status) returned there.
    type: dict
    required: true
  first:
    description: The host that asks the database; empty where there is none.
    type: str
    required: true
  database:
    description: What M(mesoscale.map.database_status) returned there.
    type: dict
    required: true
  people:
    description: What M(mesoscale.map.db_users) returned there in check mode.
    type: dict
    required: true
  jobs:
    description: What M(mesoscale.map.pipeline_jobs) returned there.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show how the environment is
  mesoscale.map.status:
    environment: production
    cloud: "{{ cloud_result }}"
    hosts: {host1: "{{ host_result }}"}
    first: host1
    database: "{{ database_result }}"
    people: "{{ people_result }}"
    jobs: "{{ jobs_result }}"
"""

RETURN = r"""
page:
  description: What was printed.
  returned: success
  type: str
  sample: The environment 'production' as it is
status:
  description:
    - The parts of M(mesoscale.map.cloud_status) and M(mesoscale.map.database_status), C(people) and C(jobs), and in
      C(hosts) for each host those of M(mesoscale.map.host_status).
    - C(people) has C(rights) and C(unlisted) as M(mesoscale.map.db_users) returns them, in C(pending) what it would
      change, and in C(missing) the accounts that it would make.
    - C(jobs) has C(by_schema) and C(notes) as M(mesoscale.map.pipeline_jobs) returns them, and the C(total)
      of all schemas.
  returned: success
  type: dict
  sample:
    environment: production
    people:
      rights: [{account: alice, kind: person, role: reader, grants: ["reads map_*"]}]
      missing: []
      unlisted: []
      pending: ["account alice: rights on map\\_%.*"]
      problem: ''
    jobs:
      by_schema: {map_v2_ephys: {reserved: 4, error: 0, ignore: 0, stale: 1, stuck: 0, unsure: 0, review: 0}}
      total: {reserved: 4, error: 0, ignore: 0, stale: 1, stuck: 0, unsure: 0, review: 0}
      notes: []
      problem: ''
"""
