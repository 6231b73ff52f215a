# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

import datetime

from ansible_collections.mesoscale.map.plugins.module_utils import edge
from ansible_collections.mesoscale.map.plugins.module_utils.plan import UNKNOWN

DOCUMENTATION = r"""
name: edge_certificate
short_description: A certificate and its key as the reverse proxy reads them
version_added: 0.1.0
description:
  - Gives both as one text, which is a secret.
  - Refuses what browsers wouldn't take, as a certificate that ended, is for other names, or doesn't belong to the key.
author:
  - The mesoscale activity map project (@mesoscale-activity-map)
positional: hosts
options:
  _input:
    description: The contents of the files of certificate and key. Empty where they aren't there yet.
    type: list
    elements: str
    required: true
  hosts:
    description: The names that the certificate must be for.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Write what the reverse proxy reads
  mesoscale.map.config_files:
    files:
      - path: /srv/map/production/edge/tls/certificate.pem
        secret_content: "{{ [certificate, key] | mesoscale.map.edge_certificate(['jupyter.map.example.org']) }}"
    key: "{{ map_label_key }}"
"""

RETURN = r"""
_value:
  description: The certificate, and then the key.
  type: str
"""


def edge_certificate(pair: list[str], hosts: list[str]) -> str:
    """Both as one text."""
    if not pair:
        return UNKNOWN
    certificate, key = pair
    return edge.bundle(certificate, key, list(hosts), datetime.datetime.now(datetime.UTC))


class FilterModule:
    def filters(self) -> dict[str, object]:
        return {"edge_certificate": edge_certificate}
