#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: local_ca
short_description: Keep a certificate authority and the server certificates it issues
version_added: 0.1.0
description:
  - Makes a certificate authority in a folder, once, and issues server certificates from it.
  - A certificate is renewed when it ends within 30 days, other names are wanted, or its CA or key doesn't fit.
  - A CA that exists is never replaced. If its key is gone, that is an error as soon as a certificate must be issued.
  - Keys stay when certificates are renewed, and are never shown.
extends_documentation_fragment:
  - mesoscale.map.planned
requirements:
  - Python package cryptography, 42 or newer, on the host
options:
  directory:
    description:
      - The CA's folder. It gets C(ca.pem) and C(ca.key).
      - Each certificate has a folder in it with C(certificate.pem) and C(key.pem).
    type: path
    required: true
  name:
    description: The CA's name for people. Used when the CA is made.
    type: str
    required: true
  certificates:
    description: The certificates to keep. Others in the folder are left alone.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: Name of the certificate's folder, in small letters, digits and hyphens.
        type: str
        required: true
      dns:
        description: DNS names it is for, in small letters. The first label may be an asterisk.
        type: list
        elements: str
        default: []
      addresses:
        description: IP addresses it is for.
        type: list
        elements: str
        default: []
      owner:
        description: User id of the key's owner; whoever runs the task by default.
        type: int
      group:
        description: Group id of the key; that of the same number as O(certificates[].owner) by default.
        type: int
      mode:
        description: Mode of the key, as four octal digits in quotes.
        type: str
        default: "0400"
"""

EXAMPLES = r"""
- name: Keep a certificate for the database
  mesoscale.map.local_ca:
    directory: /srv/map/local/ca
    name: MAP local
    certificates:
      - name: mysql
        dns: [mysql.map.localhost, localhost]
        addresses: ["127.0.0.1"]
        owner: 999
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: files
      action: create
      target: CA /srv/map/local/ca
      before:
      after: {name: MAP local, days: 3650}
      impact: none
ca_file:
  description: The CA's certificate, for clients to trust.
  returned: success
  type: str
  sample: /srv/map/local/ca/ca.pem
certificates:
  description: By name, the paths C(certificate) and C(key), and the certificate's SHA-256 C(fingerprint).
  returned: success
  type: dict
  sample:
    mysql:
      certificate: /srv/map/local/ca/mysql/certificate.pem
      key: /srv/map/local/ca/mysql/key.pem
      fingerprint: 8bf1c21de0
notes:
  description: What is no drift, but should be known; shown as warnings too.
  returned: success
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import local_ca

if __name__ == "__main__":
    main(local_ca)
