#!/usr/bin/python
# GNU General Public License v3.0+ (see LICENSE)
from __future__ import annotations

DOCUMENTATION = r"""
module: docker_remains
short_description: Remove all that an environment has in a container engine, its data too
version_added: 0.1.0
description:
  - Removes the containers, networks and volumes that carry the environment's label.
  - Removes the images that this collection built, unless another environment lives in the same engine.
  - This is the one module that removes data. It does so only when the environment's name is given twice.
extends_documentation_fragment:
  - mesoscale.map.planned
options:
  environment:
    description: Name of the environment.
    type: str
    required: true
  confirm:
    description: The environment's name again.
    type: str
    required: true
  images:
    description: Whether to remove the images too. They are large, and take minutes to build again.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Remove everything that the environment `local` has on this machine
  mesoscale.map.docker_remains:
    environment: local
    confirm: local
"""

RETURN = r"""
plan:
  description: The changes that were made, or in check mode would be.
  returned: success
  type: list
  elements: dict
  sample:
    - system: containers
      action: remove
      target: volume map-local-embedded-mysql
      before: map-local-embedded-mysql
      after:
      impact: sessions
others:
  description: Environments that also live in this engine.
  returned: success
  type: list
  elements: str
  sample: [test]
"""

from ansible_collections.mesoscale.map.plugins.module_utils.run import main
from ansible_collections.mesoscale.map.plugins.module_utils.specs import docker_remains

if __name__ == "__main__":
    main(docker_remains)
