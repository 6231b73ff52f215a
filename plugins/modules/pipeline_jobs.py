#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: pipeline_jobs
short_description: Report DataJoint's jobs of all schemas, and clear those that are nobody's any more
version_added: 0.1.0
description:
  - Reads the C(~jobs) table of every schema and says of each job whether it runs, is dead, stuck, or failed, and why.
  - Changes nothing unless O(clear) is set. Then it removes the rows of jobs that are safe, and they are computed again.
  - A reservation is dead when its connection is gone, and its container stopped, was removed or began anew since.
    Without such a container it must be older than O(stale_hours), and its owner not connected.
  - A job whose connection is open is never cleared.
  - A failed job is cleared when its error passes by itself (a lost connection, a deadlock, a stopped worker), or when
    O(clear_errors) names it.
  - A row that changed since it was read is left alone.
  - Job tables of DataJoint 0.12 to 0.14 are known. Those of DataJoint 2 are refused.
  - Reads in a constant number of queries, however many schemas and jobs there are.
extends_documentation_fragment:
  - mesoscale.map.planned
requirements:
  - PyMySQL on the machine that runs the task
options:
  state:
    description:
      - V(jobs) reports and clears jobs.
      - V(containers) only lists the containers of the machine that runs the task, as evidence for O(machines).
    type: str
    choices: [jobs, containers]
    default: jobs
  login:
    description:
      - The server, and an account with the right PROCESS that may read and delete rows. Needed for O(state=jobs).
    type: dict
    suboptions:
      address: {description: "Name of the server, as in its certificate.", type: str, required: true}
      port: {description: Port of the server., type: int, default: 3306}
      user: {description: Name of the account., type: str, required: true}
      password: {description: Its password., type: str, required: true}
      ca_file: {description: "Certificates (PEM) that may sign the server's.", type: path, required: true}
  schemas:
    description: Schemas to look at. Those without a job table have no jobs. Needed for O(state=jobs).
    type: list
    elements: str
  machines:
    description:
      - Name of a machine to the RV(engine) that O(state=containers) returned there.
      - An empty one stands for a machine that couldn't be asked; jobs that may run there are left alone.
    type: dict
    default: {}
  accounts:
    description: Accounts of programs whose jobs run only in containers on O(machines), so one that none has is gone.
    type: list
    elements: str
    default: [worker]
  clear:
    description: Whether to clear the jobs that are safe to clear.
    type: bool
    default: false
  clear_errors:
    description: Failed jobs to clear too, as C(schema.table), or by the first eight or more digits of their key hash.
    type: list
    elements: str
    default: []
  stale_hours:
    description: After how many hours a reservation without its connection is dead, if no container shows it earlier.
    type: float
    default: 24.0
  stuck_hours:
    description: After how many hours a job whose connection is open is reported as stuck. It is never cleared.
    type: float
    default: 24.0
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to make the server.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Ask which containers this machine has
  mesoscale.map.pipeline_jobs:
    state: containers
  register: here

- name: Report all jobs and change nothing
  mesoscale.map.pipeline_jobs:
    login: "{{ database_login }}"
    schemas: [map_v2_ephys, map_v2_tracking]
    machines:
      host1: "{{ here.engine }}"
"""

RETURN = r"""
plan:
  description: The jobs that were cleared, or in check mode would be.
  returned: success
  type: list
  elements: dict
jobs:
  description: Each job as it was found, with C(verdict), C(evidence), C(safe), C(cleared) and C(advice).
  returned: when O(state=jobs)
  type: list
  elements: dict
  sample: [{schema: map_v2_ephys, table: __unit_stat, key: unit=3, status: reserved, verdict: dead, cleared: true}]
by_schema:
  description: How many jobs each schema has afterwards by status, and how many are stale (safe to clear) or need care.
  returned: when O(state=jobs)
  type: dict
  sample: {map_v2_ephys: {reserved: 4, error: 0, ignore: 0, stale: 1, stuck: 0, unsure: 0, review: 0}}
report:
  description: The same as a page for people, which is also printed.
  returned: when O(state=jobs)
  type: str
notes:
  description: What needs a person.
  returned: when O(state=jobs)
  type: list
  elements: str
engine:
  description: The machine's containers that have a host name of their own, and when they were asked for.
  returned: when O(state=containers)
  type: dict
  sample:
    asked_at: 1795471622.5
    reason: ''
    containers: [{hostname: 3f2a9c01b7de, name: worker, running: true, started: 1795470000.1}]
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import pipeline_jobs

if __name__ == "__main__":
    main(pipeline_jobs)
