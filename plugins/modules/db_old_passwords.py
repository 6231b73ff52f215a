#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: db_old_passwords
short_description: End the old passwords of service accounts on a MySQL server
version_added: 0.1.0
description:
  - M(mesoscale.map.db_users) gives a service account another password in such a way that the one until now works too.
    This ends it. Run it when the programs have the new one.
  - An old password ends only where the new one is the given one. Else the account is left alone, and a note says so.
  - Connections that are open stay.
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
      user: {description: An account that may read C(mysql.user) and change accounts., type: str, required: true}
      password: {description: Its password., type: str, required: true}
      ca_file: {description: "Certificates (PEM) that may sign the server's.", type: path, required: true}
  passwords:
    description: Name of each service account to the password that shall stay.
    type: dict
    required: true
  behind:
    description: Hosts whose programs may not have the new passwords yet. While there are any, no old one ends.
    type: list
    elements: str
    default: []
  planned:
    description:
      - In check mode, accounts that an earlier task of this run is going to give the new password beside the old one,
        as RV(mesoscale.map.db_users#module:old_passwords).
    type: list
    elements: str
    default: []
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to make the server.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: End the old password of the workers, which have the new one
  mesoscale.map.db_old_passwords:
    login:
      address: database.example.org
      user: mapmaster
      password: "{{ map_database_master_password }}"
      ca_file: /etc/ssl/certs/rds-global-bundle.pem
    passwords:
      worker: "{{ map_database_worker_password }}"
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: database
      action: remove
      target: 'account worker: old password'
      before: still works
      after:
      impact: none
old_passwords:
  description: The given accounts that keep their old password.
  returned: success
  type: list
  elements: str
notes:
  description: Why they keep it.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import db_old_passwords

if __name__ == "__main__":
    main(db_old_passwords)
