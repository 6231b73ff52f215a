#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: host_status
short_description: Look at containers, disks and certificates of a host, without changing it
version_added: 0.1.0
description:
  - Reads the containers that carry the environment's label, the room on the disks of the environment's folder and of
    the engine's, and when certificates end.
  - Of the reverse proxy it reads the certificate that browsers are shown, of an environment's own authority the files.
  - Needs no package on the host. A part that can't be read has a sentence in C(problem), and the rest is whole.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  environment:
    description: Name of the environment.
    type: str
    required: true
  root:
    description: The folder that holds everything of the environment.
    type: path
    required: true
  urls:
    description: The addresses at which browsers reach the reverse proxy, when it runs on this host.
    type: list
    elements: str
    default: []
  stacks:
    description: Stacks that are listed even if they have no container.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Look at the host
  mesoscale.map.host_status:
    environment: production
    root: /srv/map/production
    urls: ["https://jupyter.map.example.org", "https://navigator.map.example.org"]
    stacks: [workers, jupyterhub, webgui, edge]
"""

RETURN = r"""
status:
  description:
    - The parts C(services), C(disk) and C(certificates), each with a C(problem), which is empty where there is none.
    - C(age_seconds) is since the container was made, C(up_seconds) since its start. C(exit_code) is null while it runs.
    - C(exists) is false for a folder that isn't there yet; then the disk is the one on which it would be.
    - C(days_left) is below 0 for a certificate that has ended.
  returned: success
  type: dict
  sample:
    services:
      engine_version: 28.5.1
      stacks:
        webgui: []
        workers:
          - name: map-production-workers-map_compute_workers-1
            service: map_compute_workers
            state: running
            health: ''
            exit_code:
            restarts: 0
            age_seconds: 86400
            up_seconds: 3600
            image: map/worker:0123456789ab
            image_age_seconds: 90000
      people_servers: {running: 3, all: 5}
      problem: ''
    disk:
      folders:
        - {what: environment, path: /srv/map/lab, exists: true, free_bytes: 107374182400, total_bytes: 214748364800}
        - {what: engine, path: /var/lib/docker, exists: true, free_bytes: 107374182400, total_bytes: 214748364800}
      problem: ''
    certificates:
      certificates:
        - what: reverse proxy jupyter.map.example.org
          source: 127.0.0.1:443
          ends: '2027-02-01 12:00:00Z'
          days_left: 60
          problem: ''
      problem: ''
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import host_status

if __name__ == "__main__":
    main(host_status)
