#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: database_status
short_description: Ask a database server how it is, without changing it
version_added: 0.1.0
description:
  - Reads version, connections, parameters, and how large the schemas are and the files of DataJoint's stores.
  - Compares the parameters that an environment wants with those that are in force on the server.
  - Asks five queries on one connection, however many schemas and tables there are.
  - A server that can't be asked is a sentence in C(problem) and no error.
extends_documentation_fragment:
  - mesoscale.map.planned
requirements:
  - PyMySQL on the machine that runs the task
options:
  login:
    description: The server and its administrator.
    type: dict
    required: true
    suboptions:
      address:
        description: Name of the server, as in its certificate; empty for one that isn't known.
        type: str
        required: true
      port: {description: Port of the server., type: int, default: 3306}
      user: {description: Name of the administrator., type: str, required: true}
      password: {description: Its password., type: str, required: true}
      ca_file: {description: "Certificates (PEM) that may sign the server's.", type: path, required: true}
  schemas:
    description: The schemas of the pipeline.
    type: list
    elements: str
    required: true
  engine_version:
    description: The MySQL version that the environment wants.
    type: str
    default: "8.4"
  parameters:
    description: Parameters that the environment wants besides DataJoint's, as in M(mesoscale.map.rds_parameter_group).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Ask the database how it is
  mesoscale.map.database_status:
    login: "{{ database_login }}"
    schemas: [map_v2_lab, map_v2_ephys]
"""

RETURN = r"""
status:
  description:
    - The parts C(database) and C(stores), each with a C(problem), which is empty where there is none.
    - A parameter's C(agrees) is null where AWS computes its value from the instance's class.
    - C(stores) is what DataJoint's own tables say of the files in each store.
  returned: success
  type: dict
  sample:
    database:
      address: database.example.org
      port: 3306
      version: 8.4.5
      version_wanted: '8.4'
      uptime_seconds: 86400
      connections: {now: 12, most: 40, limit: 651}
      parameters:
        - {name: wait_timeout, wanted: '86400', in_force: '28800', agrees: false, needs_reboot: false}
      differing: [wait_timeout]
      schemas_bytes: {map_v2_lab: 1048576}
      schemas_missing: [map_v2_ephys]
      problem: ''
    stores:
      stores: {report_store: {files: 1200, bytes: 734003200}}
      problem: ''
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import database_status

if __name__ == "__main__":
    main(database_status)
