#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: db_users
short_description: Bring all accounts, rights and schemas of a MySQL server to what is listed
version_added: 0.1.0
description:
  - Makes the accounts of people and programs, and the pipeline's schemas, all in one task. Rights are exact.
  - Accounts that no list names are reported; they are removed only when O(drop) names them. No schema is ever removed.
  - A service account that gets another password keeps the one until now too, so that its programs go on until they have
    the new one; M(mesoscale.map.db_old_passwords) ends it. One that was kept before that ends at once.
  - Accounts log in by TLS only, from any host, with C(caching_sha2_password).
  - The connection is made by TLS only; the server's certificate and name are verified.
  - Reads the actual state in a constant number of queries, however many accounts there are.
  - Accounts of the server itself, and the one that logs in, are neither reported nor touched.
extends_documentation_fragment:
  - mesoscale.map.planned
requirements:
  - PyMySQL on the machine that runs the task
  - MySQL 8.0.14 or newer
options:
  login:
    description: The server, and the administrator's account there.
    type: dict
    required: true
    suboptions:
      address: {description: "Name of the server, as in its certificate.", type: str, required: true}
      port: {description: Port of the server., type: int, default: 3306}
      user: {description: An account that may read C(mysql.user) and pass on all rights., type: str, required: true}
      password: {description: Its password., type: str, required: true}
      ca_file: {description: "Certificates (PEM) that may sign the server's.", type: path, required: true}
  people:
    description:
      - Each with C(name) and C(role), one of V(reader), V(analyst) (unless said), V(ingester), V(pipeline_admin).
      - C(authentication) is V(caching_sha2_password) unless said, or V(mysql_native_password), if the server has it.
      - After C(until), a day as C(YYYY-MM-DD), a note names the person. Keys for other tasks are ignored.
    type: list
    elements: dict
    default: []
  service_accounts:
    description: Each with C(name) and C(role), V(worker) or V(webgui).
    type: list
    elements: dict
    default: []
  passwords:
    description: Name of a service account to its password, which is kept as given here.
    type: dict
    default: {}
  initial_passwords:
    description:
      - Name of a person to the password with which the account is made. Not used again, so people may change theirs.
    type: dict
    default: {}
  schemas:
    description: Schemas of the pipeline, with their prefix.
    type: list
    elements: str
    default: []
  pipeline_prefix:
    description: What all schemas of the pipeline begin with.
    type: str
    default: map_
  webgui_schemas:
    description: Schemas that a service account of role V(webgui) may read.
    type: list
    elements: str
    default: [map_v2_lab, map_v2_experiment, map_v2_ephys, map_v2_psth, map_v2_report, map_v2_tracking,
              map_v2_histology, map_v2_foraging_analysis, map_v2_ccf]
  drop:
    description: Accounts to remove, as C(name), or C(name@host) for one that isn't for all hosts. Their schemas stay.
    type: list
    elements: str
    default: []
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to make the server.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Bring people, service accounts and schemas to what is listed
  mesoscale.map.db_users:
    login:
      address: database.example.org
      user: mapmaster
      password: "{{ map_database_master_password }}"
      ca_file: /etc/ssl/certs/rds-global-bundle.pem
    people:
      - {name: alice, role: analyst}
    initial_passwords: "{{ map_people_passwords }}"
    service_accounts:
      - {name: worker, role: worker}
    passwords:
      worker: "{{ map_database_worker_password }}"
    schemas: [map_v2_lab]

- name: Remove the account of a person who left
  mesoscale.map.db_users:
    login: "{{ database_login }}"
    people: "{{ map_people }}"
    drop: [bob]
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: database
      action: create
      target: 'account alice: rights on map\_%.*'
      before:
      after: [SELECT, REFERENCES, SHOW VIEW]
      impact: none
rights:
  description: Each listed account and its rights, as they are after this task (in check mode, as they would be).
  returned: success
  type: list
  elements: dict
  sample: [{account: carol, kind: person, role: reader, grants: ['SELECT, SHOW VIEW on map\_%.*']}]
server_version:
  description: Version of the server.
  returned: success
  type: str
unlisted:
  description: Accounts that no list names, less the server's own.
  returned: success
  type: list
  elements: str
old_passwords:
  description: Service accounts whose old password works too, after this task (in check mode, as it would be).
  returned: success
  type: list
  elements: str
notes:
  description: What is no drift, but should be known.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import db_users

if __name__ == "__main__":
    main(db_users)
