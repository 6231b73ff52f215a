#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: compose_stack
short_description: Run a set of containers with docker compose
version_added: 0.1.0
description:
  - Builds the images of a stack, writes its files, and brings its containers up with C(docker compose) 2.26 or newer.
  - Only what changed is made anew; a container whose mounted files changed counts as changed.
  - Waits until all are healthy. If they don't become so, what ran before is put back, and the last log lines are shown.
  - Volumes are never removed.
extends_documentation_fragment:
  - mesoscale.map.files
  - mesoscale.map.images
  - mesoscale.map.planned
requirements:
  - Python package docker, 5.0 or newer, on the host
options:
  environment:
    description: Name of the environment.
    type: str
    required: true
  stack:
    description: Name of the stack. The compose project is C(map-<environment>-<stack>).
    type: str
    required: true
  directory:
    description: Where the stack's files are on the host.
    type: path
    required: true
  definition:
    description:
      - Compose's model, C(services) and what else it knows.
      - A string C(map/<name>) that names one of O(images) gets that image's tag, wherever it stands.
      - A dollar is a dollar; nothing is filled in.
      - Every service is on the environment's network. Volumes and networks get the project's name in front.
      - C(build), C(env_file) and C(container_name) are refused.
      - Empty, only O(images) are built.
    type: dict
    default: {}
  wait_seconds:
    description: How long the containers may take to become healthy.
    type: int
    default: 120
  state:
    description: With V(absent), containers and the stack's own networks go. Volumes, files and images stay.
    type: str
    choices: [present, absent]
    default: present
  assume_empty:
    description: In check mode, plan against nothing, because an earlier task of this run planned to make the engine.
    type: bool
    default: false
  bases_planned:
    description: In check mode, base images that an earlier task of this run planned to make.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Run the proxy
  mesoscale.map.compose_stack:
    environment: production
    stack: edge
    directory: /srv/map/production/edge
    images:
      - name: proxy
        context: proxy
    files:
      - path: proxy.conf
        content: "{{ lookup('ansible.builtin.template', 'proxy.conf.j2') }}"
    definition:
      services:
        proxy:
          image: map/proxy
          volumes: ["./proxy.conf:/etc/proxy.conf:ro"]
          restart: unless-stopped
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: containers
      action: update
      target: service proxy
      before: {image: "map/proxy:0123456789ab", containers: 1}
      after: {image: "map/proxy:ba9876543210", containers: 1, why: "its settings, image or files changed"}
      impact: restart
images:
  description: The images of the list, with their tags; none with O(state=absent).
  returned: success
  type: dict
  sample:
    map/proxy: map/proxy:ba9876543210
notes:
  description: What stays; shown as warnings too.
  returned: when O(state=absent)
  type: list
  elements: str
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import compose_stack

if __name__ == "__main__":
    main(compose_stack)
