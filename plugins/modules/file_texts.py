#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: file_texts
short_description: Read files of a host, in one task
version_added: 0.1.0
description:
  - Reads all files that are given, and changes nothing. What holds a secret needs C(no_log) at the task.
  - Needs no package on the host.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  files:
    description: The paths of files, by the setting that names each. Empty paths are left out.
    type: dict
    required: true
  may_miss:
    description: Whether a file that isn't there is left out; else it is an error. In check mode it is left out.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read the certificate of the database's authority
  mesoscale.map.file_texts:
    files:
      map_database_ca_file: /etc/ssl/certs/rds.pem
  register: authorities
"""

RETURN = r"""
texts:
  description: What the files hold, by the setting that names each. What isn't there isn't in it.
  returned: success
  type: dict
  sample:
    map_database_ca_file: "-----BEGIN CERTIFICATE-----\n..."
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import file_texts

if __name__ == "__main__":
    main(file_texts)
